"""The headline and what a decision needs, in words."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.charts import binding, ledgers
from simulation.charts.language import Language
from simulation.charts.source import Results, months_of
from simulation.charts.width import data as width_of
from simulation.charts.width_words import Parts, finding
from simulation.outcomes.decision import Decision, Goal, Unused
from simulation.outcomes.measures import Share
from simulation.outcomes.targets import Reached
from simulation.outcomes.waiting import Spell, diagnosis_text
from simulation.outcomes.wording import FEW, aim_text, amounts, likelihood, range_text, share_text

MOST_SPELLS = 4
"""More changes of who waits for what than this are told by the first and the last."""


def beneath_headline(results: Results, seen: Decision, language: Language) -> list[str]:
    """When the target is met, and that assumptions are fixed here, if they are: below the headline."""
    say = language.text
    told = [] if seen.goal is None or seen.goal.met is None or seen.replicates < 2 else [
        _when_met(seen.goal, seen.replicates, language)
    ]  # fmt: skip
    if results.manifest["best_values"]:
        told.append(
            say(
                "Here every assumption has its best value. The median over all values that the assumptions may have "
                "can lie elsewhere: many of them can err further to one side than to the other, and what they "
                "do is not in proportion."
            )
        )
    return told


def as_sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    return f"{text[0].upper()}{text[1:]}."


def decision_sentences(results: Results, seen: Decision, language: Language) -> list[str]:
    """Plain sentences: targets, who waits for what, capacity, what is unused, what to measure, how to read it."""
    say = language.text
    told = [] if seen.goal is None else [goal_text(seen.goal, language)]
    told.append(waiting_text(seen, language))
    told.append(binding.sentence(binding.of(seen.binding, months_of(results)), language))
    if seen.spent:
        told.append(ledgers.spent_text(seen.spent, language))
    if seen.unused:
        told.append(unused_text(seen.unused, language))
    parts = width_of(results)
    if isinstance(parts, Parts) and parts.known:
        told.append(as_sentence(finding(parts, language)))
    told.append(
        say(
            "This says who waits for what, not that more of it would help: that takes a run in which it is changed. "
            "What is unused may lie in other places and months than those in which people wait."
        )
    )
    return told


def goal_text(goal: Goal, language: Language) -> str:
    """How likely the target is met, and when it first is."""
    say, target = language.text, aim_text(goal.aim, language.code)
    if goal.met is None:
        return say("The target: {target}. That date is not simulated.", target=target)
    count = goal.met.count
    if count == 1:
        met = say("met") if goal.met.value else say("not met")
        told = [say("The target: {target}. In the one simulated future it is {met}.", target=target, met=met)]
    else:
        chance = language.chance(goal.met)
        told = [say("The target: {target}. That it is met is {chance}.", target=target, chance=chance)]
    if 1 < count < FEW:
        told.append(
            say("So few futures ({number}) leave it open: it may be anything {range}.",
                number=count, range=range_text(goal.met, language.code))
        )  # fmt: skip
    return " ".join([*told, _when_met(goal, count, language)])


def _when_met(goal: Goal, count: int, language: Language) -> str:
    say = language.text
    if goal.early is None:
        return (
            say("It is never reached in the months simulated.")
            if goal.never == 1
            else say("Only {share} of the simulated futures ever reach it.", share=language.percent(1 - goal.never))
        )
    if count == 1:
        return say("It is first reached at the end of {month}.", month=month(goal.early, language))
    facts = {
        "early": month(goal.early, language),
        "half": goal.half and month(goal.half, language),
        "never": language.percent(goal.never),
    }
    if goal.half is None:
        return say(
            "One future in ten reaches it by {early}; {never} of them do not reach it by the end of the simulation.",
            **facts,
        )
    if goal.half == goal.early:
        return say(
            "At least half of the simulated futures reach it by {half}; {never} do not by the end of the simulation.",
            **facts,
        )
    return say(
        "One future in ten reaches it by {early}, half of them by {half}; {never} do not by the end of the simulation.",
        **facts,
    )


def waiting_text(seen: Decision, language: Language) -> str:
    """Who waits most and for want of what: over the whole time, in how many futures, and how that changes."""
    say = language.text
    told = [diagnosis_text(seen.diagnosis, language.code)]
    if seen.diagnosis is not None and seen.replicates > 1 and seen.diagnosis.agreed == 1:
        told.append(say("In all simulated futures most wait at that stage."))
    elif seen.diagnosis is not None and seen.replicates > 1:
        told.append(
            say("In {share} of the simulated futures most wait at that stage.",
                share=language.percent(seen.diagnosis.agreed))
        )  # fmt: skip
    if len(seen.spells) > 1:
        told.append(_changes(seen.spells, language))
    return " ".join(told)


def _changes(spells: tuple[Spell, ...], language: Language) -> str:
    say = language.text
    told = [
        say(
            "in {years} {who}",
            years=_years(spell),
            who=spell.diagnosis.clause(language.code) if spell.diagnosis else say("nobody waits"),
        )
        for spell in spells
    ]
    if len(told) > MOST_SPELLS:
        return say("It changes on the way: {spells}.", spells=say("; ").join((told[0], told[-1])))
    return say("Year by year: {spells}.", spells=say("; ").join(told))


def _years(spell: Spell) -> str:
    return f"{spell.first}" if spell.first == spell.last else f"{spell.first}–{spell.last}"


def unused_text(unused: tuple[Unused, ...], language: Language) -> str:
    """What is offered and not used."""
    say = language.text

    def told(one: Unused) -> str:
        facts = {"share": language.percent(one.share), "number": language.about(one.a_year)}
        match one.what:
            case "trainer_days":
                return say("{share} of the trainer days (about {number} a year)", **facts)
            case "facilitator_seats":
                return say("{share} of the seats in facilitator courses (about {number} a year)", **facts)
            case "trainer_seats":
                return say("{share} of the seats in trainer courses (about {number} a year)", **facts)
        return say("{share} of the facilitator days (about {number} a year)", **facts)

    return say("Offered and not used, on average: {list}.", list=", ".join(told(one) for one in unused))


@dataclass(frozen=True)
class TargetRow:
    """One line of the table of targets, as text."""

    target: str
    likely: str
    chance: str
    amount: str
    """Median and 80 % interval at the target's date; of the region with least, where every region is to reach it."""
    note: str = ""


