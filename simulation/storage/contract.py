"""What every storage promises, as tests: for Essaim's own, and for those that somebody else writes.

    from simulation.storage.contract import StorageContract

    class TestMyStorage(StorageContract):
        @pytest.fixture
        def storage(self, tmp_path):
            return MyStorage(…)          # empty, at an address of its own

        def again(self, storage):
            return MyStorage(storage.address)   # the same contents, as another process opens them

`pytest` runs them; it is not among Essaim's own requirements.
"""

import threading
import time

import pyarrow as pa
import pytest

from simulation.storage.files import ResultsError
from simulation.storage.storage import Storage, storage_at


class StorageContract:
    """The promises. A class that inherits has a fixture `storage`, and may have its own `again`."""

    def again(self, storage: Storage) -> Storage:
        """The same contents, as another process opens them."""
        return storage_at(storage.address)

    def beside(self, storage: Storage, name: str) -> Storage:
        """The storage of another name next to this one."""
        parent = storage.address.rstrip("/").rpartition("/")[0]
        return type(storage)(f"{parent}/{name}")

    def called(self, storage: Storage) -> str:
        """The name of the storage among those next to it."""
        return storage.address.rstrip("/").rpartition("/")[2]

    # ---- contents ----------------------------------------------------------------------------------------------------
    def test_what_is_written_is_read(self, storage: Storage) -> None:
        storage.prepare()
        storage.write("runs/a", b"first")
        noted = storage.write("runs/a", b"second")
        storage.write("commits/b", b"")
        storage.write("top", b"x" * 100_000)
        assert noted["bytes"] == 6 and len(noted["sha256"]) == 64
        for one in (storage, self.again(storage)):
            assert one.read("runs/a") == b"second" and one.read("commits/b") == b""
            assert one.sizes("runs") == {"runs/a": 6} and one.sizes("commits") == {"commits/b": 0}
            assert one.sizes() == {"top": 100_000} and one.has("runs/a") and not one.has("runs/z")
            assert one.is_whole("runs/a", noted) and not one.is_whole("runs/a", noted | {"bytes": 5})
            assert not one.is_whole("runs/z", noted)
            with pytest.raises(FileNotFoundError):
                one.read("runs/z")

    def test_an_empty_one_has_nothing(self, storage: Storage) -> None:
        storage.prepare()
        assert storage.sizes() == storage.sizes("runs") == storage.sizes("nowhere") == {}
        assert storage.manifest() == {} and not storage.has("manifest.json")
        with pytest.raises(ResultsError, match="manifest.json is missing"):
            storage.read_json("manifest.json")

    def test_what_is_written_bit_by_bit_is_there_when_it_is_whole(self, storage: Storage) -> None:
        storage.prepare()
        storage.write("a", b"before")
        with storage.writing("a") as file:
            file.write(b"one ")
            assert storage.read("a") == b"before"
            file.write(b"two")
        assert storage.read("a") == b"one two"
        with pytest.raises(ZeroDivisionError), storage.writing("a") as file:
            file.write(b"half")
            raise ZeroDivisionError
        assert storage.read("a") == b"one two" and storage.sizes() == {"a": 7}
        with storage.writing_file("page.html") as path:
            path.write_text("page")
        assert storage.read("page.html") == b"page" and str(storage.named("page.html")).endswith("page.html")

    def test_two_who_write_the_same_leave_one_of_the_two_whole(self, storage: Storage) -> None:
        storage.prepare()
        contents = [bytes([number]) * 200_000 for number in range(4)]
        writers = [
            threading.Thread(target=lambda c=content: [self.again(storage).write("runs/a", c) for _ in range(5)])
            for content in contents
        ]
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            try:
                assert storage.read("runs/a") in contents
            except FileNotFoundError:
                continue
        assert storage.read("runs/a") in contents and list(storage.sizes("runs")) == ["runs/a"]

    def test_many_are_read_in_order_and_those_that_are_missing_left_out(self, storage: Storage) -> None:
        storage.prepare()
        names = [f"runs/{number:03d}" for number in range(150)]
        for number, name in enumerate(names):
            if number % 10:
                storage.write(name, str(number).encode())
        found = dict(storage.read_each(names))
        assert list(found) == [name for number, name in enumerate(names) if number % 10]
        assert found["runs/077"] == b"77" and list(storage.sizes("runs")) == list(found)

    def test_what_is_removed_is_gone_and_what_was_not_there_is_no_matter(self, storage: Storage) -> None:
        storage.prepare()
        for name in ("runs/a", "runs/b", "other/c"):
            storage.write(name, b"a")
        storage.remove(name for name in ["runs/a", "runs/none"])
        storage.remove([])
        assert storage.sizes("runs") == {"runs/b": 1}
        storage.remove_room("runs")
        storage.remove_room("nowhere")
        assert storage.sizes("runs") == {} and storage.sizes("other") == {"other/c": 1}

    # ---- tables ------------------------------------------------------------------------------------------------------
    def test_tables_are_read_whole_by_column_and_by_group(self, storage: Storage) -> None:
        storage.prepare()
        table = pa.table({"replicate": [0, 1, 2, 3], "reached": [5.0, 6.0, 7.0, 8.0]})
        noted = storage.write_table("runs/a.parquet", table, rows=2)
        assert noted == self.again(storage).write_table("runs/b.parquet", table, rows=2)
        assert storage.read_table("runs/a.parquet").equals(table)
        assert storage.read_table("runs/a.parquet", ["reached"]).column_names == ["reached"]
        with storage.opened_tables(["runs/a.parquet", "runs/b.parquet"]) as (first, second):
            assert first(group=1)["replicate"].to_pylist() == [2, 3]
            assert second(["replicate"], 1)["replicate"].to_pylist() == [2, 3]
        found = storage.dataset(["runs/a.parquet", "runs/b.parquet"]).to_table(use_threads=False)
        assert found["reached"].to_pylist() == [5.0, 6.0, 7.0, 8.0] * 2

    def test_a_table_that_is_missing_or_broken_is_named(self, storage: Storage) -> None:
        storage.prepare()
        storage.write("runs/a.parquet", b"PAR1")
        for name, words in (("runs/a.parquet", "cannot be read"), ("runs/b.parquet", "is missing")):
            with pytest.raises(ResultsError, match=f"{name} {words}"):
                storage.read_table(name)

    # ---- one writer --------------------------------------------------------------------------------------------------
    def test_one_holds_it_at_a_time(self, storage: Storage) -> None:
        storage.prepare()
        other = self.again(storage)
        with storage.held():
            storage.still_held()
            with pytest.raises(ResultsError, match="another run .*is writing to .*; wait for it, or choose another"):
                with other.held():
                    pass
            assert storage.sizes() == {}  # the lock is no content
        with other.held():
            pass

    def test_of_many_that_come_at_once_one_gets_it_at_a_time(self, storage: Storage) -> None:
        storage.prepare()
        inside, most, got = [0], [0], []

        def hold() -> None:
            for _ in range(3):
                try:
                    with self.again(storage).held():
                        inside[0] += 1
                        most[0] = max(most[0], inside[0])
                        time.sleep(0.02)
                        inside[0] -= 1
                        got.append(1)
                except ResultsError:
                    time.sleep(0.01)

        holders = [threading.Thread(target=hold) for _ in range(3)]
        for holder in holders:
            holder.start()
        for holder in holders:
            holder.join()
        assert most[0] <= 1 and got

    # ---- others beside it --------------------------------------------------------------------------------------------
    def test_contents_are_set_aside_twice(self, storage: Storage) -> None:
        storage.prepare()
        for content in (b"first", b"second"):
            storage.write("manifest.json", content)
            storage.write("runs/a", content)
            assert self.called(storage) in storage.set_aside("abc")
            assert storage.sizes() == storage.sizes("runs") == {}
        for suffix, content in (("", b"first"), ("-1", b"second")):
            beside = self.beside(storage, f"{self.called(storage)}-codeabc{suffix}")
            assert beside.read("manifest.json") == beside.read("runs/a") == content

    def test_those_beside_it_are_found_by_how_their_names_end(self, storage: Storage) -> None:
        storage.prepare()
        for name in ("b-width", "a-width", "c"):
            other = self.beside(storage, name)
            other.prepare()
            other.write("width.json", name.encode())
        assert [one.read("width.json") for one in storage.beside("-width")] == [b"a-width", b"b-width"]
