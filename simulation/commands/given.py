"""Folders of results as they are given on the command line, by wildcard perhaps."""

import sys
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any

from simulation.language import say
from simulation.outcomes.analyses import ANALYSES


class Folders(Action):
    """Several folders of results. The analysis of one that is given too is left out, as `results/plan*` names both."""

    def __call__(self, parser: ArgumentParser, namespace: Namespace, values: Any, option: str | None = None) -> None:
        setattr(namespace, self.dest, without_analyses(values))


def without_analyses(folders: Sequence[str]) -> list[str]:
    """The folders given, but for the analyses of other folders among them; says so on standard error."""
    bare = [folder.rstrip("/") for folder in folders]
    left = [
        any(folder.endswith(suffix) and folder.removesuffix(suffix) in bare for suffix in ANALYSES) for folder in bare
    ]
    if any(left):
        named = ", ".join(folder for folder, is_left in zip(folders, left, strict=True) if is_left)
        print(say("Left out, as they are analyses of other folders given: {named}", named=named), file=sys.stderr)
    return [folder for folder, is_left in zip(folders, left, strict=True) if not is_left]
