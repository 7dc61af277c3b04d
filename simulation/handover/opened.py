"""What is handed over: some forecasts of the same regions, opened; the baseline among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulation.common.columns import ACTIVITY_COLUMNS
from simulation.handover.places import Places, places_of
from simulation.handover.spread import harmless
from simulation.language import joined, say, sentences, text_of
from simulation.outcomes.opening import is_sweep
from simulation.outcomes.periods import Every, Periods, by_period, periods_of, with_nation
from simulation.outcomes.results import Results, open_results
from simulation.outcomes.tables import STORED_PERSON_COLUMNS
from simulation.scenario.geography import geography_of
from simulation.scenario.problems import did_you_mean, listed
from simulation.scenario.schema import Scenario
from simulation.storage.files import ResultsError


@dataclass(frozen=True, eq=False)
class Handed:
    """One forecast that is handed over. id: what its scenario is called in all tables."""

    id: str
    results: Results

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run."""
        return self.results.scenario

    @cached_property
    def places(self) -> Places:
        """The codes of its regions and administrations."""
        frame = self.results.frame
        return places_of(self.scenario, frame.regions, frame.administrations)

    @property
    def day(self) -> str:
        """The day on which the run ended, YYYY-MM-DD."""
        return self.moment[:10]

    @property
    def moment(self) -> str:
        """When the run ended, in ISO: what is written is dated by it, so that the same results give the same files."""
        manifest = self.results.manifest
        return manifest.get("finished") or manifest["created"]

    def periods(self, every: Every) -> Periods:
        """The calendar periods of the run."""
        return periods_of(self.results.frame, every)

    def by_place(self, names: Sequence[str], every: Every) -> dict[str, np.ndarray]:
        """Measures by period and place: float64, replicates × periods × places (the regions, FR-DIST, FR).

        Sums of places are taken within each replicate.
        """
        found = by_period(self.results, names, every, "region")
        return {name: with_nation(values) for name, values in found.items()}


@dataclass(frozen=True, eq=False)
class HandedOver:
    """All forecasts that are handed over together, the baseline first."""

    runs: tuple[Handed, ...]

    @property
    def base(self) -> Handed:
        """The baseline."""
        return self.runs[0]

    @property
    def moment(self) -> str:
        """When the last of the runs ended, in ISO."""
        return max(run.moment for run in self.runs)


def open_all(folders: Sequence[str], base: str | None = None) -> HandedOver:
    """Opens forecasts for hand-over; the first one is the baseline, or that named by `base` (folder or scenario).

    Raises ResultsError, naming all that is wrong, when one is a sweep, unfinished, damaged, without a replicate, of
    another version, or has other regions than the first, or when none is called `base`.
    """
    wrong, opened = [], []
    for folder in folders:
        try:
            opened.append(_opened(folder))
        except ResultsError as error:
            wrong.append(text_of(error))
    twice = sorted({str(one.folder) for one in opened if [str(r.folder) for r in opened].count(str(one.folder)) > 1})
    wrong += [say("{folder} is given twice", folder=folder) for folder in twice]
    if opened:
        first = geography_of(opened[0].scenario)
        wrong += [
            say(
                "{folder} has other regions, administrations or headcounts than {first}: export it apart",
                folder=one.folder,
                first=opened[0].folder,
            )
            for one in opened[1:]
            if geography_of(one.scenario).cells != first.cells
        ]
    if wrong:
        raise ResultsError(joined("\n", wrong))
    runs = [Handed(id_, one) for id_, one in zip(_ids(opened), opened, strict=True)]
    if base is not None:
        baseline = _named(runs, base)
        runs.sort(key=lambda run: run is not baseline)
    return HandedOver(tuple(runs))


def open_two(old: str, new: str) -> tuple[Handed, Handed]:
    """Opens two results to say what changed; they may have other regions, or be twice the same. Raises ResultsError."""
    wrong, opened = [], []
    for folder in (old, new):
        try:
            opened.append(_opened(folder))
        except ResultsError as error:
            wrong.append(text_of(error))
    if wrong:
        raise ResultsError(joined("\n", wrong))
    first, second = (Handed(_ids([one])[0], one) for one in opened)
    if first.id == second.id and first.results.called != second.results.called:
        first, second = (Handed(one.called, one) for one in opened)
    return first, second


def _opened(folder: str) -> Results:
    if is_sweep(folder):
        raise ResultsError(
            say(
                "{folder} is a sweep, which has a scenario a point: print the one you mean with `essaim "
                "sweep {folder} --point N`, run it with `essaim run FILE --as-it-is`, and export that",
                folder=folder,
            )
        )
    results = open_results(folder)
    if not len(results.replicates):
        raise ResultsError(
            say("{folder} has no replicate: all of them failed; there is nothing to export", folder=results.folder)
        )
    chunk = results.run_chunks[0]
    for table, columns in (("persons", STORED_PERSON_COLUMNS), ("activity", ACTIVITY_COLUMNS)):
        with results.storage.opened_table(chunk.files[table]["path"]) as read:
            there = set(read(group=0).column_names)
        missing = [column.name for column in columns if column.name not in there]
        if missing:
            raise ResultsError(
                say(
                    "{folder} was written by another version of Essaim, which did not record {missing}; the "
                    "same `essaim run` sets it aside and runs anew",
                    folder=results.folder,
                    missing=listed(missing, 3),
                )
            )
    return results


def _ids(opened: Sequence[Results]) -> list[str]:
    """Short names of scenarios: of the folder what stands before the fingerprint; the whole where two are alike.

    Folders that are called alike are numbered.
    """
    short = []
    for results in opened:
        called, digits = results.called, results.manifest["scenario"]["fingerprint"][:8]
        short.append(called.split(f"-{digits}")[0] or called)
    names = [name if short.count(name) == 1 else results.called for name, results in zip(short, opened, strict=True)]
    numbers = [names[: at + 1].count(name) for at, name in enumerate(names)]
    return [harmless(name if at == 1 else f"{name}-{at}") for name, at in zip(names, numbers, strict=True)]


def _named(runs: Sequence[Handed], base: str) -> Handed:
    wanted = base.rstrip("/").replace("\\", "/").rsplit("/", 1)[-1]
    found = [run for run in runs if wanted in (run.id, run.results.called)]
    if not found:
        offer = did_you_mean(base, [run.id for run in runs])
        raise ResultsError(
            sentences(say("--base: {base} is none of {runs}.", base=base, runs=listed([run.id for run in runs])), offer)
        )
    return found[0]
