"""The tables of docs/reference.md and the parsimony table of docs/uncertainty.md, printed as they stand there.

    python -m tests.verification.reference_tables                 # all of them; some minutes
    python -m tests.verification.reference_tables plans best      # some of them
    python -m tests.verification.reference_tables parts --futures 400

Futures have seed 1 and run one after another in this process; the pages are never changed by this module.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from simulation.common.columns import ACTIVITY_COLUMNS, ACTIVITY_INDEX, PERSON_COLUMNS, PERSON_INDEX, TRAINER_USES
from simulation.engine.run import Runner
from simulation.scenario.geography import geography_of
from simulation.scenario.loading import load_scenario
from simulation.scenario.schema import Scenario
from simulation.scenario.uncertainties import Uncertainties
from tests.verification.common_random_numbers import _as_input
from tests.verification.reference_parts import NEUTRAL, PARTS, cold, days

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PLANS = ("reference", "capacity_frozen", "trainer_days_doubled", "trainers_first", "regional_hubs", "national_team",
         "remote_first", "strong_animation", "budget_cut_2028", "nominations_by_ministries", "days_bought_outside",
         "region_from_nothing")  # fmt: skip
TIMES = (0.25, 0.5, 1, 2, 4, 8, 16)
"""Multiples of the trainers' days."""


def plan(name: str) -> Scenario:
    return load_scenario(SCENARIOS / f"{name}.yaml")


def changed(scenario: Scenario, change: Callable[[dict], object]) -> Scenario:
    """The scenario, changed in place as a mapping and checked again."""
    given = _as_input(scenario.model_dump(by_alias=True))
    change(given)
    return Scenario.model_validate(given)


def national(scenario: Scenario, futures: int, best: bool = False) -> dict[str, np.ndarray]:
    """By column, in its unit, summed over the nation: futures × months."""
    runner, rows = Runner(scenario), []
    for replicate in range(futures):
        recording = runner.simulate(1, replicate, best)
        rows.append(np.hstack([recording.persons.sum(axis=1), recording.activity.sum(axis=1)]))
    stacked = np.stack(rows)
    columns = (*PERSON_COLUMNS, *ACTIVITY_COLUMNS)
    return {column.name: stacked[:, :, at] / column.scale for at, column in enumerate(columns)}


def met(scenario: Scenario, found: dict[str, np.ndarray]) -> np.ndarray:
    """Of each future whether the target is met, which in the reference counts the active at the end."""
    return found[scenario.target.measure][:, -1] >= scenario.target.value


def cells(*values: object) -> str:
    return "| " + " | ".join(v if isinstance(v, str) else f"{v:,.0f}" for v in values) + " |"


def plans(futures: int) -> Iterator[str]:
    """What each plan gives."""
    yield cells(
        "plan",
        "active, end of 2030",
        "P(target)",
        "members",
        "trainers",
        "people reached",
        "certified",
        "facilitator courses",
        "seats filled",
        "trainer days used",
        "cash, 1,000 €",
        "time, 1,000 €",
    )
    yield "|---" * 12 + "|"
    for name in PLANS:
        scenario = plan(name)
        found = national(scenario, futures)
        mean = {column: values.mean(axis=0) for column, values in found.items()}
        used = sum(mean[f"trainer_days_used_{use}"].sum() for use in TRAINER_USES)
        yield cells(
            name, mean["active_facilitators"][-1], f"{met(scenario, found).mean():.2f}", mean["network_members"][-1],
            mean["trainers"][-1], mean["people_reached"][-1], mean["certified"].sum(),
            mean["facilitator_courses"].sum(),
            f"{mean['facilitator_seats_filled'].sum() / mean['facilitator_seats_offered'].sum():.0%}",
            f"{used:,.0f} ({used / mean['trainer_days_offered'].sum():.0%})", mean["money_cash"].sum() / 1e3,
            mean["money_valued_time"].sum() / 1e3,
        )  # fmt: skip
    series = {name: national(plan(name), futures)["trainers"].mean(axis=0) for name in ("reference", "trainers_first")}
    yield ""
    yield cells("trainers at the end of", *(str(year) for year in range(2026, 2031)))
    yield "|---" * 6 + "|"
    for name, trainers in series.items():
        yield cells(name, *(f"{value:.1f}" for value in trainers[11::12]))


