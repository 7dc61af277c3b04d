"""`python -m benchmarks [PART …] [--quick]`: measures, prints a table, writes results/benchmarks.json."""

import argparse
import sys
from collections.abc import Callable, Iterator

from benchmarks import everybody, reference, starts, sweeps
from benchmarks.cascade import comparison
from benchmarks.measuring import ROOT, Line, row, write

PARTS: dict[str, tuple[tuple[Callable[..., Iterator[Line]], dict], ...]] = {
    # what is called, and with what when --quick
    "rules": ((reference.rule_lines, {"replicates": 5}),),
    "mesa": ((reference.mesa_lines, {"replicates": 3}),),
    "written": ((reference.written_lines, {"replicates": 50, "repeats": 3}),),
    "cascade": ((comparison.lines, {"sizes": (10_000, 1_000_000), "seeds": 60, "repeats": 3}),),
    "everybody": ((everybody.lines, {"shares": (0.1, 0.25), "most": 120.0}),),
    "sweeps": ((sweeps.lines, {"points": 10, "replicates": 100, "fewer": 50, "repeats": 1}),),
    "starts": ((starts.help_lines, {"repeats": 2}), (starts.first_use_lines, {"repeats": 1})),
}


def main() -> int:
    """Measure; 0 when everything required is met, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures the speed of Essaim.")
    names = f"any of {', '.join(PARTS)}; all of them if none is given"
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART", help=names)
    parser.add_argument("--quick", action="store_true", help="smaller sizes and fewer repeats")
    chosen = parser.parse_args()
    lines = []
    for part in chosen.parts or PARTS:
        for measure, quick in PARTS[part]:
            for line in measure(**(quick if chosen.quick else {})):
                lines.append(line)
                print(row(line), flush=True)
    path = ROOT / "results" / "benchmarks.json"
    write(lines, path)
    missed = [line.name for line in lines if line.met is False]
    print(f"\n{sum(line.met is True for line in lines)} met, {len(missed)} not met; written to {path}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
