"""Libraries that only some commands need: which extra brings each, and what to say where one is missing."""

from importlib.util import find_spec

from simulation.scenario.problems import Told

EXTRAS = {
    "SALib": "sensitivity",
    "distributed": "cluster",
    "duckdb": "query",
    "pyabc": "calibration",
    "statsmodels": "calibration",
}
"""The extra of pyproject.toml that brings a library, by the name under which it is imported."""


class NotInstalled(Told, ImportError):
    """A library that only some commands need is not installed; the message says how to install it."""


def require(*libraries: str) -> None:
    """Raises NotInstalled if one of the libraries, by the names under which they are imported, is not installed."""
    for library in libraries:
        if find_spec(library) is None:
            raise NotInstalled(how_to_install(library))


def how_to_install(library: str) -> str:
    """What a person is told where a library of `EXTRAS` is missing."""
    extra = EXTRAS[library]
    return f"this needs {library}, which does not come with Essaim itself: pip install 'essaim[{extra}]'"
