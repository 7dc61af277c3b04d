"""What pydantic refuses in a small file (a sweep, a case), in words of a planner."""

from collections.abc import Mapping
from typing import Any

_LIMITS = {
    "greater_than_equal": ("at least", "ge"), "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"), "less_than": ("less than", "lt"),
}  # fmt: skip
_KINDS = {
    "string_type": "text", "int_type": "a whole number", "int_from_float": "a whole number", "float_type": "a number",
    "bool_type": "true or false", "dict_type": "a mapping", "model_type": "a mapping, such as {}",
    "model_attributes_type": "a mapping, such as {}", "tuple_type": "a list, such as [a, b]",
    "none_required": "left empty", "finite_number": "a finite number",
}  # fmt: skip
_PLAIN = ("bool", "int", "float", "str", "none")
"""Branches of a value that may be any of them."""


def refusal(error: Mapping[str, Any]) -> str:
    """A refusal as a sentence, without the place."""
    kind, context = error["type"], error.get("ctx", {})
    if error["loc"] and error["loc"][-1] in _PLAIN and (kind in _KINDS or kind == "float_type"):
        return "must be a number, a text, true, false or null."
    if kind in _LIMITS:
        words, limit = _LIMITS[kind]
        return f"must be {words} {context[limit]:g}."
    if kind in _KINDS:
        return f"must be {_KINDS[kind]}."
    if kind in ("too_short", "string_too_short"):
        return "is empty."
    if kind == "too_long":
        return f"has too many entries: {context['max_length']} at most."
    if kind == "string_too_long":
        return f"is too long: {context['max_length']} characters at most."
    if kind == "literal_error":
        return f"must be {context['expected']}."
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return "the kind of a distribution is fixed, uniform, triangular, lognormal or beta."
    return sentence(error["msg"])


def sentence(text: str) -> str:
    """A message of a check as a sentence."""
    text = text.removeprefix("Value error, ")
    return f"{text[:1].lower()}{text[1:]}."
