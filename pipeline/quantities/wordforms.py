"""Classification of words that no table lists: number words, their compounds, and compounds of months and weekdays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from . import numberwords as words
from .meaning import Word
from .values import FIRM, SILENT, SOFT, Number

_HINT = re.compile(
    "ein|zwei|zwo|drei|drit|vier|fünf|sech|sieb|acht|neun|zehn|elf|zwölf|zwan|dreiß|hundert|tausend|null|halb|tel"
    "|million|milliard|billion|dutzend|erst|jän|feb|märz|apri|mai|juni|juli|augu|sept|okto|nove|deze|tag|woch|sonna"
    "|hälft|früh|somm|herbst|wint|jähr|finale"
)
"""Every word that the German grammar could recognise contains one of these; all others are dismissed at once."""
_DAY_TIMES = ("abend", "morgen", "nacht", "mittag", "nachmittag", "vormittag", "früh")
_DECADE_TAILS = ("er", "ern", "erjahre", "erjahren", "erjahres")
_MAY_TAILS = ("feier", "kundg", "demo", "woche", "anfang", "ende")
_SEASONS = (("frühling", 1), ("frühjahr", 1), ("sommer", 2), ("herbst", 3), ("winter", 4))
_TENTHS = (("zehntel", 10), ("hundertstel", 100), ("tausendstel", 1000))
_SHARES = (("halb", 0.5), ("viertel", 0.25), ("dreiviertel", 0.75))
_SHARED = (("jahrhundert", "century"), ("jahr", "year"), ("stunde", "h"), ("tag", "day"), ("monat", "month"),
    ("liter", "l"), ("kilo", "kg"), ("pfund", "pfund"), ("tonn", "t"), ("meter", "m"))  # fmt: skip
_POINTS = ("prozentpunkt", "punkt")
_MAGNITUDES = (("million", 10**6), ("milliard", 10**9), ("dutzend", 12), ("hundert", 100), ("tausend", 1000))
_PLURALS = (("millionen", 10**6), ("milliarden", 10**9), ("dutzend", 12))
_CASES = ("e", "er", "en", "es", "em")
_SUPERLATIVES = tuple(ending + case for ending in ("st", "ßt") for case in _CASES)
_ORDINAL_HEADS = (
    ("sechzehnt", 16), ("dreizehnt", 13), ("zwanzigst", 20), ("zwölft", 12), ("siebent", 7), ("fünft", 5),
    ("sechst", 6), ("siebt", 7), ("neunt", 9), ("zehnt", 10), ("viert", 4), ("zweit", 2), ("dritt", 3), ("acht", 8),
    ("elft", 11), ("erst", 1),
)  # fmt: skip
_EN_TAILS = ("fold", "some", "teenth", "ball", "er", "ers", "pence", "penny", "ish", "sided", "ths", "score")


@dataclass(frozen=True, slots=True)
class GermanForms:
    """What the grammar needs from the tables. ``tails``: beginning of the rest of a compound -> unit and weight."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    tails: Mapping[str, tuple[str, int]]


def german(word: str, low: str, forms: GermanForms) -> Word | None:
    """Meaning of a German word; ``low`` is the word in lower case."""
    if not _HINT.search(low):
        return None
    value: Number | None
    if (value := words.german_cardinal(low)) is not None or (value := words.german_half(low)) is not None:
        return Word(exact=value)
    if (value := words.german_ordinal(low)) is not None:
        return Word(ordinal=value, weight=SOFT if value < 3 else FIRM)
    if (value := words.german_fraction(low)) is not None:
        return Word(part=1 / value, denominator=value)
    if (value := words.german_times(low)) is not None:
        return Word(times=value, weight=FIRM if value > 1 else SILENT)
    return _share(low) or _number_compound(low, forms) or _other_compound(word, low, forms)


def _share(low: str) -> Word | None:
    """Zehntelsekunde, Viertelstunde, Halbjahr, Viertelmillion."""
    for name, size in _TENTHS:
        if low.startswith(name):
            return Word(part=1 / size, denominator=size, weight=SILENT)
    for name, share in _SHARES:
        if low.startswith(name):
            if low.startswith(_POINTS, len(name)):
                return Word(count=share, unit="pp", weight=FIRM)
            for start, unit in _SHARED:
                if low.startswith(start, len(name)):
                    # A Halbjahr is a calendar period, a Vierteljahr a span.
                    whole = share != 0.5 and low[len(name) + len(start) :] in ("", "n", "s", *_CASES)
                    return Word(count=share, unit=unit, weight=SOFT if whole else SILENT)
    if low.endswith("viertelmillion"):
        return Word(exact=750_000 if low.startswith("drei") else 250_000)
    return None


