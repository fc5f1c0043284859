"""Figures of a summary that its article bears out without stating them: rounded, vague, summed up.

A translation has no such licence; a summary may say "more than 18,000" of 18,799, "dozens" of 72, "in her fifties" of a
woman of 56, "the past five years" of 2010 to 2015, and add up two figures that stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .match import Bond
from .units import UnitTable
from .values import SILENT, STRONG, Amount, Decade, Item, Number, Vague

_MORE = re.compile(r"\b(?:more than|over|above|at least|upwards of|in excess of)\s+(?:[^\w\s]|an?\s)?$", re.IGNORECASE)
_LESS = re.compile(
    r"\b(?:less than|fewer than|under|below|almost|nearly|up to|close to)\s+(?:[^\w\s]|an?\s)?$", re.IGNORECASE
)
_BEFORE = 24
"""Characters before a figure in which a bound of it stands."""
_PAST = 0.15
"""By how much a figure may be past a bound that is said of it: more than a dozen may be 13, hardly 30."""
_VAGUE = 10
"""How many times a vague word one figure may be: dozens may be 72, hundreds may not be 12,000."""
_BESIDE = 100
"""Characters within which two figures are side by side, so that a reader may add them up."""
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Article:
    """The exact figures of an article, the sums of those that stand side by side, and the spans of its years."""

    amounts: tuple[Amount, ...]
    sums: frozenset[tuple[Number, str]]
    spans: frozenset[int]

    @classmethod
    def of(cls, bonds: Iterable[Bond], rest: Sequence[Item]) -> Article:
        """The figures of the source, whether they have a counterpart or not."""
        items = sorted(
            {id(item): item for item in (*(bond.source for bond in bonds), *rest)}.values(), key=lambda i: i.start
        )
        read = [(item, amount) for item in items if (amount := item.amount()) is not None]
        counts = [(item, amount) for item, amount in read if item.kind != "date" and item.weight > SILENT]
        sums = {
            (one.value + two.value, one.unit)
            for (a, one), (b, two) in pairwise(counts)
            if one.unit == two.unit and b.start - a.end < _BESIDE
        }
        years = sorted({int(amount.value) for _, amount in read if not amount.unit and amount.value in _YEARS})
        spans = frozenset(later - earlier for place, earlier in enumerate(years) for later in years[place + 1 :])
        return cls(tuple(amount for _, amount in read), frozenset(sums), spans)


def borne_out(item: Item, text: str, article: Article, units: UnitTable) -> bool:
    """Whether the article's figures bear out a figure of its summary that none of them equals."""
    before = text[max(0, item.start - _BEFORE) : item.start]
    more, less = _MORE.search(before) is not None, _LESS.search(before) is not None
    for reading in item.readings:
        if isinstance(reading, Vague) and any(
            reading.value <= amount.value < _VAGUE * reading.value and amount.unit in ("", reading.unit)
            for amount in article.amounts
        ):
            return True
        if (
            isinstance(reading, Decade)
            and reading.start < 100
            and any(
                reading.start <= amount.value < reading.start + 10 and amount.unit in ("", "year")
                for amount in article.amounts
            )
        ):
            return True
        if not isinstance(reading, Amount):
            continue
        if item.weight < STRONG and reading.unit == "year" and reading.value in article.spans:
            return True
        if item.origin is None and reading.value > 2 and (reading.value, reading.unit) in article.sums:
            return True
        if (more or less) and any(
            (reading.value < amount.value <= (1 + _PAST) * reading.value)
            if more
            else ((1 - _PAST) * reading.value <= amount.value < reading.value)
            for amount in article.amounts
            if units.same(amount.unit, reading.unit)
        ):
            return True
    return False
