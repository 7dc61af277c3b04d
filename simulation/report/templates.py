"""The files of this package of which pages are made: templates, styles and scripts."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

FOLDER = Path(__file__).parent


def template_named(name: str) -> Template:
    """A template by the name of its file; what it is not given is an error, and text from outside is no markup."""
    return _environment().get_template(name)


@cache
def own_text(name: str) -> Markup:
    """A style or script by the name of its file: the package's own, so that it may stand in a page as it is."""
    return Markup((FOLDER / name).read_text(encoding="utf-8"))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
