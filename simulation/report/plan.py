"""Writes the page of a plan: what, where, when, at which cost, how surely, what would break it; then all beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from simulation.charts import plan_frontier
from simulation.charts.language import Language
from simulation.report import plan_words as words
from simulation.report.contents import Group, section
from simulation.report.writing import render_page


@dataclass(frozen=True)
class Shown:
    """A table of the page. rows: text, the first cell of each names the row."""

    title: str
    note: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def render_plan(plan: dict[str, Any], language: str = "en") -> str:
    """The page of a plan, of what plan.json holds, as HTML in English (en) or French (fr)."""
    spoken = Language(language)
    say = spoken.text
    groups = []
    if plan.get("frontier"):
        charts = (section(plan_frontier.CHART, [plan], spoken),)
        groups.append(Group("frontier", say("What certainty costs"), charts))
    first: list[Callable[[dict[str, Any], Language], Shown | None]] = [_decided, _sure, _money]
    then = [_held, _frontier, _simple, _prices, _robust]
    return render_page(
        "plan.html.j2",
        spoken,
        groups,
        plan=plan,
        sentences=words.headline(plan, spoken),
        breaking=words.breaking(plan, spoken),
        first=[shown for make in first if (shown := make(plan, spoken))],
        then=[shown for make in then if (shown := make(plan, spoken))],
        facts=words.facts(plan, spoken),
    )


def _decided(plan: dict[str, Any], language: Language) -> Shown | None:
    """What is decided, a row a thing and place, a column a calendar year."""
    say = language.text
    years = sorted({int(one["from"][:4]) for one in plan["decided"]})
    rows: dict[tuple[str, str], dict[int, list[str]]] = {}
    some = {(words.kind(one, language), words.place(one, language)) for one in plan["decided"] if one["units"]}
    for one in plan["decided"]:
        key = words.kind(one, language), words.place(one, language)
        spans = int(one["until"][:4]) > int(one["from"][:4])
        number = language.number(one["units"])
        until = say("{number} until {month}", number=number, month=one["until"])
        rows.setdefault(key, {}).setdefault(int(one["from"][:4]), []).append(until if spans else number)
    shown = [
        [what, where, *(" + ".join(by_year.get(year, ())) or "–" for year in years)]
        for (what, where), by_year in rows.items()
        if (what, where) in some
    ]
    if not shown:
        return None
    return Shown(
        say("What, where and when"),
        say("Units by calendar year; where a year has several periods, they stand in order. Rows that stay at 0 are "
            "left out."),
        [say("decision"), say("place"), *map(str, years)], shown,
    )  # fmt: skip


def _sure(plan: dict[str, Any], language: Language) -> Shown:
    """How surely, a row a requirement."""
    say, block = language.text, plan["verdicts"][-1]
    beside = {
        say("chance alone"): (plan.get("chance_alone") or {}).get("shares"),
        say("courses on demand"): (plan.get("on_demand") or {}).get("shares"),
    }
    rows = [
        [
            "; ".join(words.aim(one, number, language) for one in [plan]), language.percent(one["required"]),
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
            "that what is missing there is chance; the rest is about assumptions. Courses on demand: the same plan, "
            "with courses where enough wait.",
            number=language.number(block["replicates"]), confidence=words.percent(block["confidence"], language),
        ),
        [say("target"), say("required"), say("found"), say("at least"), say("as it is"), *beside], rows,
    )  # fmt: skip


def _money(plan: dict[str, Any], language: Language) -> Shown | None:
    """Simulated money by year."""
    say = language.text
    by_year = (plan.get("held") or {}).get("by_year")
    if not by_year:
        return None
    rows = [
        [str(one["year"]), *(words.thousands(one[name], language) for name in (
            "money_cash", "money_cash_q10", "money_cash_q90", "money_valued_time")),
         language.number(one["facilitator_courses"]), language.number(one["trainers"]),
         language.number(one["active_facilitators"])]
        for one in by_year
    ]  # fmt: skip
    return Shown(
        say("What it costs, year by year"),
        say("Everything that the network spends, simulated, not only what the plan adds: means, and for cash the 80 % "
            "interval, in thousands of euros. Time is that of agents, and no new money."),
        [say("year"), say("cash"), say("low"), say("high"), say("time"), say("courses held"), say("trainers"),
         say("active facilitators")], rows,
    )  # fmt: skip


def _held(plan: dict[str, Any], language: Language) -> Shown | None:
    """Courses planned and held by place and quarter."""
    say = language.text
    cells = (plan.get("held") or {}).get("cells")
    if not cells:
        return None
    rows = [
        [words.kind(one, language), words.place_name(one["place"], language), one["until"],
         language.number(one["planned"]), language.number(one["held_mean"]), language.percent(one["held_share"]),
         language.percent(one["all_held"]),
         language.number(one["seats_filled_mean"]) if "seats_filled_mean" in one else "–"]
        for one in cells
    ]  # fmt: skip
    return Shown(
        say("The calendar, and whether its courses are held"),
        say("By quarter. A course fails when too few wait, or trainers have no days left, or there is no money; it is "
            "then not made up for."),
        [say("course"), say("place"), say("quarter to"), say("planned"), say("held"), say("share held"),
         say("all held"), say("seats filled")], rows,
    )  # fmt: skip


def _frontier(plan: dict[str, Any], language: Language) -> Shown | None:
    say = language.text
    found = [one for one in plan.get("frontier") or () if one["plan"] is not None]
    if not found:
        return None
    dates = list(found[0]["by_date"])
    rows = [
        [language.percent(one["probability"]), words.thousands(one["cost"], language), language.percent(one["share"]),
         *(language.percent(one["by_date"][date]) for date in dates)]
        for one in found
    ]  # fmt: skip
    return Shown(
        say("Cost, probability and date"),
        say("The cheapest plan found for each probability, in thousands of euros at list prices; then in which share "
            "of the futures what is asked for stands at the end of each year."),
        [say("asked"), say("cost"), say("found"), *dates], rows,
    )  # fmt: skip


def _simple(plan: dict[str, Any], language: Language) -> Shown | None:
    say, simple = language.text, plan.get("simple_plans")
    if not simple:
        return None
    rows = [[say("this plan"), words.thousands(plan["cost"]["at_list_prices"], language),
             language.percent(plan["verdicts"][-1]["shares"][0]), words.yes(plan["reached"], language),
             language.percent(plan["verdicts"][-1]["shares"][0])]]  # fmt: skip
    rows += [
        [f"{words.simple(one['name'], language)} ({words.uses(one, language)})",
         words.thousands(one["cost"], language), language.percent(one["shares"][0]),
         words.yes(one["reached"], language), language.percent(one["for_the_same_money"]["shares"][0])]
        for one in simple
    ]  # fmt: skip
    return Shown(
        say("Beside simple plans"),
        say("Each simple plan, with what it decides, at the cheapest size that reaches the targets on the runs of the "
            "search, else at its surest; then the surest size that costs no more than this plan. Cost in thousands of "
            "euros at list prices, shares on fresh runs."),
        [say("plan"), say("cost"), say("share of futures"), say("enough"), say("for the same money")], rows,
    )  # fmt: skip


def _prices(plan: dict[str, Any], language: Language) -> Shown | None:
    say, found = language.text, plan.get("other_prices")
    if not found:
        return None
    rows = [
        [words.kind({"what": one["what"]}, language), language.percent(one["factor"]),
         words.thousands(one["cost_of_the_plan"], language), words.thousands(one["cost"], language),
         say("the same plan") if not one["changes"] else say("{number} decisions differ", number=len(one["changes"]))]
        for one in found
    ]  # fmt: skip
    return Shown(
        say("If prices were others"),
        say("One price a fifth lower or higher: what this plan would cost then, and the cheapest plan found for it, in "
            "thousands of euros."),
        [say("price of"), say("factor"), say("this plan"), say("cheapest"), say("difference")], rows,
    )  # fmt: skip


def _robust(plan: dict[str, Any], language: Language) -> Shown | None:
    say, found = language.text, plan.get("robust")
    if not found:
        return None
    rows = [
        [say("this plan") if one["is_the_plan"] else say("other {number}", number=number),
         words.thousands(one["cost"], language), *(language.percent(one[name]) for name in (
             "mean", "worst", "regret", "good"))]
        for number, one in enumerate(found)
    ]  # fmt: skip
    return Shown(
        say("In different worlds"),
        say("The best plans over worlds, each with all assumptions drawn once: mean probability, that of the worst "
            "world in ten, largest shortfall behind the best plan of a world, and share of the worlds in which the "
            "plan is probable enough."),
        [say("plan"), say("cost"), say("mean"), say("worst in ten"), say("regret"), say("good enough")], rows,
    )  # fmt: skip