def _number_compound(low: str, forms: GermanForms) -> Word | None:
    """A word that begins with a number: Zweijahresplan, Achtziger, Dreierpack, Achttausender, Zweitligist."""
    if low.startswith("elfmeter"):
        return Word(count=11, weight=SILENT)
    for lead in ("mitt", "anfangs", "anfang", "end"):
        age = words.prefix(low.removeprefix(lead)) if low.startswith(lead) else None
        if age is not None and age[0] in range(20, 100, 10) and age[1].startswith("er"):
            return Word(decade=int(age[0]), weight=SOFT)
    cut = words.prefix(low)
    if cut is not None:
        number, tail = cut
        if tail in _DECADE_TAILS and number % 10 == 0 and (20 <= number <= 90 or 1000 <= number <= 2100):
            return Word(decade=int(number))
        for start, (unit, weight) in forms.tails.items():
            if tail.startswith(start):
                return Word(count=number, unit=unit, weight=SOFT if number < 2 else weight)
        if tail in ("er", "ern", "ers") and number in range(1000, 15000, 1000):
            return Word(count=number, unit="m", weight=SILENT)
        for name, factor in _MAGNITUDES:
            if number > 1 and tail.startswith(name):
                return Word(count=number * factor, weight=SOFT)
    for stem, value in _ORDINAL_HEADS:
        if low.startswith(stem) and len(low) > len(stem) + 2:
            return Word(ordinal=value, weight=SOFT if value > 2 and low.endswith(_SUPERLATIVES) else SILENT)
    return Word(count=cut[0], weight=SILENT) if cut is not None else None


def _other_compound(word: str, low: str, forms: GermanForms) -> Word | None:
    """A word with a month, weekday, season or magnitude in it: Freitagabend, Oktoberhälfte, Millionenpublikum."""
    if low.startswith("million") and len(low) > 9:
        return Word(vague=10**6, weight=SILENT)
    if low.startswith("milliarde") and len(low) > 11:
        return Word(vague=10**9, weight=SILENT)
    if low.startswith(("halb", "viertel")):
        return Word(part=0.5 if low[0] == "h" else 0.25, weight=SILENT)
    if word[0].isupper():
        for name, number in forms.weekdays.items():
            if low.startswith(name):
                tail = low[len(name) :]
                if tail.startswith((*_DAY_TIMES, "s")):
                    return Word(weekday=number, weight=FIRM if tail.startswith(_DAY_TIMES) else SILENT)
        for name, number in forms.months.items():
            if low.startswith(name) and _after_month(name, low[len(name) :]):
                return Word(month=number, weight=SILENT)
        for name, number in _SEASONS:
            if low.startswith(name):
                return Word(season=number, weight=SILENT)
    for stem, value in _ORDINAL_HEADS:
        at = low.rfind(stem)
        if at > 0 and low[at + len(stem) :] in _CASES:
            return Word(ordinal=value, weight=SILENT)
    if low.endswith(("hälfte", "hälften")):
        return Word(part=0.5, weight=SILENT)
    for name, size in _PLURALS:
        if low.endswith(name):
            return Word(vague=size, weight=SILENT)
    return None


def _after_month(name: str, tail: str) -> bool:
    """Whether the rest of a word shows that a month precedes it (not Junior, Mainz, Augustiner)."""
    if name == "mai":
        return tail.startswith(_MAY_TAILS)
    return len(name) > 3 and len(tail) > 2 and not tail.startswith(("or", "in"))


def english(low: str, entries: Mapping[str, Word]) -> Word | None:
    """Meaning of an English word in lower case that no table lists: plurals and derivations of number words."""
    base = low.removesuffix("s")
    entry = entries.get(base) if base != low else None
    if entry is not None and entry.exact is not None:
        if entry.exact >= 20 and entry.exact % 10 == 0:
            return Word(decade=int(entry.exact))
        return Word(count=entry.exact, weight=SILENT)
    if low.endswith("ties") and (ten := entries.get(low[:-3] + "y")) is not None and ten.exact is not None:
        return Word(decade=int(ten.exact))
    if entry is not None and entry.ordinal is not None and entry.ordinal > 2:
        return Word(part=1 / entry.ordinal, denominator=entry.ordinal)
    for tail in _EN_TAILS:
        if low.endswith(tail):
            stem = entries.get(low.removesuffix(tail).rstrip("-"))
            if stem is not None and stem.exact is not None:
                return Word(count=stem.exact, weight=SILENT)
    return None
