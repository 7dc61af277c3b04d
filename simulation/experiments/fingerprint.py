"""What decides the numbers, in one line: the code, and the libraries that compute."""

import functools
import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
DECIDING = ("scenario", "common", "engine", "outcomes/tables.py", "outcomes/small_tables.py")
"""Files and folders of the package that decide the numbers; charts, report and command line do not."""
LIBRARIES = ("numpy", "numba", "scipy")
"""Libraries whose version decides the numbers too."""


@functools.cache
def code_fingerprint() -> str:
    """32 hexadecimal digits that change when the numbers of a run might."""
    digest = hashlib.blake2b(digest_size=16)
    for name in DECIDING:
        path = PACKAGE / name
        files = [path] if path.is_file() else sorted(
            file for file in path.rglob("*") if file.suffix in (".py", ".csv") and "__pycache__" not in file.parts
        )
        for file in files:
            # Line ends differ between systems, numbers do not.
            content = file.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{file.relative_to(PACKAGE).as_posix()}\0{len(content)}\0".encode() + content)
    for name, number in library_versions().items():
        digest.update(f"{name} {number}\0".encode())
    return digest.hexdigest()


def library_versions() -> dict[str, str]:
    """Versions of the libraries that compute."""
    return {name: _version(name) for name in LIBRARIES}


def package_version() -> str:
    """Version of Essaim."""
    return _version("essaim")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
