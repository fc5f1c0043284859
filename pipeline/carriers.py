"""Carrier sentences filled with random quantities, dates, times and names, German beside English.

They train the embedded model (:mod:`pipeline.training.synthetic`) and load the machine in ``wortlaut bench``. Persons
and towns are assembled from syllables, so that no real person is named and the model has to copy, not remember. What
English calls otherwise is real, since it has to be remembered: the exonyms of the tables of names.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from . import exonyms

_SLOT = re.compile(r"\{([a-z]+)(\d?)\}")
_VOWEL = re.compile(r"\b([Aa]) (?=(?:8\d?|11|18)-)")
"""An article before an age that begins with a vowel: an 18-year-old."""
_MONTHS = (
    *zip(("Januar", "Februar", "März", "April"), ("January", "February", "March", "April"), strict=True),
    *zip(("Mai", "Juni", "Juli", "August"), ("May", "June", "July", "August"), strict=True),
    *zip(("September", "Oktober", "November"), ("September", "October", "November"), strict=True),
    ("Dezember", "December"),
)
_SMALL = (
    *zip(
        ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"],
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        strict=True,
    ),
    *((str(n), str(n)) for n in (13, 14, 15, 17, 21, 38, 54, 96)),
)
_MAGNITUDES = tuple(
    zip(
        ["Millionen", "Milliarden", "Mio.", "Mrd.", "Billionen"],
        ["million", "billion", "million", "billion", "trillion"],
        strict=True,
    )
)
_DAYS = tuple(
    zip(
        ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        strict=True,
    )
)
_HALVES = tuple(
    zip(
        ["anderthalb", "zweieinhalb", "dreieinhalb", "viereinhalb", "fünfeinhalb", "sechseinhalb", "siebeneinhalb"],
        ["one and a half", "two and a half", "three and a half", "four and a half", "five and a half", "six and a half",
         "seven and a half"],
        strict=True,
    )
)  # fmt: skip
_FRACTIONS = tuple(
    zip(
        ["ein Drittel", "zwei Drittel", "ein Viertel", "drei Viertel", "die Hälfte", "ein Fünftel", "ein Zehntel"],
        ["a third", "two thirds", "a quarter", "three quarters", "half", "a fifth", "a tenth"],
        strict=True,
    )
)
_EVERY = tuple(
    zip(
        ["dritte", "vierte", "fünfte", "sechste", "siebte", "achte", "zehnte", "zwölfte", "zwanzigste"],
        ["three", "four", "five", "six", "seven", "eight", "ten", "twelve", "twenty"],
        strict=True,
    )
)
_CURRENCIES = tuple(
    zip(
        ["Euro", "Dollar", "Franken", "Pfund", "Kronen", "Euro"],
        ["euros", "dollars", "francs", "pounds", "crowns", "euros"],
        strict=True,
    )
)
_UNITS = tuple(
    zip(
        ["Meter", "Kilometer", "Zentimeter", "Tonnen", "Liter", "Hektar", "km", "m", "Megawatt"],
        ["metres", "kilometres", "centimetres", "tonnes", "litres", "hectares", "km", "m", "megawatts"],
        strict=True,
    )
)
_START = "Ba Be Bo Bra Da Dra El Fa Fe Ga Gri Ha He Jo Ka Ki Kla Kra La Le Li Lo Ma Me Mi Mo Na Ne No O Pa Pe Pra Ra Re Ro Sa Sche Si Ste Ta Te To Tra U Va Ve Vo Wa We Wi Za Ze"  # noqa: E501
_MIDDLE = (
    "ba bel ber da den dri fa gen ka ken la len li lo ma me mi na ne ni no ra re ri ro sa se si sta ta te ti to va ve"
)
_PERSON = "berg bauer ch hardt hoff ini ke ler man mann mer nen ner nik now off ov owski r rath s sen sky son t tz uk w"
_PLACE = "au bach berg brunn burg dorf feld furt hausen heim hofen ingen itz kirchen leben lohe low münde nitz ow rode see stadt stedt tal walde"  # noqa: E501
_FIRST = "Ada Ali Anja Bao Clara Dario Elif Emil Fatma Georg Hanna Igor Ivana Jan Jelena Jonas Kerstin Kofi Lena Luis Maja Marek Mia Nadja Nils Olga Omar Paul Pia Rafael Rosa Samir Sina Sven Tariq Thea Uwe Vera Wei Yuki"  # noqa: E501

_ACCENTED = {
    "a": "áàâãåăāą", "c": "çćč", "d": "đď", "e": "éèêëěėęē", "g": "ğģ", "i": "íìîïīı", "l": "łľ", "n": "ñńň",
    "o": "óòôõøōő", "r": "ř", "s": "śšşș", "t": "ťțþ", "u": "úùûůūű", "y": "ýÿ", "z": "źžż",
    "C": "ÇČ", "D": "Đ", "L": "Ł", "O": "ØŌ", "S": "ŠŚŞ", "Z": "ŽŻ",
}  # fmt: skip
"""Letters of other alphabets, which the vocabulary spells as bytes; a model learns to copy them only by doing so."""

Pair = tuple[str, str]


def slots(carrier: str) -> list[tuple[str, str]]:
    """Kind and number of each slot, in order."""
    return _SLOT.findall(carrier)


def filled(german: str, english: str, rng: random.Random) -> Pair:
    """A pair of carriers with the same slots, filled with the same values; both begin with a capital."""
    values = _values(german, rng)
    # "at 3 p.m.." has one dot too many, "a 18-year-old" a letter too few.
    filled_in = _VOWEL.sub(r"\1n ", _fill(english, values, 1)).replace("m..", "m.")
    return _begun(_fill(german, values, 0)), _begun(filled_in)


def filled_german(carrier: str, rng: random.Random) -> str:
    """A German carrier sentence with its slots filled."""
    return _fill(carrier, _values(carrier, rng), 0)


def _values(carrier: str, rng: random.Random) -> dict[tuple[str, str], Pair]:
    return {slot: _MAKERS[slot[0]](rng) for slot in dict.fromkeys(slots(carrier))}


def _fill(carrier: str, values: dict[tuple[str, str], Pair], side: int) -> str:
    return _SLOT.sub(lambda m: values[m[1], m[2]][side], carrier)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def grouped(value: int, separator: str) -> str:
    """An integer with its thousands separated: 30000 -> 30.000 or 30,000."""
    return f"{value:,}".replace(",", separator)


def _integer(rng: random.Random) -> Pair:
    value = rng.randrange(1, 10) * 10 ** rng.randrange(1, 7) if rng.random() < 0.3 else int(10 ** rng.uniform(1, 6.9))
    if value < 10_000 and rng.random() < 0.3:
        return str(value), grouped(value, ",")
    return grouped(value, "."), grouped(value, ",")


def _decimal(rng: random.Random) -> Pair:
    text = f"{10 ** rng.uniform(-0.5, 3):.{rng.choice((1, 1, 2))}f}"
    return text.replace(".", ","), text


def _percent(rng: random.Random) -> Pair:
    german, english = _decimal(rng) if rng.random() < 0.7 else (str(rng.randrange(2, 100)),) * 2
    return (f"{german} Prozent", f"{english} percent") if rng.random() < 0.6 else (f"{german} %", f"{english}%")


def _big(rng: random.Random) -> Pair:
    german, english = _decimal(rng) if rng.random() < 0.7 else (str(rng.randrange(2, 900)),) * 2
    magnitude = rng.choice(_MAGNITUDES)
    return f"{german} {magnitude[0]}", f"{english} {magnitude[1]}"


def _money(rng: random.Random) -> Pair:
    amount = rng.choice((_big, _big, _integer, _decimal))(rng)
    currency = rng.choice(_CURRENCIES)
    return f"{amount[0]} {currency[0]}", f"{amount[1]} {currency[1]}"


def _date(rng: random.Random) -> Pair:
    month, day = rng.choice(_MONTHS), rng.randrange(1, 29)
    if rng.random() < 0.5:
        return f"{day}. {month[0]}", f"{month[1]} {day}"
    year = rng.randrange(1900, 2040)
    return f"{day}. {month[0]} {year}", f"{month[1]} {day}, {year}"


def _day_range(rng: random.Random) -> Pair:
    month, first = rng.choice(_MONTHS), rng.randrange(1, 20)
    last = rng.randrange(first + 1, 29)
    return f"{first}. bis {last}. {month[0]}", f"{month[1]} {first} to {last}"


def _time(rng: random.Random) -> Pair:
    hour, minute = rng.randrange(24), rng.choice((0, rng.randrange(60)))
    half = "a.m." if hour < 12 else "p.m."
    twelve = hour % 12 or 12
    if minute == 0 and rng.random() < 0.7:
        return f"{hour} Uhr", f"{twelve} {half}"
    return f"{hour}{rng.choice('.:')}{minute:02} Uhr", f"{twelve}:{minute:02} {half}"


def _ordinal(rng: random.Random) -> Pair:
    value = rng.randrange(2, 100)
    suffix = "th" if 10 < value % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}.", f"{value}{suffix}"


def _score(rng: random.Random) -> Pair:
    left, right = rng.randrange(6), rng.randrange(6)
    return f"{left}:{right}", f"{left}-{right}"


def _temperature(rng: random.Random) -> Pair:
    value = rng.randrange(1, 42)
    sign = rng.choice(("", "", "minus "))
    if rng.random() < 0.3:
        return f"{sign}{value} °C", f"{sign}{value} °C"
    return f"{sign}{value} Grad", f"{sign}{value} degrees"


def _speed(rng: random.Random) -> Pair:
    value = rng.randrange(20, 260)
    if rng.random() < 0.5:
        return f"{value} km/h", f"{value} km/h"
    return f"{value} Kilometern pro Stunde", f"{value} kilometres per hour"


def _decade(rng: random.Random) -> Pair:
    value = rng.randrange(190, 203) * 10
    return f"{value}er", f"{value}s"


def _measure(rng: random.Random) -> Pair:
    german, english = rng.choice((_decimal, _integer))(rng)
    unit = rng.choice(_UNITS)
    return f"{german} {unit[0]}", f"{english} {unit[1]}"


def _syllables(rng: random.Random, ends: str) -> str:
    middle = "".join(rng.choice(_MIDDLE.split()) for _ in range(rng.choice((0, 1, 1, 2))))
    name = rng.choice(_START.split()) + middle + rng.choice(ends.split())
    if rng.random() < 0.25:
        name = "".join(rng.choice(_ACCENTED.get(sign, sign)) if rng.random() < 0.4 else sign for sign in name)
    return name


def _name(rng: random.Random) -> Pair:
    name = f"{rng.choice(_FIRST.split())} {_syllables(rng, _PERSON)}"
    if rng.random() < 0.1:
        name += f"-{_syllables(rng, _PERSON)}"
    return name, name


def _exonym(rng: random.Random) -> Pair:
    return rng.choice(rng.choice(exonyms.places()))


def _city(rng: random.Random) -> Pair:
    return rng.choice(exonyms.cities())


def _nation(rng: random.Random) -> Pair:
    return rng.choice(exonyms.nations())


def _weekly(rng: random.Random) -> Pair:
    german, english = rng.choice(_DAYS)
    return german.lower() + "s", english + "s"


def _half(rng: random.Random) -> Pair:
    if rng.random() < 0.5:
        return rng.choice(_HALVES)
    value = rng.randrange(1, 20)
    return rng.choice(((f"{value}½", f"{value} 1/2"), (f"{value} 1/2", f"{value} 1/2"), (f"{value},5", f"{value}.5")))


def _same(make: Callable[[random.Random], object]) -> Callable[[random.Random], Pair]:
    def both(rng: random.Random) -> Pair:
        text = str(make(rng))
        return text, text

    return both


_MAKERS: dict[str, Callable[[random.Random], Pair]] = {
    "int": _integer,
    "dec": _decimal,
    "pct": _percent,
    "big": _big,
    "money": _money,
    "date": _date,
    "dayrange": _day_range,
    "time": _time,
    "ord": _ordinal,
    "score": _score,
    "temp": _temperature,
    "speed": _speed,
    "decade": _decade,
    "unit": _measure,
    "name": _name,
    "half": _half,
    "exonym": _exonym,
    "city": _city,
    "nation": _nation,
    "weekday": lambda rng: rng.choice(_DAYS),
    "weekly": _weekly,
    "fraction": lambda rng: rng.choice(_FRACTIONS),
    "every": lambda rng: rng.choice(_EVERY),
    "small": lambda rng: rng.choice(_SMALL),
    "month": lambda rng: rng.choice(_MONTHS),
    "year": _same(lambda rng: rng.randrange(1900, 2050)),
    "age": _same(lambda rng: rng.randrange(16, 99)),
    "minute": _same(lambda rng: rng.choice([m for m in range(24, 90) if m % 10 not in {1, 2, 3}])),
    "place": _same(lambda rng: _syllables(rng, _PLACE)),
    "phone": _same(lambda rng: f"0{rng.randrange(30, 999)} {rng.randrange(10**4, 10**7)}"),
    "code": _same(lambda rng: f"{rng.choice('ABKLNTX')}{rng.choice('CFHUW')} {rng.randrange(100, 9999)}"),
}
