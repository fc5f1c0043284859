"""Typed canonical values, and when two of them are the same.

A value is one reading of an item ("10.58" may be a number or a time); an item holds all its readings. Equality is by
value, never by string; what counts as the same for another reason (converted, rounded, another clock) is a *grade*.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ..types import Kind

Number = int | float


class Amount(NamedTuple):
    """A number. ``unit`` is a key of units.tsv or currencies.tsv, or empty.

    ``suspect``: this value results only from reading the separators as in the other language ("30.000" in English).
    """

    value: Number
    unit: str = ""
    suspect: bool = False


RATE = "per year"
"""Unit of a frequency: "alle sechs Monate" and "twice a year" are 2."""
PER_YEAR = {"day": 336, "week": 48, "month": 12, "year": 1}
"""Spans of time in a year of twelve months of four weeks, so that twice a month is every two weeks."""


class Vague(NamedTuple):
    """A plural without an exact number: "tens of thousands" is ``Vague(10000)``."""

    value: Number
    unit: str = ""


class Day(NamedTuple):
    """A calendar date or a part of one; ``None`` means not given."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


class Clock(NamedTuple):
    """Minutes after midnight."""

    minutes: int


class Decade(NamedTuple):
    """``start`` is 1990, or 90 if the century is not given."""

    start: int


class Pair(NamedTuple):
    """Two numbers joined by a sign: a score, a ratio, a range of years, a duration in minutes and seconds."""

    parts: tuple[Number, ...]


class Stoppage(NamedTuple):
    """A minute of play and the minutes added to it: the 45th + 2."""

    minute: int
    added: int


class Code(NamedTuple):
    """An identifier, folded to what must survive: letters and digits, upper case."""

    text: str


class Tag(NamedTuple):
    """A member of a closed list: a weekday, a season, a round of a cup (the number of its pairings)."""

    family: Literal["weekday", "season", "round"]
    number: int


class Feast(NamedTuple):
    """A named day: Good Friday. ``month`` and ``day`` are 0 if it has no date, and so is ``weekday`` if it has none."""

    key: str
    month: int = 0
    day: int = 0
    weekday: int = 0
    covers: tuple[str, ...] = ()
    """Keys of the feasts that a general name (New Year) may stand for."""


Value = Amount | Vague | Day | Clock | Decade | Pair | Stoppage | Code | Tag | Feast

STRONG, FIRM, SOFT, SILENT = 3, 2, 1, 0
"""Weight of an item: written in digits; a number word; may be dropped; evidence only."""


@dataclass(slots=True)
class Item:
    """A quantity as found: its readings and its position.

    ``parts`` are the items that it consists of (day, month and year of a date, both figures of a score); they take its
    place if the other side says the same in pieces. ``first``/``last`` are token indices (inclusive).
    """

    kind: Kind
    start: int
    end: int
    readings: tuple[Value, ...]
    weight: int
    first: int
    last: int
    parts: tuple[Item, ...] = ()
    approx: bool = False
    """A word beside it says that it is not exact (nearly, more than)."""
    digits: bool = False
    ordinal: bool = False
    twelve: bool = False
    """A time on the twelve-hour clock."""
    spaced: bool = False
    """Thousands separated by a space ("272, 000")."""
    regnal: bool = False
    """The number of a ruler or pope after the name: Elizabeth I, Johannes Paul der Zweite."""
    origin: Item | None = field(default=None, repr=False)
    """The item that this one is part of, once that has been split."""

    def amount(self) -> Amount | None:
        """The first plain number among the readings."""
        for reading in self.readings:
            if type(reading) is Amount:
                return reading
        return None


def plain(value: Number) -> str:
    """A number without exponent or trailing zeros: ``30000``, ``2.4``."""
    if isinstance(value, int):
        return str(value)
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    if 1e-4 <= abs(value) < 1e9:
        return f"{value:.10g}"
    return f"{value:.{4 if abs(value) > 1 else 15}f}".rstrip("0").rstrip(".")


def _quantity(value: Amount | Vague, prefix: str = "") -> str:
    text = prefix + (str(value.value) if type(value.value) is int else plain(value.value))
    return f"{text} {value.unit}" if value.unit else text


def _date(value: Day) -> str:
    if value.month is None and value.year is not None:
        return str(value.year)
    text = f"{value.year:04d}" if value.year is not None else "-"
    text += f"-{value.month:02d}" if value.month is not None else "--"
    return f"{text}-{value.day:02d}" if value.day is not None else text


def canonical(value: Value) -> str:
    """The readable canonical string of a value, as :attr:`pipeline.types.Fact.values` promises."""
    if isinstance(value, Amount):
        return _quantity(value)
    if isinstance(value, Code):
        return value.text
    if isinstance(value, Vague):
        return _quantity(value, "~")
    if isinstance(value, Day):
        return _date(value)
    if isinstance(value, Clock):
        return f"T{value.minutes // 60:02d}:{value.minutes % 60:02d}"
    if isinstance(value, Decade):
        return f"{value.start}s"
    if isinstance(value, Pair):
        return ":".join(plain(part) for part in value.parts)
    if isinstance(value, Stoppage):
        return f"{value.minute}+{value.added}"
    if isinstance(value, Feast):
        return value.key
    return f"{value.family}:{value.number}"
