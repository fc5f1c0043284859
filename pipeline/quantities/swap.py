"""Numbers that have changed places: every value is there, but beside the wrong noun.

Values alone cannot show this. The evidence is the order of the numbers, how they are joined (a list, "from ... to"),
and the noun beside each of them.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from anyascii import anyascii

from ..types import Severity
from .lexicon import folder, small_words
from .match import Bond
from .tables import forms, read_rows
from .values import FIRM, Item

_WORDS = re.compile(r"[^\W\d_]+")
_BESIDE = 30
"""Maximum characters between a figure and the date or name beside it."""
_REACH = 60
"""Longest stretch between two numbers of one list, in characters."""
_CLAUSE = re.compile(r"[,;:.()]|\b(?:und|and|während|while)\b")
_VOTE = re.compile(r"\b(?:(Ja|yes|Yes)|Nein|no|No)\b")
_PHRASE = re.compile(r"[\d,;:.()]")
"""Ends the words that say what a figure of votes was for."""
_AND = re.compile(r"\b(?:und|oder|sowie|and|or|while|während)\b|[,;/&]")


@lru_cache(maxsize=1)
def _nouns() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((row[0].lower(), tuple(forms(row[1].lower()))) for _, row in read_rows(folder() / "nouns.tsv", 2))


def near(text: str, item: Item) -> list[str]:
    """Up to three words after an item, within its clause; none if the item has no noun of its own."""
    rest = text[item.end : item.end + 45]
    cut = re.search(r"[,;:.()]|\b(?:und|oder|and|or)\b", rest)
    words = _WORDS.findall(rest[: cut.start()] if cut else rest)[:4]
    while words and words[0].lower() in small_words("auxiliary"):
        words = words[1:]
    stop = next((k for k, word in enumerate(words) if word.lower() in small_words("no-noun")), len(words))
    return words[: min(stop, 3)]


def _before(text: str, item: Item) -> list[str]:
    """Capitalised words before an item in its clause; a comma or bracket directly before it is ignored: Anna (9)."""
    ahead = text[max(0, item.start - 34) : item.start].rstrip(' ,(„“"')
    clause = _CLAUSE.split(ahead)[-1]
    return [word for word in _WORDS.findall(clause) if word[0].isupper() and len(word) > 1]


@lru_cache(maxsize=8192)
def akin(source: str, target: str) -> bool:
    """Whether a source word and a target word may name the same thing: a listed pair, or a shared beginning."""
    a, b = source.lower(), target.lower()
    if len(a) < 3 or len(b) < 3:
        return False
    for stem, english in _nouns():
        if stem in a and b.startswith(english):
            return True
    x, y = anyascii(a).lower().replace("k", "c"), anyascii(b).lower().replace("k", "c")
    width = 4 if min(len(x), len(y)) >= 4 else 3
    return x[:width] == y[:width]


def _alike(left: list[str], right: list[str]) -> bool:
    return any(akin(a, b) for a in left for b in right)


def swapped(bonds: Sequence[Bond], source: str, target: str) -> list[tuple[Bond, Bond, Severity]]:
    """Pairs of bonds whose figures seem to be exchanged, with the severity of the finding."""
    firm = [bond for bond in bonds if _comparable(bond)]
    if len(firm) < 2:
        return []
    firm.sort(key=lambda bond: bond.source.start)
    still = [bond for bond in bonds if bond.grade == "same" and bond.source.amount() is None]
    anchors = _Side(still, 0), _Side(still, 1)
    found: list[tuple[Bond, Bond, Severity]] = []
    for one, two in itertools.pairwise(firm):
        if (
            _value(one.source) != _value(two.source)
            and (severity := _verdict(one, two, anchors, source, target)) is not None
        ):
            found.append((one, two, severity))
    return found


def _comparable(bond: Bond) -> bool:
    return (
        bond.grade == "same"
        and min(bond.source.weight, bond.target.weight) >= FIRM
        and bond.source.amount() is not None
        and bond.target.amount() is not None
        and bond.source.kind in ("number", "unit", "date")
    )


def _value(item: Item) -> float:
    amount = item.amount()
    return float(amount.value) if amount else 0.0


def _verdict(one: Bond, two: Bond, anchors: tuple[_Side, _Side], source: str, target: str) -> Severity | None:
    """How serious the swap is if two neighbours in the source have changed places in the target, else ``None``."""
    crossed = two.target.start < one.target.start
    left, right = (two.target, one.target) if crossed else (one.target, two.target)
    if two.source.start - one.source.end > _REACH or right.start - left.end > _REACH:
        return None
    between = source[one.source.end : two.source.start]
    middle = target[left.end : right.start]
    if "." in between.strip(" .") or ". " in middle:
        return None
    a, b = one.source.amount(), two.source.amount()
    if a is None or b is None or (a.unit and b.unit and a.unit != b.unit):
        return None
    if crossed and _from_to(source, one.source, between) and _from_to(target, two.target, middle):
        return "error"
    if one.source.ordinal != two.source.ordinal and one.target.ordinal != two.target.ordinal:
        return "error" if one.source.ordinal != one.target.ordinal else None
    moved, kept = _votes(one, two, source, target)
    if not (moved or kept):
        moved, kept = _evidence(one, two, source, target)
    if crossed and _anchors_exchanged(one, two, anchors, source, target):
        return "error"
    if not crossed:
        return "error" if moved > 1 and not kept else None
    if kept >= moved and kept:
        return None
    if moved > kept:
        return "error"
    nouns = all((near(source, one.source), near(source, two.source), near(target, left), near(target, right)))
    return "warning" if nouns and _AND.search(between) and _AND.search(middle) else None


def _anchors_exchanged(one: Bond, two: Bond, anchors: tuple[_Side, _Side], source: str, target: str) -> bool:
    """Whether the dates or names beside the numbers have been exchanged between them."""
    first, second = anchors[0].beside(one.source, source), anchors[0].beside(two.source, source)
    of_one, of_two = anchors[1].beside(one.target, target), anchors[1].beside(two.target, target)
    return first is not None and second is not None and first is not second and first is of_two and second is of_one


class _Side:
    """The bonds of dates and identifiers by their place in the source (``side`` 0) or the target (1)."""

    def __init__(self, bonds: Sequence[Bond], side: int) -> None:
        placed = [((bond.source, bond.target)[side], order, bond) for order, bond in enumerate(bonds)]
        placed.sort(key=lambda one: one[0].start)
        self._placed = placed
        self._starts = [item.start for item, _, _ in placed]
        self._longest = max((item.end - item.start for item, _, _ in placed), default=0)

    def beside(self, item: Item, text: str) -> Bond | None:
        """The bond nearest to an item in its clause."""
        first = bisect_left(self._starts, item.start - _BESIDE - self._longest)
        last = bisect_right(self._starts, item.end + _BESIDE)
        best: tuple[int, int, Bond] | None = None
        for other, order, bond in self._placed[first:last]:
            if item.start - other.end > _BESIDE:
                continue
            between = text[other.end : item.start] if other.end <= item.start else text[item.end : other.start]
            near_enough = len(between) < _BESIDE and not _CLAUSE.search(between)
            if near_enough and (best is None or (len(between), order) < best[:2]):
                best = len(between), order, bond
        return best[2] if best else None


def _evidence(one: Bond, two: Bond, source: str, target: str) -> tuple[int, int]:
    """How many words beside the numbers say that they have changed places, and how many that they have not."""
    moved = kept = 0
    for words in (near, _before):
        first, second = words(source, one.source), words(source, two.source)
        of_one, of_two = words(target, one.target), words(target, two.target)
        if words is near and not (first and second and of_one and of_two):
            continue
        exchanged = _alike(first, of_two) + _alike(second, of_one)
        moved += exchanged if words is near or exchanged == 2 else 0
        kept += _alike(first, of_one) + _alike(second, of_two)
    return moved, kept


def _vote(text: str, item: Item) -> bool | None:
    """Whether a figure is that of the yes votes or of the no votes: 57 Prozent mit Ja, Nein sagten 43 Prozent."""
    after = _PHRASE.split(text[item.end : item.end + _BESIDE], maxsplit=1)[0]
    before = _PHRASE.split(text[max(0, item.start - _BESIDE) : item.start])[-1]
    found = _VOTE.search(after) or _VOTE.search(before)
    return None if found is None else found[1] is not None


def _votes(one: Bond, two: Bond, source: str, target: str) -> tuple[int, int]:
    """As :func:`_evidence`, for a yes and a no that two figures belong to in both texts."""
    mine, theirs = _vote(source, one.source), _vote(source, two.source)
    of_one, of_two = _vote(target, one.target), _vote(target, two.target)
    if None in (mine, theirs, of_one, of_two) or mine == theirs or of_one == of_two:
        return 0, 0
    return (0, 2) if mine == of_one else (2, 0)


def _from_to(text: str, first: Item, between: str) -> bool:
    """Whether a number opens a "from ... to", "between ... and"."""
    before = _WORDS.findall(text[max(0, first.start - 25) : first.start])
    joints = _WORDS.findall(between)
    return bool(
        before
        and joints
        and len(joints) <= 4
        and before[-1].lower() in small_words("range-lead")
        and joints[-1].lower() in small_words("range-link")
    )
