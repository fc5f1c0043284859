"""First names, which a surname follows, and surnames from the news."""

from __future__ import annotations

from functools import lru_cache

from ..resources import tables
from ..types import Lang
from . import likely
from .entities import rows
from .text import fold

RATHER_A_NAME = 1.0
"""Minimum log-odds of being a name for a listed first name to count as one."""


@lru_cache(maxsize=2)
def first_names(lang: Lang) -> frozenset[str]:
    """Folded first names, without those that are more often common words of the language: Wolf, Mark, Will."""
    return frozenset(name for name in listed_first_names() if not _rather_a_word(name, lang))


@lru_cache(maxsize=1)
def listed_first_names() -> frozenset[str]:
    """Folded first names, including those that are more often words."""
    return frozenset(_listed("first_names.txt"))


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Folded surnames from the news, without those mostly written in lower case in German."""
    return frozenset(name for name in _listed("surnames.txt") if not likely.mostly_small(name, "de"))


def _listed(table: str) -> set[str]:
    return {fold(name) for line in rows(tables() / "names" / table, (1,)) for name in line[0].split()}


def _rather_a_word(folded: str, lang: Lang) -> bool:
    code = likely.load(lang).seen.get(folded)
    known_word = code is not None and likely.decode_logit(code) < RATHER_A_NAME
    return known_word or likely.mostly_small(folded, lang)
