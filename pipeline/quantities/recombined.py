"""Figures of a summary whose parts the article has in different places: 5 March, of "March" and of "5 goals"."""

from __future__ import annotations

from collections.abc import Sequence

from .match import Bond
from .values import SILENT, Amount, Day, Item, Pair

_TOGETHER = 80
"""Characters within which the article must have the parts of one figure."""


def recombined(bonds: Sequence[Bond]) -> list[Item]:
    """The wholes of the target whose parts were matched with figures of the source that do not stand together.

    That is the two figures of a score, and the day and month of a date; a year may be taken from anywhere.
    """
    parts: dict[int, list[Bond]] = {}
    for bond in bonds:
        whole = bond.target.origin
        if whole is not None and not _is_year(bond.target):
            parts.setdefault(id(whole), []).append(bond)
    found = []
    for matched in parts.values():
        whole = matched[0].target.origin
        if whole is None or len(matched) < 2 or not isinstance(whole.readings[0], Pair | Day):
            continue
        sources = sorted((bond.source for bond in matched), key=lambda item: item.start)
        apart = sources[-1].start - sources[0].end > _TOGETHER
        if apart or any(item.weight == SILENT and item.origin is None for item in sources):
            found.append(whole)
    return found


def _is_year(item: Item) -> bool:
    reading = item.readings[0]
    return isinstance(reading, Amount) and item.kind == "date" and reading.value > 31
