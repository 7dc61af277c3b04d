"""`essaim` without its pages, which take longer to write than small runs take."""

import sys
from pathlib import Path
from types import ModuleType

import simulation


def _no_page(_: object, path: Path | None = None, *_others: object, **_named: object) -> str:
    if path is not None:
        Path(path).write_text("no page", encoding="utf-8")
    return "no page"


def _without_pages() -> None:
    for name, functions in {
        "simulation.report": ("write_report",),
        "simulation.report.sweeps": ("write_sweep_report",),
        "simulation.report.calibration": ("write_calibration",),
    }.items():
        page = ModuleType(name)
        page.__path__ = [str(Path(simulation.__file__).parent.joinpath(*name.split(".")[1:]))]
        for function in functions:
            setattr(page, function, _no_page)
        page.__spec__ = None
        sys.modules[name] = page


if __name__ == "__main__":
    _without_pages()
    # Looked for by `essaim run`, which goes without pages where the package has none.
    import importlib.util

    find = importlib.util.find_spec
    importlib.util.find_spec = lambda name, package=None: None if name == "simulation.report" else find(name, package)
    from simulation.cli import main

    sys.exit(main())
