"""A Dask cluster on which runs are made: how it is reached or started, and whether its workers would do the same."""

import logging
import os
import platform
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.common.extras import require
from simulation.language import joined, say
from simulation.runs.fingerprint import package_version
from simulation.runs.model_choice import COMPILED_MODEL, ModelChoice
from simulation.runs.plan import Work, attempt_at
from simulation.scenario.paths import is_file
from simulation.storage.files import ResultsError
from simulation.storage.storage import Storage, storage_at

if TYPE_CHECKING:
    from distributed import Client

CONNECTING, FIRST_WORKER = 15.0, 60.0
"""Seconds to reach a scheduler; until its first worker is there."""
_FORMS = "tcp://HOST:PORT or tls://HOST:PORT (a scheduler), local:N (N workers here), file:PATH (a scheduler file)"
_SETTINGS = {
    # Otherwise what a run gives back is returned to the system and fetched again page by page, run after run.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
    # It looks at what a run does a hundred times a second, for a page that nobody opens here.
    "distributed.worker.profile.enabled": False,
    # Ten times a second by default, by each worker and once more for each here; runs need the same memory throughout.
    "distributed.worker.memory.monitor-interval": "1s",
    # Fifty times a second by default, by scheduler, nannies and workers, to see whether they are slow.
    "distributed.admin.tick.interval": "500ms",
    # It reads the counters of processes, disks and network for figures that nobody looks at here.
    "distributed.admin.system-monitor.interval": "5s",
}
"""What a cluster started here does otherwise than by Dask's defaults, which take time from the runs."""
_NO_LOG = logging.CRITICAL + 1
"""A level of logging above every message's."""


class ClusterError(ResultsError):
    """A cluster cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Cluster:
    """A cluster that is connected."""

    client: "Client"
    address: str

    @property
    def threads(self) -> int:
        """Jobs that its workers run at once. Raises ClusterError when the scheduler does not answer."""
        try:
            return sum(self.client.nthreads().values())
        except Exception as error:
            raise lost(self.address) from error


def lost(address: str) -> ClusterError:
    """That the scheduler is gone."""
    return ClusterError(
        say(
            "the connection to the Dask scheduler at {address} was lost. What is finished is kept; once a scheduler "
            "runs again, the same command goes on from there.",
            address=address,
        )
    )


@contextmanager
def cluster_at(address: str) -> Iterator[Cluster]:
    """Connects to a cluster, or starts one here for `local:N`; it is not made Dask's default.

    Raises ClusterError when that fails, or when no worker comes; NotInstalled without Dask.
    """
    require("distributed")
    local = re.fullmatch(r"local:([1-9]\d{0,3})", address)
    file = re.fullmatch(r"file:(.+)", address, re.S)
    if local is not None:
        with _quiet(), _started_here(int(local[1])) as client:
            yield Cluster(client, address)
    elif file is not None or re.fullmatch(r"(tcp|tls|ucx|ucxx|wss?)://(\[[^\s/]+\]|[^\s:/]+):\d+", address):
        with _quiet(), _reached(address, None if file is None else Path(file[1])) as client:
            yield Cluster(client, address)
    else:
        raise ClusterError(
            say("{address!r} is not the address of a cluster; it is written {forms}", address=address, forms=_FORMS)
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps Dask's own log, tracebacks of lost connections above all, from the terminal while its block runs."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(_NO_LOG)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _settings() -> dict[str, Any]:
    """Those of _SETTINGS that a person's own configuration of Dask leaves at their defaults."""
    import dask
    from distributed.config import defaults

    return {
        name: value
        for name, value in _SETTINGS.items()
        if dask.config.get(name, None) == dask.config.get(name, None, config=defaults)
    }


