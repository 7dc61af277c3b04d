"""`essaim schema`: the JSON Schema of scenario files."""

import json
import sys
from argparse import Namespace
from pathlib import Path

from simulation.scenario.description import editor_schema


def schema_text() -> str:
    """The JSON Schema as it is written to a file."""
    return json.dumps(editor_schema(), indent=1, ensure_ascii=False) + "\n"


def main(arguments: Namespace) -> int:
    """Print the schema, or write it to a file."""
    if arguments.out is None:
        print(schema_text(), end="")
        return 0
    try:
        Path(arguments.out).write_text(schema_text(), encoding="utf-8")
    except OSError as error:
        print(f"{arguments.out}: cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    return 0
