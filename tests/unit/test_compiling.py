"""What is kept compiled on disk, and when it is not used."""

import errno
import os
import pickle
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
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


def test_where_nothing_can_be_kept_a_folder_of_this_process_is_used(monkeypatch):
    """Neither the package's folder nor a home can be written to: numba has no place of its own."""
    monkeypatch.setattr(config, "CACHE_DIR", "")
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    implementation = numba_internals.FunctionCache._impl_class
    given = [one for one in implementation._locator_classes if one.__name__ == "UserProvidedCacheLocator"]
    monkeypatch.setattr(implementation, "_locator_classes", given)
    with pytest.raises(RuntimeError, match="no locator available"):
        numba_internals.DiskCache(compiling.written_in, "one")
    dispatcher = SimpleNamespace(_cache=None)
    numba_internals.keep_on_disk(dispatcher, compiling.written_in, "one")
    folder = Path(config.CACHE_DIR)
    assert isinstance(dispatcher._cache, numba_internals.DiskCache) and not numba_internals.is_kept()
    assert oct(folder.stat().st_mode)[-3:] == "700" and os.environ["NUMBA_CACHE_DIR"] == str(folder)
    monkeypatch.setattr(tempfile, "mkdtemp", lambda **_: no_room())
    monkeypatch.setattr(config, "CACHE_DIR", "")
    dispatcher = SimpleNamespace(_cache="none")
    numba_internals.keep_on_disk(dispatcher, compiling.written_in, "one")
    assert dispatcher._cache == "none"  # it is compiled, and not kept


def no_room():
    raise OSError(errno.ENOSPC, "No space left on device")
