"""What was assumed, in short: pairs of a name and a value."""

from typing import Any

import pandas as pd

from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.outcomes.provenance import rules_name
from simulation.outcomes.wording import aim_text
from simulation.report.register import is_assumed
from simulation.scenario.quantities import value_at
from simulation.scenario.schema import Scenario
from simulation.scenario.uncertainties import Uncertainties


def assumptions(results: Results, language: Language) -> list[tuple[str, str]]:
    """What was assumed, in short: pairs of a name and a value."""
    say, scenario = language.text, results.scenario
    return [
        (
            say("Period"),
            say(
                "{first} to {last}, {months} months",
                first=_month(scenario.start, language),
                last=_month(scenario.end, language),
                months=scenario.months,
            ),
        ),
        (
            say("Simulated futures"),
            say(
                "{number} replicates, seed {seed}",
                number=language.number(_replicates(results)),
                seed=results.manifest["seed"],
            ),
        ),
        (say("Target"), _target(scenario, language)),
        *_levers(scenario, language),
        (say("Uncertain"), _uncertain(scenario.uncertainties, language)),
        *_posterior(results, language),
        *own_rules(results.manifest, language),
    ]


def posterior_sentence(results: Results, language: Language) -> str:
    """Says that uncertainties were drawn from a posterior, and from which; empty when none were."""
    used = results.manifest.get("posterior")
    if used is None:
        return ""
    return language.text(
        "{number} of the uncertainties ({names}) are not drawn from their priors but from a posterior: what the "
        "observations of “{case}” say of them.",
        number=len(used["names"]),
        names=", ".join(used["names"]),
        case=used["case"],
    )


def _posterior(results: Results, language: Language) -> list[tuple[str, str]]:
    used = results.manifest.get("posterior")
    if used is None:
        return []
    fingerprint = language.text(
        "{case}; draws with the fingerprint {digits}", case=used["case"], digits=used["fingerprint"][:8]
    )
    return [(language.text("Posterior"), fingerprint)]


def own_rules_sentence(manifest: dict[str, Any], language: Language) -> str:
    """Says that the numbers come of rules of one's own too, and names their file; empty for a run without."""
    name = rules_name(manifest)
    return name and language.text(
        "Rules from the file “{name}” took part in each month, beside those of the model or in their place: these "
        "numbers do not follow from the scenario alone.",
        name=name,
    )


def own_rules(manifest: dict[str, Any], language: Language) -> list[tuple[str, str]]:
    """The file of rules of one's own, as a pair of a name and a value; none for a run without."""
    name = rules_name(manifest)
    if not name:
        return []
    digits = manifest["rules"]["fingerprint"][:8]
    return [(language.text("Added rules"), language.text("{name}; fingerprint {digits}", name=name, digits=digits))]


def _replicates(results: Results) -> int:
    return len(results.replicates)


def _month(month: str, language: Language) -> str:
    return language.month(pd.Timestamp(f"{month}-01"))


def _target(scenario: Scenario, language: Language) -> str:
    if scenario.target is None:
        return language.text("none")
    return "; ".join(
        language.text("at least {target}", target=aim_text(aim, language.code)) for aim in scenario.target.together()
    )


def _levers(scenario: Scenario, language: Language) -> list[tuple[str, str]]:
    say, levers, start = language.text, scenario.levers, scenario.start
    trainers, courses = levers.trainers, levers.facilitator_courses
    now = {
        "trainers": language.number(sum(placed.trainers for placed in trainers.at_start)),
        "hired": language.number(sum(hired.trainers for hired in trainers.hired)),
        "days": language.number(value_at(trainers.days_per_month, start)),
        "seats": language.number(value_at(courses.seats, start)),
        "minimum": language.number(value_at(courses.minimum, start)),
        "taught": language.number(value_at(courses.trainers, start)),
        "length": language.number(courses.days),
    }
    budget = value_at(levers.budget, start)
    held = say("on demand") if courses.scheduling == "on demand" else say("by calendar")
    money = say("no limit") if budget is None else say("€{value} a year", value=language.number(budget))
    changing = [
        name
        for name, steps in (
            (say("trainer days"), trainers.days_per_month),
            (say("facilitator days"), levers.facilitators.days_per_month),
            (say("budget"), levers.budget),
            (say("animation"), levers.animation),
            (say("remote share"), levers.groups.remote_share),
            (say("seats of facilitator courses"), courses.seats),
            (say("fewest enrolled in facilitator courses"), courses.minimum),
            (say("trainers of facilitator courses"), courses.trainers),
            (say("seats of trainer courses"), levers.trainer_courses.seats),
            (say("fewest enrolled in trainer courses"), levers.trainer_courses.minimum),
            (say("trainers of trainer courses"), levers.trainer_courses.trainers),
        )
        if len(steps) > 1
    ]
    pairs = [
        (
            say("Facilitators at the start"),
            say("{number} in the network", number=language.number(scenario.initial.facilitators_there)),
        ),
        (say("Trainers"), say("{trainers} at the start, {hired} hired later; {days} days a month each", **now)),
        (
            say("Facilitator courses"),
            say(
                "{held}; {seats} seats, held from {minimum}; {taught} trainers for {length} days each", held=held, **now
            ),
        ),
        (
            say("Facilitators’ time"),
            say("{days} days a month each", days=language.number(value_at(levers.facilitators.days_per_month, start))),
        ),
        (say("Budget"), money),
    ]
    if changing:
        pairs.append((say("Changing on the way"), ", ".join(changing)))
    return pairs


def drawn_and_assumed(uncertainties: Uncertainties) -> tuple[int, int]:
    """How many quantities are drawn anew for each future, and for how many of them no figure was found."""
    given = [getattr(uncertainties, name) for name in type(uncertainties).model_fields]
    drawn = [one for one in given if one.distribution.kind != "fixed"]
    return len(drawn), sum(is_assumed(one.source) for one in drawn)


def _uncertain(uncertainties: Uncertainties, language: Language) -> str:
    drawn, assumed = drawn_and_assumed(uncertainties)
    return language.text(
        "{drawn} quantities drawn anew for each simulated future; for {assumed} of them no figure was found, so "
        "they are assumptions",
        drawn=drawn,
        assumed=assumed,
    )
