"""`essaim new`: a commented scenario file that builds on another, with every lever ready to be uncommented."""

import os
import re
import sys
import textwrap
import unicodedata
from argparse import Namespace
from pathlib import Path

from simulation.commands.new_file import write_new
from simulation.commands.starter_examples import with_examples
from simulation.language import say
from simulation.scenario.description import allowed, described_at, is_section
from simulation.scenario.documents import find_scenario
from simulation.scenario.library import LIBRARY, OWN, SCENARIO, meanings, same, shown_path
from simulation.scenario.loading import load_scenario
from simulation.scenario.paths import is_file, is_there
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import plain_scenario, scalar_text, yaml_lines

_WIDEST = 118


def main(arguments: Namespace) -> int:
    """Write the file and print its path; 2 if it is already there or cannot be written."""
    name = arguments.name.strip()
    slug = file_name(name)
    if not slug or len(slug) > 100:
        print(say('"{name}" makes no file name: use some letters or digits, 100 at most.', name=name), file=sys.stderr)
        return 2
    parent = find_scenario(arguments.parent)
    scenario = load_scenario(parent)
    beside = OWN if same(parent.parent, LIBRARY) else parent.parent
    folder = beside if arguments.out is None else Path(arguments.out)
    target = folder / f"{slug}.yaml"
    text = commented_child(name, scenario, _extends(parent, target), _relative(_schema(), folder))
    if is_there(target):
        target_name = shown_path(target)
        print(say("{target} is already there; choose another name or folder.", target=target_name), file=sys.stderr)
        return 2
    return write_new(target, text, with_folders=True)


def file_name(title: str) -> str:
    """A title as the name of a file: lower case letters, digits and underscores."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _extends(parent: Path, target: Path) -> str:
    """What `extends` of the target says: the parent's name, if it lies beside or in the library; else its path."""
    folder = target.parent
    meant = [path for path in meanings(SCENARIO, parent.stem, beside=folder) if not same(path, target)]
    lasting = same(parent.parent, folder) or same(parent.parent, LIBRARY)
    if lasting and meant and same(meant[0], parent):
        return parent.stem
    relative = _relative(parent, folder)
    return relative if "/" in relative else f"./{relative}"


def _schema() -> Path:
    """The schema for the editor: that of the working folder's scenarios, else that of the library."""
    own = OWN / "schema.json"
    return own if is_file(own) else LIBRARY / "schema.json"


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return path.resolve().as_posix()


def commented_child(name: str, parent: Scenario, extends: str, schema: str) -> str:
    """The text of a file that builds on a scenario and changes nothing yet."""
    lines = [
        f"# yaml-language-server: $schema={schema}",
        "#",
        *_comment(
            say(
                "What is not given here is taken from the scenario named by `extends`. To change a value, remove the # "
                "and the space before it (and before all lines of a list) and write another. After the second # stand "
                "unit, bounds and meaning. A value may change over time: write a list of steps, such as"
            )
        ),
        "#     days_per_month: [{from: 2026-01, value: 4.0}, {from: 2028-01, value: 6.0}]",
        "",
        f"extends: {scalar_text(extends)}",
        f"name: {scalar_text(name)}",
        'description: ""',
        "",
    ]
    plain = plain_scenario(parent)
    if plain["vocabulary"] is not None:
        lines += [*_commented({"vocabulary": plain["vocabulary"]}, (), 0, parent), ""]
    lines += _commented({key: plain[key] for key in ("start", "months")}, (), 0, parent)
    lines += ["", "levers:"] + _commented(plain["levers"], ("levers",), 2, parent)
    if plain["target"] is not None:
        lines += ["", *_commented({"target": plain["target"]}, (), 0, parent)]
    return "\n".join(lines) + "\n"


def _comment(words: str, margin: str = "", mark: str = "#") -> list[str]:
    """Words as lines of comment in the reader's language."""
    return textwrap.wrap(str(words), _WIDEST, initial_indent=f"{margin}{mark} ", subsequent_indent=f"{margin}{mark} ")


def _commented(values: dict, path: tuple, indent: int, parent: Scenario) -> list[str]:
    lines = []
    for key, value in values.items():
        here = (*path, key)
        if is_section(here):
            lines += [f"{' ' * indent}{key}:", *_commented(value, here, indent + 2, parent)]
            continue
        described = described_at(here)
        words = f"{allowed(described)}. {say(described.get('description', ''))}"
        shown = with_examples(value, here, parent)
        if shown is not value:
            words += f" {say('None so far; an example:') if value == [] else say('Its empty lists show an example.')}"
        written = [line[indent:] for line, _ in yaml_lines({key: shown}, indent)]
        margin = " " * indent
        together = f"{margin}# {written[0]:<34}  # {words}"
        if len(written) == 1 and len(together) <= _WIDEST:
            lines.append(together)
        else:
            lines += _comment(words, margin, "##")
            lines += [f"{margin}# {line}" for line in written]
    return lines
