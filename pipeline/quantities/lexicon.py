"""What a single word may mean: the tables and the word grammars of one language behind one cached look-up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pipeline.errors import TableError
from pipeline.quantities import numberwords as words
from pipeline.quantities.tables import amount, forms, read_rows
from pipeline.quantities.values import FIRM, SILENT, SOFT, Number
from pipeline.resources import tables
from pipeline.types import Lang


@dataclass(slots=True)
class Word:
    """The possible meanings of a word; ``None`` where it has none of that kind. A word may have several."""

    exact: Number | None = None
    """A cardinal: twelve."""
    one: bool = False
    """An article that may also be the number one."""
    ordinal: int | None = None
    magnitude: int | None = None
    """It multiplies the number before it: Mrd., million, Dutzend."""
    vague: Number | None = None
    part: float | None = None
    """A fraction: Drittel."""
    times: Number | None = None
    count: Number | None = None
    """A number inside a word (Zweitligist, trio): evidence only."""
    unit: str | None = None
    """Unit of a number that the word itself contains: sechzehnjährig -> year."""
    month: int | None = None
    weekday: int | None = None
    season: int | None = None
    clock: int | None = None
    decade: int | None = None
    denominator: int | None = None
    weight: int = FIRM
    idioms: tuple[Idiom, ...] = ()


@dataclass(frozen=True, slots=True)
class Idiom:
    """A fixed phrase in which a number word counts nothing. ``anchor``: index of the number word in ``words``."""

    words: tuple[str, ...]
    anchor: int
    value: Number | None


_CLASSES = frozenset(
    {"magnitude", "vague", "part", "times", "count", "exact", "season", "clock", "month", "weekday", "ordinal"}
)
_DE_HINT = re.compile(
    "ein|zwei|zwo|drei|drit|vier|fünf|sech|sieb|acht|neun|zehn|elf|zwölf|zwan|dreiß|hundert|tausend|null|halb|tel"
    "|million|milliard|billion|dutzend|erst|uar$|jän|feb|mär|apr|mai|jun|jul|aug|sept|okt|nov|dez|tag|woch|abend"
    "|früh|somm|herbst|wint|jähr|finale"
)
_DE_TAILS: dict[str, tuple[str, int]] = {
    "jähr": ("year", FIRM), "monat": ("month", FIRM), "wöch": ("week", FIRM), "täg": ("day", FIRM),
    "stünd": ("h", FIRM), "minüt": ("min", FIRM), "sekünd": ("s", FIRM), "prozent": ("%", FIRM),
    "köpf": ("", FIRM), "stell": ("", SOFT), "mal": ("", FIRM), "fach": ("", SOFT), "teil": ("", SOFT),
    "stöck": ("", FIRM), "geschoss": ("", FIRM), "spur": ("", FIRM), "meter": ("m", FIRM), "kilo": ("kg", SOFT),
    "jahr": ("year", SOFT), "tage": ("day", SOFT), "stunden": ("h", SOFT), "wochen": ("week", SOFT),
    "minuten": ("min", SOFT), "euro": ("EUR", SOFT),
}  # fmt: skip
_EN_COUNT_TAILS = ("fold", "some", "teenth", "ball", "er", "ers", "pence", "penny", "ish", "sided", "ths", "score")
_DAY_TIMES = ("abend", "morgen", "nacht", "mittag", "nachmittag", "vormittag", "früh")
_DAY_TAILS = (*_DAY_TIMES, "s")
_CENTURY_TAILS = ("er", "ern", "erjahre", "erjahren", "erjahres")


@dataclass(slots=True)
class Lexicon:
    """All tables of one language. :meth:`look` classifies a word; results are cached, so a word costs once."""

    lang: Lang
    entries: dict[str, Word]
    months: dict[str, int]
    weekdays: dict[str, int]
    units: dict[str, str]
    unit_heads: dict[str, int]
    """First words of multi-word units -> longest number of words."""
    currencies: frozenset[str]
    """ISO codes."""
    cache: dict[str, Word | None] = field(default_factory=dict)

    def look(self, word: str) -> Word | None:
        """The word's meanings, or ``None`` if it says nothing about quantities."""
        try:
            return self.cache[word]
        except KeyError:
            if len(self.cache) > 200_000:
                self.cache.clear()
            found = self.cache[word] = self._classify(word)
            return found

    def _classify(self, word: str) -> Word | None:
        low = word.lower()
        entry = self.entries.get(low)
        if entry is not None:
            return entry
        if len(low) > 60:
            return None
        return self._german(word, low) if self.lang == "de" else self._english(low)

    def _german(self, word: str, low: str) -> Word | None:
        if not _DE_HINT.search(low):
            return None
        value: Number | None
        if (value := words.german_cardinal(low)) is not None:
            return Word(exact=value)
        if (value := words.german_half(low)) is not None:
            return Word(exact=value)
        if (value := words.german_ordinal(low)) is not None:
            return Word(ordinal=value, weight=SOFT if value < 3 else FIRM)
        if (value := words.german_fraction(low)) is not None:
            return Word(part=1 / value, denominator=value)
        if (value := words.german_times(low)) is not None:
            return Word(times=value, weight=FIRM if value > 1 else SILENT)
        return self._german_compound(word, low)

    def _german_compound(self, word: str, low: str) -> Word | None:
        for name, size in (("zehntel", 10), ("hundertstel", 100), ("tausendstel", 1000)):
            if low.startswith(name):
                return Word(part=1 / size, denominator=size, weight=SILENT)
        if low.startswith("elfmeter"):
            return Word(count=11, weight=SILENT)
        if low.startswith(("dreivierteljahr", "dreiviertelstunde")):
            return Word(count=0.75, unit="year" if "jahr" in low else "h", weight=SILENT)
        for head, tail in words.prefixes(low):
            number = 1 if head == "ein" else words.german_cardinal(head)
            if number is None:
                continue
            if tail in _CENTURY_TAILS and number % 10 == 0 and (20 <= number <= 90 or 1000 <= number <= 2100):
                return Word(decade=number)
            for start, (unit, weight) in _DE_TAILS.items():
                if tail.startswith(start):
                    return Word(count=number, unit=unit, weight=SOFT if number < 2 else weight)
            if number in range(1000, 15000, 1000) and tail in ("er", "ern", "ers"):
                return Word(count=number, unit="m", weight=SILENT)
            if head != "ein" and len(head) > 2 and not tail.startswith(("s", "e")):
                magnitude = {"million": 10**6, "milliard": 10**9, "dutzend": 12, "hundert": 100, "tausend": 1000}
                for name, factor in magnitude.items():
                    if tail.startswith(name):
                        return Word(count=number * factor, weight=SOFT)
            ordinal = _ordinal_head(low)
            if ordinal is not None:
                superlative = low.endswith(("ste", "ster", "sten", "stes", "stem", "ßte", "ßter", "ßten", "ßtes"))
                return Word(ordinal=ordinal, weight=SOFT if superlative and ordinal > 2 else SILENT)
            return Word(count=number, weight=SILENT)
        ordinal = _ordinal_head(low)
        if ordinal is not None:
            return Word(ordinal=ordinal, weight=SILENT)
        return self._german_parts(word, low)

    def _german_parts(self, word: str, low: str) -> Word | None:
        if low.startswith("million") and len(low) > 9:
            return Word(vague=10**6, weight=SILENT)
        if low.startswith("milliarde") and len(low) > 11:
            return Word(vague=10**9, weight=SILENT)
        for name, share in (("halb", 0.5), ("viertel", 0.25), ("dreiviertel", 0.75)):
            for start, unit in (("jahr", "year"), ("stunde", "h"), ("tag", "day"), ("monat", "month")):
                if low.startswith(name + start):
                    return Word(count=share, unit=unit, weight=SILENT)
        if low.startswith(("halb", "viertel")):
            return Word(part=0.5 if low[0] == "h" else 0.25, weight=SILENT)
        if low.endswith("viertelmillion"):
            return Word(exact=750_000 if low.startswith("drei") else 250_000)
        if word[0].isupper():
            for name, number in self.weekdays.items():
                if low.startswith(name) and low[len(name) :].startswith(_DAY_TAILS):
                    return Word(weekday=number, weight=FIRM if low[len(name) :].startswith(_DAY_TIMES) else SILENT)
            for name, number in self.months.items():
                if low.startswith(name) and self._month_tail(name, low[len(name) :]):
                    return Word(month=number, weight=SILENT)
            for name, number in (("frühling", 1), ("frühjahr", 1), ("sommer", 2), ("herbst", 3), ("winter", 4)):
                if low.startswith(name):
                    return Word(season=number, weight=SILENT)
        ordinal = _ordinal_tail(low)
        if ordinal is not None:
            return Word(ordinal=ordinal, weight=SILENT)
        for name, size in (("millionen", 10**6), ("milliarden", 10**9), ("dutzend", 12)):
            if low.endswith(name):
                return Word(vague=size, weight=SILENT)
        return None

    def _month_tail(self, name: str, tail: str) -> bool:
        if name == "mai":
            return tail.startswith(("feier", "kundg", "demo", "woche", "anfang", "ende"))
        return len(name) > 3 and len(tail) > 2 and not tail.startswith(("or", "in"))

    def _english(self, low: str) -> Word | None:
        base = low.removesuffix("s")
        entry = self.entries.get(base) if base != low else None
        if entry is not None and entry.exact is not None:
            if entry.exact >= 20 and entry.exact % 10 == 0:
                return Word(decade=int(entry.exact))
            return Word(count=entry.exact, weight=SILENT)
        if low.endswith("ties") and (entry := self.entries.get(low[:-3] + "y")) is not None and entry.exact is not None:
            return Word(decade=int(entry.exact))
        if entry is not None and entry.ordinal is not None and entry.ordinal > 2:
            return Word(part=1 / entry.ordinal, denominator=entry.ordinal)
        for tail in _EN_COUNT_TAILS:
            if low.endswith(tail):
                entry = self.entries.get(low.removesuffix(tail).rstrip("-"))
                if entry is not None and entry.exact is not None:
                    return Word(count=entry.exact, weight=SILENT)
        return None


