"""Acceptable English forms of a value, for human readers: what the checker would have accepted."""

from __future__ import annotations

import re
from functools import lru_cache

from .lexicon import folder, lexicon_of
from .tables import forms as table_forms
from .tables import read_rows
from .values import (
    PER_YEAR,
    RATE,
    Amount,
    Clock,
    Code,
    Day,
    Decade,
    Feast,
    Item,
    Number,
    Pair,
    Stoppage,
    Tag,
    Vague,
    Value,
    plain,
)

_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_MAGNITUDES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_VAGUE = {
    10: "tens", 12: "dozens", 100: "hundreds", 1000: "thousands", 10**4: "tens of thousands",
    10**5: "hundreds of thousands", 10**6: "millions", 10**7: "tens of millions", 10**8: "hundreds of millions",
    10**9: "billions", 10**10: "tens of billions", 10**11: "hundreds of billions", 10**12: "trillions",
}  # fmt: skip
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "dollar": "$", "pound": "£"}
_WORDLESS = frozenset(("digits", "birth", "group"))
"""Units that stand in the number word itself: quartet, triplets."""
_SHARES = {0.5: "half", 0.25: "a quarter", 0.75: "three quarters", 0.3333333333: "a third", 0.6666666667: "two thirds"}
_PARTS = {
    0.5: "half",
    0.25: "a quarter of",
    0.75: "three quarters of",
    0.3333333333: "a third of",
    0.6666666667: "two thirds of",
}
"""Shares before a unit: half an hour, a quarter of a year."""
_ROUNDS = {1: "final", 2: "semi-final", 4: "quarter-final"}
_SEASONS = ("", "spring", "summer", "autumn", "winter")


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, tuple[str, str]], dict[int, str]]:
    """English names of units and currencies, singular and plural, from CLDR and the tables; month names."""
    found: dict[str, list[str]] = {}
    for _, (cls, key, lang, form) in read_rows(folder() / "cldr.tsv", 4):
        if lang == "en" and (cls == "unit" or (cls == "currency" and form.split()[-1].islower())):
            found.setdefault(key, []).append(form)
    names = {key: (forms[0], forms[min(1, len(forms) - 1)]) for key, forms in found.items()}
    for name in ("units.tsv", "currencies.tsv"):
        for _, row in read_rows(folder() / name, 5 if name == "units.tsv" else 4):
            words = [form for form in table_forms(row[-1]) if len(form) > 3 and re.fullmatch(r"[a-z][a-z -]+", form)]
            if row[0] not in names and words:
                names[row[0]] = words[0], next((form for form in words[1:] if form[:3] == words[0][:3]), words[0])
    months = {number: name.capitalize() for name, number in reversed(lexicon_of("en").months.items())}
    return names, months


def weekday(number: int) -> str:
    """English name of the ``number``-th weekday, Monday the first."""
    return next(name for name, value in lexicon_of("en").weekdays.items() if value == number).capitalize()


def grouped(value: Number) -> str:
    """English digits: ``1234567.5`` -> ``1,234,567.5``."""
    text = plain(value)
    whole, _, rest = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-') or 0):,}" + (f".{rest}" if rest else "")


_SHORT = 6
"""Digits and point of a share that says something as a decimal; a thirtieth, 0.03333333333, does not."""


def _numbers(value: Number) -> list[str]:
    share = _SHARES.get(round(value, 10))
    if share:
        return [share]
    if 0 < value < 1 and len(plain(value)) > _SHORT and abs(1 / value - round(1 / value)) < 1e-6:
        return [f"one in {round(1 / value):,}"]
    for size, name in _MAGNITUDES:
        if abs(value) >= size:
            short = plain(round(value / size, 9))
            if len(short) < 8:
                return [f"{short} {name}", grouped(value)]
    result = [grouped(value)]
    if isinstance(value, int) and 0 <= value <= 20:
        result.insert(0, _WORDS[value])
    elif isinstance(value, int) and value >= 1000 and value % 1000 == 0:
        result.append(f"{grouped(value // 1000)} thousand")
    return result


