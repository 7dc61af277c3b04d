"""How commands end: one table of exit codes, and what a person is told of each kind of error.

a mistake of the person's (a file, an option, a place that cannot be used)    2, in a sentence that says what
what the machine lacks (room on the disk, memory, open files)                 1, in a sentence
anything else, which is a mistake of Essaim's                                 1, on one line; the trace in a file
an interruption                                                               130
"""

import os
import platform
import sys
import tempfile
import traceback

from simulation.common.extras import EXTRAS, how_to_install
from simulation.language import say
from simulation.language.system_errors import reason_of
from simulation.scenario.problems import MACHINE, Told

GOOD, RUN_FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def tell_ending(error: BaseException, of: str = "") -> int:
    """Says on standard error why a command, or its part called `of`, could not be carried out; its exit code."""
    code, sentence = ending_of(error)
    if sentence:
        print(f"{of}: {sentence}" if of else sentence, file=sys.stderr)
    return code


def ending_of(error: BaseException) -> tuple[int, str]:
    """Exit code and sentence of an error. What nobody foresaw leaves its trace in a file that the sentence names."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED, ""
    if isinstance(error, Told):
        return error.exit_code, str(error)
    if isinstance(error, ModuleNotFoundError) and error.name in EXTRAS:
        return BAD_INPUT, how_to_install(error.name)
    if isinstance(error, MemoryError):
        return RUN_FAILED, say("the memory of this computer is not enough for that; what is finished is kept")
    if isinstance(error, OSError) and error.errno is not None:
        from simulation.storage.files import in_the_way  # reads tables, which help does not need

        code = RUN_FAILED if error.errno in MACHINE else BAD_INPUT
        if in_the_way(error):
            return code, in_the_way(error)
        where = next((os.fsdecode(name) for name in (error.filename2, error.filename) if isinstance(name, str | bytes)),
                     "")  # fmt: skip
        return code, say("{where}: {reason}", where=where, reason=reason_of(error)) if where else reason_of(error)
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return RUN_FAILED, say(
        "this is a mistake in Essaim, not yours ({what}); {where}", what=what, where=_kept_trace(error)
    )


def _kept_trace(error: BaseException) -> str:
    """Writes the trace of an error into a new file; a clause that says where."""
    about = f"Python {platform.python_version()}, {platform.platform()}\n{sys.argv!r}\n\n"
    text = about + "".join(traceback.format_exception(error))
    try:
        number, path = tempfile.mkstemp(prefix="essaim-", suffix=".log")
        with open(number, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as failed:
        return say("where it happened cannot be kept ({reason})", reason=reason_of(failed))
    return say("where it happened stands in {path}", path=path)