def _ordinal_head(low: str) -> int | None:
    """Ordinal at the head of a compound: ``viertgrößte`` -> 4, ``drittletzte`` -> 3, ``zweitligist`` -> 2."""
    for stem, value in _ORDINAL_HEADS:
        if low.startswith(stem) and len(low) > len(stem) + 2:
            return value
    return None


def _ordinal_tail(low: str) -> int | None:
    """Ordinal at the end of a compound: ``tabellenvierter`` -> 4."""
    for stem, value in _ORDINAL_HEADS:
        if low.endswith(stem, 0, -1) or low.endswith(stem, 0, -2):
            end = low[low.rindex(stem) + len(stem) :]
            if end in ("e", "er", "en", "es", "em"):
                return value
    return None


_ORDINAL_HEADS = (
    ("sechzehnt", 16), ("dreizehnt", 13), ("zwanzigst", 20), ("zwölft", 12), ("siebent", 7), ("fünft", 5),
    ("sechst", 6), ("siebt", 7), ("neunt", 9), ("zehnt", 10), ("viert", 4), ("zweit", 2), ("dritt", 3), ("acht", 8),
    ("elft", 11), ("erst", 1),
)  # fmt: skip


def folder() -> Path:
    """Where the tables of quantities lie."""
    return tables() / "quantities"


