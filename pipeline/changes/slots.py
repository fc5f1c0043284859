"""Whether two facts of two versions of a sentence stand in each other's place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from .told import Told

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+|[^\w\s]")
_SHORT = 8
"""Words of a passage that was replaced, up to which what stood in it was replaced by what stands in it now."""


class Slots:
    """Two versions of a sentence, word by word.

    Args:
        older: the source of the older version.
        newer: that of the newer one.
    """

    def __init__(self, older: str, newer: str) -> None:
        old, new = list(_TOKEN.finditer(older)), list(_TOKEN.finditer(newer))
        self._old = [match.span() for match in old]
        self._new = [match.span() for match in new]
        self._old_words = [match.group().casefold() for match in old]
        self._new_words = [match.group().casefold() for match in new]
        matcher = SequenceMatcher(None, self._old_words, self._new_words, autojunk=False)
        self._passages = [code for code in matcher.get_opcodes() if code[0] == "replace"]

    def score(self, before: Told, after: Told) -> int:
        """How sure it is that ``after`` stands where ``before`` stood: 3 is beyond doubt, below 2 is unlikely."""
        if before.family != after.family:
            return 0
        a, b = _range(self._old, before), _range(self._new, after)
        if a is None or b is None:
            return 0
        score = 0
        for _, i, j, k, m in self._passages:
            if a[0] < j and i < a[1] and b[0] < m and k < b[1]:
                score += 2 if max(j - i, m - k) <= _SHORT else 1
                break
        score += _word(self._old_words, a[0] - 1) == _word(self._new_words, b[0] - 1)
        score += _word(self._old_words, a[1]) == _word(self._new_words, b[1])
        if before.counts_same(after) or before.respelt(after):
            score += 3
        elif before.conflicts(after):
            score -= 2
        if before.fact.kind != after.fact.kind or (before.family == "name" and before.person != after.person):
            score -= 1
        return score


def _range(places: Sequence[tuple[int, int]], fact: Told) -> tuple[int, int] | None:
    """The words that a fact stands on: the first, and the one after the last."""
    span = fact.fact.span
    touched = [k for k, (start, end) in enumerate(places) if start < span.end and span.start < end]
    return (touched[0], touched[-1] + 1) if touched else None


def _word(words: Sequence[str], at: int) -> str | None:
    """The word at a place; the edges of a sentence are a word too."""
    return words[at] if 0 <= at < len(words) else None
