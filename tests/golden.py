"""One line of hashes that says whether any number moved: every shipped scenario and sixty small ones, to the bit.

`python -m tests.golden` prints it. The bits of logarithms differ between machines, so it is compared on one machine,
before and after a change; the rounded snapshot in `tests/verification` is what any machine can check.
"""

import hashlib
from dataclasses import fields
from pathlib import Path

import numpy as np

from simulation import load_scenario, simulate
from tests.small_scenarios import random_sharp_scenario, random_small_scenario

SCENARIOS = Path(__file__).parent.parent / "scenarios"


def digest(recordings) -> str:
    """The beginning of the SHA-256 of all tables of some recordings."""
    total = hashlib.sha256()
    for recording in recordings:
        for one in fields(recording):
            total.update(np.ascontiguousarray(getattr(recording, one.name), np.int64).tobytes())
    return total.hexdigest()[:16]


def main() -> None:
    """Print the hash of each shipped scenario, of the small ones, and of all."""
    parts = []
    for path in sorted([*SCENARIOS.glob("*.yaml"), *SCENARIOS.glob("validation/*/scenario.yaml")]):
        scenario = load_scenario(path)
        runs = [simulate(scenario, 1, 0), simulate(scenario, 1, 3), simulate(scenario, 2, 0, best_values=True)]
        parts.append(digest(runs))
        print(parts[-1], path.relative_to(SCENARIOS))
    for kind, make in (("small", random_small_scenario), ("sharp", random_sharp_scenario)):
        parts.append(digest(simulate(make(number), 1 + 7919 * number, number % 5) for number in range(60)))
        print(parts[-1], f"60 {kind} scenarios")
    print(hashlib.sha256("".join(parts).encode()).hexdigest()[:16], "all")


if __name__ == "__main__":
    main()
