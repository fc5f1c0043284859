"""Words of a text, and the forms in which two words are compared: folded, stemmed, keyed by sound.

Everything here is a pure function of a short string and is cached, because the same words recur constantly.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

_WORD = re.compile(r"([\W_]*+)((?:[^\W\d_]\.){2,}|[^\W_]+(?:[\u0300-\u036f\u00ad]+[^\W_]*)*|\Z)")
"""What stands before a word, and the word; nothing lies between two matches. The end counts as an empty word, so that a
long tail without words is looked at once."""
_UMLAUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe"})
_COMBINING = re.compile(r"([aouAOU])\u0308")
_PRECOMPOSED = {"a": "ä", "o": "ö", "u": "ü", "A": "Ä", "O": "Ö", "U": "Ü"}
_HYPHENS = frozenset("-‐‑–/")
_DASHES = frozenset({" - ", " – ", " — "})
_OPENERS = frozenset(".!?:;\"„“”»«‚'’(–—…|*•>[")


class Word(NamedTuple):
    """A word of a text with its place. ``glued`` is true if only a hyphen or slash separates it from the last.

    ``initial`` is true where a capital is no evidence: at the start of the text or after sentence punctuation.
    """

    text: str
    start: int
    end: int
    fold: str
    capital: bool
    glued: bool
    initial: bool


_new = tuple.__new__
"""Like ``Word(...)``, without calling Python code for every word."""


def words(text: str) -> list[Word]:
    """All words of ``text`` (letters and digits, an acronym with full stops as one word) in order."""
    result: list[Word] = []
    end = 0
    for gap, word in _WORD.findall(text):
        if not word:
            break
        start = end + len(gap)
        glued = initial = False
        if gap != " " or not end:
            glued = end > 0 and gap in _HYPHENS
            initial = not end or not _OPENERS.isdisjoint(gap) or gap in _DASHES
        end = start + len(word)
        folded, capital = _looks(word)
        result.append(_new(Word, (word, start, end, folded, capital, glued, initial)))
    return result


@lru_cache(maxsize=1 << 17)
def _looks(word: str) -> tuple[str, bool]:
    return fold(word), word[0].isupper()


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """``word`` without case, diacritics and full stops: Müller -> muller, Đoković -> dokovic, U.S. -> us."""
    low = word.lower()
    plain = low
    if not low.isascii():
        plain = anyascii(low.replace("\u00ad", "")).lower()
    return plain.replace(".", "") or low


@lru_cache(maxsize=1 << 16)
def umlaut_fold(word: str) -> str:
    """Like :func:`fold`, with umlauts written out: Müller -> mueller."""
    low = _COMBINING.sub(lambda m: _PRECOMPOSED[m.group(1)], word).lower()
    return fold(low.translate(_UMLAUT))


_GERMAN_ENDINGS = ("ens", "ern", "en", "er", "es", "em", "e", "n", "s")
_ENGLISH_ENDINGS = ("ings", "ing", "ies", "ied", "es", "ed", "ly", "s", "y", "e")


@lru_cache(maxsize=1 << 17)
def german_stem(folded: str) -> str:
    """A folded German word without its inflection, deliberately crude: it only has to be consistent."""
    for ending in _GERMAN_ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= 4:
            return folded[: -len(ending)]
    return folded


@lru_cache(maxsize=1 << 17)
def english_stem(folded: str) -> str:
    """A folded English word without its inflection, deliberately crude."""
    for ending in _ENGLISH_ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= 4:
            return folded[: -len(ending)]
    return folded
