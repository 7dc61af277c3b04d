"""The tables of the page of a plan."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulation.charts.language import Language
from simulation.outcomes.wording import date_text
from simulation.report import plan_names as names
from simulation.report import plan_words as words

_MANY = 4
"""Periods of a year from which on their sum is shown."""


@dataclass(frozen=True)
class Shown:
    """A table of the page. rows: text, the first cell of each names the row. texts: how many columns are no numbers;
    last: the last row is a sum. after: a sentence below it.
    """

    title: str
    note: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int = 1
    last: bool = False
    after: str = ""


type Table = Callable[[Mapping[str, Any], Language], Shown | None]


def decided(plan: Mapping[str, Any], language: Language) -> Shown | None:
    """What is decided, a row a thing and place, a column a calendar year."""
    say, all_of_them = language.text, plan["decided"]
    years = sorted({int(one["from"][:4]) for one in all_of_them})
    rows: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in all_of_them:
        rows.setdefault((names.what(one["what"], language), names.where(one, language)), []).append(one)
    shown = [
        [*key, *(_of_year([one for one in ones if int(one["from"][:4]) == year], language) for year in years),
         _sum_of(ones, language)]
        for key, ones in rows.items() if any(one["units"] for one in ones)
    ]  # fmt: skip
    if not shown:
        return None
    return Shown(
        say("What, where and when"),
        say("By calendar year; where a year has several periods, they stand in order. What stays at 0 is left out."),
        [say("decision"), say("place"), *map(str, years), say("in all")], shown, texts=2,
    )  # fmt: skip


def _of_year(ones: Sequence[Mapping[str, Any]], language: Language) -> str:
    if not ones:
        return ""
    if len(ones) > _MANY and ones[0]["what"] not in names.LEVELS:
        return names.amount_text(ones[0], sum(one["units"] for one in ones), language)
    return " + ".join(_amount(one, language) for one in ones)


def _amount(one: Mapping[str, Any], language: Language) -> str:
    text = names.amount_text(one, one["units"], language)
    if int(one["until"][:4]) == int(one["from"][:4]) or not one["units"]:
        return text
    return language.text("{number} until {month}", number=text, month=date_text(one["until"], language.code))


def _sum_of(ones: Sequence[Mapping[str, Any]], language: Language) -> str:
    if ones[0]["what"] in names.LEVELS:
        return ""
    return names.amount_text(ones[0], sum(one["units"] for one in ones), language)


def sure(plan: Mapping[str, Any], language: Language) -> Shown:
    """How surely, a row a requirement."""
    say, block = language.text, plan["verdicts"][-1]
    beside = {
        say("chance alone"): (plan.get("chance_alone") or {}).get("shares"),
        say("courses on demand"): (plan.get("on_demand") or {}).get("shares"),
    }
    rows = [
        [
            words.aim(plan, number, language), language.percent(one["required"]),
            words.percent(block["shares"][number], language), words.percent(block["lower_bounds"][number], language),
            language.percent(plan["as_it_is"][number]),
            *(language.percent(shares[number]) if shares else "–" for shares in beside.values()),
        ]
        for number, one in enumerate(plan["requirements"])
    ]  # fmt: skip
    return Shown(
        say("How sure"),
        say(
            "Share of {number} fresh futures, which the search has not seen, in which the targets are reached. At "
            "least: lower bound at a confidence of {confidence}. Chance alone: every assumption at its best value, so "
            "that what is missing there is chance; the rest is about assumptions.",
            number=language.number(block["replicates"]), confidence=words.percent(block["confidence"], language),
        ),
        [say("target"), say("required"), say("found"), say("at least"), say("as it is"), *beside], rows,
        after=words.on_demand(plan, language),
    )  # fmt: skip


def prices_of(plan: Mapping[str, Any], language: Language) -> Shown | None:
    """What the decisions cost at list prices, a row a kind."""
    say, kinds = language.text, dict.fromkeys(one["what"] for one in plan["decided"] if one["units"])
    if not kinds:
        return None
    sums = {
        kind: [sum(one["units"] * one[price] for one in plan["decided"] if one["what"] == kind)
               for price in ("unit_cash", "unit_valued_time")]
        for kind in kinds
    }  # fmt: skip
    rows = [[names.what(kind, language), *(words.thousands(euros, language) for euros in both)]
            for kind, both in sums.items()]  # fmt: skip
    totals = (plan["cost"]["cash"], plan["cost"]["valued_time"])
    rows.append([say("in all"), *(words.thousands(euros, language) for euros in totals)])
    return Shown(
        say("What the decisions cost"),
        say("At list prices, over the whole time, in thousands of euros. Time is that of agents, and no new money."),
        [say("decision"), say("cash"), say("time")], rows, last=True,
    )  # fmt: skip


def money(plan: Mapping[str, Any], language: Language) -> Shown | None:
    """Simulated money by year."""
    say = language.text
    by_year = (plan.get("held") or {}).get("by_year")
    if not by_year:
        return None
    rows = [
        [str(one["year"]), words.thousands(one["money_cash"], language),
         say("{low} to {high}", low=words.thousands(one["money_cash_q10"], language),
             high=words.thousands(one["money_cash_q90"], language)),
         words.thousands(one["money_valued_time"], language),
         *(language.number(one[name]) for name in ("facilitator_courses", "trainers", "active_facilitators"))]
        for one in by_year
    ]  # fmt: skip
    return Shown(
        say("What it costs, year by year"),
        say("Everything that the network spends, simulated, not only what the plan adds: means, and for cash the 80 % "
            "interval, in thousands of euros. Trainers and active facilitators: at the end of the year."),
        [say("year"), say("cash"), say("80 % of futures"), say("time"), say("courses held"), say("trainers"),
         say("active facilitators")], rows,
    )  # fmt: skip


def held(plan: Mapping[str, Any], language: Language) -> Shown | None:
    """Courses planned and held by place and quarter."""
    say = language.text
    cells = (plan.get("held") or {}).get("cells")
    if not cells:
        return None
    rows = [
        [names.what(one["what"], language), names.place_name(one["place"], language),
         names.month(one["until"], language), language.number(one["planned"]), language.number(one["held_mean"]),
         language.percent(one["held_share"]), language.percent(one["all_held"]),
         language.number(one["seats_filled_mean"]) if "seats_filled_mean" in one else "–"]
        for one in cells
    ]  # fmt: skip
    return Shown(
        say("Whether the courses of the calendar are held"),
        say("By quarter. A course fails when too few wait, or trainers have no days left, or there is no money; it is "
            "then not made up for. All held: share of futures in which every course of the line is held."),
        [say("course"), say("place"), say("quarter to"), say("planned"), say("held"), say("share held"),
         say("all held"), say("seats filled")], rows, texts=3,
    )  # fmt: skip


def frontier(plan: Mapping[str, Any], language: Language) -> Shown | None:
    """Cost, probability and date of the cheapest plans."""
    say, found = language.text, plan.get("frontier")
    if not found:
        return None
    dates = next((list(one["by_date"]) for one in found if one["plan"] is not None), [])
    rows = [
        [language.percent(one["probability"]), words.thousands(one["cost"], language), language.percent(one["share"]),
         *(language.percent(one["by_date"][date]) for date in dates)]
        if one["plan"] is not None
        else [language.percent(one["probability"]), say("none found"), "–", *("–" for _ in dates)]
        for one in found
    ]  # fmt: skip
    return Shown(
        say("Cost, probability and date"),
        say("The cheapest plan found for each probability, in thousands of euros at list prices, and the share of the "
            "runs of the search in which it reaches the targets: some points more than asked, so that it holds on "
            "others. Then the share in which what is asked for stands at the end of each year."),
        [say("asked"), say("cost"), say("found"), *(names.month(date, language) for date in dates)], rows, texts=0,
    )  # fmt: skip


def beside_simple(plan: Mapping[str, Any], language: Language) -> Shown | None:
    """The plan beside simple ones, each at its cheapest size that is enough."""
    say, simple = language.text, plan.get("simple_plans")
    if not simple:
        return None
    rows = [[say("this plan"), words.thousands(plan["cost"]["at_list_prices"], language),
             language.percent(plan["verdicts"][-1]["shares"][0]), _yes(plan["reached"], language),
             language.percent(plan["verdicts"][-1]["shares"][0])]]  # fmt: skip
    rows += [
        [f"{names.simple(one['name'], language)} ({names.uses(one, language)})",
         words.thousands(one["cost"], language), language.percent(one["shares"][0]), _yes(one["reached"], language),
         language.percent(one["for_the_same_money"]["shares"][0])]
        for one in simple
    ]  # fmt: skip
    return Shown(
        say("Beside simple plans"),
        say("Each simple plan, with what it decides, at the cheapest size that reaches the targets on the runs of the "
            "search, else at its surest; then the surest size that costs no more than this plan. Cost in thousands of "
            "euros at list prices, shares on fresh runs."),
        [say("plan"), say("cost"), say("share of futures"), say("enough"), say("for the same money")], rows,
    )  # fmt: skip


def _yes(true: bool, language: Language) -> str:
    return language.text("yes") if true else language.text("no")


def other_prices(plan: Mapping[str, Any], language: Language) -> Shown | None:
    """What another price would change."""
    say, found = language.text, plan.get("other_prices")
    if not found:
        return None
    rows = [
        [*_price(one, language),
         words.thousands(one["cost_of_the_plan"], language), words.thousands(one["cost"], language),
         _changes(one["changes"], language)]
        for one in found
    ]  # fmt: skip
    return Shown(
        say("If prices were others"),
        say("One price a fifth lower or higher: what this plan would cost then, and the cheapest plan found for it on "
            "the runs of the search, not judged on fresh ones; in thousands of euros. Last, of what that plan has more "
            "or fewer units, in all. What it already has at list prices is no matter of prices."),
        [say("price of"), say("price"), say("this plan"), say("cheapest"), say("difference")], rows, texts=2,
    )  # fmt: skip


def _price(one: Mapping[str, Any], language: Language) -> tuple[str, str]:
    say = language.text
    if one["factor"] == 1:
        return say("all prices"), say("as listed")
    return names.what(one["what"], language), say("a fifth lower") if one["factor"] < 1 else say("a fifth higher")


def _changes(changes: Mapping[str, Any], language: Language) -> str:
    say = language.text
    if not changes:
        return say("the same plan")
    told = [f"{names.what(kind, language)}{say(':')} {_signed(units, language)}"
            for kind, units in changes.items() if units]  # fmt: skip
    return "; ".join(told) or say("the same units, elsewhere or at another time")


def _signed(units: int, language: Language) -> str:
    return f"+{language.number(units)}" if units > 0 else f"−{language.number(-units)}"


def robust(plan: Mapping[str, Any], language: Language) -> Shown | None:
    """The best plans over worlds."""
    say, found = language.text, plan.get("robust")
    if not found:
        return None
    rows = [
        [say("this plan") if one["is_the_plan"] else say("other {number}", number=number),
         words.thousands(one["cost"], language), *(words.thousands(one[name], language) for name in (
             "spent_mean", "spent_q90")), *(language.percent(one[name]) for name in (
                 "mean", "worst", "regret", "good"))]
        for number, one in enumerate(found)
    ]  # fmt: skip
    return Shown(
        say("In different worlds"),
        say("The best plans over worlds, each with all assumptions drawn once: mean probability, that of the worst "
            "world in ten, largest shortfall behind the best plan of a world (regret), and share of the worlds in "
            "which the plan is as probable as required. Cost at list prices of what is decided; spent: what the whole "
            "network spends over all years, on average and in the dearest world in ten; all in thousands of euros."),
        [say("plan"), say("cost"), say("spent"), say("dearest in ten"), say("mean"), say("worst in ten"), say("regret"),
         say("good enough")], rows,
    )  # fmt: skip


FIRST: tuple[Table, ...] = (decided, sure, prices_of, money)
"""Before what would break the plan: the first two pages."""
