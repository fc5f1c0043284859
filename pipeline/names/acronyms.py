"""Accounting for names across spellings in one word, in two, or in initials."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from .items import Item, Pair
from .side import Side, base_forms, vicinity

_CODE = 3
_SMALL_WORDS = frozenset(
    [
        *["of", "the", "and", "for", "in", "to", "on", "a", "an"],
        *["der", "die", "das", "des", "und", "fur", "von", "im", "zu", "am"],
    ]
)


def by_initials(items: Iterable[Item], side: Side, other: Side) -> None:
    """Accept an acronym for the words it stands for, and each of those words for the acronym."""
    initials = ""
    for item in items:
        if item.how or item.known or item.first != item.last:
            continue
        word = side.words[item.first]
        if word.text.isupper() and 2 <= len(word.text) <= 6:
            initials = initials or "".join(w.fold[0] for w in other.words if w.fold not in _SMALL_WORDS)
            at = initials.find(word.fold)
            if at >= 0 and (len(word.text) > 2 or other.words[min(at, len(other.words) - 1)].capital):
                item.how = "initials"
        elif (at := _acronym_of(side, item.first, other)) >= 0:
            item.how, item.partner = "initials", at


def _acronym_of(side: Side, index: int, other: Side) -> int:
    letter = side.words[index].fold[0]
    for at in vicinity(side, index, other):
        word = other.words[at]
        plain = word.text.replace(".", "")
        if not plain.isupper() or not 2 <= len(plain) <= 6 or letter not in word.fold:
            continue
        low = max(0, index - len(plain) - 2)
        run = "".join(w.fold[0] for w in side.words[low : index + len(plain) + 2] if w.fold not in _SMALL_WORDS)
        if word.fold in run and word.fold not in side.folds:
            return at
    return -1


def by_joining(items: Iterable[Item], side: Side, other: Side) -> None:
    """Accept what one side writes in one word and the other in two: Gruga-Halle, Grugahalle; GSG9, GSG 9."""
    mine = theirs = frozenset[str]()
    for item in items:
        if item.how or item.known or item.first != item.last:
            continue
        mine, theirs = mine or _joined(side), theirs or _joined(other)
        word = side.words[item.first]
        folds = [w.fold for w in side.words[max(0, item.first - 1) : item.first + 2]]
        together = {a + b for a, b in pairwise(folds)}
        if not theirs.isdisjoint(base_forms(word.fold, side.lang)) or not together.isdisjoint(other.folds):
            item.how = "copy"


def by_code(pair: Pair) -> None:
    """Accept a country for its three letters (SWE, Sweden), as sport reports have them."""
    for side, items, others in (
        (pair.left, pair.mine, [i for i in pair.theirs if not i.how]),
        (pair.right, pair.theirs, [i for i in pair.mine if not i.how]),
    ):
        other_side = pair.right if side is pair.left else pair.left
        for item in items:
            code = side.words[item.first]
            if item.how or not (code.text.isupper() and len(code.fold) == _CODE):
                continue
            for other in others:
                if other.known and other_side.words[other.first].fold.startswith(code.fold):
                    item.how, item.partner, other.how, other.partner = "initials", other.first, "initials", item.first


def _joined(side: Side) -> frozenset[str]:
    return frozenset(a.fold + b.fold for a, b in pairwise(side.words))