def target_rows(seen: tuple[Reached, ...], together: Share | None, language: Language) -> list[TargetRow]:
    """The table of targets, and a last line for all of them together; empty where there is one at most."""
    say, code = language.text, language.code
    rows = []
    for one in seen if len(seen) > 1 else ():
        target = as_sentence(aim_text(one.aim, code)).rstrip(".")
        if one.met is None or one.values is None:
            rows.append(TargetRow(target, "–", "–", "–", say("not simulated")))
            continue
        low, median, high = (float(quantile) for quantile in np.quantile(one.values, [0.1, 0.5, 0.9]))
        shown = amounts(one.aim.measure, median, low, high, code)
        note = ""
        if one.falls_short is not None and one.falls_short[1] > 0:
            region, share = one.falls_short
            note = say("most often missed in {region}: in {share} of the futures",
                       region=region, share=language.percent(share))  # fmt: skip
        amount = f"{shown[0]} ({shown[1]}–{shown[2]})"
        rows.append(TargetRow(target, likelihood(one.met, code), share_text(one.met, code), amount, note))
    if together is not None:
        rows.append(TargetRow(say("All together"), likelihood(together, code), share_text(together, code), ""))
    return rows


def month(name: str, language: Language) -> str:
    """A month (YYYY-MM) in full."""
    return language.month(pd.Timestamp(f"{name}-01"))


def chance_text(met: Share | None, language: Language) -> str:
    """A probability for a table; a dash without a target."""
    if met is None:
        return "–"
    if met.count == 1:
        return language.text("met") if met.value else language.text("not met")
    return share_text(met, language.code)
