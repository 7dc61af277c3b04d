"""What the page of a plan says in words."""

from typing import Any

from simulation.charts.assumption_names import assumption_names
from simulation.charts.calibrated import digits
from simulation.charts.language import Language
from simulation.outcomes.wording import aim_text
from simulation.scenario.schema import FurtherTarget

_AIM = ("measure", "value", "month", "region")


def kind(one: dict[str, Any], language: Language) -> str:
    """What is decided, with its unit."""
    say, entry = language.text, one.get("entry", {})
    number = language.number
    if one["what"] == "trainer_days" and entry:
        return say("days a month more of each trainer, in steps of {step}", step=digits(entry["step"], language))
    if one["what"] == "animation" and entry:
        return say("animation higher, in steps of {step}", step=digits(entry["step"], language))
    if one["what"] == "coordination" and entry:
        return say("days of coordination a month, in steps of {step}", step=digits(entry["step"], language))
    if one["what"] == "nominations" and entry:
        return say("nominations of {number} persons", number=number(entry["places_each"]))
    if one["what"] == "programmes" and entry:
        return say("programmes of {number} persons", number=number(entry["headcount"]))
    if one["what"] == "days_bought" and entry:
        return say("trainers from outside, {number} days a month each", number=number(entry["days_per_month"]))
    return {
        "facilitator_courses": say("facilitator courses"),
        "trainer_courses": say("trainer courses"),
        "trainers_hired": say("trainers hired"),
        "days_bought": say("days bought outside"),
        "nominations": say("nominations"),
        "calls": say("calls for applicants"),
        "programmes": say("programmes"),
        "trainer_days": say("days of trainers"),
        "animation": say("animation"),
        "coordination": say("coordination"),
    }[one["what"]]


def place_name(name: str, language: Language) -> str:
    """A region, or the whole national territory."""
    return language.text("whole national territory") if name == "national" else name


def place(one: dict[str, Any], language: Language) -> str:
    """Where, and whether remotely."""
    where = ", ".join(place_name(name, language) for name in one["places"]) or "–"
    return language.text("{place}, remote", place=where) if one.get("remote") else where


def percent(share: float, language: Language) -> str:
    """A share with one decimal."""
    text = f"{100 * share:.1f}"
    return language.text("{number} %", number=text.replace(".", ",") if language.code == "fr" else text)


def thousands(euros: float, language: Language) -> str:
    """Thousands of euros."""
    return language.number(euros / 1000)


def yes(true: bool, language: Language) -> str:
    """Yes or no."""
    return language.text("yes") if true else language.text("no")


def simple(name: str, language: Language) -> str:
    """What a simple plan is called."""
    say = language.text
    return {
        "equal": say("the same part of everything, everywhere"),
        "proportional": say("courses by headcount"),
        "worst_served_first": say("worst served region first"),
    }[name]


def aim(plan: dict[str, Any], requirement: int, language: Language) -> str:
    """The targets of a requirement; many floors are named by their first and their number."""
    aims = [FurtherTarget.model_validate({key: one.get(key) for key in _AIM}) for one in plan["targets"]]
    own = [one for one, told in zip(aims, plan["targets"], strict=True) if told["probability"] is not None]
    together = [one for one, told in zip(aims, plan["targets"], strict=True) if told["probability"] is None]
    if together and requirement == 0:
        return "; ".join(aim_text(one, language.code) for one in together)
    return aim_text(own[requirement - bool(together)], language.code)


def headline(plan: dict[str, Any], language: Language) -> list[str]:
    """What a reader must know first."""
    say, block = language.text, plan["verdicts"][-1]
    found = []
    if plan["goal"] == "most probable":
        found.append(say("The surest plan found within the limits."))
    elif plan["reached"]:
        found.append(say("The plan reaches what is asked for, as surely as required."))
    else:
        found.append(say("Not reachable as required with what may be decided; this is the nearest plan found."))
    for number, one in enumerate(plan["requirements"]):
        found.append(say(
            "{targets}: in {share} of {number} fresh futures, at least {lower} with a confidence of {confidence} "
            "(required: {required}; without the plan: {before}).",
            targets=aim(plan, number, language), share=percent(block["shares"][number], language),
            number=language.number(block["replicates"]), lower=percent(block["lower_bounds"][number], language),
            confidence=percent(block["confidence"], language), required=language.percent(one["required"]),
            before=language.percent(plan["as_it_is"][number]),
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
        found.append(
            say(
                "It took {number} verdicts: plans before this one were not sure enough on fresh futures.",
                number=len(plan["verdicts"]),
            )
        )
    return found


def breaking(plan: dict[str, Any], language: Language) -> list[str]:
    """What would break the plan, or stands in the way."""
    say, found = language.text, []
    for one in plan["in_the_way"][:3]:
        found.append(say(
            "In the way: {name}. One unit more ({decision}) would bring {gain} on average.",
            name=one["name"], decision=one["decision"], gain=digits(one["gain"], language),
        ))  # fmt: skip
    if not plan["reached"] and not plan["in_the_way"]:
        found.append(say("No bound or budget is what stands in the way: more of what may be decided brings no more."))
    rule = plan.get("fails_when")
    if rule:
        names = assumption_names(language)
        conditions = [
            say("{name} at least {value}", name=names[name], value=digits(value, language)) if sign == ">="
            else say("{name} at most {value}", name=names[name], value=digits(value, language))
            for name, sign, value in rule["conditions"]
        ]  # fmt: skip
        found.append(say(
            "The plan fails most often where {conditions}: in {within} of these futures, elsewhere in {outside}. That "
            "is the case in {part} of all futures.",
            conditions=say(" and ").join(conditions), within=language.percent(rule["share_failing"]),
            outside=language.percent(rule["share_failing_outside"]), part=language.percent(rule["share_of_futures"]),
        ))  # fmt: skip
    elif rule is None and "fails_when" in plan:
        found.append(say("No short rule tells the futures in which the plan fails from the others."))
    years = (plan.get("held") or {}).get("by_year") or []
    if years and years[-1]["trainers"] < 0.9 * years[0]["trainers"]:
        found.append(say(
            "The plan looks no further than the dates of its targets: trainers go from {first} at the end of {begin} "
            "to {last} at the end of {end}. Ask for a number of trainers at the end, too, if the network is to go on.",
            first=language.number(years[0]["trainers"]), last=language.number(years[-1]["trainers"]),
            begin=years[0]["year"], end=years[-1]["year"],
        ))  # fmt: skip
    cells = [one for one in (plan.get("held") or {}).get("cells", []) if one["held_share"] < 0.8]
    if cells:
        found.append(
            say(
                "In {number} quarters fewer than four in five of the planned courses are held: too few wait, or days "
                "or money are short.",
                number=len(cells),
            )
        )
    return found


def facts(plan: dict[str, Any], language: Language) -> list[tuple[str, str]]:
    """How the plan came about."""
    say, number = language.text, language.number
    rows = [
        (say("Scenario"), language.name(plan["scenario"]["name"])),
        (say("Simulated runs"), number(plan["runs"])),
        (say("Plans compared"), number(plan["plans_on_the_block"])),
        (say("Minutes"), number(plan["seconds"] / 60)),
        (say("Seed"), str(plan["seed"])),
        (say("Verdicts on fresh futures"), "; ".join(percent(one["shares"][0], language) for one in plan["verdicts"])),
    ]
    return rows + [(say("Note"), note) for note in plan["notes"]]
