"""The parser's complaints in words that help."""

_MESSAGES = (
    (r"'\t' that cannot start", "a tab stands where YAML wants spaces.", "Indent with spaces."),
    (
        "mapping values are not allowed",
        "a colon stands where no new key can begin.",
        "Put text that holds a colon in quotes, and check the indentation.",
    ),
    (
        "expected <block end>",
        "this line does not line up with the lines before it.",
        "Indent the keys of one mapping by the same number of spaces.",
    ),
    (
        "did not find expected <document start>",
        "this line does not belong to what stands before it.",
        "Check its indentation.",
    ),
    ("expected '<document start>'", "this line does not belong to what stands before it.", "Check its indentation."),
    ("expected ',' or ']'", "a list in square brackets is not closed, or a comma is missing.", ""),
    ("expected ',' or '}'", "a mapping in braces is not closed, or a comma is missing.", ""),
    ("could not find expected ':'", "a key without a colon.", "Write a colon and a space after the key."),
    ("found unexpected end of stream", "a quotation mark is not closed.", ""),
    ("cannot start any token", "a value cannot begin with this character.", "Put it in quotes."),
    ("expected the node content", "a value is missing here.", ""),
    (
        "unknown escape",
        "a backslash that begins no known escape.",
        "Use single quotes, or write the backslash twice.",
    ),
    ("incompatible YAML document", "the YAML version named is not 1.2.", "Remove the line."),
    ("undefined tag handle", "tags are not allowed here.", "Write a plain value: text, a number, true or false."),
    (
        "sequence entries are not allowed",
        "a list entry stands where none can begin.",
        "Put the dash on a line of its own, indented under its key.",
    ),
)


def begins_earlier(error) -> bool:
    """Whether the mistake is where something begins (a bracket, a quotation mark) rather than where it should end."""
    problem = str(error.problem or "")
    return "unexpected end of stream" in problem or ("got '<stream end>'" in problem and "expected ','" in problem)


def syntax_message(error, line: str) -> tuple[str, str]:
    """What a syntax error of the parser means, and what to do about it."""
    problem = str(error.problem or error.context or "").replace(r"\t", "\t").replace("\t", r"\t")
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab stands in the indentation.", "Indent with spaces."
    for piece, message, suggestion in _MESSAGES:
        if piece in problem:
            return message, suggestion
    return f"this is not valid YAML: {problem}.", ""
