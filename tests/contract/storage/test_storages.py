"""The contract of `simulation.storage.contract`, by a folder and by what fsspec reaches."""

import sys
import uuid
from pathlib import Path

import fsspec
import pytest

from simulation.storage import storage_lock
from simulation.storage.contract import StorageContract
from simulation.storage.objects import Objects
from simulation.storage.storage import Folder

sys.path.append(str(Path(__file__).parents[2] / "end_to_end" / "killing"))
fsspec.register_implementation("bucket", "bucket.Bucket", clobber=True)


class TestFolder(StorageContract):
    @pytest.fixture
    def storage(self, tmp_path):
        return Folder(tmp_path / "place")


class OfObjects(StorageContract):
    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch):
        monkeypatch.setattr(storage_lock, "RENEWED", 0.05)
        monkeypatch.setattr(storage_lock, "PATIENCE", 0.5)
        monkeypatch.setattr(storage_lock, "SETTLING", 0.05)

    def again(self, storage):
        return Objects(storage.address)


class TestObjectsInMemory(OfObjects):
    @pytest.fixture
    def storage(self):
        return Objects(f"memory://{uuid.uuid4().hex}/place")


class TestBucket(OfObjects):
    """A bucket that several processes reach, through fsspec."""

    @pytest.fixture
    def storage(self, tmp_path):
        return Objects(f"bucket://{tmp_path}/place")
