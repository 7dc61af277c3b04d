"""`essaim width`: what the width of a scenario's forecast is made of, and what measuring an assumption would narrow."""

import sys
import time
from argparse import Namespace
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.analysis.study import MOST, Study
from simulation.analysis.variance import Drawn, Redrawn, leading, made_of, yearly_values
from simulation.charts.language import HARD_SPACE, Language
from simulation.charts.width_words import finding, paragraph, part_names, parts_of
from simulation.commands.computing import aligned, pool_for, tell_stopped
from simulation.commands.endings import BAD_INPUT, GOOD, RUN_FAILED
from simulation.commands.stages import refused_design, run_stage
from simulation.language import say, sentences
from simulation.outcomes.analyses import WIDTH
from simulation.outcomes.frame import Frame
from simulation.outcomes.measured import measures_there_are
from simulation.outcomes.sweep_results import open_sweep
from simulation.outcomes.thinning import MEASURES, Keeping, Recorded
from simulation.outcomes.width import CHANCE, INTERACTIONS, OTHERS, WIDTH_COLUMNS, Width, write_width
from simulation.runs.fingerprint import code_fingerprint
from simulation.runs.forecast import folder_of
from simulation.runs.pool import Pool
from simulation.runs.schema import Sweep
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import did_you_mean
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import fingerprint
from simulation.storage.storage import storage_at

FEWEST_FUTURES = 256
"""With fewer, the classes of an assumption hold too few to see a width."""


def main(arguments: Namespace) -> int:
    """Analyse a scenario; 0 good, 1 some run failed, 2 bad input or not confirmed, 130 interrupted."""
    scenario = load_scenario(arguments.scenario)
    measures = measures_of(scenario, arguments.measure)
    complaint = _complaint(arguments, measures)
    if complaint:
        print(complaint, file=sys.stderr)
        return BAD_INPUT
    study = study_of(scenario, arguments, measures)
    if not study.factors:
        print(say("no uncertainty of this scenario has a distribution: all of the width is chance"), file=sys.stderr)
        return BAD_INPUT
    begun = time.monotonic()
    try:
        with pool_for(arguments) as pool:
            found = analysed(study, measures, arguments, pool)
    except KeyboardInterrupt:
        return tell_stopped(study.folder)
    write_width(storage_at(study.folder), found.table, found.record)
    spoken = Language(arguments.lang)
    print("\n\n".join(told(found, measure, spoken) for measure in measures))
    failed = found.record["failed"]
    if failed:
        print(
            say(
                "{failed} runs failed, so {futures_left_out} of {futures} futures and {rows_left_out} of "
                "{samples} rows of the second design are left out; see SweepResults.failures()",
                failed=failed,
                futures_left_out=found.record["futures_left_out"],
                futures=arguments.futures,
                rows_left_out=found.record["rows_left_out"],
                samples=arguments.samples,
            ),
            file=sys.stderr,
        )
    print(
        say("{runs:,} runs, in {seconds:.0f} s.", runs=found.record["runs"], seconds=time.monotonic() - begun),
        file=sys.stderr,
    )
    print(study.folder)
    return RUN_FAILED if failed else GOOD


def measures_of(scenario: Scenario, asked: list[str]) -> list[str]:
    """What the forecast is about (its target's measure if that is kept, else active facilitators), then what else is
    asked for."""
    aimed = scenario.target.measure if scenario.target else ""
    first = aimed if aimed in MEASURES else "active_facilitators"
    return list(dict.fromkeys([first, *asked]))


def _complaint(arguments: Namespace, measures: list[str]) -> str:
    for measure in measures:
        if measure not in measures_there_are():
            return sentences(
                say("there is no measure {measure} that adds over places.", measure=measure),
                did_you_mean(measure, measures_there_are()),
            )
    if arguments.futures < FEWEST_FUTURES:
        return say(
            "--futures must be at least {fewest_futures}, so that each class of an assumption holds some",
            fewest_futures=FEWEST_FUTURES,
        )
    if arguments.replicates < 2:
        return say("--replicates must be at least 2: chance shows only between replicates of the same assumptions")
    points = {"--futures": arguments.futures, "--samples": arguments.samples * (MOST + 2)}
    return refused_design(arguments.samples, points)


