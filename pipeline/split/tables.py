"""The word lists of the guard, read once from ``tables/split/german.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache

from ..errors import TableError
from ..resources import tables


@dataclass(frozen=True, slots=True)
class Words:
    """Closed word lists; see the comments in the file for what each means."""

    never_final: frozenset[str]
    before_number: frozenset[str]
    may_end: frozenset[str]
    short: frozenset[str]
    starters: frozenset[str]
    counted: frozenset[str]
    lettered: frozenset[str]
    ends_lists: frozenset[str]
    before_ordinal: frozenset[str]
    months: frozenset[str]


@cache
def words() -> Words:
    """The lists.

    Raises:
        TableError: the file is missing, is not TOML, or lacks a list.
    """
    path = tables() / "split" / "german.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Words(**{field.name: frozenset(data[field.name].split()) for field in fields(Words)})
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, AttributeError) as error:
        raise TableError(f"{path}: cannot be used: {error}") from error
