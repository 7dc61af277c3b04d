"""Resolved scenarios as folders of results keep them: read as they are, and not judged again."""

from pydantic import ValidationError

from simulation.language import say
from simulation.scenario.problems import Problem, ScenarioError
from simulation.scenario.schema import Scenario
from simulation.scenario.tree import read_tree

FILE = "scenario.yaml"


def read_resolved(content: bytes) -> Scenario:
    """The scenario of a text that `scenario_yaml` wrote, whatever its size.

    What a newer version would note or refuse was run as it is; only the schema is asked. Nothing is inherited and no
    other file is read, whatever the text says. A `ScenarioError` names the first thing wrong with it.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError([Problem(FILE, 1, 1, "", say("it is not written in UTF-8."))]) from None
    root, problems = read_tree(text, FILE)
    if problems:
        raise ScenarioError(problems)
    try:
        return Scenario.model_validate(None if root is None else root.plain())
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise ScenarioError([Problem(FILE, 1, 1, field, f"{field}: {first['msg']}.")]) from None