def regions(futures: int) -> Iterator[str]:
    """Where it matters: by region, of the reference, the hubs, the national team and the region from nothing."""
    names = ("reference", "regional_hubs", "national_team", "region_from_nothing")
    places = geography_of(plan("reference"))
    of_region = [[at for at, cell in enumerate(places.cells) if cell.region == region] for region in places.regions]
    found = []
    for name in names:
        runner, rows = Runner(plan(name)), []
        for replicate in range(futures):
            recording = runner.simulate(1, replicate)
            enrolled = recording.persons[:, :, PERSON_INDEX["enrolled"]].sum(axis=0)
            active = recording.persons[-1, :, PERSON_INDEX["active_facilitators"]]
            courses = recording.activity[:, :, ACTIVITY_INDEX["facilitator_courses"]].sum(axis=0)
            rows.append([[courses[at], enrolled[inside].sum(), active[inside].sum()]
                         for at, inside in enumerate(of_region)] + [[courses[-1], 0, 0]])  # fmt: skip
        found.append(np.mean(rows, axis=0))
    yield cells("courses there · enrolled from there · active at the end", *names)
    yield "|---" * 5 + "|"
    for at, region in enumerate(places.regions):
        yield cells(region, *("{:.1f} · {:.0f} · {:.1f}".format(*one[at]) for one in found))
    yield cells("remote, for all regions", *(f"{one[-1][0]:.1f}" for one in found))


def capacity(futures: int) -> Iterator[str]:
    """Trainer days of all trainers from the start, no cap on money."""
    base = changed(plan("reference"), lambda given: given["levers"].update(budget=None))
    found = [national(changed(base, days(times)), futures) for times in TIMES]
    yield cells("trainer days", *(f"× {times:g}" for times in TIMES))
    yield "|---" * (len(TIMES) + 1) + "|"
    rows = {
        "active at the end of 2030": lambda one: one["active_facilitators"][:, -1],
        "certified in 24 months": lambda one: one["certified"][:, :24].sum(axis=1),
        "certified in five years": lambda one: one["certified"].sum(axis=1),
        "facilitator courses a year": lambda one: one["facilitator_courses"].sum(axis=1) / 5,
        "candidates waiting at the end": lambda one: one["waiting_for_course"][:, -1],
        "people reached": lambda one: one["people_reached"][:, -1],
    }
    for name, of in rows.items():
        means = [of(one).mean() for one in found]
        yield cells(name, *(f"{mean:.1f}" if means[-1] < 100 and "year" in name else mean for mean in means))


STARTED = 18
"""Months looked at after the start."""
FLOWS = {
    "certified a month": ("certified",),
    "groups opened a month": ("groups_started", "programme_groups_started", "practicum_groups_started"),
}
STOCKS = {"waiting for a group": ("waiting_for_group",), "waiting for a course": ("waiting_for_course",),
          "waiting for practice": ("waiting_for_practicum",), "in practicum": ("in_practicum",)}  # fmt: skip


def warm_and_cold(futures: int) -> dict[str, dict[str, np.ndarray]]:
    """The first months of the reference with its register and without: columns of the nation, futures × months."""
    short = plan("reference").model_copy(update={"months": STARTED, "target": None})
    return {"warm": national(short, futures), "cold": national(changed(short, cold), futures)}


