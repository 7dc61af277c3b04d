"""Storage: named contents, in a folder of this computer (or shared by several), or in object storage through fsspec.

Both keep one promise: what was written is read whole. A folder keeps it by renaming; object storage because an object
is put as a whole. Names are relative, in rooms: `manifest.json`, `runs/….parquet`, `commits/….json`.
"""

import contextlib
import io
import json
import os
import re
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from simulation.language import say
from simulation.scenario.paths import is_folder, is_there
from simulation.storage.files import (
    MOST_OPEN,
    Read,
    ResultsError,
    is_whole,
    noted_of,
    opened_table,
    parquet_of,
    set_aside,
    write_whole,
    writing_whole,
)
from simulation.storage.folder_lock import locked
from simulation.storage.names import ASIDE, is_own, opened_file, own_file
from simulation.storage.table_types import Types, checked_read

_URL = re.compile(r"((?:[A-Za-z][\w+.-]+::)*[A-Za-z][\w+.-]+)://(.*)", re.S)
_LOCAL = ("file", "local")
LARGEST_JSON = 256 << 20
"""Bytes; a manifest names each point of a sweep, at most 100,000."""

ANY = Types()
"""Of a table whose columns may hold anything."""

type Noted = dict[str, Any]
"""Size and checksum of a content: `{"bytes": …, "sha256": …}`."""


