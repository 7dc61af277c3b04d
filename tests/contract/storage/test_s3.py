"""The contract of storages, and a forecast, on an S3 server of this computer, where moto and s3fs are installed."""

import uuid
from pathlib import Path

import pytest

from simulation import load_scenario, run
from simulation.storage import storage_lock
from simulation.storage.contract import StorageContract
from simulation.storage.objects import Objects

server = pytest.importorskip("moto.server", reason="moto is not installed: pip install 'moto[server]' s3fs")
s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed: pip install 'moto[server]' s3fs")


@pytest.fixture(scope="module")
def bucket():
    with pytest.MonkeyPatch.context() as patch:
        started = server.ThreadedMotoServer(port=0)
        started.start()
        host, port = started.get_host_and_port()
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "made up")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        s3fs.S3FileSystem.clear_instance_cache()
        s3fs.S3FileSystem().mkdir("essaim")
        yield "s3://essaim"
        s3fs.S3FileSystem.clear_instance_cache()
        started.stop()


class TestS3(StorageContract):
    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch):
        monkeypatch.setattr(storage_lock, "RENEWED", 0.2)
        monkeypatch.setattr(storage_lock, "PATIENCE", 2)
        monkeypatch.setattr(storage_lock, "SETTLING", 0.2)

    def again(self, storage):
        return Objects(storage.address)

    @pytest.fixture
    def storage(self, bucket):
        return Objects(f"{bucket}/{uuid.uuid4().hex}/place")


def test_a_forecast_in_a_bucket_has_the_bytes_of_one_in_a_folder(bucket, tmp_path):
    scenario = load_scenario("reference").model_copy(update={"months": 12})
    kept = run(scenario, replicates=4, out=f"{bucket}/{uuid.uuid4().hex}")
    folder = Path(run(scenario, replicates=4, out=tmp_path).folder)
    tables = [path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet")]
    assert len(tables) > 8
    for name in tables:
        assert kept.storage.read(name) == (folder / name).read_bytes(), name
