"""Where a sweep is kept: a folder, of this computer or shared by several, or object storage through fsspec.

Both keep one promise: what `write` wrote is read whole. A folder keeps it by renaming; object storage because an object
is put as a whole. Names are relative, in rooms: `manifest.json`, `runs/….parquet`, `commits/….json`.
"""

import io
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.outcomes.files import ResultsError, read_table, set_aside, write_whole
from simulation.outcomes.locking import locked
from simulation.sweeps.lease import LEASE, Lease

_URL = re.compile(r"((?:[A-Za-z][\w+.-]+::)*[A-Za-z][\w+.-]+)://(.*)", re.S)
_LOCAL = ("file", "local")
_TOGETHER = 64
"""Objects that are asked for at once."""


class Place(ABC):
    """A place that holds named contents. All methods but `read` raise ResultsError or OSError when it fails them."""

    address: str
    """The place in full, as another process or computer finds it."""

    @abstractmethod
    def __str__(self) -> str:
        """The place as the person wrote it."""

    @abstractmethod
    def prepare(self) -> None:
        """Makes the place if it is not there."""

    @abstractmethod
    def read(self, name: str) -> bytes:
        """A content. Raises FileNotFoundError when it is not there."""

    @abstractmethod
    def read_each(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Those of some contents that are there, in order, not all in memory at once."""

    @abstractmethod
    def read_table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A Parquet table, or some of its columns. Raises ResultsError, naming it, when that fails."""

    @abstractmethod
    def write(self, name: str, content: bytes | pa.Buffer) -> None:
        """Writes a content whole or not at all; over one of the same name."""

    @abstractmethod
    def sizes(self, room: str = "") -> dict[str, int]:
        """Names in a room (the whole name, rooms in it left out) with their bytes, in order of the name."""

    @abstractmethod
    def remove(self, names: Iterable[str]) -> None:
        """Removes contents that are there."""

    @abstractmethod
    def set_aside(self, code: str) -> None:
        """Moves all contents to a place beside this one, called after the code that made them."""

    @abstractmethod
    def held(self) -> AbstractContextManager[None]:
        """Holds the place for one sweep. Raises ResultsError when another holds it."""

    @abstractmethod
    def still_held(self) -> None:
        """Raises ResultsError when the hold was lost to another sweep."""


class Folder(Place):
    """A folder of the file system."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.address = str(self.path.absolute())

    def __str__(self) -> str:
        return str(self.path)

    def prepare(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)

    def read(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def read_each(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        for name in names:
            try:
                yield name, self.read(name)
            except OSError:
                continue

    def read_table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        return read_table(self.path / name, columns)

    def write(self, name: str, content: bytes | pa.Buffer) -> None:
        write_whole(self.path / name, content)

    def sizes(self, room: str = "") -> dict[str, int]:
        # Unfinished files are listed too, under their temporary names, so that they can be removed.
        folder = self.path / room
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        prefix = f"{room}/" if room else ""
        return {
            f"{prefix}{file.name}": file.stat().st_size for file in files if file.is_file() and file.name != ".lock"
        }

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            (self.path / name).unlink(missing_ok=True)

    def set_aside(self, code: str) -> None:
        set_aside(self.path, code)

    def held(self) -> AbstractContextManager[None]:
        return locked(self.path)

    def still_held(self) -> None:
        pass  # the system keeps it as long as this process lives


class Objects(Place):
    """A prefix of object storage, or of what else fsspec reaches; credentials are found as its package does."""

    def __init__(self, url: str) -> None:
        self.address = url.rstrip("/")
        self._hold: Lease | None = None
        try:
            from fsspec.core import url_to_fs

            self.files, self.root = url_to_fs(self.address, use_listings_cache=False)
        except ImportError as error:
            # fsspec says which package: "Install s3fs to access S3".
            raise ResultsError(f"{url} cannot be used: {error}") from None
        except ValueError as error:
            raise ResultsError(f"{url} cannot be used: {error}") from None
        self.root = self.root.rstrip("/")

    def __str__(self) -> str:
        return self.address

    def prepare(self) -> None:
        pass  # object storage knows no folders; where there are some they are made when needed

    def read(self, name: str) -> bytes:
        with self._named(name, "read"):
            return self.files.cat_file(self._path(name))

    def read_each(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        for first in range(0, len(names), _TOGETHER):
            some = {self._path(name): name for name in names[first : first + _TOGETHER]}
            with self._named("", "read"):
                found = self.files.cat(list(some), on_error="omit")
            by_name = {some[path]: content for path, content in found.items()}
            yield from ((name, by_name[name]) for name in some.values() if name in by_name)

    def read_table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        try:
            file = pq.ParquetFile(io.BytesIO(self.read(name)))
            return file.read(None if columns is None else list(columns), use_threads=False)
        except FileNotFoundError:
            raise ResultsError(f"{self._said(name)} is missing; the same sweep makes it again") from None
        except pa.ArrowException as error:
            raise ResultsError(f"{self._said(name)} cannot be read ({error}); the same sweep makes it again") from error

    def write(self, name: str, content: bytes | pa.Buffer) -> None:
        with self._named(name, "written"):
            self._put(self._path(name), bytes(content))

    def create(self, name: str, content: bytes) -> bool:
        """Writes a content that is not there yet; whether it did. Certain only where the storage can do so."""
        try:
            with self._named(name, "written"):
                self._put(self._path(name), content, mode="create")
        except FileExistsError:
            return False
        return True

    def sizes(self, room: str = "") -> dict[str, int]:
        path = self._path(room)
        with self._named(room, "listed"):
            self.files.invalidate_cache()
            try:
                found = self.files.ls(path, detail=True)
            except FileNotFoundError:  # object storage knows no empty rooms
                return {}
        prefix = f"{room}/" if room else ""
        sizes = {entry["name"].rstrip("/").rsplit("/", 1)[-1]: entry["size"] for entry in found
                 if entry["type"] == "file" and entry["name"].rstrip("/") != path}  # fmt: skip
        return {f"{prefix}{name}": int(sizes[name] or 0) for name in sorted(sizes) if name != LEASE}

    def remove(self, names: Iterable[str]) -> None:
        paths = [self._path(name) for name in names]
        if paths:
            with self._named("", "removed"):
                try:
                    self.files.rm(paths)
                except FileNotFoundError:
                    for path in paths:
                        if self.files.exists(path):
                            self.files.rm_file(path)

    def set_aside(self, code: str) -> None:
        number, aside = 1, f"{self.root}-code{code}"
        with self._named("", "set aside"):
            while self.files.exists(aside):
                number, aside = number + 1, f"{self.root}-code{code}-{number}"
            paths = [path for path in self.files.find(self.root) if not path.endswith(f"/{LEASE}")]
            for path in paths:
                self._put(f"{aside}{path.removeprefix(self.root)}", self.files.cat_file(path))
            if paths:
                self.files.rm(paths)

    @contextmanager
    def held(self) -> Iterator[None]:
        with Lease(self) as self._hold:
            yield

    def still_held(self) -> None:
        if self._hold is not None:
            self._hold.check()

    def _put(self, path: str, content: bytes, **more: str) -> None:
        try:
            self.files.pipe_file(path, content, **more)
        except FileNotFoundError:
            # A folder is made where there are folders, but no bucket, whose name may be a slip.
            if not self.files.exists(self.root.split("/")[0] or "/"):
                raise
            self.files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            self.files.pipe_file(path, content, **more)

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}" if name else self.root

    def _said(self, name: str) -> str:
        return f"{self.address}/{name}" if name else self.address

    @contextmanager
    def _named(self, name: str, what: str) -> Iterator[None]:
        """Turns what the storage raises, whatever its class, into a ResultsError that names the object."""
        try:
            yield
        except (FileNotFoundError, FileExistsError, ResultsError):
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise ResultsError(f"{self._said(name)} cannot be {what} ({reason})") from error


def place_of(given: str | Path | Place) -> Place:
    """The place meant by a path, or by a URL such as s3://bucket/folder. Raises ResultsError."""
    if isinstance(given, Place):
        return given
    url = _URL.fullmatch(given) if isinstance(given, str) else None
    if url is None:
        return Folder(Path(given))
    return Folder(Path(url[2])) if url[1].lower() in _LOCAL else Objects(given)


def within(given: str | Path, name: str) -> str | Path:
    """A folder in a folder, or in object storage."""
    url = _URL.fullmatch(given) if isinstance(given, str) else None
    if url is not None and url[1].lower() not in _LOCAL:
        return f"{given.rstrip('/')}/{name}"
    return Path(url[2] if url is not None else given) / name
