"""`essaim schema`: the JSON Schema of scenario files."""

import json
from argparse import Namespace
from pathlib import Path

from simulation.language import say
from simulation.scenario.description import editor_schema
from simulation.scenario.paths import is_folder
from simulation.scenario.problems import Refused
from simulation.storage.files import write_asked


def schema_text() -> str:
    """The JSON Schema as it is written to a file."""
    return json.dumps(editor_schema(), indent=1, ensure_ascii=False) + "\n"


def main(arguments: Namespace) -> int:
    """Print the schema, or write it to a file."""
    if arguments.out is None:
        print(schema_text(), end="")
        return 0
    target = Path(arguments.out)
    if not is_folder(target.parent):
        raise Refused(
            say("{target} cannot be written: there is no folder {parent}", target=target, parent=target.parent)
        )
    write_asked(target, schema_text().encode())
    return 0
