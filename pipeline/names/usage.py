"""How common a word is in either language, and whether it is a slip of the pen.

A word that German uses often and English never (Zahnstocher) is hardly a name; a name is about as rare in both. The
frequencies (``tables/names/frequency.txt.xz``) are those of Speer's wordfreq, rounded, built by
``tools/tables/frequency.py``. The table is read when an unexplained name first asks for it.
"""

from __future__ import annotations

import lzma
from functools import lru_cache
from typing import NamedTuple

from ..resources import tables
from . import dictionary, lexicon
from .text import fold

STEP = 0.5
"""The table's frequencies are multiples of this."""
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""A frequency in steps, as one character."""
_LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß"
_SHORTEST_SLIP = 5
"""Shorter words are one letter from too many others."""
_LONGEST_SLIP = 60
"""Longer ones are no slip of a word in a dictionary, and every letter has some sixty spellings beside it."""


class Frequency(NamedTuple):
    """Base-ten logarithms of how often a word occurs in a billion words of German and of English; 0 means rarely."""

    german: float
    english: float


_RARE = Frequency(0.0, 0.0)


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    text = lzma.decompress((tables() / "names" / "frequency.txt.xz").read_bytes()).decode()
    return dict(line.split("\t") for line in text.splitlines() if not line.startswith("#"))


@lru_cache(maxsize=1 << 14)
def frequency(folded: str) -> Frequency:
    """How common a folded word is."""
    code = _table().get(folded)
    return _RARE if code is None else Frequency(*(DIGITS.index(digit) * STEP for digit in code))


@lru_cache(maxsize=1 << 12)
def intended(word: str) -> frozenset[str]:
    """English stems for the German words that ``word`` may be a slip for: Obwhol for obwohl.

    Empty unless the dictionary lacks ``word`` and has a word that is one letter, or one exchange of neighbours, away.
    """
    if not _SHORTEST_SLIP <= len(word) <= _LONGEST_SLIP or dictionary.has(word) or dictionary.has(word.lower()):
        return frozenset()
    near = _one_edit_from(word)
    near |= {form[:1].lower() + form[1:] for form in near}
    return frozenset[str]().union(*(lexicon.translations(fold(form)).any for form in dictionary.listed(near)))


def _one_edit_from(word: str) -> set[str]:
    """Every word that differs from ``word`` by a letter left out, added or replaced, or by two neighbours exchanged."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {head + tail[1:] for head, tail in halves if tail}
    found.update(head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1)
    for head, tail in halves:
        found.update(head + letter + tail for letter in _LETTERS)
        if tail:
            found.update(head + letter + tail[1:] for letter in _LETTERS)
    found.discard(word)
    return found
