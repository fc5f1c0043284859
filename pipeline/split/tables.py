"""The word lists of the guard, read once from ``tables/split/german.toml``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from ..wordlists import word_lists


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
    return Words(**word_lists("split/german.toml", [field.name for field in fields(Words)]))
