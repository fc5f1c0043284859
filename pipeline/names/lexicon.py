"""The usual English for a German word: the learned table of words, and compounds split with its help."""

from __future__ import annotations

import lzma
from functools import lru_cache
from typing import NamedTuple

from ..resources import tables
from .compounds import LONGEST_COMPOUND
from .text import german_stem

_LINKS = ("", "s", "es", "n", "en", "er", "e")
_SHORTEST_HEAD = 3
_SHORTEST_NOUN = 4
_LONG_NOUN = 7
"""A noun of at least this length ends a compound whatever comes before it: Bürgerschutzministerium."""
NOTHING: frozenset[str] = frozenset()


class Translations(NamedTuple):
    """Stems of English words: the usual ones, and all that were seen."""

    usual: frozenset[str]
    any: frozenset[str]


_EMPTY = Translations(NOTHING, NOTHING)


@lru_cache(maxsize=1)
def load() -> dict[str, str]:
    """The table as German stem -> rest of the line; a line is parsed when its word is first looked up."""
    text = lzma.decompress((tables() / "names" / "lexicon.txt.xz").read_bytes()).decode()
    return dict(line.split("\t", 1) for line in text.splitlines() if not line.startswith("#"))


@lru_cache(maxsize=1 << 16)
def translations(folded: str) -> Translations:
    """English stems for a folded German word: for the word itself, and for the parts of a compound."""
    direct = _direct(german_stem(folded))
    parts = split_compound(folded)
    if not parts:
        return direct
    either = direct.any.union(*(_direct(german_stem(part)).any for part in parts))
    return Translations(direct.usual, either)


def is_word(folded: str) -> bool:
    """True if the folded German word, in any inflection, is in the table."""
    return german_stem(folded) in load()


def is_noun(folded: str) -> bool:
    """True if the folded German word, in any inflection, is in the table as a noun with a usual translation."""
    return load().get(german_stem(folded), "").startswith("*")


def _direct(stem: str) -> Translations:
    line = load().get(stem)
    if line is None:
        return _EMPTY
    strong, _, weak = line.removeprefix("*").partition("\t")
    usual = frozenset(strong.split())
    return Translations(usual, usual.union(weak.split()) if weak else usual)


@lru_cache(maxsize=1 << 16)
def split_compound(folded: str) -> tuple[str, ...]:
    """A word and the noun that ends the compound, the longest noun first, or nothing."""
    table = load()
    if len(folded) > LONGEST_COMPOUND:
        return ()
    for at in range(_SHORTEST_HEAD, len(folded) - _SHORTEST_NOUN + 1):
        if not is_noun(folded[at:]):
            continue
        head = folded[:at]
        for link in _LINKS:
            part = head.removesuffix(link)
            if len(part) >= _SHORTEST_HEAD and german_stem(part) in table:
                return part, folded[at:]
    for at in range(_SHORTEST_HEAD, len(folded) - _LONG_NOUN + 1):
        if is_noun(folded[at:]):
            return folded[:at], folded[at:]
    return ()
