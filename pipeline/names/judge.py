"""What to make of the names that nothing accounts for: which belong together, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Indel

from ..types import Direction, Finding, Severity, Span
from . import entities
from .resolve import Item, Pair, name_likelihood
from .side import Side

LIKELY = 0.5
SURE = 0.95
ADDED_LIKELY = 0.6
GARBLED = 0.6
"""Indel similarity of two spellings from which on one is taken for a garbled form of the other."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A name that the other side does not account for."""

    item: Item
    likelihood: float


def findings(pair: Pair, direction: Direction) -> list[Finding]:
    """All findings about the names of a pair."""
    lost = _suspects(pair.left, pair.mine, LIKELY)
    new = _suspects(pair.right, pair.theirs, LIKELY)
    result: list[Finding] = []
    for suspect in lost:
        partner = _partner(pair, suspect, new)
        if partner is not None:
            new.remove(partner)
            result.append(_changed(pair, suspect, partner))
        elif direction == "both":
            result.append(_missing(pair, suspect))
    result += [_added(pair, suspect) for suspect in new if suspect.likelihood >= ADDED_LIKELY]
    return result


def _suspects(side: Side, items: list[Item], threshold: float) -> list[Suspect]:
    result = []
    for item in items:
        if item.how or (item.mention is not None and item.mention.related):
            continue
        likelihood = name_likelihood(side, item)
        if likelihood >= threshold:
            result.append(Suspect(item, likelihood))
    return result


def similarity(pair: Pair, mine: Item, other: Item) -> float:
    """How alike two names are written, 0 to 1."""
    a = "".join(pair.left.words[i].fold for i in range(mine.first, mine.last + 1))
    b = "".join(pair.right.words[i].fold for i in range(other.first, other.last + 1))
    return float(Indel.normalized_similarity(a, b))


def _partner(pair: Pair, suspect: Suspect, new: list[Suspect]) -> Suspect | None:
    """The unexplained name that most likely stands where the lost one should."""
    best, score = None, -1.0
    for other in new:
        alike = similarity(pair, suspect.item, other.item)
        same_kind = suspect.item.known and other.item.known
        place = suspect.item.first / max(1, len(pair.left.words)) - other.item.first / max(1, len(pair.right.words))
        value = 2 * alike + same_kind - abs(place)
        if value > score:
            best, score = other, value
    return best


def _changed(pair: Pair, lost: Suspect, new: Suspect) -> Finding:
    source, target = _span(pair.left, lost.item), _span(pair.right, new.item)
    alike = similarity(pair, lost.item, new.item)
    known = lost.item.known and new.item.known
    sure = known or (alike >= GARBLED and min(lost.likelihood, new.likelihood) >= SURE)
    severity: Severity = "error" if sure else "warning"
    check = "name.garbled" if alike >= GARBLED and not known else "name.changed"
    message = f"“{source.text}” has become “{target.text}”."
    return Finding(check, "name", severity, source, target, expected(pair.left, lost.item), message)


def _missing(pair: Pair, lost: Suspect) -> Finding:
    source = _span(pair.left, lost.item)
    message = f"“{source.text}” is not in the English."
    return Finding("name.missing", "name", "warning", source, None, expected(pair.left, lost.item), message)


def _added(pair: Pair, new: Suspect) -> Finding:
    target = _span(pair.right, new.item)
    message = f"“{target.text}” is in the English, but nothing in the German stands for it."
    return Finding("name.added", "name", "warning", None, target, (), message)


def _span(side: Side, item: Item) -> Span:
    return side.span(item.first, item.last)


def expected(side: Side, item: Item) -> tuple[str, ...]:
    """A few English names that would do, the preferred one first."""
    if item.mention is None:
        return (_span(side, item).text,)
    known = entities.load()
    names = dict.fromkeys(name for e in sorted(item.mention.entities) for name in known.english_names(e))
    return tuple(names)[:4] or (_span(side, item).text,)
