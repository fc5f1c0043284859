"""Two deliveries of a translation: which findings the newer one has that the older one had not, and the reverse."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from ..bitext import Pair
from ..types import Finding

Same = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Lost:
    """A finding of the older delivery that the newer one does not have."""

    index: int
    """Of its pair in the older delivery."""
    finding: Finding
    dropped: bool
    """The newer delivery does not have the pair."""


def counterparts(new: Sequence[Pair], old: Sequence[Pair]) -> list[int]:
    """For each pair of the newer delivery the index of the same one in the older; -1 if there is none.

    A pair is the same if it has the same id and source; else, in order, the same source; else the same id, if ids are
    unique. Each older pair is used once.
    """
    found = [-1] * len(new)
    free = [True] * len(old)
    unique = _unique(new) and _unique(old)
    ways = (
        (lambda pair: (pair.id, pair.where if not unique else "", pair.source) if pair.id else None),
        (lambda pair: pair.source if pair.source.strip() else None),
        (lambda pair: pair.id if unique and pair.id else None),
    )
    for way in ways:
        waiting: dict[object, deque[int]] = defaultdict(deque)
        for j, pair in enumerate(old):
            if free[j] and (name := way(pair)) is not None:
                waiting[name].append(j)
        for i, pair in enumerate(new):
            if found[i] < 0 and (name := way(pair)) is not None and waiting.get(name):
                found[i] = waiting[name].popleft()
                free[found[i]] = False
    return found


def compared(
    new: Sequence[Sequence[Finding]], old: Sequence[Sequence[Finding]], counterpart: Sequence[int]
) -> tuple[list[tuple[bool, ...]], list[Lost]]:
    """For each finding of the newer delivery whether it is new, and what the older one had besides.

    A finding is the same if its check and its words on both sides are: severity and message may differ.
    """
    fresh = []
    left = [Counter(finding.key for finding in findings) for findings in old]
    for findings, j in zip(new, counterpart, strict=True):
        known = left[j] if j >= 0 else Counter[Same]()
        flags = []
        for finding in findings:
            name = finding.key
            flags.append(not known[name])
            if known[name]:
                known[name] -= 1
        fresh.append(tuple(flags))
    matched = set(counterpart)
    lost = []
    for j, findings in enumerate(old):
        for finding in findings:
            if left[j][finding.key]:
                left[j][finding.key] -= 1
                lost.append(Lost(j, finding, j not in matched))
    return fresh, lost


def _unique(pairs: Sequence[Pair]) -> bool:
    names = [pair.id for pair in pairs if pair.id]
    return len(set(names)) == len(names)
