"""Findings on matched items that do not agree in every respect."""

from __future__ import annotations

import re
from dataclasses import replace

from ..types import Finding, Severity
from .findings import Texts, finding
from .lexicon import small_words
from .match import Bond
from .render import weekday
from .values import RATE, SILENT, Amount, Clock, Item, Tag

_NOON = 13 * 60
_GOES_WITHOUT = frozenset(("year", "digits", "birth", "group", RATE))
"""Units that English may leave out (a boy of 16), or that stand in the number word itself."""
_ALONE = re.compile(
    r"\s*(?:[,;.!?)]|$|(?:vor|hinter|und|oder|sowie|bis|gegen|in|bei|für|ahead|behind|and|or|to|against|for)\b)"
)
"""What follows a number that counts no noun of its own."""
_PERCENT = re.compile(r"[^.!?;]{0,60}?\d\s?(?:%|Prozent|per\s?cent)")
_PERCENT_BEFORE = re.compile(r"\d\s?(?:%|Prozent|per\s?cent)[^.!?;]*$")
_RANGE = re.compile(r"[€$£]\s?\d[\d.,]*\s?(?:to|and|or|[-–])\s?$")
"""A sign before the first figure of a range, which is the last one's as well."""
_SIGNED = re.compile(r"\s(?:to|and|or)\s(?:plus\s|minus\s|[+−-])")
"""A range whose last figure has the unit of both, and a sign."""
_WORD = re.compile(r"[^\W\d_]+")
_NIGHT_TO = re.compile(r"\bNacht (?:zum?|auf(?: den)?) $")
"""What makes a German weekday the end of a night."""
_LINKS = ("to ", "and ", "/", "-", "–", "– ")
_NIGHT = re.compile(r" night\b")
_SEPARATED = re.compile(r"\d+(?:[.,]\d+)+")
"""Digits with the separators between them."""


def remark(bond: Bond, texts: Texts) -> Finding | None:
    """The finding for a bond, ``None`` if both items say exactly the same."""
    a, b = bond.source, bond.target
    if bond.grade == "same":
        return _night_later(a, b, texts) or _incomplete(a, b, texts)
    said = texts.source[a.start : a.end]
    shown = texts.target[b.start : b.end]
    silent = SILENT in (a.weight, b.weight)
    severity: Severity
    match bond.grade:
        case "format":
            message = f"“{shown}” keeps the German separators, so that an English reader takes it for another number."
            if _SEPARATED.search(shown) is None or _SEPARATED.findall(shown) != _SEPARATED.findall(said):
                message = f"“{said}” became “{shown}”, which is another number in English."
            return finding("format", "error", a, b, texts, message)
        case "spaced":
            return finding("format", "note", a, b, texts, f"“{shown}” has a stray space.")
        case "other unit":
            message = f"“{said}” became “{shown}”, which is a different kind of quantity."
            return None if silent else finding("changed", "error", a, b, texts, message, "unit")
        case "percent lost":
            message = f"“{said}” became “{shown}”: only one of the two is a percentage."
            if silent or _elided(a, texts.source) or _elided(b, texts.target):
                return None
            return finding("changed", "warning", a, b, texts, message, "unit")
        case "unit":
            points = {amount.unit for item in (a, b) if (amount := item.amount()) is not None} == {"%", "pp"}
            severity = "warning" if silent or points else "error"
            return finding(
                "changed", severity, a, b, texts, f"“{said}” became “{shown}”: the unit has changed.", "unit"
            )
        case "converted":
            return finding("converted", "note", a, b, texts, f"“{said}” was converted to “{shown}”.", "unit")
        case "rounded":
            severity = "note" if a.approx or b.approx else "warning"
            return finding("rounded", severity, a, b, texts, f"“{said}” was rounded to “{shown}”.")
        case "percent":
            return finding("rounded", "note", a, b, texts, f"“{said}” and “{shown}” are the same share, rounded.")
        case "variety":
            message = f"“{shown}” will be read as US dollars, but the source says “{said}”."
            return finding("changed", "warning", a, b, texts, message, "unit")
        case "letter":
            return finding("changed", "note", a, b, texts, f"“{said}” has lost its letter in “{shown}”.")
        case "ambiguous":
            return finding(
                "ambiguous", "note", a, b, texts, f"“{shown}” can also be read as a different date from “{said}”."
            )
        case "clock":
            message = f"“{said}” and “{shown}” are twelve hours apart."
            return finding("changed", "error" if _exact(a, b) else "warning", a, b, texts, message, "time")
        case "clock12":
            return finding("clock12", "note", a, b, texts, f"“{said}” is “{shown}” on the twelve-hour clock.", "time")
        case "shifted":
            if _ends_a_night(a, texts) and _begins_a_night(b, texts):
                return None
            night = _mentions(texts, "night")
            message = f"The weekday “{said}” became “{shown}”."
            return finding("changed", "note" if night else "error", a, b, texts, message)
        case "reversed":
            severity = "note" if _mentions(texts, "defeat") else "warning"
            return finding("swapped", severity, a, b, texts, f"The score “{said}” is reversed: “{shown}”.")


