"""Tasks that worker processes can run: quick, and a function of their number."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulation.runs.tasks import Task


@dataclass(frozen=True)
class Squares(Task):
    """The squares of some numbers; `first` 0 takes longest. kills: this number ends its worker, always or once."""

    first: int
    kills: int = -1
    once: str = ""

    @property
    def name(self):
        return f"squares{self.first:04d}"

    @property
    def numbers(self):
        return range(self.first, self.first + 3)

    def arrays(self, tried):
        time.sleep(0.5 if self.first == 0 else 0.0)
        found = []
        for count, number in enumerate(self.runs, 1):
            if number == self.kills and number not in self.excluded and not (self.once and Path(self.once).exists()):
                if self.once:
                    Path(self.once).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            found.append(np.nan if number in self.excluded else number**2)
            tried(count)
        return {"squares": np.array(found, float)}
