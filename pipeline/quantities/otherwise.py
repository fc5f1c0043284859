"""The same value expressed differently: converted, rounded, on another clock, as a share or a percentage."""

from __future__ import annotations

from typing import Literal

from .units import UnitTable
from .values import SILENT, Amount, Clock, Item, Number, Tag, Vague

Grade = Literal[
    "same",
    "format",
    "spaced",
    "unit",
    "other unit",
    "converted",
    "rounded",
    "clock",
    "clock12",
    "shifted",
    "reversed",
    "ambiguous",
    "letter",
    "variety",
    "percent",
    "percent lost",
]
"""How two items agree. ``same`` needs no comment; the others become findings."""
_CONVERTED = 0.06
"""Maximum relative error of a converted figure rounded on purpose (25 miles for 40 km is off by 0.6 %)."""
_CONVERTED_TIME = 0.025
"""The same for spans of time, which are rounded less freely: 30 days are a month, 23 hours are not a day."""
_EXACT = 0.005
"""Maximum relative error of an exact conversion."""


def otherwise(left: Item, right: Item, units: UnitTable) -> tuple[int, Grade] | None:
    """Cost and grade of two items that agree only when converted or rounded."""
    best: tuple[int, Grade] | None = None
    for a in left.readings:
        for b in right.readings:
            found = None
            if type(a) is Amount and type(b) is Amount:
                found = _convertible(a, b, units) or _rounded(a, b, left, right, units)
            elif type(a) is Clock and type(b) is Clock and (a.minutes - b.minutes) % 720 == 0:
                found = (250, "clock")
            elif type(a) is Tag and type(b) is Tag and a.family == b.family == "weekday":
                found = (300, "shifted") if (a.number - b.number) % 7 in (1, 6) else None
            elif type(a) is Vague and type(b) is Vague and a.value == b.value:
                found = (100, "unit")
            if found is not None and (best is None or found[0] < best[0]):
                best = found
    if best is not None and SILENT in (left.weight, right.weight) and best[1] not in ("converted", "percent"):
        return None
    return best


def _convertible(a: Amount, b: Amount, units: UnitTable) -> tuple[int, Grade] | None:
    if a.suspect or b.suspect:
        return None
    if not a.unit or not b.unit:
        if (a.unit == "%" or b.unit == "%") and not (a.unit and b.unit):
            share, other = (a.value / 100, b.value) if a.unit else (b.value / 100, a.value)
            if abs(share - other) < 0.008 and 0 < other < 1:
                return 150, "percent"
        return None
    if units.same(a.unit, b.unit) and a.unit != "deg" and b.unit != "deg":
        return None
    left = ("°C", "°F") if a.unit == "deg" else (a.unit,)
    right = ("°C", "°F") if b.unit == "deg" else (b.unit,)
    bare = a.unit == b.unit
    for x in left:
        for y in right:
            if x == y:
                continue
            for value in units.convert(a.value, x, y)[: 1 if bare else 2]:
                gap = abs(value - b.value) / max(abs(value), abs(b.value), 1e-9)
                if gap < (_CONVERTED_TIME if units.dimension(x) == "second" else _CONVERTED) or (
                    y in ("°C", "°F") and abs(value - b.value) <= 1.5
                ):
                    return (10 if gap < _EXACT else 200), "converted"
    return None


def significant(value: Number) -> int:
    """Number of significant digits of an integer or decimal as written without trailing zeros."""
    return len(f"{abs(value):.10g}".replace(".", "").strip("0")) or 1


def _rounded(a: Amount, b: Amount, left: Item, right: Item, units: UnitTable) -> tuple[int, Grade] | None:
    if not units.same(a.unit, b.unit) or a.value == 0 or b.value == 0:
        return None
    if "date" in (left.kind, right.kind):
        return None
    fine, coarse, approx = a, b, right.approx or left.approx
    digits = significant(coarse.value)
    if significant(fine.value) <= digits or abs(fine.value) < 20 or (not approx and digits > 2):
        return None
    if abs(a.value - b.value) / abs(fine.value) > 0.05:
        return None
    rounded = float(f"{fine.value:.{digits}g}")
    step = 10 ** (len(str(int(abs(fine.value)))) - digits)
    return (
        (350, "rounded")
        if abs(rounded - coarse.value) < 1e-9 or (approx and abs(rounded - coarse.value) <= step)
        else None
    )
