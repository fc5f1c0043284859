"""Put the English of the training text into one form: a small model that sees every date in two forms writes both.

The forms are those of the checker and of English-language news: May 5, 2012; 6:30 p.m.; 2-1; percent; 3 1/2. A form
is only changed if the German side shows what is meant.
"""

from __future__ import annotations

import re

from ..translate.source_text import fractions_in_digits

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY_FIRST = re.compile(
    r"(?<![\d.,:/–-])(?<!\b[Tt]o )(?<!\band )(?<!\bor )(?:\b[Tt]he )?\b([123]?\d)(?:st|nd|rd|th)?(?: of)? "
    rf"({_MONTH})\b(?:,? (\d{{4}})\b)?"
)
_HALF_DAY = re.compile(r"(?<![\d.,:])(\d{1,2})(?:[:.](\d\d))? ?([AaPp])(?:m\b\.?|M\b\.?|\.m\.)")
_GERMAN_CLOCK = re.compile(r"\b([01]?\d|2[0-4])(?:[.:]([0-5]\d))? ?Uhr\b")
_ENGLISH_CLOCK = re.compile(
    r"(?<![\d:.,])([01]?\d|2[0-4])[:.]([0-5]\d)(?![\d:%]|[.,]\d)(?: (?:hours|o'clock|hrs|h)\b)?(?! ?[AaPp]\.?[Mm])"
)
_GERMAN_SCORE = re.compile(r"(?<![\d:.,])(\d{1,2}):(\d)(?![\d:]|[.,]\d| Uhr)")
_PER_CENT = re.compile(r"\bper cent\b")


def house_form(german: str, english: str) -> str:
    """English with its dates, clock times, scores, percentages and fractions in house form."""
    english = fractions_in_digits(english)
    if not any(map(str.isdigit, english)):
        return english
    english = _DAY_FIRST.sub(lambda m: _date(m, german), english)
    english = _PER_CENT.sub("percent", english)
    english = _HALF_DAY.sub(lambda m: f"{m[1]}{f':{m[2]}' if m[2] else ''} {m[3].lower()}.m.", english)
    clock = {(int(hour), int(minute or 0)) for hour, minute in _GERMAN_CLOCK.findall(german)}
    if clock:
        english = _ENGLISH_CLOCK.sub(lambda m: _clock(m, clock), english)
    for left, right in _GERMAN_SCORE.findall(german):
        english = re.sub(rf"(?<![\d:.,]){left}:{right}(?![\d:]|[.,]\d)", f"{left}-{right}", english)
    return english


def _date(found: re.Match[str], german: str) -> str:
    day, month, year = found.groups()
    if not re.search(rf"(?<!\d)0?{day}\.", german):
        return found[0]
    return f"{month} {day}, {year}" if year else f"{month} {day}"


def _clock(found: re.Match[str], meant: set[tuple[int, int]]) -> str:
    hour, minute = int(found[1]), int(found[2])
    if (hour, minute) not in meant:
        return found[0]
    half = "p.m." if 12 <= hour < 24 else "a.m."
    return f"{(hour - 1) % 12 + 1}:{minute:02} {half}" if minute else f"{(hour - 1) % 12 + 1} {half}"
