"""`essaim sensitivity`: which of the settings that a sweep varies matter most, by Morris and then by Sobol indices."""

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulation.analysis.sensitivity import (
    Indices,
    morris_indices,
    morris_rows,
    sobol_indices,
    sobol_rows,
)
from simulation.analysis.study import MOST, Study
from simulation.charts.language import Language
from simulation.commands.computing import aligned, pool_for, tell_stopped, tell_superseded
from simulation.commands.endings import BAD_INPUT, GOOD, RUN_FAILED
from simulation.commands.stages import refused_design, run_stage
from simulation.language import say, sentences
from simulation.outcomes.analyses import SENSITIVITY
from simulation.outcomes.frame import Frame
from simulation.outcomes.people_tables import csv_bytes, json_text
from simulation.outcomes.sweep_results import open_sweep
from simulation.runs.points import Point, PointsError
from simulation.runs.pool import Pool
from simulation.runs.sweep_files import read_sweep
from simulation.scenario.problems import did_you_mean
from simulation.storage.storage import storage_at

FEW_TRAJECTORIES, FEW_ROWS = 10, 64
"""With fewer of Morris's trajectories, or groups of Sobol's rows, indices are said to be hardly known (assumptions)."""
_ENGLISH = Language()
_NAMES, _HEADS = ("mu_star", "sigma", "S1", "ST"), ("mu*", "sigma", "S1", "ST")


def main(arguments: Namespace) -> int:
    """Analyse a sweep's factors; 0 good, 1 some run failed, 2 bad input or not confirmed, 130 interrupted."""
    file = read_sweep(arguments.file)
    folder = file.folder(arguments.out, suffix=SENSITIVITY)
    study = Study.of(file.sweep, file.scenarios, folder, arguments.replicates, file.text)
    complaint = _complaint(study, arguments)
    if complaint:
        print(complaint, file=sys.stderr)
        return BAD_INPUT
    try:
        tell_superseded(folder)
        with pool_for(arguments) as pool:
            screening, found = analysed(study, arguments, pool)
    except PointsError as error:
        raise file.error(error) from None
    except KeyboardInterrupt:
        return tell_stopped(folder)
    if len(file.scenarios) > 1:
        print(
            say(
                "Only the first of {scenarios} scenarios is analysed: {base}.",
                scenarios=len(file.scenarios),
                base=study.base,
            ),
            file=sys.stderr,
        )
    print(told(study, arguments, screening, found))
    write_files(study, arguments, screening, found)
    print(folder)
    return RUN_FAILED if screening.failed or (found and found.failed) else GOOD


def _complaint(study: Study, arguments: Namespace) -> str:
    measures = study.sweep.record.measures
    if arguments.measure not in measures:
        offer = did_you_mean(arguments.measure, measures)
        return sentences(
            say("{measure} is not among the measures that the sweep keeps (record).", measure=arguments.measure), offer
        )
    months = Frame.of(study.scenario).month_names
    if arguments.month is not None and arguments.month not in months:
        return say(
            "{month} lies outside the run: {first} to {last}",
            month=arguments.month,
            first=months[0],
            last=months[-1],
        )
    if not study.factors:
        return say("nothing varies in the sweep; name settings under vary, or uncertainties: all")
    if arguments.trajectories < 2:
        return say("--trajectories must be at least 2")
    points = {"--trajectories": arguments.trajectories * (len(study.factors) + 1),
              "--samples": arguments.samples * (min(MOST, len(study.factors)) + 2)}  # fmt: skip
    return refused_design(arguments.samples, points)


def analysed(study: Study, arguments: Namespace, pool: Pool) -> tuple[Indices, Indices | None]:
    """Runs both designs, those runs that are there already left out, and analyses them.

    The second is None when no factor moves the measure. Raises PointsError, RunError, ResultsError.
    """
    seed, factors = study.sweep.seed, study.factors
    rows = morris_rows(len(factors), arguments.trajectories, seed)
    first = study.points(rows, factors)
    following = arguments.samples * (min(MOST, len(factors)) + 2) * study.sweep.replicates
    asked = run_stage(study, "Morris", first, arguments, pool, following)
    screening = morris_indices(factors, rows, _values(study, first, arguments), seed)
    if not (screening.table["mu_star"] > 0).any():
        return screening, None
    chosen = screening.table["factor"].head(MOST).tolist()
    second = study.points(sobol_rows(len(chosen), arguments.samples, seed), chosen)
    # Both designs stay in the folder, so that all its runs have their point.
    run_stage(study, "Sobol", [*first, *second], arguments, pool, 0, asked)
    return screening, sobol_indices(chosen, _values(study, second, arguments), seed)


def _values(study: Study, points: Sequence[Point], arguments: Namespace) -> np.ndarray:
    return study.values(open_sweep(study.folder), points, arguments.measure, arguments.month)


