"""One key for the German and the English press spelling of a name: Schoigu and Shoigu, Chamenei and Khamenei.

Both spellings are reduced to a skeleton of consonant classes and a string of vowels. Skeletons must be equal; vowels
may differ a little (Gorbatschow, Gorbachev). The classes are our own, drawn from the German (Duden) and English
(BGN/PCGN) tables for Russian, Ukrainian, Arabic, Persian and Korean.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from ..types import Lang

_GERMAN = [
    ("schtsch", "SC"), ("tsch", "C"), ("dsch", "J"), ("sch", "S"), ("sh", "S"), ("zh", "S"), ("kh", "X"), ("ch", "X"),
    ("ph", "f"), ("th", "t"), ("gh", "g"), ("ou", "u"), ("ck", "k"), ("qu", "kv"), ("q", "k"),
    ("x", "ks"), ("tz", "c"), ("ts", "c"),
    ("z", "c"), ("w", "v"), ("j", "i"), ("y", "i"),
]  # fmt: skip
_ENGLISH = [
    ("shch", "SC"), ("tsch", "C"), ("tch", "C"), ("sch", "S"), ("sh", "S"), ("zh", "S"), ("kh", "X"), ("ch", "C"),
    ("ph", "f"), ("th", "t"), ("gh", "g"), ("ou", "u"), ("dj", "J"), ("j", "J"), ("ck", "k"), ("qu", "kv"), ("q", "k"),
    ("x", "ks"),
    ("tz", "c"), ("ts", "c"), ("z", "s"), ("w", "v"), ("y", "i"),
]  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = frozenset("aeiou")
_SILENT_H = re.compile(r"(?<=[aeiou])h(?![aeiou])|(?<=[bdgklmnprtv])h")
_SOFT_C = re.compile(r"c(?=[eiy])")
_MOST_VOWEL_CHANGES = 2


class Key(NamedTuple):
    """Consonant classes, vowels, whether a vowel comes first, and the consonants as written."""

    skeleton: str
    vowels: str
    vowel_first: bool
    written: str


def _skeleton(folded: str, lang: Lang) -> str:
    text = folded
    if lang == "en":
        text = _SOFT_C.sub("s", text) if "c" in text and "ch" not in text else text
        rules = _ENGLISH
    else:
        rules = _GERMAN
    result: list[str] = []
    at = 0
    while at < len(text):
        for old, new in rules:
            if text.startswith(old, at):
                result.append(new)
                at += len(old)
                break
        else:
            letter = text[at]
            result.append("k" if letter == "c" else letter)
            at += 1
    return _DOUBLED.sub(r"\1", _SILENT_H.sub("", "".join(result)).replace("h", "X"))


@lru_cache(maxsize=1 << 15)
def key(folded: str, lang: Lang) -> Key:
    """The key of a folded word as spelled in ``lang``."""
    sound = _skeleton(folded, lang)
    consonants = _DOUBLED.sub(r"\1", "".join(letter for letter in sound if letter not in _VOWELS))
    vowels = _DOUBLED.sub(r"\1", "".join("i" if letter in "ei" else letter for letter in sound if letter in _VOWELS))
    written = "".join(letter for letter in folded if letter not in _VOWELS)
    return Key(consonants, vowels, bool(sound) and sound[0] in _VOWELS, written)


@lru_cache(maxsize=1 << 15)
def same_sound(german: str, english: str) -> bool:
    """True if the two folded spellings are the German and the English spelling of one name.

    Vowels may differ only if the consonants are spelt differently too: Merkel and Markel are two names.
    """
    if min(len(german), len(english)) < 3:
        return False
    left, right = key(german, "de"), key(english, "en")
    if left.vowel_first != right.vowel_first:
        return False
    if left.skeleton != right.skeleton:
        loose = _loose(left.skeleton)
        return len(loose) >= 3 and loose == _loose(right.skeleton) and left.vowels == right.vowels
    if left.written == right.written:
        return left.vowels == right.vowels
    changes = Levenshtein.distance(left.vowels, right.vowels)
    return bool(changes <= (_MOST_VOWEL_CHANGES if len(left.skeleton) >= 3 else 0))


def _loose(skeleton: str) -> str:
    """Classes that some languages' spellings share: s and ts (Zelensky), hard and soft h."""
    return _DOUBLED.sub(r"\1", skeleton.replace("c", "s").replace("C", "S").replace("J", "S"))
