"""`essaim init`: a folder to begin with: a scenario, a sweep and a plan of one's own, the schema, and a README."""

import sys
from argparse import Namespace
from pathlib import Path

from simulation.commands.endings import BAD_INPUT, GOOD
from simulation.commands.new import commented_child
from simulation.commands.new_file import write_new
from simulation.language import say
from simulation.scenario.documents import find_scenario
from simulation.scenario.library import LIBRARY, OWN, shown_path
from simulation.scenario.loading import load_scenario
from simulation.scenario.paths import is_there

STARTERS = LIBRARY / "starters"
"""A folder a language, laid out as the folder that is written."""
_PARENT = "reference"


def main(arguments: Namespace) -> int:
    """Write the files and print their paths and the first commands; 2 if one of them is already there."""
    folder = Path(arguments.folder)
    texts = starter_files(arguments.lang)
    there = [shown_path(folder / name) for name in texts if is_there(folder / name)]
    if there:
        print(
            say("{there} already there; choose another folder. Nothing was written.", there=", ".join(there)),
            file=sys.stderr,
        )
        return BAD_INPUT
    for name, text in texts.items():
        write_new(folder / name, text, with_folders=True)
    print(say("\nNow:  cd {folder}\n      essaim run my_plan", folder=folder))
    return GOOD


def starter_files(language: str) -> dict[Path, str]:
    """The texts of all files, by their path in the folder."""
    chosen = STARTERS / language
    texts = {path.relative_to(chosen): path.read_text(encoding="utf-8") for path in sorted(chosen.rglob("*.*"))}
    schema = OWN / "schema.json"
    parent = load_scenario(find_scenario(_PARENT))
    title = {"en": "My plan", "fr": "Mon plan"}[language]
    return {
        OWN / "my_plan.yaml": commented_child(title, parent, _PARENT, schema.name),
        schema: (LIBRARY / "schema.json").read_text(encoding="utf-8"),
        **texts,
    }
