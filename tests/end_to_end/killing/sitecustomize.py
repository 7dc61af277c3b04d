"""Loaded by every Python process of a killed command: kills one of them while it writes.

ESSAIM_TEST_KILL=WHO:NUMBER:WHEN:MEMORY, where WHO is `parent` or `worker`, NUMBER counts the files that a process puts
in place, WHEN is `before` or `after` that, and MEMORY is a file by which it is known that it has happened.
"""

import os
import signal
import sys


def _arm(who: str, number: int, when: str, memory: str) -> None:
    is_worker = "--multiprocessing-fork" in sys.orig_argv
    if is_worker != (who == "worker"):
        return
    replace, count = os.replace, 0

    def replaced(source, target, **others):
        nonlocal count
        count += 1
        if count == number and when == "before":
            _kill(memory)
        replace(source, target, **others)
        if count == number and when == "after":
            _kill(memory)

    os.replace = replaced


def _kill(memory: str) -> None:
    try:
        os.close(os.open(memory, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return  # it has happened in another process
    os.kill(os.getpid(), signal.SIGKILL)


if os.environ.get("ESSAIM_TEST_KILL"):
    _who, _number, _when, _memory = os.environ["ESSAIM_TEST_KILL"].split(":", 3)
    _arm(_who, int(_number), _when, _memory)

if os.environ.get("ESSAIM_TEST_BUCKET"):
    import fsspec

    fsspec.register_implementation("bucket", "bucket.Bucket", clobber=True)
