"""Where the package's own files are: default configuration, prompts, tables, embedded weights."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CODE = frozenset({".py", ".j2", ".css", ".js"})


def _shipped(name: str) -> Path:
    """In an installed wheel ``configs/`` and ``prompts/`` are inside the package, in a checkout beside it."""
    inside = _PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def configs() -> Path:
    """Folder of the default configuration, the model catalogue and the example glossary."""
    return _shipped("configs")


def prompts() -> Path:
    """Folder of the prompts for summarisers that take one."""
    return _shipped("prompts")


def tables() -> Path:
    """Folder of the fact tables (exonyms, idioms, units ...)."""
    return _PACKAGE / "tables"


def embedded_model() -> Path:
    """Folder of the embedded MarianMT weights, loadable by ``AutoModelForSeq2SeqLM.from_pretrained``."""
    return _PACKAGE / "embedded"


@cache
def fingerprint(*names: str, libraries: tuple[str, ...] = ()) -> str:
    """sha256 over parts of this package and library versions; if it changes, so may the results.

    Read once per process, like the code and tables it represents.

    Args:
        names: modules and folders, relative to the package. A folder of code contributes its modules and templates, a
            folder in ``tables`` all files but hidden ones.
        libraries: names of distributions whose version counts too.
    """
    total = hashlib.sha256()
    for name in names:
        path = _PACKAGE / name
        files = sorted(file for file in path.rglob("*") if _counts(file)) if path.is_dir() else [path]
        for file in files:
            content = hashlib.sha256(file.read_bytes()).digest()
            total.update(f"{file.relative_to(_PACKAGE).as_posix()}\0".encode() + content)
    for library in libraries:
        total.update(f"{library} {version(library)}\0".encode())
    return total.hexdigest()


def _counts(file: Path) -> bool:
    if file.is_relative_to(tables()):
        return file.is_file() and not file.name.startswith((".", "_"))
    return file.suffix in _CODE
