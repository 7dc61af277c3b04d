"""Object storage, or what else fsspec reaches, as a storage."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.language import say
from simulation.storage.files import Read, ResultsError, check_columns, code_word, noted_of
from simulation.storage.names import ASIDE, checked
from simulation.storage.storage import Noted, Storage
from simulation.storage.storage_lock import LOCK_NAME, StorageLock

_TOGETHER = 64
"""Objects that are asked for at once."""


class Objects(Storage):
    """A prefix of object storage, or of what else fsspec reaches; credentials are found as its package does."""

    def __init__(self, url: str) -> None:
        self.address = url.rstrip("/")
        self._hold: StorageLock | None = None
        try:
            from fsspec.core import url_to_fs

            self.files, self.root = url_to_fs(self.address, use_listings_cache=False)
        except ImportError as error:
            # fsspec says which package: "Install s3fs to access S3".
            raise ResultsError(say("{url} cannot be used: {error}", url=url, error=error)) from None
        except ValueError as error:
            raise ResultsError(say("{url} cannot be used: {error}", url=url, error=error)) from None
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

    @contextmanager
    def _opened_table(self, name: str) -> Iterator[Read]:
        def read(columns: Sequence[str] | None = None, group: int | None = None) -> pa.Table:
            names = None if columns is None else list(columns)
            check_columns(self._said(name), table, names)
            with self._named_table(name):
                if group is None:
                    return table.read(names, use_threads=False)
                return table.read_row_group(group, names, use_threads=False)

        with self._named_table(name):
            file = self.files.open(self._path(name), "rb")
        with file:
            with self._named_table(name):
                table = pq.ParquetFile(file, pre_buffer=False)
            yield read

    @contextmanager
    def _named_table(self, name: str) -> Iterator[None]:
        try:
            with self._named(name, "read"):
                yield
        except FileNotFoundError:
            raise ResultsError(
                say("{said} is missing; the same command makes it again", said=self._said(name))
            ) from None

    def write(self, name: str, content: bytes | pa.Buffer) -> Noted:
        with self._named(name, "written"):
            self._put(self._path(name), bytes(content))
        return noted_of(content)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        with self.writing_file(name) as path, path.open("wb") as file:
            yield file

    @contextmanager
    def writing_file(self, name: str) -> Iterator[Path]:
        # Kept on the disk until it is whole, so that it need not fit into memory.
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "content")
            yield path
            with self._named(name, "written"):
                self._make_room(self._path(name))
                self.files.put_file(str(path), self._path(name))

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
        return {f"{prefix}{name}": int(sizes[name] or 0) for name in sorted(sizes) if name != LOCK_NAME}

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

    def set_aside(self, code: str) -> str:
        code = code_word(code)
        number, aside = 1, f"{self.root}-code{code}"
        with self._named("", "set aside"):
            while self.files.exists(aside):
                number, aside = number + 1, f"{self.root}-code{code}-{number}"
            paths = [path for path in self.files.find(self.root) if not path.endswith(f"/{LOCK_NAME}")]
            for path in paths:
                self._put(f"{aside}{path.removeprefix(self.root)}", self.files.cat_file(path))
            if paths:
                self.files.rm(paths)
        return f"{self.address}{aside.removeprefix(self.root)}"

    def put_aside(self, names: Iterable[str]) -> None:
        for name in names:
            with self._named(name, "set aside"):
                self._put(f"{self.root}/{ASIDE}/{name}", self.files.cat_file(f"{self.root}/{name}"))
                self.files.rm_file(f"{self.root}/{name}")

    def beside(self, suffix: str) -> list[Storage]:
        above = self.root.rpartition("/")[0]
        with self._named("", "listed"):
            try:
                found = self.files.ls(above, detail=True)
            except FileNotFoundError:
                return []
        names = sorted(entry["name"].rstrip("/").rpartition("/")[2] for entry in found if entry["type"] == "directory")
        parent = self.address.rpartition("/")[0]
        return [Objects(f"{parent}/{name}") for name in names if name.endswith(suffix)]

    def dataset(self, names: Sequence[str]) -> Any:
        from pyarrow import dataset, fs

        files = fs.PyFileSystem(fs.FSSpecHandler(self.files))
        return dataset.dataset([self._path(name) for name in names], filesystem=files, format="parquet")

    @contextmanager
    def held(self) -> Iterator[None]:
        with StorageLock(self) as self._hold:
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
            self._make_room(path)
            self.files.pipe_file(path, content, **more)

    def _make_room(self, path: str) -> None:
        if self.files.exists(self.root.split("/")[0] or "/"):
            self.files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)

    def _path(self, name: str) -> str:
        return f"{self.root}/{checked(name)}" if name else self.root

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
            raise ResultsError(
                say("{said} cannot be {what} ({reason})", said=self._said(name), what=what, reason=reason)
            ) from error
