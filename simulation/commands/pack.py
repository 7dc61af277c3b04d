"""`essaim pack`: one archive with which a third party repeats a forecast to the bit; and the check that it did."""

import sys
from argparse import Namespace
from pathlib import Path

from simulation.commands.endings import GOOD, RUN_FAILED
from simulation.handover.opened import open_all
from simulation.handover.pack.archive import pack, packed_digests
from simulation.handover.pack.digests import differing, digests
from simulation.language import say
from simulation.scenario.library import shown_path
from simulation.storage.files import write_asked

_SHOWN = 10


def main(arguments: Namespace) -> int:
    """Write the archive, or compare with one; 0 good, 1 some numbers differ, 2 bad input."""
    handed = open_all([arguments.results])
    if arguments.to:
        to = Path(arguments.to)
        write_asked(to, pack(handed, arguments.lang))
        print(shown_path(to))
        return GOOD
    theirs = packed_digests(Path(arguments.verify))
    wrong = differing(digests(handed.base.results), theirs)
    if wrong:
        print(
            say(
                "{number} of {all} columns are not the same: {names}{more}",
                number=len(wrong),
                all=len(theirs),
                names=", ".join(wrong[:_SHOWN]),
                more="" if len(wrong) <= _SHOWN else " …",
            ),
            file=sys.stderr,
        )
        return RUN_FAILED
    print(say("All {number} columns are the same to the bit.", number=len(theirs)))
    return GOOD
