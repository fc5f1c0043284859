"""Why an item found on only one side may be neither lost nor invented."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from .findings import Texts
from .lexicon import folder, lexicon_of, small_words
from .match import Bond
from .swap import akin, near
from .tables import amount, forms, read_rows
from .units import UnitTable
from .values import STRONG, Amount, Clock, Decade, Item, Number, Stoppage, Value
from .zones import same_moment

_NEAR = 60
"""Characters examined around an item."""
_ASIDE = 30
"""Maximum characters between a quantity and one that only repeats it."""
_STOP = re.compile(r"[.!?;:]\s")
_WORD = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"[^\W_]+")
_ARTICLE_NOUN = re.compile(r"\b(?:an?|one|ein(?:e[nmrs]?)?)\s+([^\W\d_]+)(?:[ -]([^\W\d_]+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Words:
    """What is repeatedly asked of a text, looked up once: no single question may cost the text's length."""

    runs: frozenset[str]
    """Unbroken runs of letters and digits."""
    low: frozenset[str]
    """Words between spaces, in lower case and without punctuation."""
    suggested: frozenset[Number]
    """Numbers that one of its words justifies (implied.tsv)."""
    counted: tuple[str, ...]
    """The words after an article, each once."""


@lru_cache(maxsize=8)
def _words_of(text: str) -> _Words:
    low = text.lower()
    return _Words(
        frozenset(_RUN.findall(text)),
        frozenset(word.strip(".,;:!?\"'()") for word in low.split()),
        frozenset(number for stem, numbers in _suggestions() if stem in low for number in numbers),
        tuple(dict.fromkeys(word for found in _ARTICLE_NOUN.findall(text) for word in found)),
    )


def verbatim(item: Item, own: str, other: str) -> bool:
    """Whether a word item occurs in the other text letter for letter (a foreign title, a name)."""
    return not item.digits and _stands_in(own[item.start : item.end], other)


@lru_cache(maxsize=256)
def _stands_in(words: str, text: str) -> bool:
    first = _RUN.search(words)
    if first is not None and first[0] not in _words_of(text).runs:
        return False
    return re.search(rf"(?<![^\W_]){re.escape(words)}(?![^\W_])", text) is not None


