"""The tables of one language behind one cached look-up: what may this word mean?"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from ..errors import TableError
from ..memo import Memo
from ..resources import tables
from ..types import Lang
from . import wordforms
from .meaning import Idiom, Word
from .tables import amount, forms, read_rows
from .values import FIRM, RATE, SILENT, SOFT, Amount, Feast, Pair, Tag, Value

_CLASSES = frozenset(
    {
        "magnitude",
        "vague",
        "part",
        "times",
        "count",
        "exact",
        "season",
        "clock",
        "month",
        "weekday",
        "ordinal",
        "decade",
    }
)
_ROLES = frozenset(
    {"approx", "quantifier", "connector", "negative", "sign-guard", "link", "evening", "prefix", "month-lead",
     "season-lead", "determiner", "rank", "no-noun", "auxiliary", "one", "night", "defeat", "zone",
     "range-lead", "range-link", "event", "age-lead", "each", "out-of", "below", "section-lead", "every", "per",
     "falling", "rising", "street", "day-part"}
)  # fmt: skip
_ARTICLES: dict[Lang, tuple[str, ...]] = {
    "de": ("ein", "eine", "einen", "einem", "einer", "eines", "eins"),
    "en": ("a", "an", "one"),
}
_FRACTION_SIGNS = {sign: unicodedata.numeric(sign) for sign in "½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"}
_EN_FRACTIONS = (("hundredth", 100), ("thousandth", 1000), ("millionth", 10**6), ("billionth", 10**9))
_NO_UNIT = frozenset(
    ("in", "a", "wo", "dec", "st", "mon", "ac", "ae", "ats", "ars", "try", "ron", "sar", "all", "real", "won")
)
"""CLDR abbreviations and currency codes that are everyday words."""
_LONGEST = 120
"""Longest word that is classified, in letters."""
_SHORT_DAYS: dict[Lang, dict[str, int]] = {
    "de": {"Mo": 1, "Di": 2, "Mi": 3, "Do": 4, "Fr": 5, "Sa": 6, "So": 7},
    "en": {
        "Mon": 1, "Tue": 2, "Tues": 2, "Wed": 3, "Thu": 4, "Thur": 4, "Thurs": 4, "Fri": 5, "Sat": 6, "Sun": 7,
    },
}  # fmt: skip
"""Also everyday words: the grammar requires a time or a date beside them."""
_HEAD = 6
"""A name that may begin a compound has more letters than this."""


@dataclass(slots=True)
class Lexicon:
    """All tables of one language. :attr:`meanings` classifies a word."""

    lang: Lang
    entries: dict[str, Word]
    months: dict[str, int]
    weekdays: dict[str, int]
    units: dict[str, str]
    currencies: frozenset[str]
    """ISO codes."""
    roles: dict[str, frozenset[str]]
    """See roles.tsv."""
    tails: dict[str, tuple[str, int]]
    symbols: dict[str, str] = field(default_factory=dict)
    """Units by forms whose capitals count: kN is no kn."""
    feasts: dict[str, Idiom] = field(default_factory=dict)
    """One-word names that may begin a compound: Silvester(feuerwerk)."""
    unit_heads: dict[str, int] = field(init=False)
    """First words of multi-word units -> longest number of words."""
    meanings: Memo[Word | None] = field(init=False)
    """What each word of a text says about quantities, ``None`` if nothing."""
    _forms: wordforms.GermanForms = field(init=False)
    _feast_heads: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.unit_heads = {}
        for form in self.units:
            parts = form.replace("-", " ").split()
            if len(parts) > 1:
                self.unit_heads[parts[0]] = max(self.unit_heads.get(parts[0], 0), len(parts))
        self._forms = wordforms.GermanForms(self.months, self.weekdays, self.tails)
        self.meanings = Memo(self._classify)

    def close(self) -> None:
        """Collect the names that compounds may begin with, once all are known."""
        self._feast_heads = tuple(self.feasts)

    def role(self, name: str) -> frozenset[str]:
        """The small words of a role; none if the language does not have it."""
        return self.roles.get(name, frozenset())

    def _classify(self, word: str) -> Word | None:
        low = word.lower()
        entry = self.entries.get(low)
        if (short := _SHORT_DAYS[self.lang].get(word)) is not None:
            return replace(entry or Word(), short_day=short)
        if entry is not None or len(low) > _LONGEST:
            return entry
        if word in "IVX" or (len(word) > 1 and not word.strip("IVXLC")):
            return Word(roman=True, phrase=word == "I")
        if self.feasts and word[0].isupper() and low.startswith(self._feast_heads):
            name = max((name for name in self.feasts if low.startswith(name)), key=len)
            return Word(phrase=True, idioms=(replace(self.feasts[name], words=(low,), weight=SILENT),))
        return wordforms.german(word, low, self._forms) if self.lang == "de" else wordforms.english(low, self.entries)


def folder() -> Path:
    """The folder of the quantity tables."""
    return tables() / "quantities"


def _read_words(path: Path, entries: dict[str, Word]) -> None:
    for line, (names, cls, value, weight) in read_rows(path, 4):
        cls, _, unit = cls.partition(":")
        if cls not in _CLASSES:
            known = ", ".join(sorted(_CLASSES))
            raise TableError(f"{path}:{line}: class '{cls}' is unknown. It must be one of {known}.")
        if weight not in ("0", "1", "2"):
            raise TableError(f"{path}:{line}: weight '{weight}' must be 0, 1 or 2.")
        number = amount(value, path, line)
        for name in forms(names):
            word = entries.setdefault(name.lower(), Word(weight=int(weight)))
            setattr(word, cls, number)
            word.unit = unit or word.unit
            word.weight = min(word.weight, int(weight))


def _read_idioms(path: Path) -> list[Idiom]:
    found = []
    for line, (phrase, value) in read_rows(path, 2):
        parts = phrase.lower().split()
        anchors = [index for index, part in enumerate(parts) if part.startswith("*")]
        if len(anchors) != 1:
            raise TableError(f"{path}:{line}: mark the number word, and only it, with a star: unter *vier augen.")
        parts[anchors[0]] = parts[anchors[0]][1:]
        found.append(Idiom(tuple(parts), anchors[0], None if value == "-" else amount(value, path, line)))
    return found


def _words(phrase: str) -> tuple[tuple[str, ...], int]:
    """The words of a phrase in lower case, and which of them the grammar meets first."""
    parts = phrase.lower().split()
    anchor = next((index for index, part in enumerate(parts) if part.startswith("*")), 0)
    return tuple(part.removeprefix("*") for part in parts), anchor


def _read_named(path: Path, lang: Lang) -> list[Idiom]:
    found = []
    for line, (cls, key, value, weight, german, english) in read_rows(path, 6):
        reading = _named(cls, key, value)
        if reading is None or weight not in ("0", "1", "2"):
            raise TableError(f"{path}:{line}: '{cls} {value} {weight}' is not understood; see the head of the file.")
        for phrase in forms(german if lang == "de" else english):
            words, anchor = _words(phrase)
            found.append(Idiom(words, anchor, None, reading, int(weight)))
    return sorted(found, key=lambda idiom: -len(idiom.words))


_FEAST = re.compile(r"(?:(\d+)-(\d+)|w([1-7])|=([a-z0-9-]+(?:\|[a-z0-9-]+)*))")


def _named(cls: str, key: str, value: str) -> Value | None:
    """The reading of a row of named.tsv; ``None`` if it is malformed."""
    if cls == "feast" and (match := _FEAST.fullmatch(value)):
        month, day, weekday, covers = match.groups()
        return Feast(key, int(month or 0), int(day or 0), int(weekday or 0), tuple(covers.split("|")) if covers else ())
    if cls == "rate" and re.fullmatch(r"\d+(?:\.\d+)?", value):
        return Amount(float(value) if "." in value else int(value), RATE)
    if cls == "round" and value.isdecimal():
        return Tag("round", int(value))
    if cls == "score" and (match := re.fullmatch(r"(\d+):(\d+)", value)):
        return Pair((int(match[1]), int(match[2])))
    return None


def _read_roles(path: Path, lang: Lang) -> dict[str, frozenset[str]]:
    roles = {}
    for line, (language, role, names) in read_rows(path, 3):
        if role not in _ROLES or language not in ("de", "en"):
            known = ", ".join(sorted(_ROLES))
            raise TableError(f"{path}:{line}: '{language} {role}' is unknown. The roles are {known}, for de and en.")
        if language == lang:
            roles[role] = frozenset(forms(names))
    return roles


def _read_tails(path: Path) -> dict[str, tuple[str, int]]:
    tails = {}
    for line, (start, unit, weight) in read_rows(path, 3):
        if weight not in ("0", "1", "2"):
            raise TableError(f"{path}:{line}: weight '{weight}' must be 0, 1 or 2.")
        tails[start] = ("" if unit == "-" else unit, int(weight))
    return tails


@lru_cache(maxsize=2)
def lexicon_of(lang: Lang) -> Lexicon:
    """The lexicon of a language, read once. Raises :class:`pipeline.errors.TableError` on a malformed table."""
    result = Lexicon(lang, {}, {}, {}, {}, frozenset(), _read_roles(folder() / "roles.tsv", lang), {})
    currencies: set[str] = set()
    for _, (cls, key, language, form) in read_rows(folder() / "cldr.tsv", 4):
        if language == lang:
            _take(result, currencies, cls, key, form.lower())
    for name, columns in (("units.tsv", 5), ("currencies.tsv", 4)):
        for _, row in read_rows(folder() / name, columns):
            for form in forms(row[-2 if lang == "de" else -1]):
                low = form.lower()
                if form != low and name == "units.tsv":
                    result.symbols[form] = row[0]
                else:
                    result.units[low] = row[0]
    entries = result.entries
    _read_words(folder() / f"words_{lang}.tsv", entries)
    for low, number in result.months.items():
        entries.setdefault(low, Word()).month = number
    for low, number in result.weekdays.items():
        entries.setdefault(low, Word()).weekday = number
        entries.setdefault(low + "s", Word(weight=FIRM if lang == "en" else SOFT)).weekday = number
    for sign, share in _FRACTION_SIGNS.items():
        entries[sign] = Word(sign=share)
    if lang == "en":
        _english_extras(entries)
    result = replace(
        result, currencies=frozenset(currencies), tails=_read_tails(folder() / "tails_de.tsv") if lang == "de" else {}
    )
    for idiom in (*_read_named(folder() / "named.tsv", lang), *_read_idioms(folder() / f"idioms_{lang}.tsv")):
        anchor = idiom.words[idiom.anchor]
        word = result.meanings[anchor] or Word(phrase=True)
        if isinstance(idiom.reading, Feast) and len(idiom.words) == 1 and len(anchor) > _HEAD and lang == "de":
            result.feasts[anchor] = idiom
        entries[anchor] = replace(word, idioms=(*word.idioms, idiom))
        result.meanings.clear()
    result.close()
    for article in _ARTICLES[lang]:
        entries.setdefault(article, Word(weight=SILENT)).one = True
    return result


@lru_cache(maxsize=16)
def small_words(role: str) -> frozenset[str]:
    """The small words of a role in both languages."""
    return lexicon_of("de").role(role) | lexicon_of("en").role(role)


def _take(result: Lexicon, currencies: set[str], cls: str, key: str, low: str) -> None:
    """One row of cldr.tsv."""
    if cls == "month":
        result.months[low] = int(key)
    elif cls == "weekday":
        if len(low) > 4:  # the short forms (So, Mo, Sun) are everyday words
            result.weekdays[low] = int(key)
    elif cls in ("currency", "unit"):
        if low not in _NO_UNIT:
            result.units.setdefault(low, key)
        if cls == "currency":
            currencies.add(key)
    elif cls == "cardinal":
        result.entries.setdefault(low, Word()).exact = int(key)
    elif cls == "ordinal" and result.lang == "en":
        result.entries.setdefault(low, Word(weight=SOFT if int(key) < 3 else FIRM)).ordinal = int(key)


def _english_extras(entries: dict[str, Word]) -> None:
    entries["one"] = Word(exact=1, one=True, weight=SILENT)
    for word in entries.values():
        if word.ordinal is not None and word.ordinal > 2:
            word.denominator = word.ordinal
    for name, value in _EN_FRACTIONS:
        entries[name] = Word(ordinal=value, denominator=value)
        entries[name + "s"] = Word(part=1 / value, denominator=value)
