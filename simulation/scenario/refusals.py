"""What pydantic refuses in a small file (a sweep, a case), in words of a planner."""

import re
from collections.abc import Mapping
from typing import Any

from simulation.language import Message, say, text_of
from simulation.scenario.problems import listed

_KINDS = {
    "string_type": say("text"),
    "int_type": say("a whole number"),
    "int_from_float": say("a whole number"),
    "float_type": say("a number"),
    "bool_type": say("true or false"),
    "dict_type": say("a mapping"),
    "model_type": say("a mapping, such as {{}}"),
    "model_attributes_type": say("a mapping, such as {{}}"),
    "tuple_type": say("a list, such as [a, b]"),
    "none_required": say("left empty"),
    "finite_number": say("a finite number"),
}
_PLAIN = ("bool", "int", "float", "str", "none")
"""Branches of a value that may be any of them."""


def refusal(error: Mapping[str, Any]) -> str:
    """A refusal as a sentence, without the place."""
    kind, context = error["type"], error.get("ctx", {})
    if error["loc"] and error["loc"][-1] in _PLAIN and (kind in _KINDS or kind == "float_type"):
        return say("must be a number, a text, true, false or null.")
    if kind == "greater_than_equal":
        return say("must be at least {limit:g}.", limit=context["ge"])
    if kind == "greater_than":
        return say("must be more than {limit:g}.", limit=context["gt"])
    if kind == "less_than_equal":
        return say("must be at most {limit:g}.", limit=context["le"])
    if kind == "less_than":
        return say("must be less than {limit:g}.", limit=context["lt"])
    if kind in _KINDS:
        return say("must be {kind}.", kind=_KINDS[kind])
    if kind in ("too_short", "string_too_short"):
        return say("is empty.")
    if kind == "too_long":
        return say("has too many entries: {max_length} at most.", max_length=context["max_length"])
    if kind == "string_too_long":
        return say("is too long: {max_length} characters at most.", max_length=context["max_length"])
    if kind == "literal_error":
        return say("must be {expected}.", expected=listed(re.findall("'[^']*'|[^', ]+", context["expected"])))
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return say("the kind of a distribution is fixed, uniform, triangular, lognormal or beta.")
    return sentence(text_of(context["error"]) if "error" in context else error["msg"])


def sentence(text: str) -> str:
    """A message of a check as a sentence."""
    if isinstance(text, Message):
        return say("{sentence}.", sentence=text)
    return f"{text[:1].lower()}{text[1:]}."