def _ends_a_night(source: Item, texts: Texts) -> bool:
    return _NIGHT_TO.search(texts.source[max(0, source.start - 20) : source.start]) is not None


def _begins_a_night(target: Item, texts: Texts) -> bool:
    return _NIGHT.match(texts.target, target.end) is not None


def _night_later(a: Item, b: Item, texts: Texts) -> Finding | None:
    """The night to Thursday is Wednesday night; "Thursday night" is the one after it.

    A note, as every third translator writes so; a translation of our own is put right all the same.
    """
    day = next((reading for reading in a.readings if isinstance(reading, Tag) and reading.family == "weekday"), None)
    if day is None or not (_ends_a_night(a, texts) and _begins_a_night(b, texts)):
        return None
    if texts.target[max(0, b.start - 5) : b.start].endswith(_LINKS):
        return None  # from Wednesday to Thursday night
    said, shown = texts.source[a.start : a.end], texts.target[b.start : b.end]
    meant = weekday((day.number - 2) % 7 + 1)
    message = f"The night to “{said}” is {meant} night; “{shown} night” is a day later."
    return replace(finding("format", "note", a, b, texts, message), expected=(meant,))


def _elided(item: Item, text: str) -> bool:
    """Whether a number without a noun shares the percent of another of its sentence: 31 vor der SPD mit 24 Prozent."""
    amount = item.amount()
    if amount is None or amount.unit or not _ALONE.match(text, item.end):
        return False
    return (
        _PERCENT.match(text, item.end) is not None
        or _PERCENT_BEFORE.search(text[max(0, item.start - 60) : item.start]) is not None
    )


def _incomplete(a: Item, b: Item, texts: Texts) -> Finding | None:
    """The note for an equal value that is less than the source says: its unit or the part of the day is gone."""
    if SILENT in (a.weight, b.weight) or texts.direction != "both":
        return None
    said, shown = texts.source[a.start : a.end], texts.target[b.start : b.end]
    one = a.amount()
    if one is not None and one.unit and one.unit not in _GOES_WITHOUT:
        if one.unit == "%" and (share := b.amount()) is not None and share.value != one.value:
            return None  # nine in ten
        if _RANGE.search(texts.target[max(0, b.start - 30) : b.start]) or _SIGNED.match(texts.target, b.end):
            return None  # €3 to 5, minus four and plus two degrees
        if any(isinstance(reading, Amount) and reading.unit for reading in b.readings) or b.amount() is None:
            return None
        return finding("missing", "note", a, b, texts, f"The unit of “{said}” is missing: “{shown}”.", "unit")
    if isinstance(a.readings[0], Tag) and said.lower().removesuffix("s").endswith(tuple(small_words("day-part"))):
        words = set(_WORD.findall(texts.target.lower()))
        if words.isdisjoint(small_words("day-part")):
            return finding("missing", "note", a, b, texts, f"“{shown}” leaves out the time of day: “{said}”.", "time")
    return None


def _exact(a: Item, b: Item) -> bool:
    """Whether a source time leaves no choice between morning and evening, as a bare hour ("um 8 Uhr") does."""
    if a.twelve and b.twelve:
        return True
    return any(isinstance(r, Clock) and (r.minutes >= _NOON or (a.digits and r.minutes % 60)) for r in a.readings)


def _mentions(texts: Texts, role: str) -> bool:
    both = f"{texts.source} {texts.target}".lower()
    return any(word in both for word in small_words(role))