def start(futures: int) -> Iterator[str]:
    """The first eighteen months with the register and without; `start_figure` draws them."""
    both = warm_and_cold(futures)
    yield cells("", "", "months 1–3", "4–6", "7–9", "10–12", "13–15", "16–18")
    yield "|---" * 8 + "|"
    for name, columns in FLOWS.items():
        for which, found in both.items():
            means = sum(found[column] for column in columns).mean(axis=0).reshape(6, 3).mean(axis=1)
            yield cells(name if which == "warm" else "", which, *(f"{mean:.1f}" for mean in means))
    for at, (name, [column]) in enumerate(STOCKS.items()):
        for which, found in both.items():
            shown = name + (", at the end" if at == 0 else "")
            yield cells(shown if which == "warm" else "", which, *found[column].mean(axis=0)[2::3])
    early, late = (both["warm"]["certified"][:, part].sum(axis=1) for part in (slice(0, 6), slice(12, 18)))
    ratio = early.mean() / late.mean()
    error = (early - ratio * late).std(ddof=1) / np.sqrt(futures) / late.mean()
    yield f"\nCertified in months 1–6 ÷ 13–18: {early.mean():.1f} ÷ {late.mean():.1f} = {ratio:.2f} ± {error:.2f}"


def parts(futures: int) -> Iterator[str]:
    """Each part switched off, and each neutral lever switched on: paired differences from the reference."""
    kinds = [getattr(plan("reference").uncertainties, name).distribution.kind for name in Uncertainties.model_fields]
    fixed = kinds.count("fixed")
    yield f"Uncertain values: {len(kinds)}, of which {len(kinds) - fixed} are drawn and {fixed} fixed"
    scenario = plan("reference")
    before = national(scenario, futures)
    for title, changes in (("switched off", PARTS), ("switched on", NEUTRAL)):
        yield ""
        yield cells(title, "shift of P(target)", "of active at the end", "of people reached")
        yield "|---" * 4 + "|"
        for name, change in changes.items():
            other = changed(scenario, change)
            after = national(other, futures)
            pairs = [met(scenario, after).astype(float) - met(scenario, before)]
            pairs += [after[c][:, -1] - before[c][:, -1] for c in ("active_facilitators", "people_reached")]
            errors = [pair.std(ddof=1) / np.sqrt(futures) for pair in pairs]
            yield cells(name, f"{pairs[0].mean():+.2f} ± {errors[0]:.2f}", *(
                f"{pair.mean():+.{digits}f} ± {error:.{digits}f}"
                for pair, error, digits in zip(pairs[1:], errors[1:], (1, 0), strict=True)))  # fmt: skip


def best(futures: int) -> Iterator[str]:
    """Every assumption at its best value, beside the forecast that draws them."""
    scenario = plan("reference")
    both = {"drawn": national(scenario, futures), "best values": national(scenario, futures, best=True)}
    yield cells("", "", "mean ± s.e.", "median", "80 % interval")
    yield "|---" * 5 + "|"
    for name, of in (
        ("active at the end", lambda one: one["active_facilitators"][:, -1]),
        ("people reached at the end", lambda one: one["people_reached"][:, -1]),
        ("certified in five years", lambda one: one["certified"].sum(axis=1)),
    ):
        for which, found in both.items():
            values = of(found)
            low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
            error = values.std(ddof=1) / np.sqrt(futures)
            yield cells(
                name if which == "drawn" else "",
                which,
                f"{values.mean():,.0f} ± {error:,.1f}",
                middle,
                f"{low:,.0f} to {high:,.0f}",
            )


TABLES = {"plans": (plans, 60), "regions": (regions, 60), "capacity": (capacity, 60), "start": (start, 400),
          "parts": (parts, 200), "best": (best, 400)}  # fmt: skip
"""Of each table its futures."""


def main() -> None:
    """Prints the tables asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tables", nargs="*", choices=[[], *TABLES], metavar="TABLE", help=f"of {', '.join(TABLES)}")
    parser.add_argument("--futures", type=int, default=None, help="in place of the table's own number")
    given = parser.parse_args()
    for name in given.tables or TABLES:
        table, futures = TABLES[name]
        print(f"\n{name}, {given.futures or futures} futures")
        for line in table(given.futures or futures):
            print(line, flush=True)


if __name__ == "__main__":
    main()
