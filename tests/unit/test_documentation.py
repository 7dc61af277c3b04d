"""The code blocks of the pages in docs/ run as they stand, in order."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["mesa.md", "own_rule.md"])
def test_code_blocks_run(page, capsys):
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = list(re.finditer(r"^```python\n(.*?)^```$", text, re.M | re.S))
    assert blocks
    names = {"__name__": page}
    for block in blocks:
        # As many empty lines before as the page has, so that an error names the page's own line.
        line = text.count("\n", 0, block.start(1))
        exec(compile("\n" * line + block[1], str(DOCS / page), "exec"), names)
    assert capsys.readouterr().out
