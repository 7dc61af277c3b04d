"""`essaim calibrate`: a case to a posterior, with a page that shows it."""

import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from simulation.calibration.case import Case
from simulation.calibration.loading import load_case, until_problem
from simulation.calibration.running import Report, Step, calibrate, is_fitted, simulations
from simulation.commands.computing import pool_for, tell, tell_stopped
from simulation.commands.confirming import agreed_to
from simulation.commands.endings import BAD_INPUT
from simulation.commands.pages import page_written
from simulation.language import say
from simulation.outcomes.calibration import Calibration
from simulation.outcomes.learned import LEAST_GAP
from simulation.report.calibration import write_calibration
from simulation.runs.display import EVERY, console_of_errors
from simulation.runs.estimate import Size, size_of_runs
from simulation.runs.model_choice import COMPILED_MODEL
from simulation.scenario.characters import shown

LEAST_POPULATION, MOST_GENERATIONS = 50, 50


def main(arguments: Namespace) -> int:
    """Calibrate a case; 0 good, 1 nothing could be simulated, 2 bad input, 130 interrupted."""
    case = load_case(arguments.case)
    problem = _problem(arguments, case)
    if problem:
        print(problem, file=sys.stderr)
        return BAD_INPUT
    case = case.changed(
        seed=arguments.seed,
        population=arguments.population,
        generations=arguments.generations,
        fit_until=arguments.until,
    )
    try:
        if not is_fitted(case, arguments.out) and not agreed_to([(case.slug, size_of_fit(case, arguments.workers))],
                                                                arguments.yes):  # fmt: skip
            return BAD_INPUT
        with pool_for(arguments) as pool, _displayed(case.slug) as show:
            calibration = calibrate(case, out=arguments.out, progress=show, limit=arguments.time_limit, pool=pool)
        tell(calibration.notices)
        page, code = page_written(lambda: _page(calibration, arguments.lang))
    except KeyboardInterrupt:
        return tell_stopped(case.folder(arguments.out))
    print("\n".join(map(str, _told(calibration))))
    print(page)
    return code


def size_of_fit(case: Case, workers: int) -> Size | None:
    """What a calibration will take; None when that is small. How many draws are accepted is a guess."""
    return size_of_runs(case.fitted_scenario, simulations(case), workers, COMPILED_MODEL.simulate)


def _page(calibration: Calibration, language: str) -> Path | str:
    """Writes the page beside what was fitted; where it is."""
    with calibration.storage.writing_file("calibration.html") as path:
        write_calibration(calibration, path, language)
    return calibration.storage.named("calibration.html")


def _problem(arguments: Namespace, case: Case) -> str:
    """What is wrong with options that the case file could have said, too."""
    if arguments.population is not None and arguments.population < LEAST_POPULATION:
        return say(
            "--population must be at least {least_population}, not {population}",
            least_population=LEAST_POPULATION,
            population=arguments.population,
        )
    if arguments.generations is not None and arguments.generations > MOST_GENERATIONS:
        return say(
            "--generations must be at most {most_generations}, not {generations}",
            most_generations=MOST_GENERATIONS,
            generations=arguments.generations,
        )
    wrong = until_problem(arguments.until, case.observations) if arguments.until is not None else ""
    return say("--until {until}: {wrong}", until=arguments.until, wrong=wrong) if wrong else ""


def _told(calibration: Calibration) -> list[str]:
    """What came out, a line a finding."""
    manifest = calibration.manifest
    last = manifest["generations"][-1]
    tried = sum(one["tried"] for one in manifest["generations"])
    fitted = len(manifest["identity"]["observations"])
    lines: list[str] = [
        say(
            "{case}: {fitted} observations, {free} uncertainties, {tried:,} simulations in "
            "{seconds:.0f} s; {kept:.1%} accepted in generation {number}, worth {effective:.0f} "
            "independent draws.",
            case=calibration.case,
            fitted=fitted,
            free=len(calibration.free),
            tried=tried,
            seconds=manifest["seconds"],
            kept=last["kept"] / last["tried"],
            number=last["number"],
            effective=manifest["effective"],
        )
    ]
    for one in manifest["learned"]:
        low, middle, high = _quantiles(calibration, one["name"])
        said = (
            say("{narrower:.0%} narrower than before", narrower=one["narrower"])
            if one["narrower"] > 0
            else say("no narrower than before")
        )
        nothing = one["gap"] <= LEAST_GAP
        silent = say("the data say nothing about it") if nothing else say("too few draws to tell what the data say")
        told = said if one["something"] else silent
        lines.append(
            say(
                "  {name}: {middle:.3g}, 80 % interval {low:.3g} to {high:.3g}; {told}",
                name=one["name"],
                middle=middle,
                low=low,
                high=high,
                told=told,
            )
        )
    lines += [say("  not reproduced: {missed}", missed=missed) for missed in manifest["missed"]]
    crashed = sum(one["crashed"] for one in manifest["generations"])
    if crashed:
        lines.append(say("  {crashed} simulations crashed and were left out", crashed=crashed))
    return lines


def _quantiles(calibration: Calibration, name: str) -> list[float]:
    from simulation.outcomes.learned import weighted_quantiles

    values, weights = calibration.weighted()
    return list(weighted_quantiles(values[:, calibration.free.index(name)], weights, (0.1, 0.5, 0.9)))


@contextmanager
def _displayed(label: str, console: Console | None = None) -> Iterator[Report]:
    """Shows how far a calibration is: a bar on a terminal, a plain line now and then elsewhere."""
    console, label = console or console_of_errors(), shown(label, name=True)
    if not console.is_terminal:
        yield _plain(label, console)
        return
    columns = TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[said]}")
    with Bar(*columns, console=console) as bar:
        task = bar.add_task(label, total=1.0, said="")
        yield lambda step: bar.update(task, completed=step.share, said=_said(step))


def _plain(label: str, console: Console) -> Report:
    last = time.monotonic()

    def report(step: Step) -> None:
        nonlocal last
        if step.share < 1 and time.monotonic() - last < EVERY:
            return
        last = time.monotonic()
        console.print(f"{label}: {_said(step)}", markup=False, highlight=False, soft_wrap=True)

    return report


def _said(step: Step) -> str:
    where = (
        say("generation {generation} of {generations}", generation=step.generation, generations=step.generations)
        if step.generation
        else say("the prior")
    )
    accepted = say(", {kept:.1%} accepted", kept=step.kept / step.tried) if step.generation and step.kept else ""
    left = "" if step.left is None or step.share >= 1 else say(", about {duration} left", duration=_duration(step.left))
    return say(
        "{where}: {kept} of {population} draws{accepted}{left}",
        where=where,
        kept=step.kept,
        population=step.population,
        accepted=accepted,
        left=left,
    )


def _duration(seconds: float) -> str:
    return say("{seconds:.0f} s", seconds=seconds) if seconds < 90 else say("{seconds:.0f} min", seconds=seconds / 60)
