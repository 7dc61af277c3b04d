"""The pages of the reference, written from the code when the site is built."""

import argparse
import inspect
import re

import simulation
from simulation.cli import parser
from simulation.outcomes.results import Results
from simulation.outcomes.sweep_results import SweepResults
from simulation.scenario.description import json_schema, resolved
from simulation.scenario.library import LIBRARY
from simulation.scenario.odd_tables import (
    PRICE_COLUMNS,
    UNCERTAINTY_COLUMNS,
    markdown_table,
    price_rows,
    setting_rows,
    uncertainty_rows,
)


def generated_pages() -> dict[str, str]:
    """The Markdown of each page, by its file in docs/."""
    return {
        "levers.md": levers(),
        "prices.md": prices(),
        "uncertainties.md": uncertainties(),
        "commands.md": commands(),
        "api.md": api(),
    }


def levers() -> str:
    """A section for each group of levers, with what the reference scenario sets and on which ground."""
    group_of = resolved(json_schema()["properties"]["levers"])["properties"]
    given = _reference_sources()
    sections: dict[str, list[tuple[str, ...]]] = {}
    for name, unit, bounds, default, meaning in setting_rows({"properties": group_of}, ""):
        group, _, rest = name.strip("`").partition(".")
        group = group.removesuffix("[]")
        value, source = given.get(name.strip("`"), ("", ""))
        row = (f"`{rest or group}`", meaning, unit, bounds, default, value, source)
        sections.setdefault(group, []).append(row)
    columns = ("name", "meaning", "unit", "bounds", "default", "in the reference", "source")
    parts = [
        "# Levers\n\nWhat a planner decides, under `levers:` in a scenario file. Names with `[]` are those of the "
        "entries of a list. A value may be a list of steps, `{from: 2027-01, value: 2}`, and then changes at these "
        "months. *Default* holds where neither the file nor what it extends says anything; *in the reference* is the "
        "value in [the reference scenario](reference.md), of the first entry if there are several.\n"
    ]
    for group, rows in sections.items():
        about = resolved(group_of[group]).get("description", "")
        parts.append(f"## {group}\n\n{about}\n\n{markdown_table(columns, rows)}")
    return "\n".join(parts)


def prices() -> str:
    """All prices."""
    return (
        "# Prices\n\nUnder `prices:` in a scenario file, in euros of the year shown. Each has a default with its "
        f"source; a file may give another.\n\n{markdown_table(PRICE_COLUMNS, price_rows())}"
    )


def uncertainties() -> str:
    """All uncertainties."""
    return (
        "# Uncertainties\n\nWhat nobody knows, under `uncertainties:` in a scenario file. Each replicate draws a value "
        "from the distribution; `--best-values` takes the best one. [How sure a forecast is](uncertainty.md) tells "
        f"which of them matter.\n\n{markdown_table(UNCERTAINTY_COLUMNS, uncertainty_rows())}"
    )


