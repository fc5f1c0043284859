"""What is different about an article since an older version of it: facts first, then sentences.

A pure function of two records. Facts are compared by what they mean ("elf" and "11" are one), sentences by their
source: where the source is the same, another translation is no change.
"""

from __future__ import annotations

from ..record import kept
from ..types import Changes, CheckedSentence, Record, TextChange
from .align import Pair, aligned
from .facts import fact_changes
from .order import ordered

__all__ = ["changes"]


def changes(older: Record, newer: Record) -> Changes:
    """What is different in ``newer``; the most important facts first, sentences in reading order."""
    before, after = kept(older), kept(newer)
    pairs = aligned(before, after)
    facts = ordered(fact_changes(before, after, pairs))
    return Changes(older.digest, older.run.started, facts, _texts(pairs))


def _texts(pairs: tuple[Pair, ...]) -> tuple[TextChange, ...]:
    """Sentences added, removed and altered. One whose English is the same although its source is not is none of them:
    it reads the same, and a figure that the English has missed is among the facts."""
    found = []
    for pair in pairs:
        before, after = _english(pair.older), _english(pair.newer)
        sentence = pair.newer or pair.older
        if not pair.equal and before != after and sentence is not None:
            found.append(TextChange(before, after, sentence.id))
    return tuple(found)


def _english(sentence: CheckedSentence | None) -> str:
    """The translation; the source where there is none, so that a sentence without one does not seem to be gone."""
    return "" if sentence is None else sentence.target or sentence.source