def joined(screening: Indices, found: Indices | None) -> pd.DataFrame:
    """One row a factor, those that matter most first: mu_star, mu, sigma, S1, ST, each with half its interval."""
    nothing = pd.DataFrame(columns=["factor", "S1", "S1_conf", "ST", "ST_conf"], dtype=float).astype({"factor": object})
    return screening.table.merge(found.table if found else nothing, on="factor", how="left")


def told(study: Study, arguments: Namespace, screening: Indices, found: Indices | None) -> str:
    """The table and what stands beneath it, for a person to read."""
    language = Language(arguments.lang)
    say = language.text
    table = joined(screening, found)
    short = [path.rsplit(".", 1)[-1] for path in table["factor"]]
    names = [name if short.count(name) == 1 else path for name, path in zip(short, table["factor"], strict=True)]
    given = {"name": study.sweep.name, "measure": arguments.measure, "base": study.base,
             "replicates": arguments.replicates, "month": arguments.month}  # fmt: skip
    if arguments.month:
        title = say("{name}: what moves {measure} by {month} most ({base}, mean of {replicates} replicates a point; "
                    "± half of a 95 % interval)", **given)  # fmt: skip
    else:
        title = say("{name}: what moves {measure} at the end most ({base}, mean of {replicates} replicates a point; "
                    "± half of a 95 % interval)", **given)  # fmt: skip
    lines = [
        title,
        "",
        *aligned([
            (say("factor"), *_HEADS),
            *((name, *(_cell(row[one], row[f"{one}_conf"], one in ("S1", "ST"), language) for one in _NAMES))
              for name, (_, row) in zip(names, table.iterrows(), strict=True)),
        ]),
        "",
        say("mu*: mean size of the measure's change for the whole width of a factor's distribution; sigma: how much it "
            "depends on the others. S1: share of the variance by the factor alone; ST: with its interactions."),
        _used(say("Morris: {used} of {groups} trajectories", **_counts(screening)), screening, language),
    ]  # fmt: skip
    if screening.groups - screening.left_out < FEW_TRAJECTORIES:
        lines.append(say("So few trajectories tell large effects from none, not one factor from the next."))
    if found is None:
        return "\n".join([*map(str, lines), say("No Sobol indices: no factor is known to move the measure.")])
    lines.append(_used(say("Sobol: {used} of {groups} groups of rows", **_counts(found)), found, language))
    if found.groups - found.left_out < FEW_ROWS:
        lines.append(say("So few rows: the indices are hardly known. --samples {rows} or more tell them apart.",
                         rows=FEW_ROWS))  # fmt: skip
    others = len(table) - len(found.table)
    if others:
        lines.append(say("The {others} factors without Sobol indices stood in the middle of their distributions there.",
                         others=others))  # fmt: skip
    return "\n".join(map(str, lines))


def _counts(found: Indices) -> dict[str, int]:
    return {"used": found.groups - found.left_out, "groups": found.groups}


def _cell(value: float, conf: float, share: bool, language: Language = _ENGLISH) -> str:
    if np.isnan(value):
        return "–"
    text = f"{value:.3f} ± {conf:.3f}" if share else f"{_rounded(value, 3)} ± {_rounded(conf, 2)}"
    return language.set_number(text)


def _rounded(value: float, digits: int) -> str:
    """A number with so many significant digits, never as a power of ten."""
    return f"{float(f'{value:.{digits}g}'):,.12g}"


def _used(counted: str, found: Indices, language: Language) -> str:
    say = language.text
    if found.left_out:
        counted += say("; {left} left out, because {failed} points failed", left=found.left_out, failed=found.failed)
    if found.noise is None:
        return say("{counted}. Chance between replicates: not known.", counted=counted)
    noise = language.set_number(f"{100 * found.noise:.1f}")
    return say("{counted}. Chance between replicates: {noise} % of the variance of single runs.", counted=counted,
               noise=noise)  # fmt: skip


def write_files(study: Study, arguments: Namespace, screening: Indices, found: Indices | None) -> None:
    """The table as CSV and, with how it came about, as JSON, in the study's folder, called after measure and month."""
    table = joined(screening, found)
    month = arguments.month or Frame.of(study.scenario).month_names[-1]
    name = f"sensitivity-{arguments.measure}-{month}"
    storage = storage_at(study.folder)
    storage.write(f"{name}.csv", csv_bytes(table, arguments.lang))
    record = {
        "name": study.sweep.name,
        "scenario": study.base,
        "measure": arguments.measure,
        "month": month,
        "seed": study.sweep.seed,
        "replicates": study.sweep.replicates,
        "morris": _noted(screening),
        "sobol": _noted(found) if found else None,
        "factors": json.loads(json_text(table)),
    }
    storage.write_json(f"{name}.json", record)


def _noted(found: Indices) -> dict[str, Any]:
    return {
        "groups": found.groups,
        "left_out": found.left_out,
        "failed_points": found.failed,
        "noise_share": found.noise,
    }