def _amount(value: Number, unit: str) -> list[str]:
    numbers = _numbers(value)
    if not unit or unit in _WORDLESS:
        return numbers
    if unit == RATE:
        return _rate(value)
    if unit == "%":
        return [f"{numbers[-1]} percent", f"{numbers[-1]}%"]
    singular, plural = _names()[0].get(unit, (unit, unit))
    if unit == "deg":
        singular, plural = "degree", "degrees"
    if share := _PARTS.get(round(value, 10)):
        article = "an" if singular[0] in "aeio" or singular.startswith("hour") else "a"
        return [f"{share} {article} {singular}", f"{plain(value)} {plural}"]
    name = singular if abs(value) == 1 else plural
    if unit in _SYMBOLS:
        return [f"{_SYMBOLS[unit]}{numbers[-1] if value < 1000 else numbers[0]}", f"{numbers[0]} {name}"]
    return [f"{number} {name}" for number in (numbers if name.isascii() and "/" not in name else numbers[-1:])]


_EVERY: dict[Number, str] = {often: span for span, often in PER_YEAR.items()}


def _rate(value: Number) -> list[str]:
    """A frequency in the span that gives whole numbers: twice a year, every two years."""
    if (span := _EVERY.get(value)) is not None:
        return [f"every {span}", f"once a {span}"]
    for span, often in sorted(PER_YEAR.items(), key=lambda pair: pair[1]):
        times, every = value / often, often / value
        if abs(times - round(times)) < 1e-6 and round(times) > 0:
            return [{1: f"once a {span}", 2: f"twice a {span}"}.get(round(times), f"{round(times)} times a {span}")]
        if abs(every - round(every)) < 1e-6:
            return [f"every {_numbers(round(every))[0]} {span}s"]
    return [f"{plain(value)} times a year"]


def _clock(minutes: int) -> list[str]:
    hour, minute = divmod(minutes, 60)
    half = "a.m." if hour < 12 else "p.m."
    short = f"{hour % 12 or 12}:{minute:02d} {half}" if minute else f"{hour % 12 or 12} {half}"
    return [short, f"{hour:02d}:{minute:02d}"]


def _day(value: Day) -> list[str]:
    months = _names()[1]
    if value.month is None:
        return [str(value.year if value.year is not None else value.day)]
    month = months[value.month]
    if value.day is None:
        return [f"{month} {value.year}" if value.year else month]
    tail = f", {value.year}" if value.year else ""
    return [f"{month} {value.day}{tail}", f"{value.day} {month}{tail.replace(',', '')}"]


def forms(value: Value) -> list[str]:
    """English forms of one value, the usual one first."""
    match value:
        case Amount(number, unit, _):
            return _amount(number, unit)
        case Vague(number, _):
            return [_VAGUE.get(int(number), f"about {grouped(number)}")]
        case Day():
            return _day(value)
        case Clock(minutes):
            return _clock(minutes)
        case Decade(start):
            return [f"{start}s"]
        case Pair(parts):
            return ["-".join(plain(part) for part in parts)]
        case Stoppage(minute, added):
            return [f"{minute}+{added}"]
        case Feast(key):
            return [key.replace("-", " ")]
        case Tag("round", number):
            return [_ROUNDS.get(number, f"last {2 * number}")]
        case Tag("weekday", number):
            return [weekday(number)]
        case Tag(_, number):
            return [_SEASONS[number]]
        case Code(text):
            return [text]


def expected(item: Item, written: str) -> tuple[str, ...]:
    """A few acceptable English forms of an item; an identifier stays as it is ``written``."""
    if item.kind == "identifier":
        return (written,)
    found: dict[str, None] = {}
    for reading in item.readings:
        if type(reading) is Amount and reading.suspect:
            continue
        if type(reading) is Amount and item.kind == "date" and not reading.unit:
            found[plain(reading.value)] = None
            continue
        for form in forms(reading):
            found[form] = None
    return tuple(found)[:3]
