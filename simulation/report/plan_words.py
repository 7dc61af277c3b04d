"""What the page of a plan says in words."""

from collections.abc import Mapping
from typing import Any

from simulation.charts.assumption_names import assumption_names
from simulation.charts.calibrated import digits
from simulation.charts.language import Language
from simulation.outcomes.wording import aim_text, measure_name
from simulation.report.plan_names import amount_text, named
from simulation.scenario.schema import FurtherTarget

_AIM = ("measure", "value", "month", "region")
_TOLD = 3
"""Requirements and obstacles that are told in sentences; the rest stands in tables."""


def percent(share: float, language: Language) -> str:
    """A share with one decimal."""
    text = f"{100 * share:.1f}"
    return language.text("{number} %", number=text.replace(".", ",") if language.code == "fr" else text)


def thousands(euros: float, language: Language) -> str:
    """Thousands of euros."""
    return language.number(euros / 1000)


def aim(plan: Mapping[str, Any], requirement: int, language: Language) -> str:
    """The targets of a requirement."""
    aims = [FurtherTarget.model_validate({key: one.get(key) for key in _AIM}) for one in plan["targets"]]
    own = [one for one, told in zip(aims, plan["targets"], strict=True) if told["probability"] is not None]
    together = [one for one, told in zip(aims, plan["targets"], strict=True) if told["probability"] is None]
    if together and requirement == 0:
        return "; ".join(aim_text(one, language.code) for one in together)
    return aim_text(own[requirement - bool(together)], language.code)


def told(plan: Mapping[str, Any], language: Language) -> str:
    """What a person is told of a plan on the terminal."""
    return "\n".join([f"{plan['name']}{language.text(':')}", *headline(plan, language), *in_the_way(plan, language)])


def headline(plan: Mapping[str, Any], language: Language) -> list[str]:
    """What a reader must know first."""
    say = language.text
    found = [_verdict(plan, language)]
    found += [_share(plan, number, language) for number in range(min(_TOLD, len(plan["requirements"])))]
    if len(plan["requirements"]) > _TOLD:
        found.append(say("The other targets stand in the table below."))
    if not plan["reached"]:
        found += [_mean(one, language) for one in plan["means"][:_TOLD]]
    if all(share >= one["required"] for share, one in zip(plan["as_it_is"], plan["requirements"], strict=True)):
        found.append(say(
            "The scenario as it is reaches this already. If it holds courses on demand, a plan is needed only where "
            "courses must be announced."
        ))  # fmt: skip
    cost = plan["cost"]
    found.append(say(
        "What is decided costs {cash} thousand euros in cash and {time} thousand euros of agents’ time, at list "
        "prices.",
        cash=thousands(cost["cash"], language), time=thousands(cost["valued_time"], language),
    ))  # fmt: skip
    if "money" in plan:
        money = plan["money"]
        found.append(say(
            "In all the network then spends {cash} thousand euros in cash over the whole time (as it is: "
            "{cash_before}) and {time} thousand euros of agents’ time (as it is: {time_before}), simulated.",
            cash=thousands(money["plan"]["cash"], language), time=thousands(money["plan"]["valued_time"], language),
            cash_before=thousands(money["as_it_is"]["cash"], language),
            time_before=thousands(money["as_it_is"]["valued_time"], language),
        ))  # fmt: skip
    if len(plan["verdicts"]) > 1:
        found.append(say(
            "It took {number} verdicts: plans before this one were not sure enough on fresh futures.",
            number=len(plan["verdicts"]),
        ))  # fmt: skip
    return found


def _verdict(plan: Mapping[str, Any], language: Language) -> str:
    say = language.text
    if plan["goal"] == "most probable":
        return say("The surest plan found within the limits.")
    if plan["reached"]:
        return say("The plan reaches what is asked for, as surely as required.")
    if _enough_in_the_search(plan):
        return say("No plan was found that is as sure as required on fresh futures; this is the nearest.")
    return say("Not reachable as required with what may be decided; this is the nearest plan found.")


def _enough_in_the_search(plan: Mapping[str, Any]) -> bool:
    """Whether the plan was sure enough on the runs on which it was chosen."""
    found = plan["on_the_search_block"] or []
    return bool(found) and all(
        share >= one["required"] for share, one in zip(found, plan["requirements"], strict=True)
    )  # fmt: skip


def _share(plan: Mapping[str, Any], number: int, language: Language) -> str:
    block, one = plan["verdicts"][-1], plan["requirements"][number]
    return language.text(
        "{targets}: reached in {share} of {number} simulated futures that the search had not seen. The true share is "
        "at least {lower} (with a confidence of {confidence}); required: {required}; without the plan: {before}.",
        targets=aim(plan, number, language), share=percent(block["shares"][number], language),
        number=language.number(block["replicates"]), lower=percent(block["lower_bounds"][number], language),
        confidence=percent(block["confidence"], language), required=language.percent(one["required"]),
        before=language.percent(plan["as_it_is"][number]),
    )  # fmt: skip


def _mean(one: Mapping[str, Any], language: Language) -> str:
    wanted = FurtherTarget.model_validate({key: one.get(key) for key in _AIM})
    return language.text("On average it comes to {mean} ({target} are asked for).", mean=language.number(one["mean"]),
                         target=aim_text(wanted, language.code))  # fmt: skip


