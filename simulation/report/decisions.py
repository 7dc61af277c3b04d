"""The headline and what a decision needs, in words."""

import pandas as pd

from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.charts.width import data as width_of
from simulation.charts.width_words import Parts, finding
from simulation.outcomes.decision import Decision, Goal, Spell, Unused, decision
from simulation.outcomes.headline import headline as headline_of
from simulation.outcomes.headline import measure_name, share_text
from simulation.outcomes.measures import DEMAND, Share, limit_label

MOST_SPELLS = 4
"""More changes of the main limit than this are told by the first and the last."""


def headline(results: Results, language: Language) -> str:
    """The headline as a sentence of its own."""
    return as_sentence(headline_of(results).sentence(language.code))


def as_sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    return f"{text[0].upper()}{text[1:]}."


def decision_sentences(results: Results, language: Language) -> list[str]:
    """Two to five plain sentences or pairs of them: target, limits, what is unused, what to measure, how to read it."""
    seen = decision(results)
    told = [] if seen.goal is None else [goal_text(seen.goal, seen.replicates, language)]
    told.append(limits_text(seen, language))
    if seen.unused:
        told.append(unused_text(seen.unused, language))
    parts = width_of(results)
    if isinstance(parts, Parts) and parts.known:
        told.append(as_sentence(finding(parts, language)))
    told.append(
        language.text(
            "This says what held growth back, not that more of it would help: that takes a run in which it is changed. "
            "What is unused may lie in other places and months than those in which people wait."
        )
    )
    return told


def goal_text(goal: Goal, replicates: int, language: Language) -> str:
    """How likely the target is met, and when it first is."""
    say = language.text
    facts = {
        "target": language.number(goal.value),
        "measure": measure_name(goal.measure, language.code),
        "month": month(goal.month, language),
    }
    if goal.met is None:
        first = say("The target of {target} {measure} is set for {month}, which is not simulated.", **facts)
    elif replicates == 1:
        met = say("met") if goal.met.value else say("not met")
        first = say(
            "In the one simulated future, the target of {target} {measure} at the end of {month} is {met}.",
            met=met, **facts,
        )  # fmt: skip
    else:
        first = say(
            "The target of {target} {measure} at the end of {month} is met with probability {chance}.",
            chance=share_text(goal.met, language.code),
            **facts,
        )
    return f"{first} {_when_met(goal, replicates, language)}"


def _when_met(goal: Goal, replicates: int, language: Language) -> str:
    say = language.text
    if goal.early is None:
        return say("It is never reached in the months simulated.") if goal.never == 1 else say(
            "Only {share} of the simulated futures ever reach it.", share=language.percent(1 - goal.never)
        )
    if replicates == 1:
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


def limits_text(seen: Decision, language: Language) -> str:
    """What held growth back most: over the whole time, and how that changed."""
    say, code = language.text, language.code
    if seen.limit == DEMAND:
        return say("In most months nobody waits: demand limits growth, not capacity.")
    largest = [(limit, share) for limit, share in seen.shares.items() if share >= 0.005][:2]
    listed = say(" and ").join(
        f"{limit_label(limit, code)} ({language.percent(share)})" for limit, share in largest
    )
    whole = say("What held growth back most, by the number of persons waiting: {limits}.", limits=listed)
    return whole if len(seen.spells) == 1 else f"{whole} {_changes(seen.spells, language)}"


def _changes(spells: tuple[Spell, ...], language: Language) -> str:
    say = language.text
    told = [
        say("{limit} ({share}) in {years}", limit=limit_label(spell.limit, language.code),
            share=language.percent(spell.share), years=_years(spell))
        for spell in spells
    ]  # fmt: skip
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


def month(name: str, language: Language) -> str:
    """A month (YYYY-MM) in full."""
    return language.month(pd.Timestamp(f"{name}-01"))


def chance_text(met: Share | None, replicates: int, language: Language) -> str:
    """A probability for a table; a dash without a target."""
    if met is None:
        return "–"
    if replicates == 1:
        return language.text("met") if met.value else language.text("not met")
    return share_text(met, language.code)
