"""What a manifest says of rules of one's own. Their text lies in the folder, to be read; nothing here executes it."""

from typing import Any

from simulation.language import say

RULES_FILE = "rules.py"
"""File of a folder of results that holds the text of the rules of one's own with which it was run."""


def rules_name(manifest: dict[str, Any]) -> str:
    """The name of the file of rules that the person gave; empty for a run without."""
    return (manifest.get("rules") or {}).get("name", "")


def titled(name: str, manifest: dict[str, Any]) -> str:
    """The name of a scenario, with that of the file of rules behind it: "Reference + my_rules.py"."""
    rules = rules_name(manifest)
    return say("{name} + {rules}", name=name, rules=rules) if rules else name
