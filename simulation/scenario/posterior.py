"""A posterior: joint draws of some uncertainties, which runs take in place of their priors."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Posterior:
    """Equally likely joint draws of the uncertainties named, each in its unit, and the case that they come from."""

    case: str
    names: tuple[str, ...]
    draws: tuple[tuple[float, ...], ...]

    @cached_property
    def fingerprint(self) -> str:
        """64 hexadecimal digits that are the same for the same draws."""
        return hashlib.sha256(json.dumps([self.names, self.draws]).encode()).hexdigest()
