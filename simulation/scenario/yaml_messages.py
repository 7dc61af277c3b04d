"""The parser's complaints in words that help."""

from ruamel.yaml.error import MarkedYAMLError

from simulation.language import Message, say

_MESSAGES = (
    (r"'\t' that cannot start", say("a tab stands where YAML wants spaces."), say("Indent with spaces.")),
    (
        "mapping values are not allowed",
        say("a colon stands where no new key can begin."),
        say("Put text that holds a colon in quotes, and check the indentation."),
    ),
    (
        "expected <block end>",
        say("this line does not line up with the lines before it."),
        say("Indent the keys of one mapping by the same number of spaces."),
    ),
    (
        "did not find expected <document start>",
        say("this line does not belong to what stands before it."),
        say("Check its indentation."),
    ),
    (
        "expected '<document start>'",
        say("this line does not belong to what stands before it."),
        say("Check its indentation."),
    ),
    ("expected ',' or ']'", say("a list in square brackets is not closed, or a comma is missing."), ""),
    ("expected ',' or '}'", say("a mapping in braces is not closed, or a comma is missing."), ""),
    ("could not find expected ':'", say("a key without a colon."), say("Write a colon and a space after the key.")),
    ("found unexpected end of stream", say("a quotation mark is not closed."), ""),
    ("cannot start any token", say("a value cannot begin with this character."), say("Put it in quotes.")),
    ("expected the node content", say("a value is missing here."), ""),
    (
        "unknown escape",
        say("a backslash that begins no known escape."),
        say("Use single quotes, or write the backslash twice."),
    ),
    ("incompatible YAML document", say("the YAML version named is not 1.2."), say("Remove the line.")),
    (
        "undefined tag handle",
        say("tags are not allowed here."),
        say("Write a plain value: text, a number, true or false."),
    ),
    (
        "sequence entries are not allowed",
        say("a list entry stands where none can begin."),
        say("Put the dash on a line of its own, indented under its key."),
    ),
)


def begins_earlier(error) -> bool:
    """Whether the mistake is where something begins (a bracket, a quotation mark) rather than where it should end."""
    problem = str(error.problem or "")
    return "unexpected end of stream" in problem or ("got '<stream end>'" in problem and "expected ','" in problem)


def syntax_message(error: MarkedYAMLError, line: str) -> tuple[Message, str]:
    """What a syntax error of the parser means, and what to do about it."""
    problem = str(error.problem or error.context or "").replace(r"\t", "\t").replace("\t", r"\t")
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return say("a tab stands in the indentation."), say("Indent with spaces.")
    for piece, message, suggestion in _MESSAGES:
        if piece in problem:
            return message, suggestion
    return say("this is not valid YAML: {problem}.", problem=problem), ""