def _read_words(path: Path, entries: dict[str, Word]) -> None:
    for line, (names, cls, value, weight) in read_rows(path, 4):
        if cls not in _CLASSES:
            raise TableError(
                f"{path}:{line}: class '{cls}' is unknown. It must be one of {', '.join(sorted(_CLASSES))}."
            )
        if weight not in ("0", "1", "2"):
            raise TableError(f"{path}:{line}: weight '{weight}' must be 0, 1 or 2.")
        number = amount(value, path, line)
        for name in forms(names):
            word = entries.setdefault(name.lower(), Word(weight=int(weight)))
            setattr(word, cls, number)
            word.weight = min(word.weight, int(weight))


def _read_idioms(path: Path, entries: dict[str, Word]) -> list[tuple[str, Idiom]]:
    found = []
    for line, (phrase, value) in read_rows(path, 2):
        parts = phrase.lower().split()
        anchors = [index for index, part in enumerate(parts) if part.startswith("*")]
        if len(anchors) != 1:
            raise TableError(
                f"{path}:{line}: mark exactly one word of the phrase, the number, with a star: unter *vier Augen."
            )
        anchor = anchors[0]
        parts[anchor] = parts[anchor][1:]
        found.append((parts[anchor], Idiom(tuple(parts), anchor, None if value == "-" else amount(value, path, line))))
    return found


