"""`essaim show`: a scenario in full, with unit and source of each figure, then what it changes of its parent."""

import re
from argparse import Namespace
from pathlib import Path

from simulation.commands.new_file import write_new
from simulation.language import say
from simulation.scenario.description import described_at
from simulation.scenario.explaining import node_at
from simulation.scenario.loading import Loaded, load
from simulation.scenario.problems import ScenarioError
from simulation.scenario.writing import changes, fingerprint, flow_text, plain_scenario, yaml_lines

_COMMENT_COLUMN = 44


def main(arguments: Namespace) -> int:
    """Print the resolved scenario and its changes, or write them to a file; 0, or 2 when it cannot be written."""
    lines = _lines(load(arguments.file))
    if arguments.out is not None:
        return write_new(Path(arguments.out), "\n".join([*map(str, lines), ""]))
    print("\n".join(map(str, lines)))
    return 0


def _lines(loaded: Loaded) -> list[str]:
    found = [f"# {say('fingerprint')} {fingerprint(loaded.scenario)}"]
    for line, path in yaml_lines(plain_scenario(loaded.scenario)):
        comment = _comment(loaded, path) if path else ""
        found.append(f"{line:<{_COMMENT_COLUMN}}  # {comment}" if comment else line)
    documents = loaded.family.documents
    if len(documents) > 1:
        found += ["", *_changes(loaded, str(documents[1].path), documents[1].file)]
    return found


def _comment(loaded: Loaded, path: tuple) -> str:
    """Unit of a figure, where it comes from, and the file and line in which it stands."""
    described = described_at(path)
    if path[0] in ("prices", "uncertainties"):
        unit = described_at(path[:2]).get("unit", "") if path[-1] in ("best", "value") else ""
    else:
        unit = described.get("unit", "") or next(
            (found for end in range(len(path) - 1, 0, -1) if (found := described_at(path[:end]).get("unit"))), ""
        )
    node = node_at(loaded.family.root, path)
    if node is None or node.place is None:
        sourced = path[0] in ("prices", "uncertainties")
        return "; ".join(part for part in (str(say(unit)), "" if sourced else str(say("default"))) if part)
    place = node.place
    lines = next((held.lines for held in loaded.family.documents if held.file == place.file), None)
    written = re.search(r"\s#\s*(.*)", lines[place.line - 1]) if lines else None
    words = written[1].strip() if written else ""
    if unit and words.startswith(unit):
        words = words.removeprefix(unit).lstrip("; ")
    unit = str(say(unit))
    return "; ".join(part for part in (unit, words, f"{place.file}:{place.line}") if part)


def _changes(loaded: Loaded, parent: str, shown: str) -> list[str]:
    try:
        before = load(parent).scenario
    except ScenarioError:
        return [
            say("# The parent {shown} is not a valid scenario by itself, so what changes is not listed.", shown=shown)
        ]
    found = changes(loaded.scenario, before)
    if not found:
        return [say("# Changes nothing of {shown}.", shown=shown)]
    return [say("# Changes of {shown}:", shown=shown)] + [
        f"#   {field}: {_shown(old)} → {_shown(new)}" for field, old, new in found
    ]


def _shown(value) -> str:
    return say("(not there)") if value is None else flow_text(value)
