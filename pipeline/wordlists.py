"""Word lists from the package's own tables: TOML files of ``name = "word word ..."``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable

from .errors import TableError
from .resources import tables


def word_lists(file: str, names: Iterable[str]) -> dict[str, frozenset[str]]:
    """The lists of these names. Read from disk at every call, so callers keep the result.

    Args:
        file: relative to ``pipeline/tables``.

    Raises:
        TableError: the file is missing, is not TOML, or lacks a list.
    """
    path = tables() / file
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: frozenset(data[name].split()) for name in names}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, AttributeError) as error:
        raise TableError(f"{path}: cannot be used: {error}") from error