def in_the_way(plan: Mapping[str, Any], language: Language) -> list[str]:
    """What stands in the way where nothing reaches the targets."""
    say = language.text
    found: list[str] = []
    if plan["reached"] or plan["goal"] == "most probable":
        return found
    for one in plan["in_the_way"][:_TOLD]:
        decided = one["of"]
        more = amount_text(decided, 1, language)
        said = {
            "decision": named(decided, language), "more": more, "gain": digits(one["gain"], language),
            "measure": measure_name(one["measure"], language.code),
        }  # fmt: skip
        if one["kind"] == "bound":
            found.append(say(
                "In the way stands a bound: {decision}, at most {most}. With {more} more it would be {gain} {measure} "
                "more on average.",
                most=amount_text(decided, decided["entry"]["at_most"], language), **said,
            ))  # fmt: skip
        else:
            found.append(say(
                "In the way stands the budget of {year}. With {more} more of “{decision}” it would be {gain} {measure} "
                "more on average.",
                year=one["name"].removeprefix("budget "), **said,
            ))  # fmt: skip
    if not plan["in_the_way"]:
        found.append(say("No bound or budget is what stands in the way: more of what may be decided brings no more."))
    return found


def breaking(plan: Mapping[str, Any], language: Language) -> list[str]:
    """What would break the plan, or stands in the way."""
    found = in_the_way(plan, language)
    if "fails_when" in plan:
        found.append(_failing(plan["fails_when"], language))
    return [*found, *_over_worlds(plan, language), *_in_time(plan, language)]


def _failing(rule: Mapping[str, Any] | None, language: Language) -> str:
    say = language.text
    if rule is None:
        return say("No short rule tells the futures in which the plan fails from the others.")
    names = assumption_names(language)
    conditions = [
        say("{name} at least {value}", name=names[name], value=digits(value, language)) if sign == ">="
        else say("{name} at most {value}", name=names[name], value=digits(value, language))
        for name, sign, value in rule["conditions"]
    ]  # fmt: skip
    return say(
        "The plan fails most often where {conditions}: in {within} of these futures, elsewhere in {outside}. That is "
        "the case in {part} of all futures.",
        conditions=say(" and ").join(conditions), within=language.percent(rule["share_failing"]),
        outside=language.percent(rule["share_failing_outside"]), part=language.percent(rule["share_of_futures"]),
    )  # fmt: skip


def _over_worlds(plan: Mapping[str, Any], language: Language) -> list[str]:
    own = next((one for one in plan.get("robust") or () if one["is_the_plan"]), None)
    if own is None:
        return []
    return [language.text(
        "With all assumptions drawn once and held, the plan is as probable as required in {good} of the draws; in the "
        "worst tenth of them its probability is {worst} or less.",
        good=language.percent(own["good"]), worst=language.percent(own["worst"]),
    )]  # fmt: skip


def _in_time(plan: Mapping[str, Any], language: Language) -> list[str]:
    """What the calendar itself has against it: trainers that run down, courses that are not held."""
    say, found, held = language.text, [], plan.get("held") or {}
    years = held.get("by_year") or []
    if years and years[-1]["trainers"] < 0.9 * years[0]["trainers"]:
        found.append(say(
            "The plan looks no further than the dates of its targets: trainers go from {first} at the end of {begin} "
            "to {last} at the end of {end}. Ask for a number of trainers at the end, too, if the network is to go on.",
            first=language.number(years[0]["trainers"]), last=language.number(years[-1]["trainers"]),
            begin=years[0]["year"], end=years[-1]["year"],
        ))  # fmt: skip
    cells = held.get("cells") or []
    few = [one for one in cells if one["held_share"] < 0.8]
    if few:
        found.append(say(
            "In {number} of {all} entries of the calendar fewer than four in five of the planned courses are held: too "
            "few wait, or days or money are short.",
            number=len(few), all=len(cells),
        ))  # fmt: skip
    return found


def on_demand(plan: Mapping[str, Any], language: Language) -> str:
    """A calendar against courses on demand; empty where no courses are decided."""
    other = plan.get("on_demand")
    if not other:
        return ""
    return language.text(
        "A calendar or courses on demand: with the same decisions, but courses held where enough wait, the targets are "
        "reached in {demand} of the same {number} futures; by calendar in {calendar}.",
        demand=language.percent(other["shares"][0]), calendar=language.percent(other["by_calendar"][0]),
        number=language.number(other["replicates"]),
    )  # fmt: skip


def facts(plan: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    """How the plan came about."""
    say, number = language.text, language.number
    rows = [
        (say("Scenario"), language.name(plan["scenario"]["name"])),
        (say("Simulated runs"), number(plan["runs"])),
        (say("Plans compared"), number(plan["plans_on_the_block"])),
        (say("Seed"), str(plan["seed"])),
        (say("Verdicts on fresh futures"), "; ".join(percent(one["shares"][0], language) for one in plan["verdicts"])),
    ]
    return rows + [(say("Cut short"), _cut_short(one, language)) for one in plan["notes"]]


def _cut_short(note: Mapping[str, int], language: Language) -> str:
    return language.text(
        "By --budget-minutes {minutes}, no neighbours of the plan were looked at after run {run} (round {round} of "
        "search {search}).",
        minutes=note["minutes"], run=language.number(note["run"]), round=note["round"], search=note["search"],
    )  # fmt: skip