class Storage(ABC):
    """Holds named contents. All methods but `read` raise ResultsError or OSError when it fails them."""

    address: str
    """The storage in full, as another process or computer finds it."""

    def __init__(self, address: str) -> None:
        self.address = address

    @abstractmethod
    def __str__(self) -> str:
        """The storage as the person wrote it."""

    @abstractmethod
    def prepare(self) -> None:
        """Makes it if it is not there."""

    @abstractmethod
    def read(self, name: str) -> bytes:
        """A content. Raises FileNotFoundError when it is not there."""

    @abstractmethod
    def read_each(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Those of some contents that are there, in order, not all in memory at once."""

    @abstractmethod
    def _opened_table(self, name: str) -> AbstractContextManager[Read]:
        """A Parquet table, as it is, to be read from several times. Raises ResultsError, naming it, when that fails."""

    @abstractmethod
    def write(self, name: str, content: bytes | pa.Buffer) -> Noted:
        """Writes a content whole or not at all, over one of the same name; its size and checksum."""

    @abstractmethod
    def writing(self, name: str) -> AbstractContextManager[BinaryIO]:
        """A file to write a content into bit by bit; it is there, whole, when the block ends well."""

    @abstractmethod
    def sizes(self, room: str = "") -> dict[str, int]:
        """Names in a room (the whole name, rooms in it left out) with their bytes, in order of the name."""

    @abstractmethod
    def remove(self, names: Iterable[str]) -> None:
        """Removes contents that are there."""

    @abstractmethod
    def set_aside(self, code: str) -> str:
        """Moves all contents to a storage beside this one, called after the code that made them; says where."""

    @abstractmethod
    def held(self) -> AbstractContextManager[None]:
        """Holds the storage for one writer. Raises ResultsError when another holds it."""

    @abstractmethod
    def still_held(self) -> None:
        """Raises ResultsError when the hold was lost to another writer."""

    @abstractmethod
    def put_aside(self, names: Iterable[str]) -> None:
        """Moves contents, or whatever has their names, to the same names in the room `set-aside`."""

    @abstractmethod
    def beside(self, suffix: str) -> "list[Storage]":
        """The storages next to this one, itself included, whose names end in something; by name."""

    @abstractmethod
    def dataset(self, names: Sequence[str]) -> Any:
        """Tables as one data set of Arrow, read as far as it is asked for."""

    @abstractmethod
    def writing_file(self, name: str) -> AbstractContextManager[Path]:
        """A path to write a content to; it is there when the block ends well."""

    # ---- made of these -----------------------------------------------------------------------------------------------
    def remove_room(self, room: str, fitting: str = ".*") -> None:
        """Removes the contents of a room whose names, without the room, fit a pattern."""
        self.remove([name for name in self.sizes(room) if re.fullmatch(fitting, name.rpartition("/")[2])])

    def strangers(self, room: str) -> list[str]:
        """What lies in a room and is no content: links, folders, devices; a room that is a link itself."""
        return []

    @property
    def location(self) -> Path | str:
        """The folder, or the URL."""
        return self.address

    def named(self, name: str) -> Path | str:
        """Where a content lies, for a person to open."""
        return f"{self.address}/{name}"

    def local(self, name: str) -> Path | None:
        """The file of a content, where it is one of this computer."""
        return None

    @contextmanager
    def opened_table(self, name: str, types: Types = ANY) -> Iterator[Read]:
        """A Parquet table, to be read from several times. Raises ResultsError, naming it, when that fails, and for
        columns that do not hold what was declared.
        """
        with self._opened_table(name) as read:
            yield checked_read(read, self.named(name), types)

    def read_table(self, name: str, columns: Sequence[str] | None = None, types: Types = ANY) -> pa.Table:
        """A Parquet table, or some of its columns. Raises ResultsError as `opened_table` does."""
        with self.opened_table(name, types) as read:
            return read(columns)

    @contextmanager
    def opened_tables(self, names: Sequence[str], types: Types = ANY) -> Iterator[list[Read]]:
        """Several tables to read from several times; each is opened once, unless there are very many."""

        def again(name: str) -> Read:
            def read(columns: Sequence[str] | None = None, group: int | None = None) -> pa.Table:
                with self.opened_table(name, types) as opened:
                    return opened(columns, group)

            return read

        with ExitStack() as stack:
            few = len(names) <= MOST_OPEN
            yield [stack.enter_context(self.opened_table(name, types)) if few else again(name) for name in names]

    def write_table(self, name: str, table: pa.Table, rows: int | None = None, compression: str = "zstd") -> Noted:
        """Writes a table as Parquet; its size and checksum; see `parquet_of`."""
        return self.write(name, parquet_of(table, rows, compression))

    def write_json(self, name: str, content: Any, indent: int | None = 1) -> Noted:
        """Writes JSON, on one line if there is no indent; its size and checksum."""
        return self.write(name, (json.dumps(content, ensure_ascii=False, indent=indent) + "\n").encode())

    def read_json(self, name: str) -> Any:
        """Reads JSON. Raises ResultsError, naming it, when it is missing or broken."""
        try:
            content = self.read(name)
            if len(content) > LARGEST_JSON:
                raise ValueError(say("larger than {largest_json} MiB", largest_json=LARGEST_JSON >> 20))
            return json.loads(content)
        except FileNotFoundError:
            raise ResultsError(say("{named} is missing", named=self.named(name))) from None
        except (ValueError, OSError, RecursionError) as error:
            raise ResultsError(say("{named} cannot be read ({error})", named=self.named(name), error=error)) from error

    def write_arrays(self, name: str, arrays: Mapping[str, np.ndarray]) -> Noted:
        """Writes arrays by name (`.npz`); size and checksum."""
        content = io.BytesIO()
        np.savez(content, allow_pickle=False, **arrays)
        return self.write(name, content.getvalue())

    def read_arrays(self, name: str) -> dict[str, np.ndarray] | None:
        """Arrays by name; none when they are not there or damaged."""
        try:
            with np.load(io.BytesIO(self.read(name)), allow_pickle=False) as held:
                return dict(held)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, ResultsError):
            return None

    def manifest(self) -> dict[str, Any]:
        """What `manifest.json` says; nothing when it is missing or broken."""
        try:
            found = self.read_json("manifest.json")
        except ResultsError:
            return {}
        return found if isinstance(found, dict) else {}

    def has(self, name: str) -> bool:
        """Whether a content is there."""
        return name in self.sizes(name.rpartition("/")[0])

    def is_whole(self, name: str, noted: Noted) -> bool:
        """Whether a content is there with the size and checksum noted when it was written."""
        try:
            found = noted_of(self.read(name))
            return found == {"bytes": noted["bytes"], "sha256": noted.get("sha256", found["sha256"])}
        except (OSError, ResultsError, KeyError):
            return False


class Folder(Storage):
    """A folder of the file system."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.address = str(self.path.absolute())

    def __str__(self) -> str:
        return str(self.path)

    def prepare(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)

    @property
    def location(self) -> Path:
        return self.path

    def named(self, name: str) -> Path:
        return self.path / name

    def local(self, name: str) -> Path:
        return self._read_from(name)

    def read(self, name: str) -> bytes:
        with open(opened_file(own_file(self.path, name)), "rb") as file:
            return file.read()

    def read_each(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        for name in names:
            try:
                yield name, self.read(name)
            except (OSError, ResultsError):
                continue

    def _opened_table(self, name: str) -> AbstractContextManager[Read]:
        return opened_table(self._read_from(name))

    def write(self, name: str, content: bytes | pa.Buffer) -> Noted:
        return write_whole(own_file(self.path, name), content)

    def writing(self, name: str) -> AbstractContextManager[BinaryIO]:
        return writing_whole(own_file(self.path, name))

    @contextmanager
    def writing_file(self, name: str) -> Iterator[Path]:
        yield own_file(self.path, name)

    def sizes(self, room: str = "") -> dict[str, int]:
        # Unfinished files are listed too, under their temporary names, so that they can be removed.
        folder = self.path / room
        if not is_folder(folder) or room and folder.is_symlink():
            return {}
        prefix = f"{room}/" if room else ""
        with os.scandir(folder) as entries:
            own = [entry for entry in entries if is_own(entry) and entry.name != ".lock"]
            return {f"{prefix}{file.name}": file.stat().st_size for file in sorted(own, key=lambda one: one.name)}

    def strangers(self, room: str) -> list[str]:
        folder = self.path / room
        if folder.is_symlink() or is_there(folder) and not is_folder(folder):
            return [room]
        if not is_folder(folder):
            return []
        with os.scandir(folder) as entries:
            return sorted(f"{room}/{entry.name}" for entry in entries if not is_own(entry))

    def has(self, name: str) -> bool:
        return is_own(own_file(self.path, name))

    def is_whole(self, name: str, noted: Noted) -> bool:
        return self.has(name) and is_whole(self.path / name, noted)

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            own_file(self.path, name).unlink(missing_ok=True)

    def remove_room(self, room: str, fitting: str = ".*") -> None:
        super().remove_room(room, fitting)
        with contextlib.suppress(OSError):  # it is not empty, or not there
            (self.path / room).rmdir()

    def put_aside(self, names: Iterable[str]) -> None:
        for name in names:
            target = self.path / ASIDE / name
            number = 1
            while os.path.lexists(target):
                number, target = number + 1, self.path / ASIDE / f"{name}.{number}"
            target.parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).rename(target)

    def _read_from(self, name: str) -> Path:
        """The path of a content that is a regular file, or not there. Raises ResultsError."""
        path = own_file(self.path, name)
        with contextlib.suppress(FileNotFoundError):
            os.close(opened_file(path))
        return path

    def set_aside(self, code: str) -> str:
        return str(set_aside(self.path, code))

    def beside(self, suffix: str) -> list[Storage]:
        return [Folder(path) for path in sorted(self.path.parent.glob(f"*{suffix}"))]

    def dataset(self, names: Sequence[str]) -> Any:
        from pyarrow import dataset

        return dataset.dataset([str(self._read_from(name)) for name in names], format="parquet")

    def held(self) -> AbstractContextManager[None]:
        return locked(self.path)

    def still_held(self) -> None:
        pass  # the system keeps it as long as this process lives


def storage_at(given: str | Path | Storage) -> Storage:
    """The storage meant by a path, or by a URL such as s3://bucket/folder. Raises ResultsError."""
    if isinstance(given, Storage):
        return given
    path = _local_path(given)
    if path is not None:
        return Folder(path)
    from simulation.storage.objects import Objects

    return Objects(str(given))


def within(given: str | Path, name: str) -> str | Path:
    """The address of a storage in a folder, or in object storage."""
    path = _local_path(given)
    return f"{str(given).rstrip('/')}/{name}" if path is None else path / name


def _local_path(given: str | Path) -> Path | None:
    """The folder meant; none for a URL of something else."""
    url = _URL.fullmatch(given) if isinstance(given, str) else None
    if url is None:
        return Path(given)
    return Path(url[2]) if url[1].lower() in _LOCAL else None