@dataclass(slots=True)
class Said:
    """What one side says that the other also has: an index over the bonds, so that every question costs the same.

    Readings and plain numbers lead to the ids of the items that have them (of the wholes, if these were split).
    """

    readings: dict[tuple[type, Value], set[int]] = field(default_factory=dict)
    numbers: dict[Number, set[int]] = field(default_factory=dict)
    wholes: set[int] = field(default_factory=set)
    centuries: set[int] = field(default_factory=set)
    sums: list[int] = field(default_factory=list)
    """Where the amounts with a unit end, in order."""
    measures: list[tuple[int, int, Number, str]] = field(default_factory=list)
    """The same with start, value and unit."""
    clocks: list[int] = field(default_factory=list)
    """Where the times end."""

    @classmethod
    def of(cls, bonds: Iterable[Bond], side: int) -> Said:
        """The index of the source (``side`` 0) or of the target (1)."""
        said = cls()
        for bond in bonds:
            item = (bond.source, bond.target)[side]
            whole = id(item.origin or item)
            said.wholes.add(whole)
            for reading in item.readings:
                said.readings.setdefault((type(reading), reading), set()).add(whole)
                if isinstance(reading, Amount):
                    said.numbers.setdefault(reading.value, set()).add(whole)
                    if reading.unit:
                        said.sums.append(item.end)
                        said.measures.append((item.end, item.start, reading.value, reading.unit))
                elif isinstance(reading, Clock):
                    said.clocks.append(item.end)
                elif isinstance(reading, Decade) and reading.start >= 1000:
                    said.centuries.add(reading.start // 100 + 1)
        said.sums.sort()
        said.measures.sort()
        return said


def money_aside(item: Item, said: Said, text: str) -> bool:
    """Whether a sum of money in brackets only repeats another ("1.400 Dollar (rund 1.280 Euro)")."""
    money = item.amount()
    if money is None or len(money.unit) < 3 or "(" not in text[max(0, item.start - 30) : item.start]:
        return False
    place = bisect_left(said.sums, item.start) - 1
    return place >= 0 and item.start - said.sums[place] < 40


def conversion_aside(item: Item, said: Said, text: str, units: UnitTable) -> bool:
    """Whether a measure only repeats the one beside it in another unit: 40 km (25 miles)."""
    measure = item.amount()
    if measure is None or not measure.unit or item.origin is not None:
        return False
    place = bisect_left(said.measures, (item.start, 0, 0, ""))
    for end, start, value, unit in said.measures[max(0, place - 2) : place + 3]:
        between = text[end : item.start] if end <= item.start else text[item.end : start]
        if unit == measure.unit or len(between) > _ASIDE or _STOP.search(between):
            continue
        if any(abs(other - measure.value) <= 0.06 * abs(other) for other in units.convert(value, unit, measure.unit)):
            return True
    return False


def zone_aside(item: Item, said: Said, text: str) -> bool:
    """Whether a time only repeats the one before it in another time zone: 3 p.m. (1300 GMT)."""
    if not any(isinstance(reading, Clock) for reading in item.readings):
        return False
    told = _WORD.findall(text[item.start : item.end + 8])
    if not any(word.lower() in small_words("zone") for word in told):
        return False
    return any(0 <= item.start - end < _ASIDE for end in said.clocks)


def stoppage_told(item: Item, text: str) -> bool:
    """Whether the other text says in words that a minute was in stoppage time."""
    whole = item.origin
    if whole is None or not isinstance(whole.readings[0], Stoppage) or whole.parts[0] is not item:
        return False
    return any(word in text.lower() for word in ("stoppage", "injury time", "added time", "nachspielzeit"))


def street(item: Item, text: str, other: str) -> bool:
    """Whether a date is part of the name of a street or square that the other text leaves unchanged."""
    whole = item.origin or item
    before = text[max(0, whole.start - _NEAR) : whole.start].lower().split()
    if len(before) < 2 or before[-1] not in ("des", "der", "vom"):
        return False
    return before[-2].endswith(tuple(small_words("street"))) and text[whole.start : whole.end] in other


_RANK_AHEAD = re.compile(
    r"\b(?:platz|rang|came|come|comes|coming|finish\w*|placed|ranked|place|number|no\.)[ \u00a0]$", re.I
)
_RANK_BEHIND = re.compile(r"[ \u00a0-](?:platz|rang|place|spot|position)\b", re.I)


def ranked(item: Item, text: str) -> bool:
    """Whether a number is a place in a ranking: Platz drei, came second, third place."""
    ahead = text[max(0, item.start - 12) : item.start]
    return bool(_RANK_AHEAD.search(ahead) or _RANK_BEHIND.match(text, item.end))


def list_number(item: Item, text: str) -> bool:
    """Whether an item only numbers a paragraph: "1. Klicken Sie ..." at the very beginning."""
    return (
        item.start <= 1
        and item.origin is None
        and not item.parts
        and len(item.readings) == 1
        and item.end - item.start < 3
        and text[item.end : item.end + 1] in ".)"
    )


def footnote(item: Item, text: str) -> bool:
    """Whether an item is a footnote mark: [5]."""
    whole = item.origin or item
    return text[whole.start - 1 : whole.start] == "[" and text[whole.end : whole.end + 1] == "]"


def day_kept(item: Item, said: Said) -> bool:
    """Whether the day of a date survived and only its month or year is gone: less exact, but not wrong."""
    if item.weight == STRONG and isinstance(item.readings[0], Amount) and item.readings[0].value < 32:
        return False
    return item.kind == "date" and item.origin is not None and id(item.origin) in said.wholes


def event_year(item: Item, text: str) -> bool:
    """Whether a year only dates a named event ("die Sueskrise 1956"): the name alone still identifies it."""
    number = item.amount()
    if item.kind != "date" or item.origin is not None or number is None or number.value < 1000:
        return False
    before = text[max(0, item.start - _NEAR) : item.start].split()
    return bool(before) and before[-1].lower().endswith(tuple(lexicon_of("de").role("event")))


_NAMED_EVENT = re.compile(
    r"[ \u00a0](?:[A-Z][\w’'-]*[ \u00a0]){0,3}(?:World Cups?|Championships?|Olympics?|Games|Euros?|Grand Prix)\b"
)


def event_dated(item: Item, text: str) -> bool:
    """Whether a year only dates an event that the other text names without it: the 2006 World Cup."""
    number = item.amount()
    if item.kind != "date" or item.origin is not None or number is None or number.value < 1000:
        return False
    return _NAMED_EVENT.match(text, item.end) is not None


def in_name(item: Item, text: str) -> bool:
    """Whether a bare number is beside a capitalised word, as in a title, an event or a product (Golf 8)."""
    number = item.amount()
    if number is None or number.unit or item.origin is not None:
        return False
    before = text[max(0, item.start - _NEAR) : item.start].split()
    after = text[item.end : item.end + _NEAR].split()
    left = before[-1] if before else ""
    right = after[0] if after else ""
    named = len(before) > 1 and left[:1].isupper() and left[-1:].isalnum() and not before[-2].endswith((".", "!", "?"))
    return named or right[:1].isupper() or (left == "of" and len(before) > 1 and before[-2][:1].isupper())


def repeated(item: Item, said: Said) -> bool:
    """Whether the item's own text repeats its value, and the other text has the repetition."""
    own = {id(item.origin or item)}
    if any(said.readings.get((type(reading), reading), own) - own for reading in item.readings):
        return True
    return item.weight < STRONG and any(said.numbers.get(number, own) - own for number in _plain_numbers(item))


def _plain_numbers(item: Item) -> set[Number]:
    return {reading.value for reading in item.readings if isinstance(reading, Amount)}


def century(item: Item, said: Said) -> bool:
    """Whether a decade on the other side ("the 1850s") implies the century."""
    number = item.amount()
    return number is not None and number.value in said.centuries


def other_zone(a: Item, b: Item, texts: Texts) -> bool:
    """Whether two times are whole hours apart and one of them names its time zone."""
    one, two = a.readings[0], b.readings[0]
    if not isinstance(one, Clock) or not isinstance(two, Clock) or (one.minutes - two.minutes) % 60:
        return False
    moment = same_moment(a, b, texts.source, texts.target)
    if moment is not None:
        return moment
    beside = texts.source[a.start : a.end + 16] + " " + texts.target[b.start : b.end + 16]
    return any(word.lower() in small_words("zone") for word in _WORD.findall(beside))


def one_thing(item: Item, texts: Texts) -> bool:
    """Whether the target says "a goal" where the source has "1 Tor"."""
    if not any(type(r) is Amount and r.value == 1 for r in item.readings):
        return False
    nouns = near(texts.source, item)
    return bool(nouns) and any(akin(noun, word) for word in _words_of(texts.target).counted for noun in nouns)


def implied(item: Item, text: str) -> bool:
    """Whether the other text expresses it without a number: the article as the number one, "Corona" for 19."""
    values = _plain_numbers(item)
    if 1 in values and not small_words("one").isdisjoint(_words_of(text).low):
        return True
    return suggested(item, text)


def suggested(item: Item, text: str) -> bool:
    """Whether a word of the other text justifies this number (implied.tsv)."""
    values = _plain_numbers(item) | {reading.start for reading in item.readings if isinstance(reading, Decade)}
    return not values.isdisjoint(_words_of(text).suggested)


@lru_cache(maxsize=1)
def _suggestions() -> tuple[tuple[str, frozenset[Number]], ...]:
    path = folder() / "implied.tsv"
    return tuple(
        (stem, frozenset(amount(value, path, line) for value in forms(values)))
        for line, (stem, values) in read_rows(path, 2)
    )
