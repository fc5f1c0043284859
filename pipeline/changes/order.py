"""The changes of an article in the order of their weight, each once, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ..summarise.key_items import weight
from ..types import FactChange, KeyItem
from .facts import Change
from .told import Told

_EARLY = 3
"""Sentences that count as the head of an article: headline and lead."""
_NAME = 1
"""Weight of a name that is spelt otherwise: to print it wrong is as bad as a wrong sum."""


_COMPARED = 50
"""Changes to the same value that one is compared with."""
_Rank = tuple[bool, bool, int, int, int]


def ordered(changes: Iterable[Change]) -> tuple[FactChange, ...]:
    """What has changed or is gone before what is new; of either, head before body, and people hurt or killed before
    money, things counted, dates and codes."""
    told: list[tuple[Change, _Rank]] = []
    places: defaultdict[str, list[int]] = defaultdict(list)
    for change in sorted(changes, key=_worth):
        rank, marks = _rank(change), {*_any(change).keys, *_any(change).words}
        alike = sorted({n for mark in marks for n in places[mark][:_COMPARED]})
        n = next((n for n in alike if _repeats(change, told[n][0])), None)
        if n is None:
            for mark in marks:
                places[mark].append(len(told))
            told.append((change, rank))
        else:
            told[n] = told[n][0], min(rank, told[n][1])
    return tuple(_in_words(change) for change, _ in sorted(told, key=lambda one: one[1]))


def _any(change: Change) -> Told:
    fact = change.after or change.before
    assert fact is not None
    return fact


def _worth(change: Change) -> tuple[bool, bool, int, int, int]:
    """By this, the best form of a change that is told several times comes first: the one that the translation has, that
    says what it counts, or gives the whole name; then the first."""
    fact = _any(change)
    sides = [side for side in (change.before, change.after) if side is not None]
    counted = fact.family != "figure" or all(side.noun for side in sides)
    words = len(fact.words) if fact.family == "name" else 0
    return (not all(side.translated for side in sides), not counted, -words, fact.place, fact.index)


def _repeats(change: Change, other: Change) -> bool:
    """Whether a change is another one told again: the same figures of the same thing, or the same name shortened."""
    for one, two in ((change.before, other.before), (change.after, other.after)):
        if (one is None) != (two is None):
            return False
        if one is not None and two is not None and not one.same(two) and not (one.family == "name" and one.akin(two)):
            return False
    fact, twin = _any(change), _any(other)
    if fact.family != twin.family:
        return False
    in_title = "title" in (fact.sentence.kind, twin.sentence.kind)
    return fact.family != "figure" or in_title or not fact.conflicts(twin)


def _rank(change: Change) -> _Rank:
    """Its place in the order, wherever it is told; a change that is told twice has the better place."""
    fact = _any(change)
    heavy = min(weight(_item(side), side.fact.values) for side in (change.before, change.after) if side is not None)
    if change.before is not None and change.after is not None and change.before.respelt(change.after):
        heavy = min(heavy, _NAME)
    return (change.before is None, fact.place >= _EARLY, heavy, fact.place, fact.index)


def _item(fact: Told) -> KeyItem:
    return KeyItem(fact.fact.kind, fact.fact.span.text, "", "same", fact.sentence.id, "", fact.source)


def _in_words(change: Change) -> FactChange:
    before, after = change.before, change.after
    return FactChange(
        kind=_any(change).fact.kind,
        before=before.target if before else "",
        after=after.target if after else "",
        source_before=before.source if before else "",
        source_after=after.source if after else "",
        sentence=change.sentence,
    )
