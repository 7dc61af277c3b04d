"""What is kept compiled on disk, and when it is not used."""

import pickle
from pathlib import Path

from numba import config

from simulation.common import compiling, numba_internals


def test_what_other_sources_left_is_passed_over_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))

    def kept(sources):
        cache = numba_internals.DiskCache(compiling.written_in, sources)
        Path(cache.cache_path).mkdir(exist_ok=True)
        return cache._cache_file

    kept("one").save("signature", "compiled")
    assert kept("one").load("signature") == "compiled"
    assert kept("two").load("signature") is None
    file = kept("three")
    Path(file._index_path).write_bytes(pickle.dumps(file._version) + b"cno_such_module\nRows\n.")
    assert kept("two").load("signature") is None
    kept("two").save("signature", "compiled anew")
    assert kept("two").load("signature") == "compiled anew"
