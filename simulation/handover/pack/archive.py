"""`essaim pack`: an archive that holds all that is needed to repeat a forecast, and the check of a repetition."""

import importlib.metadata
import io
import platform
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from simulation.handover.assumptions import assumptions
from simulation.handover.files import csv_of
from simulation.handover.opened import HandedOver
from simulation.handover.pack.digests import COLUMNS, digests
from simulation.handover.pack.texts import CARD, REPEAT, card_page, repeat_page
from simulation.handover.tables import ASSUMPTIONS
from simulation.outcomes.people_tables import csv_bytes
from simulation.outcomes.provenance import RULES_FILE
from simulation.storage.files import ResultsError

PACKAGE = Path(__file__).parents[2]
DIGESTS = "tables.csv"
MOST_BYTES = 5_000_000
"""Of a table of checksums that is read."""
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def pack(handed: HandedOver, language: str) -> bytes:
    """The archive of the one forecast that is handed over, as a zip.

    The same results, code and libraries give the same bytes.

    Raises ResultsError when a file of the forecast cannot be read.
    """
    run = handed.base
    storage = run.results.storage
    files = {
        REPEAT: repeat_page(run, language).encode(),
        CARD: card_page(run, language).encode(),
        DIGESTS: csv_bytes(digests(run.results)),
        "assumptions.csv": csv_of(ASSUMPTIONS, assumptions(handed)),
        "environment.txt": environment().encode(),
        "scenario.yaml": storage.read("scenario.yaml"),
        "manifest.json": storage.read("manifest.json"),
        **{f"code/simulation/{path.relative_to(PACKAGE).as_posix()}": path.read_bytes() for path in _code()},
    }
    if run.results.manifest.get("rules"):
        files[RULES_FILE] = storage.read(RULES_FILE)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _FIXED_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def packed_digests(path: Path) -> pd.DataFrame:
    """The checksums of a pack, or of the table that was unpacked from one. Raises ResultsError."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive, archive.open(DIGESTS) as member:
                content = member.read(MOST_BYTES + 1)
        else:
            with path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        table = pd.read_csv(io.BytesIO(content), dtype=str) if len(content) <= MOST_BYTES else pd.DataFrame()
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise ResultsError(f"{path} is not a pack of Essaim, nor the {DIGESTS} of one ({error})") from None
    if tuple(table.columns) != COLUMNS or table.isna().any(axis=None):
        raise ResultsError(f"{path} is not a pack of Essaim, nor the {DIGESTS} of one: its columns are others")
    return table


def environment() -> str:
    """Python, the system, and each installed library that Essaim needs with its version, a line each."""
    named = sorted(_needed("essaim"), key=str.casefold)
    versions = [f"{name}=={importlib.metadata.version(name)}" for name in named]
    return "\n".join([f"# Python {platform.python_version()}, {platform.platform()}", *versions]) + "\n"


def _needed(root: str) -> set[str]:
    """Installed distributions that one needs, directly or not; its extras count where they are installed."""
    found: set[str] = set()
    waiting = [root]
    while waiting:
        try:
            about = importlib.metadata.distribution(waiting.pop())
        except importlib.metadata.PackageNotFoundError:
            continue
        if about.name in found:
            continue
        found.add(about.name)
        wanted = [line for line in about.requires or () if not _is_of_extra(line, about.name == root)]
        waiting += [match[0] for line in wanted if (match := re.match(r"[\w.-]+", line))]
    return found - {root}


def _is_of_extra(requirement: str, own: bool) -> bool:
    """Whether a requirement belongs to an extra that does not count: of a library, or of those who change Essaim."""
    extra = re.search(r"extra == [\"']([\w-]+)[\"']", requirement)
    return extra is not None and (not own or extra[1] in ("dev", "docs"))


def _code() -> Iterable[Path]:
    """The files of the package, but what Python and numba leave beside them."""
    return sorted(
        path
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in (".pyc", ".nbi", ".nbc")
    )
