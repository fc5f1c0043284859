"""Findings on matched items that do not agree in every respect."""

from __future__ import annotations

from ..types import Finding, Severity
from .findings import Texts, finding
from .lexicon import small_words
from .match import Bond
from .values import SILENT, Clock, Item

_NOON = 13 * 60


def remark(bond: Bond, texts: Texts) -> Finding | None:
    """The finding for a bond, ``None`` if both items say exactly the same."""
    if bond.grade == "same":
        return None
    a, b = bond.source, bond.target
    said = texts.source[a.start : a.end]
    shown = texts.target[b.start : b.end]
    silent = SILENT in (a.weight, b.weight)
    severity: Severity
    match bond.grade:
        case "format":
            message = f"“{shown}” is written the wrong way for English: “{said}” was meant."
            return finding("format", "error", a, b, texts, message)
        case "spaced":
            return finding("format", "note", a, b, texts, f"“{shown}” has a stray space.")
        case "other unit":
            message = f"“{said}” and “{shown}” measure different things."
            return None if silent else finding("changed", "error", a, b, texts, message, "unit")
        case "percent lost":
            message = f"“{said}” and “{shown}”: only one of them is a percentage."
            return None if silent else finding("changed", "warning", a, b, texts, message, "unit")
        case "unit":
            points = {amount.unit for item in (a, b) if (amount := item.amount()) is not None} == {"%", "pp"}
            severity = "warning" if silent or points else "error"
            return finding("changed", severity, a, b, texts, f"The unit of “{said}” became “{shown}”.", "unit")
        case "converted":
            return finding("converted", "note", a, b, texts, f"“{said}” was converted to “{shown}”.", "unit")
        case "rounded":
            severity = "note" if a.approx or b.approx else "warning"
            return finding("rounded", severity, a, b, texts, f"“{said}” was rounded to “{shown}”.")
        case "percent":
            return finding("rounded", "note", a, b, texts, f"“{said}” and “{shown}” are the same share, rounded.")
        case "variety":
            message = f"“{shown}” reads as US dollars; “{said}” are others."
            return finding("changed", "warning", a, b, texts, message, "unit")
        case "letter":
            return finding("changed", "note", a, b, texts, f"“{said}” has lost its letter in “{shown}”.")
        case "ambiguous":
            return finding("ambiguous", "note", a, b, texts, f"“{shown}” may be read as another date than “{said}”.")
        case "clock":
            message = f"“{said}” and “{shown}” are twelve hours apart."
            return finding("changed", "error" if _exact(a, b) else "warning", a, b, texts, message, "time")
        case "clock12":
            return finding("clock12", "note", a, b, texts, f"“{said}” is “{shown}” on the twelve-hour clock.", "time")
        case "shifted":
            night = _mentions(texts, "night")
            message = f"The weekday “{said}” became “{shown}”."
            return finding("changed", "note" if night else "error", a, b, texts, message)
        case "reversed":
            severity = "note" if _mentions(texts, "defeat") else "warning"
            return finding("swapped", severity, a, b, texts, f"The score “{said}” is turned round in “{shown}”.")


def _exact(a: Item, b: Item) -> bool:
    """Whether a source time leaves no choice between morning and evening, as a bare hour ("um 8 Uhr") does."""
    if a.twelve and b.twelve:
        return True
    return any(isinstance(r, Clock) and (r.minutes >= _NOON or (a.digits and r.minutes % 60)) for r in a.readings)


def _mentions(texts: Texts, role: str) -> bool:
    both = f"{texts.source} {texts.target}".lower()
    return any(word in both for word in small_words(role))
