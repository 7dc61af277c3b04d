"""What forecasts and sweeps have in common once they are opened: storage, manifest, store, and how pages are kept."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.language import say
from simulation.outcomes.frame import Frame
from simulation.outcomes.store import Asked, Layout, Store
from simulation.scenario.problems import ScenarioError
from simulation.scenario.resolved import read_resolved
from simulation.scenario.schema import Scenario
from simulation.storage.files import ResultsError
from simulation.storage.storage import Storage

if TYPE_CHECKING:
    import pandas as pd

    from simulation.outcomes.queryable import Table


def stored_scenario(storage: Storage) -> Scenario:
    """The scenario that was run, as `load_scenario` gives it; what was run is not judged again. Raises ResultsError."""
    try:
        return read_resolved(storage.read("scenario.yaml"))
    except FileNotFoundError:
        raise ResultsError(
            say("{named} is missing; the same command makes it again", named=storage.named("scenario.yaml"))
        ) from None
    except ScenarioError as error:
        first = error.problems[0]
        raise ResultsError(
            say(
                "{named} is damaged (line {line}: {message}); the same command makes it again",
                named=storage.named("scenario.yaml"),
                line=first.line,
                message=first.message,
            )
        ) from None


class OpenedRuns:
    """The runs of one storage, read when asked."""

    layout: Layout
    notices: tuple[str, ...] = ()
    """What a person should know of how these results came about just now; empty when they were only opened."""

    def __init__(self, storage: Storage, manifest: dict[str, Any]) -> None:
        self.storage, self.manifest = storage, manifest
        self.frame = Frame.from_json(manifest["frame"])
        self.store = Store(storage, self.layout, self.asked(), self.rows())

    def rows(self) -> dict[str, int]:
        """How many rows a run has, by kind of table, where each has as many."""
        raise NotImplementedError

    def asked(self) -> Asked:
        """The runs that were asked for."""
        raise NotImplementedError

    def tables(self) -> "list[Table]":
        """The tables that queries may name; of what is unfinished, what is committed."""
        raise NotImplementedError

    @property
    def folder(self) -> Path | str:
        """The folder, or the URL of object storage."""
        return self.storage.location

    @property
    def called(self) -> str:
        """What the folder is called, or the last part of the URL."""
        return str(self.folder).rstrip("/").replace("\\", "/").rsplit("/", 1)[-1]

    @property
    def complete(self) -> bool:
        """Whether all that was asked for has been run."""
        return bool(self.manifest["complete"])

    def sql(self, query: str) -> "pd.DataFrame":
        """The answer to a SELECT over the tables, by DuckDB; results/README.md lists them. Raises QueryError."""
        from simulation.outcomes.queries import sql

        return sql(self.tables(), query)

    def keep(self, name: str, content: str) -> Path | str:
        """Writes a text where the runs are kept, and returns where that is."""
        self.storage.write(name, content.encode())
        return self.storage.named(name)

    def report_in(self, language: str) -> Path | str | None:
        """Where the report is, if there is one in this language."""
        try:
            page = self.storage.read("report.html")
        except FileNotFoundError:
            return None
        return self.storage.named("report.html") if f'<html lang="{language}"'.encode() in page[:1000] else None