@contextmanager
def _started_here(workers: int) -> Iterator["Client"]:
    import dask
    from distributed import Client, LocalCluster

    kept = dict(os.environ)
    try:
        with (
            # Until the cluster ends, as a worker that is started again is given what holds here then.
            dask.config.set(_settings()),
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address="127.0.0.1:0",
                # With a dashboard but without Bokeh, Dask adds a page to this process's configuration.
                scheduler_kwargs={"dashboard": False},
                # `_quiet` does not reach workers, which print a traceback when a heartbeat meets the end.
                silence_logs=_NO_LOG,
            ) as cluster,
            Client(cluster, set_as_default=False) as client,
        ):
            yield client
    finally:
        # Dask sets variables for its workers, such as OMP_NUM_THREADS, in this process.
        for name in os.environ.keys() - kept.keys():
            del os.environ[name]
        os.environ.update(kept)


@contextmanager
def _reached(address: str, file: Path | None) -> Iterator["Client"]:
    from distributed import Client

    if file is not None and not is_file(file):
        raise ClusterError(say("there is no scheduler file {file}", file=file))
    where: dict[str, Any] = {"address": address} if file is None else {"scheduler_file": str(file)}
    try:
        client = Client(**where, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        reason = str(error).strip() or type(error).__name__
        raise ClusterError(
            say("no Dask scheduler can be reached at {address} ({reason})", address=address, reason=reason)
        ) from None
    try:
        client.wait_for_workers(1, timeout=FIRST_WORKER)
    except Exception:
        client.close(timeout=1)
        raise ClusterError(
            say(
                "the Dask scheduler at {address} has no workers, and none came within {first_worker:.0f} "
                "s; start some: dask worker {where} --nthreads 1",
                address=address,
                first_worker=FIRST_WORKER,
                where=f"--scheduler-file {file}" if file else address,
            )
        ) from None
    with client:
        yield client


# ---- whether the workers would do the same ---------------------------------------------------------------------------
def check_workers(cluster: Cluster, work: Work) -> None:
    """Raises ClusterError when a worker computes with other code, or does not see where the runs are kept."""
    here = _facts(work.address, work.model)
    try:
        found = cluster.client.run(_facts, work.address, work.model, on_error="return")
    except Exception as error:
        raise lost(cluster.address) from error
    complaints: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for worker, there in found.items():
        complaint = _complaint(there, here, work.address, work.attempt)
        if complaint:
            complaints[complaint] += 1
            examples.setdefault(complaint, worker)
    if complaints:
        raise ClusterError(
            joined(
                "\n",
                (
                    say(
                        "the worker at {worker}{more} {complaint}",
                        worker=examples[complaint],
                        more=say(" and {number} more", number=number - 1) if number > 1 else "",
                        complaint=complaint,
                    )
                    for complaint, number in complaints.most_common()
                ),
            )
        )


def _facts(address: str | Storage, model: ModelChoice = COMPILED_MODEL) -> dict[str, Any]:
    """What decides the numbers on a computer, and which call of the command it sees where the runs are kept."""
    try:
        attempt = attempt_at(storage_at(address))
    except ResultsError as error:
        attempt = str(error)
    return {
        "code": model.code,
        "versions": {"Essaim": package_version(), **model.versions},
        "python": platform.python_version(),
        "attempt": attempt,
    }


def _complaint(there: Any, here: dict[str, Any], address: str | Storage, attempt: str) -> str:
    """What is wrong with a worker; empty when nothing is."""
    if isinstance(there, OSError):
        return ""  # it was lost this moment; what comes instead is checked with each job
    if not isinstance(there, dict):
        return say(
            'cannot import Essaim ({error}); install the same version there: pip install "essaim[cluster]"', error=there
        )
    differing = [
        say("{name} {other} (here {version})", name=name, other=there["versions"].get(name), version=version)
        for name, version in here["versions"].items()
        if there["versions"].get(name) != version
    ]
    if differing:
        return say("has {versions}; all must compute with the same versions", versions=differing)
    if there["code"] != here["code"]:
        return say(
            "has other files of Essaim ({other}, here {own}); install the same ones",
            other=there["code"][:8],
            own=here["code"][:8],
        )
    if there["attempt"] != attempt:
        why = f" ({there['attempt']})" if there["attempt"] and " " in there["attempt"] else ""
        return say(
            "does not see {address}{why}; it must be storage that all workers share (see docs/clusters.md)",
            address=address,
            why=why,
        )
    return ""
