"""Number words: German words by grammar (text2num knows the cardinals), English ones word by word."""

from __future__ import annotations

import re
from functools import lru_cache

from text_to_num import text2num

_UNIT = "ein|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun"
_MORPHEME = (
    "zwanzig|dreißig|dreissig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig|dreizehn|vierzehn|fünfzehn|sechzehn"
    "|siebzehn|achtzehn|neunzehn|zwölf|zehn|elf|hundert|tausend|eins|und|null|" + _UNIT
)
_CARDINAL = re.compile(rf"(?:{_MORPHEME})++")
_INFLECTED_ONE = re.compile(r"(?<=nd)ein(?:e|en|er|es|em)$|(?<=rt)ein(?:e|en|er|es|em)$")
_ORDINAL_ENDING = re.compile(r"(?:st|t)e[nrsm]?$")
_ORDINAL_STEMS = {"er": 1, "drit": 3, "sieb": 7, "ach": 8}
_FRACTION = re.compile(r"(?:st|t)el(?:n|s)?$")
_AND_A_HALF = re.compile(r"(?:einhalb|undeinhalb|einviertel|dreiviertel)(?:e|en|er|es|em|fache|fachen|mal)?$")
_TIMES = re.compile(
    r"(?:mal|fach|fache|facher|fachen|faches|fachem|mals|malige|maliger|maligen|maliges|maligem|malig)$"
)
_ONES = frozenset(("ein", "eine", "einen", "einer", "eines"))
_HALF_HEAD = re.compile(r"(?:und)?(einhalb|einviertel|dreiviertel)")
_ADDED = {"einhalb": 0.5, "einviertel": 0.25, "dreiviertel": 0.75}
_MAX_WORD = 120
"""Longest word examined; CLDR's longest number below a million has 66 letters."""


@lru_cache(maxsize=8192)
def german_cardinal(word: str) -> int | None:
    """Value of a lower-case German cardinal written as one word, inflected or not; ``None`` for any other word.

    ``einundzwanzig`` -> 21, ``neunzehnhundertneunundachtzig`` -> 1989, ``hunderteiner`` -> 101. A lone "ein" is an
    article more often than a number and is left to the caller.
    """
    if len(word) > _MAX_WORD:
        return None
    word = _INFLECTED_ONE.sub("eins", word)
    if not _CARDINAL.fullmatch(word) or word in ("und", "ein"):
        return None
    if word.endswith(("hundertein", "tausendein")):
        word += "s"
    try:
        return int(text2num(word, "de"))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def german_ordinal(word: str) -> int | None:
    """Value of a lower-case German ordinal in any case ending: ``einundzwanzigsten`` -> 21, ``dritter`` -> 3."""
    match = _ORDINAL_ENDING.search(word)
    if not match or len(word) > _MAX_WORD:
        return None
    return ordinal_stem(word[: match.start()], match.group().startswith("st"))


def ordinal_stem(stem: str, sibilant: bool) -> int | None:
    """Value of an ordinal without its ending: ``drit``, ``zwei``, ``zwanzig``. ``sibilant``: ending in s-."""
    tail = _ordinal_tail(stem, sibilant)
    if tail is None:
        return None
    value, length = tail
    if length == len(stem):
        return value
    base = german_cardinal(stem[: len(stem) - length])
    if base is None or base % 100:
        base = german_cardinal(stem[: len(stem) - length].removesuffix("und"))
        if base is None or base % 100:
            return None
    return base + value


def _ordinal_tail(stem: str, sibilant: bool) -> tuple[int, int] | None:
    """Value and length of the irregular or plain last part of an ordinal."""
    if sibilant:
        if stem.endswith("er"):
            return 1, 2
        if stem.endswith("sech"):
            return 6, 4
        value = german_cardinal(stem)
        return (
            (value, len(stem)) if value is not None and (value >= 20 or value % 100 == 0 or value % 100 > 19) else None
        )
    for irregular in ("drit", "sieb", "ach"):
        if stem.endswith(irregular):
            return _ORDINAL_STEMS[irregular], len(irregular)
    value = german_cardinal(stem)
    if value is None or stem.endswith("ein"):
        return None
    return (value, len(stem)) if value == 0 or 0 < value % 100 < 20 else None


def german_fraction(word: str) -> int | None:
    """Denominator of a lower-case German fraction word: ``fünftel`` -> 5, ``hundertstel`` -> 100."""
    match = _FRACTION.search(word)
    if not match or len(word) > _MAX_WORD:
        return None
    value = ordinal_stem(word[: match.start()], match.group().startswith("st"))
    return value if value is not None and value > 2 else None


def german_half(word: str) -> float | None:
    """Value of a lower-case word in -einhalb: ``zweieinhalb`` -> 2.5, ``anderthalb`` -> 1.5."""
    if word.endswith(("tausend", "hundert")):
        few = german_half(word[:-7])
        return int(few * (1000 if word.endswith("tausend") else 100)) if few is not None else None
    if word.startswith(("anderthalb", "eineinhalb", "einundeinhalb", "einenhalb", "eineneinhalb", "eineeinhalb")):
        return 1.5 if len(word) < 20 else None
    match = _AND_A_HALF.search(word)
    if not match:
        return None
    share = 0.5 if "halb" in match.group() else 0.25 if match.group().startswith("einv") else 0.75
    stem = word[: match.start()]
    if not stem:
        return 0.75 if share == 0.75 else None
    whole = 1 if stem in _ONES else german_cardinal(stem)
    return whole + share if whole is not None else None


def german_times(word: str) -> int | None:
    """Value of a lower-case multiple: ``dreimal`` -> 3, ``siebenmaliger`` -> 7, ``zehnfach`` -> 10."""
    match = _TIMES.search(word)
    return german_cardinal(word[: match.start()]) if match else None


def prefix(word: str) -> tuple[int | float, str] | None:
    """The number that a lower-case German word begins with, and the rest: ``zweijahresplan`` -> (2, "jahresplan").

    Fractions are included: ``zweieinhalbjährig`` -> (2.5, "jährig").
    """
    match = _CARDINAL.match(word)
    if not match or match.end() == len(word) or len(word) > _MAX_WORD:
        return None
    for end in range(match.end(), 2, -1):
        value = 1 if word[:end] == "ein" else german_cardinal(word[:end])
        if value is None:
            continue
        part = _HALF_HEAD.match(word, end)
        if part is not None and part.end() < len(word):
            return value + _ADDED[part[1]], word[part.end() :]
        return value, word[end:]
    return None
