"""Whether two facts of two versions of a sentence stand in each other's place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import Indel

from .told import Told

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+|[^\w\s]")
_SHORT = 8
"""Words of a passage that was replaced, up to which what stood in it was replaced by what stands in it now."""


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where a fact stands: the passages it touches, and the words around it (``None`` at the edge of a sentence)."""

    passages: range
    before: str | None
    behind: str | None


class _Side:
    """A version of a sentence, word by word, with the passages that are not in the other one."""

    def __init__(self, text: str) -> None:
        found = list(_TOKEN.finditer(text))
        self.words = [match.group().casefold() for match in found]
        self._starts = [match.start() for match in found]
        self._ends = [match.end() for match in found]
        self.passages: list[tuple[int, int]] = []
        self._seats: dict[int, _Seat | None] = {}

    def seat(self, fact: Told) -> _Seat | None:
        """Where a fact stands; ``None`` if it stands on no word."""
        if fact.index not in self._seats:
            self._seats[fact.index] = self._sought(fact)
        return self._seats[fact.index]

    def _sought(self, fact: Told) -> _Seat | None:
        span = fact.fact.span
        first, behind = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
        if first >= behind:
            return None
        low = bisect_right(self.passages, first, key=lambda passage: passage[1])
        high = bisect_left(self.passages, behind, key=lambda passage: passage[0])
        before = self.words[first - 1] if first else None
        return _Seat(range(low, max(low, high)), before, self.words[behind] if behind < len(self.words) else None)


class Slots:
    """Two versions of a sentence.

    Args:
        older: the source of the older version.
        newer: that of the newer one.
    """

    def __init__(self, older: str, newer: str) -> None:
        self._old, self._new = _Side(older), _Side(newer)
        codes = Indel.opcodes(self._old.words, self._new.words)
        for same, group in groupby(codes, key=lambda code: code.tag == "equal"):
            if not same:
                passage = list(group)
                self._old.passages.append((passage[0].src_start, passage[-1].src_end))
                self._new.passages.append((passage[0].dest_start, passage[-1].dest_end))

    def score(self, before: Told, after: Told) -> int:
        """How sure it is that ``after`` stands where ``before`` stood: 3 is beyond doubt, below 2 is unlikely."""
        a, b = self._old.seat(before), self._new.seat(after)
        if before.family != after.family or a is None or b is None:
            return 0
        score = (a.before == b.before) + (a.behind == b.behind)
        if shared := _shared(a.passages, b.passages):
            old, new = self._old.passages[shared[0]], self._new.passages[shared[0]]
            score += 2 if max(old[1] - old[0], new[1] - new[0]) <= _SHORT else 1
        if before.counts_same(after) or before.respelt(after):
            score += 3
        elif before.conflicts(after):
            score -= 2
        if before.fact.kind != after.fact.kind or (before.family == "name" and before.person != after.person):
            score -= 1
        return score


def _shared(one: Sequence[int], other: Sequence[int]) -> Sequence[int]:
    """What two runs of numbers have in common."""
    if not one or not other:
        return ()
    return range(max(one[0], other[0]), min(one[-1], other[-1]) + 1)