@lru_cache(maxsize=2)
def lexicon(lang: Lang) -> Lexicon:
    """The lexicon of a language, read once. Raises :class:`pipeline.errors.TableError` on a malformed table."""
    entries: dict[str, Word] = {}
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    units: dict[str, str] = {}
    currencies: set[str] = set()
    for _, (cls, key, language, form) in read_rows(folder() / "cldr.tsv", 4):
        if language != lang:
            continue
        low = form.lower()
        if cls == "month":
            months[low] = int(key)
        elif cls == "weekday":
            if len(low) > 4:
                weekdays[low] = int(key)
        elif cls in ("currency", "unit"):
            if low not in _NO_UNIT:
                units.setdefault(low, key)
            if cls == "currency":
                currencies.add(key)
        elif cls == "cardinal":
            entries.setdefault(low, Word()).exact = int(key)
        elif cls == "ordinal" and lang == "en":
            entries.setdefault(low, Word(weight=SOFT if int(key) < 3 else FIRM)).ordinal = int(key)
    for name, columns in (("units.tsv", 5), ("currencies.tsv", 4)):
        for _, row in read_rows(folder() / name, columns):
            for form in forms(row[-2 if lang == "de" else -1]):
                units[form.lower()] = row[0]
    _read_words(folder() / f"words_{lang}.tsv", entries)
    for low, number in months.items():
        entries.setdefault(low, Word()).month = number
    for low, number in weekdays.items():
        entries.setdefault(low, Word()).weekday = number
        entries.setdefault(low + "s", Word(weight=FIRM if lang == "en" else SOFT)).weekday = number
    if lang == "en":
        _english_extras(entries)
    result = Lexicon(lang, entries, months, weekdays, units, _heads(units), frozenset(currencies))
    for anchor, idiom in _read_idioms(folder() / f"idioms_{lang}.tsv", entries):
        word = result.look(anchor) or Word()
        own = Word(**{name: getattr(word, name) for name in Word.__slots__})
        own.idioms = (*own.idioms, idiom)
        entries[anchor] = own
        result.cache.clear()
    for article in _ARTICLES[lang]:
        entries.setdefault(article, Word(weight=SILENT)).one = True
    return result


_NO_UNIT = frozenset(
    ("in", "a", "wo", "dec", "st", "mon", "ac", "ae", "ats", "ars", "try", "ron", "sar", "all", "real", "won")
)
"""CLDR abbreviations and codes that are everyday words."""

_ARTICLES: dict[Lang, tuple[str, ...]] = {
    "de": ("ein", "eine", "einen", "einem", "einer", "eines", "eins"),
    "en": ("a", "an", "one"),
}


def _english_extras(entries: dict[str, Word]) -> None:
    entries["one"] = Word(exact=1, one=True, weight=SILENT)
    for low in [name for name, word in entries.items() if word.ordinal is not None]:
        word = entries[low]
        if word.ordinal is not None and word.ordinal > 2:
            word.denominator = word.ordinal
    for name, value in (("hundredth", 100), ("thousandth", 1000), ("millionth", 10**6), ("billionth", 10**9)):
        entries[name] = Word(ordinal=value, denominator=value)
        entries[name + "s"] = Word(part=1 / value, denominator=value)


def _heads(units: dict[str, str]) -> dict[str, int]:
    heads: dict[str, int] = {}
    for form in units:
        parts = form.replace("-", " ").split()
        if len(parts) > 1:
            heads[parts[0]] = max(heads.get(parts[0], 0), len(parts))
    return heads
