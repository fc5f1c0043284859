"""A fall given as a negative figure on one side and in words on the other: minus 3 Prozent, down 3 percent."""

from __future__ import annotations

import re

from .findings import Texts
from .lexicon import small_words
from .match import Bond, Matching
from .values import Item

_BEFORE, _AFTER = 48, 24
"""Characters around a figure in which a word may say which way it went."""
_CLAUSE = re.compile(r"[;:()]|[.,](?=\s)")
_WORD = re.compile(r"[^\W\d_]+")
_DEGREES = frozenset(("deg", "°C", "°F"))
"""For temperatures a fall is not a value below zero, so they are left as they are."""


def settle(matching: Matching, texts: Texts) -> None:
    """Join leftovers that differ only in sign, if the words beside the positive one say that it fell."""
    for a in list(matching.source):
        for b in matching.target:
            if _opposite(a, b) and _falls(*((texts.target, b) if _negative(a) else (texts.source, a))):
                matching.bonds.append(Bond(a, b, "same"))
                matching.source.remove(a)
                matching.target.remove(b)
                break


def turned(bond: Bond, texts: Texts) -> bool:
    """Whether one side has a share with a plus before it, and the other says that it fell: plus 5, down 5."""
    amount = bond.source.amount()
    if bond.grade != "same" or amount is None or amount.unit not in ("%", "pp"):
        return False
    one, two = _plus(texts.source, bond.source), _plus(texts.target, bond.target)
    return (one and not two and _falls(texts.target, bond.target)) or (
        two and not one and _falls(texts.source, bond.source)
    )


def _plus(text: str, item: Item) -> bool:
    return text[max(0, item.start - 5) : item.start].lower() == "plus "


def _negative(item: Item) -> bool:
    amount = item.amount()
    return amount is not None and amount.value < 0


def _opposite(a: Item, b: Item) -> bool:
    x, y = a.amount(), b.amount()
    if x is None or y is None or not x.value or x.unit in _DEGREES or y.unit in _DEGREES:
        return False
    return x.value == -y.value and (x.unit == y.unit or not x.unit or not y.unit)


def _falls(text: str, item: Item) -> bool:
    """Whether the nearest word of direction says that the item went down."""
    ahead = _CLAUSE.split(text[max(0, item.start - _BEFORE) : item.start])[-1]
    behind = _CLAUSE.split(text[item.end : item.end + _AFTER])[0]
    best: tuple[int, bool] | None = None
    places = [(len(ahead) - word.end(), word.group()) for word in _WORD.finditer(ahead)]
    places += [(word.start(), word.group()) for word in _WORD.finditer(behind)]
    for distance, word in places:
        down = _says(word, "falling")
        if (down or _says(word, "rising")) and (best is None or distance < best[0]):
            best = distance, down
    return best is not None and best[1]


def _says(word: str, role: str) -> bool:
    return word.lower().startswith(tuple(small_words(role)))
