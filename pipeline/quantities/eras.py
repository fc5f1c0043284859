"""Years and centuries before the Common Era: the words that say so belong to the figure before them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..types import Lang
from .values import Amount, Item, Pair, Value

_SIGNS: dict[Lang, tuple[str, ...]] = {
    "de": ("Chr", "u. Z", "u.Z", "u.\u00a0Z", "u.\u202fZ", "Zeitrechnung"),
    "en": ("BC", "B.C", " AD", " CE", "A.D", "Christ"),
}
"""A text without any of these names no era; searching for them is cheaper than matching the pattern."""
_ERAS: dict[Lang, re.Pattern[str]] = {
    "de": re.compile(
        r"\s(?:(?P<before>v\.\s?Chr\.?|vor\sChrist[iu]s?(?:\sGeburt)?|v\.\s?u\.\s?Z\.|vor\sunserer\sZeitrechnung)"
        r"|n\.\s?Chr\.?|nach\sChrist[iu]s?(?:\sGeburt)?|n\.\s?u\.\s?Z\.|unserer\sZeitrechnung)"
    ),
    "en": re.compile(
        r"\s?(?:(?P<before>BCE?|B\.C\.(?:E\.)?|before\sChrist|before\sthe\sCommon\sEra)"
        r"|AD|A\.D\.|CE|after\sChrist)(?!\w)"
    ),
}
_LINKS = frozenset(("bis", "und", "to", "and", "-", "–", "—", "bis zum", "to the", "or", "oder", "until"))


def date_back(items: Sequence[Item], text: str, lang: Lang) -> None:
    """Give the figures before an era mark their era: before Christ they are negative."""
    if not any(sign in text for sign in _SIGNS[lang]):
        return
    ends = {item.end: index for index, item in enumerate(items)}
    for mark in _ERAS[lang].finditer(text):
        place = ends.get(mark.start())
        if place is None and text[mark.start() - 1] == ".":  # 13. Jh. v. Chr.
            place = ends.get(mark.start() - 1)
        if place is None or items[place].kind == "time":
            continue
        item = items[place]
        if mark["before"]:
            _negate(item)
            earlier = items[place - 1] if place else None
            if earlier is not None and text[earlier.end : item.start].strip(" .").lower() in _LINKS:
                _negate(earlier)
        item.end = mark.end()


def _negate(item: Item) -> None:
    item.readings = tuple(_negative(reading) for reading in item.readings)
    for part in item.parts:
        _negate(part)


def _negative(reading: Value) -> Value:
    if type(reading) is Amount and reading.value > 0:
        return reading._replace(value=-reading.value)
    return Pair(tuple(-part for part in reading.parts)) if type(reading) is Pair else reading
