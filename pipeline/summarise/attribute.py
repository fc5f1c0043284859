"""Which sentences of the article a sentence of a summary rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..types import CheckedSentence
from .words import content

MOST = 3
"""Sentences that one sentence of a summary may rest on: what is put together from more is no longer to be checked."""
_ADDS = 0.15
"""Share of a text's telling words that a further sentence must add."""


def attributed(text: str, sentences: Sequence[CheckedSentence], named: Iterable[str] = ()) -> tuple[str, ...]:
    """The ids of the sentences whose translations have the most of a text's telling words, in the article's order.

    They are chosen greedily: the one that has most, then those that add enough. Of equals the earlier one is taken.

    Args:
        text: a sentence in English.
        sentences: those it may rest on.
        named: ids that the text's writer has given as its sources. They are preferred where they have some of its
            words, and where nothing else has any; ids that do not exist are passed over.
    """
    bags = {s.id: frozenset(content(s.target or "")) for s in sentences}
    left = set(content(text))
    total = len(left) or 1
    preferred = [name for name in dict.fromkeys(named) if name in bags]
    chosen: list[str] = []
    for pool in (preferred, list(bags)):
        while len(chosen) < MOST and left and (best := _best(left, pool, bags, chosen)) is not None:
            gain = len(left & bags[best])
            if gain == 0 or (chosen and gain < _ADDS * total):
                break
            chosen.append(best)
            left -= bags[best]
    chosen = chosen or preferred[:MOST]
    places = {name: place for place, name in enumerate(bags)}
    return tuple(sorted(chosen, key=places.__getitem__))


def _best(left: set[str], pool: Sequence[str], bags: Mapping[str, frozenset[str]], chosen: Sequence[str]) -> str | None:
    free = [name for name in pool if name not in chosen]
    return max(free, key=lambda name: len(left & bags[name]), default=None)
