"""What the commands that make many runs have in common: on what they run, and what a person is told of it."""

import re
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from simulation.commands.endings import INTERRUPTED
from simulation.language import say
from simulation.runs.pool import Pool, Processes
from simulation.storage.storage import Storage, storage_at, within


@contextmanager
def pool_for(arguments: Namespace) -> Iterator[Pool]:
    """The cluster at the address of --cluster, or worker processes here. Raises ClusterError."""
    if arguments.cluster is None:
        with Processes(arguments.workers) as pool:
            yield pool
        return
    from simulation.runs.cluster import cluster_at
    from simulation.runs.dask import OnCluster

    with cluster_at(arguments.cluster) as cluster:
        yield OnCluster(cluster)


def tell(notices: Iterable[str]) -> None:
    """Says what a person should know, on standard error."""
    for notice in notices:
        print(notice, file=sys.stderr)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines: the first column to the left, the others to the right."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["   ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]


def tell_superseded(folder: str | Path | Storage) -> None:
    """Says when beside the folder of a sweep there is one of before folders were called after what they are about."""
    parent, _, name = str(folder).replace("\\", "/").rstrip("/").rpartition("/")
    before = re.sub(r"-[0-9a-f]{8}(?=(-rules[0-9a-f]{8})?-seed[0-9]+(-sensitivity)?$)", "", name, count=1)
    old = storage_at(within(parent or ".", before))
    if before != name and old.has("manifest.json"):
        print(
            say(
                "{old} is of an earlier version of Essaim: it stays as it is, and all is run anew in {folder}.",
                old=old,
                folder=folder,
            ),
            file=sys.stderr,
        )


def tell_stopped(folder: object) -> int:
    """Says that a command was interrupted; its exit code."""
    print(
        say("\nStopped. What is finished is kept in {folder}; the same command goes on from there.", folder=folder),
        file=sys.stderr,
    )
    return INTERRUPTED