def commands() -> str:
    """Each command with its usage, arguments and options."""
    parts = [
        "# Commands\n\n`essaim COMMAND --help` prints the same. Exit codes: 0 good; 1 a run failed, a page lost a "
        "chart, or the computer lacks something; 2 bad input, or a place that cannot be used; 130 interrupted.\n"
    ]
    (choices,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    help_of = {action.dest: action.help for action in choices._choices_actions}
    for name, command in choices.choices.items():
        usage = " ".join(command.format_usage().removeprefix("usage: ").split())
        rows = [
            (_invocation(action), _told(action, command))
            for action in command._actions
            if action.help != argparse.SUPPRESS and action.dest != "help"
        ]
        about = help_of.get(name) or command.description or ""
        parts.append(f"## essaim {name}\n\n{_sentence(about)}\n\n```text\n{_wrapped(usage)}\n```\n")
        parts.append(markdown_table(("argument", "meaning"), rows))
    return "\n".join(parts)


def api() -> str:
    """The public names with signature and docstring; of classes of results, their methods."""
    parts = [
        "# Python names\n\n`from simulation import …` gives these. [Notebooks and Python](notebooks.md) shows them at "
        "work, [The model in Mesa](mesa.md) the model's own classes.\n"
    ]
    for name in simulation.__all__:
        thing = getattr(simulation, name)
        parts.append(_documented(name, thing, "##"))
        if inspect.isclass(thing):
            parts += _members(thing, "###")
    parts.append("## What `open_results` gives\n")
    for opened in (Results, SweepResults):
        parts.append(f"### {opened.__name__}\n\n{inspect.getdoc(opened)}\n")
        parts += _members(opened, "####")
    return "\n".join(parts)


def _reference_sources() -> dict[str, tuple[str, str]]:
    """Value and source of each lever of the reference scenario, by its path; of a list, those of its first entry."""
    given: dict[str, tuple[str, str]] = {}
    above: list[tuple[int, str]] = []
    text = (LIBRARY / "reference.yaml").read_text(encoding="utf-8")
    section = re.search(r"^levers:\n(.*?)(?=^\w|\Z)", text, re.M | re.S)[1]
    for indent, dash, name, value, comment in re.findall(
        r"^( +)(- )?(\w+):[ ]*([^#\n]*?)[ ]*(?:# ?(.*))?$", section, re.M
    ):
        depth = len(indent) + len(dash)
        above = [(at, one) for at, one in above if at < depth]
        if dash:
            at, owner = above.pop()
            above.append((at, owner.removesuffix("[]") + "[]"))
        above.append((depth, name))
        unit, _, source = comment.partition("; ")
        given.setdefault(".".join(one for _, one in above), (value, source or unit))
    return given


def _invocation(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar or action.dest}`"
    shown = action.metavar or ("|".join(map(str, action.choices)) if action.choices else "")
    return f"`{', '.join(action.option_strings)}{f' {shown}' if shown else ''}`"


def _told(action: argparse.Action, command: argparse.ArgumentParser) -> str:
    text = (action.help or "") % {"prog": command.prog, "default": action.default}
    return f"{text}; required" if action.required and action.option_strings else text


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _wrapped(usage: str) -> str:
    """The usage in lines of at most 88 characters, broken between arguments."""
    lines = [""]
    for part in re.findall(r"\[[^\[\]]*(?:\[[^\]]*\][^\[\]]*)*\]|\S+", usage):
        longer = f"{lines[-1]} {part}" if lines[-1] else part
        if len(longer) > 88:
            lines.append(f"    {part}")
        else:
            lines[-1] = longer
    return "\n".join(lines)


def _members(owner: type, level: str) -> list[str]:
    """The public methods and properties that have a docstring and are Essaim's own."""
    parts = []
    for name, member in inspect.getmembers_static(owner):
        function = member.fget if isinstance(member, property) else member
        if name.startswith("_") or not inspect.isfunction(function) or not inspect.getdoc(function):
            continue
        if function.__module__.startswith("simulation"):
            called = f"{owner.__name__}.{name}"
            if isinstance(member, property):
                parts.append(f"{level} {called}\n\n{inspect.getdoc(member)}\n")
            else:
                parts.append(_documented(called, function, level))
    return parts


def _documented(name: str, thing: object, level: str) -> str:
    signature = re.sub(r"[\w.]+\.(?=\w)", "", str(inspect.signature(thing))).replace("'", "")
    signature = re.sub(r"^\(self(, )?", "(", signature)
    return f"{level} {name}\n\n```python\n{name}{_signature_lines(signature)}\n```\n\n{inspect.getdoc(thing)}\n"


def _signature_lines(signature: str) -> str:
    """A long signature, an argument a line."""
    if len(signature) < 80:
        return signature
    inside, depth, parts = signature[1 : signature.rindex(")")], 0, [""]
    for letter in inside:
        depth += (letter in "[(") - (letter in "])")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    lines = ",\n".join(f"    {part.strip()}" for part in parts)
    return f"(\n{lines},\n{signature[signature.rindex(')') :]}"
