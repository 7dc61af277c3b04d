"""One writer at a time in object storage, which has no locks: an object says who works there, and is renewed.

Whoever finds a lock watches it: one that changes has a living holder; one that has not changed for a while was left
behind by a run that was killed, and is taken over. Only changes count, never the clocks of other computers.
"""

import json
import os
import platform
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

from simulation.language import say
from simulation.storage.files import ResultsError

if TYPE_CHECKING:
    from simulation.storage.objects import Objects

LOCK_NAME = "lease.json"
"""The object that says who writes to a storage."""
RENEWED, PATIENCE, SETTLING = 5.0, 20.0, 1.0
"""Seconds between renewals; without a change after which a lock is taken over; until a new one can be read by all."""


class StorageLock:
    """Holds a storage while its block runs; `check` says whether it still does."""

    def __init__(self, storage: "Objects") -> None:
        self.storage, self.name, self.owner = storage, LOCK_NAME, uuid.uuid4().hex
        self._ended = threading.Event()
        self._renewals = 0
        self._lost: str | None = None
        self._thread = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> "StorageLock":
        if not self.storage.create(self.name, self._content()):
            self._take_over()
        if self._holder().get("owner") != self.owner:
            raise self._taken(self._holder())
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        if self._lost is None and self._holder().get("owner") == self.owner:
            self.storage.remove([self.name])

    def check(self) -> None:
        """Raises ResultsError when another run has taken over."""
        if self._lost is not None:
            raise ResultsError(self._lost)

    def _take_over(self) -> None:
        """Waits for a sign of life of the holder, and takes over when there is none."""
        found = self._holder()
        if not self._is_dead(found):
            waited = time.monotonic()
            while time.monotonic() - waited < PATIENCE:
                time.sleep(min(1.0, PATIENCE / 5))
                now = self._holder()
                if not now:
                    break
                if now != found:
                    raise self._taken(now)
        self.storage.write(self.name, self._content())
        # Of two that take over at once the later one's lock stays, and both see whose it is.
        time.sleep(SETTLING)

    def _is_dead(self, holder: dict[str, Any]) -> bool:
        """Whether the holder was a process of this computer that has ended."""
        if holder.get("computer") != platform.node() or not isinstance(holder.get("process"), int) or os.name == "nt":
            return False  # on Windows there is no signal that only asks
        try:
            os.kill(holder["process"], 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False

    def _renew(self) -> None:
        while not self._ended.wait(RENEWED):
            try:
                holder = self._holder()
                if holder.get("owner") != self.owner:
                    self._lost = str(self._taken(holder))
                    return
                self._renewals += 1
                self.storage.write(self.name, self._content())
            except ResultsError:
                continue  # storage that cannot be reached for a moment; others see no change and may take over

    def _holder(self) -> dict[str, Any]:
        try:
            found = json.loads(self.storage.read(self.name))
        except (FileNotFoundError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _content(self) -> bytes:
        return json.dumps({
            "owner": self.owner, "computer": platform.node(), "process": os.getpid(), "renewals": self._renewals,
        }).encode()  # fmt: skip

    def _taken(self, holder: dict[str, Any]) -> ResultsError:
        who = (
            say("process {number} on {computer}", number=holder.get("process"), computer=holder.get("computer"))
            if holder
            else say("another process")
        )
        return ResultsError(
            say(
                "another run ({who}) is writing to {storage}; wait for it, or choose another --out",
                who=who,
                storage=self.storage,
            )
        )
