"""What decides the numbers, in one line: the code, and the libraries that compute."""

import functools
import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
DECIDING = ("scenario", "common", "engine", "replicate.py", "outcomes/tables.py", "outcomes/small_tables.py")
"""Files and folders of the package that decide the numbers; charts, report and command line do not."""
DECIDING_MESA = ("agents", "rules", "model.py", "own_rules.py")
"""Those that decide them besides where the Mesa engine runs."""
LIBRARIES = ("numpy", "numba", "scipy")
"""Libraries whose version decides the numbers too; of the Mesa engine, Mesa as well."""


@functools.cache
def code_fingerprint(mesa: bool = False) -> str:
    """32 hexadecimal digits that change when the numbers of a run, by the Mesa engine or the compiled one, might."""
    digest = hashlib.blake2b(digest_size=16)
    for name in (*DECIDING, *(DECIDING_MESA if mesa else ())):
        path = PACKAGE / name
        files = [path] if path.is_file() else sorted(
            file for file in path.rglob("*") if file.suffix in (".py", ".csv") and "__pycache__" not in file.parts
        )
        for file in files:
            # Line ends differ between systems, numbers do not.
            content = file.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{file.relative_to(PACKAGE).as_posix()}\0{len(content)}\0".encode() + content)
    for name, number in library_versions(mesa).items():
        digest.update(f"{name} {number}\0".encode())
    return digest.hexdigest()


def library_versions(mesa: bool = False) -> dict[str, str]:
    """Versions of the libraries that compute, in the Mesa engine or the compiled one."""
    return {name: _version(name) for name in (*LIBRARIES, *(("mesa",) if mesa else ()))}


def package_version() -> str:
    """Version of Essaim."""
    return _version("essaim")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
