"""What a single word may say about quantities."""

from __future__ import annotations

from dataclasses import dataclass

from .values import FIRM, Number, Value


@dataclass(frozen=True, slots=True)
class Idiom:
    """A fixed phrase in which a number word counts nothing. ``anchor``: index of the number word in ``words``."""

    words: tuple[str, ...]
    anchor: int
    value: Number | None
    """Value that the other language may still show, if any."""
    reading: Value | None = None
    """The meaning of the whole phrase, if it names a thing: Good Friday, goalless."""
    weight: int = FIRM
    """Weight of ``reading``."""


@dataclass(slots=True)
class Word:
    """The possible meanings of a word; ``None`` if it has none of that kind. A word may have several."""

    exact: Number | None = None
    """A cardinal: twelve, zweieinhalb."""
    one: bool = False
    """An article that may also be the number one."""
    ordinal: int | None = None
    magnitude: int | None = None
    """It multiplies the number before it: Mrd., million, Dutzend."""
    vague: Number | None = None
    """A plural without an exact number: Zehntausende."""
    part: float | None = None
    """A fraction: Drittel."""
    denominator: int | None = None
    """Of a fraction, or of an ordinal that may be one: fifth."""
    times: Number | None = None
    """A multiple: dreimal, verdoppelt."""
    count: Number | None = None
    """A number inside a word: Zweitligist, trio."""
    unit: str | None = None
    """Unit of the number inside the word: sechzehnjährig -> year."""
    month: int | None = None
    weekday: int | None = None
    short_day: int | None = None
    """A weekday if a date, a time or another weekday is beside it: Mo, Sat."""
    season: int | None = None
    clock: int | None = None
    """Minutes after midnight: noon."""
    decade: int | None = None
    """neunziger -> 90."""
    roman: bool = False
    """Capital letters that may be a Roman numeral."""
    sign: float | None = None
    """A fraction sign: ½."""
    weight: int = FIRM
    idioms: tuple[Idiom, ...] = ()
    phrase: bool = False
    """It has meaning only in one of its fixed phrases."""