def study_of(scenario: Scenario, arguments: Namespace, measures: list[str]) -> Study:
    """The study of all uncertainties of a scenario, in a folder beside that of its results."""
    name = Path(arguments.scenario).stem
    frame = Frame.of(scenario)
    # More is kept than is looked at, so that another measure can be looked at later.
    quarterly = Recorded(places="nation", every="quarter", measures=tuple(dict.fromkeys([*MEASURES, *measures])))
    # Calendar years end with a quarter of the run unless it begins within one.
    exact = np.isin(frame.year_ends, Keeping(frame, quarterly).periods).all()
    recorded = quarterly if exact else quarterly.model_copy(update={"every": "month"})
    sweep = Sweep(
        name=scenario.name, scenarios=(name,), uncertainties="all", record=recorded,
        replicates=arguments.replicates, seed=arguments.seed,
    )  # fmt: skip
    text = f"# Written by `essaim width {name}`.\nname: Width\nscenarios: [{name}]\nuncertainties: all\n"
    folder = f"{folder_of(scenario, arguments.seed, arguments.out, name=name)}{WIDTH}"
    return Study.of(sweep, {name: scenario}, folder, arguments.replicates, text)


def analysed(study: Study, measures: list[str], arguments: Namespace, pool: Pool) -> Width:
    """Runs what is missing of both designs and analyses them.

    Raises PointsError, RunError, ResultsError, Declined.
    """
    replicates = study.sweep.replicates
    frame = Frame.of(study.scenario)
    periods = np.searchsorted(Keeping(frame, study.sweep.record).periods, frame.year_ends)
    drawn = Drawn(study, arguments.futures)
    first = drawn.points()
    following = arguments.samples * (min(MOST, len(study.factors) - 1) + 2) * replicates
    asked = run_stage(study, "Futures", first, arguments, pool, following)
    results = open_sweep(study.folder)
    values = {measure: yearly_values(results, first, replicates, measure, periods) for measure in measures}
    chosen = leading(drawn.cube, list(values.values()), MOST)
    redrawn = Redrawn(study, tuple(study.factors[factor] for factor in chosen), arguments.samples)
    second = redrawn.points()
    # Both designs stay in the folder, so that all its runs have their point.
    run_stage(study, "Interactions", [*first, *second], arguments, pool, 0, asked)
    results = open_sweep(study.folder)
    print(say("Analysing what was run; this takes about half a minute a measure."), file=sys.stderr)
    tables, made = [], None
    for measure in measures:
        again = yearly_values(results, second, replicates, measure, periods)
        made = made_of(drawn, redrawn, values[measure], again)
        tables.append(_as_stored(made.table, measure, frame.first_days[frame.year_ends]))
    return Width(pd.concat(tables, ignore_index=True), {
        "scenario": {"name": study.scenario.name, "called": study.base, "fingerprint": fingerprint(study.scenario)},
        "code": code_fingerprint(),
        "seed": study.sweep.seed,
        "measures": list(measures),
        "futures": arguments.futures,
        "samples": arguments.samples,
        "replicates": replicates,
        "runs": results.manifest["runs"],
        "failed": results.manifest["failed"],
        "futures_left_out": made.futures_left_out,
        "rows_left_out": made.rows_left_out,
        "others": [_name(path) for path in redrawn.others],
    })  # fmt: skip


def _as_stored(table: pd.DataFrame, measure: str, days: np.ndarray) -> pd.DataFrame:
    stored = pd.DataFrame({
        "measure": measure, "month": days[table["year"]].astype("datetime64[s]"), "part": table["part"].map(_name),
    })  # fmt: skip
    return stored.join(table[[column.name for column in WIDTH_COLUMNS]])


def _name(path: str) -> str:
    """An uncertainty by its name alone."""
    return path.rsplit(".", 1)[-1]


def told(found: Width, measure: str, language: Language) -> str:
    """Finding, paragraph and figures of a measure, for a terminal."""
    days = found.table.month.drop_duplicates()
    seen = parts_of(found, measure, pd.DataFrame({"year": days.dt.year, "months": days.dt.month}))
    if not seen.known:
        return language.text("{measure}: nothing varies, so there is no width to explain", measure=measure)
    names, last, say = part_names(language), seen.last, language.text
    head = (say("part"), *(str(year) for year in seen.years.year), say("narrowing if known"))
    lines = [head]
    for part in (one for one in (CHANCE, *seen.named, OTHERS, INTERACTIONS) if one in last.index):
        shares = [_percent(seen.at(year).share[part]) for year in seen.years.year]
        row = last.loc[part]
        narrower = "–" if np.isnan(row.narrowing) else f"{round(row.narrowing)} ± {round(row.narrowing_error)}"
        lines.append((names[part], *shares, narrower))
    return "\n".join([f"{finding(seen, language)}.", "", paragraph(seen, language), "", *aligned(lines)])


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{round(100 * share)}{HARD_SPACE}%"
