"""How likely a capitalised word is to be a proper name: by itself (letters, past uses), and in its context.

Two logistic models, learned by ``tools/tables/likely.py`` from parallel text without any hand-made labels: a
name is a word that translators carry over. The first model sees the word alone; words seen often have their own entry
instead. The second adds the neighbours. Both are cached or cheap, and used only for words that nothing explains.
"""

from __future__ import annotations

import lzma
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from ..resources import tables
from ..types import Lang
from . import compounds, dictionary, lexicon
from .entities import rows
from .side import Side
from .text import english_stem, fold, german_stem

BUCKETS = 1 << 17
"""Size of each hashed weight vector, one signed byte per weight."""
SCALE = 16.0
"""Weights are stored multiplied by this."""
LOGIT_LIMIT = 9.0
_CODES = "abcdefghijklmnopqrstuvwxyz"
"""A seen word's own logit in steps, from surely not a name to surely one."""
_NOUN_CODE = "k"
"""Seen words up to this code are common nouns."""


def encode_logit(value: float) -> str:
    """A logit as one letter."""
    clipped = max(-LOGIT_LIMIT, min(LOGIT_LIMIT, value))
    return _CODES[round((clipped + LOGIT_LIMIT) / (2 * LOGIT_LIMIT) * (len(_CODES) - 1))]


def decode_logit(code: str) -> float:
    """Inverse of :func:`encode_logit` up to rounding."""
    return _CODES.index(code) / (len(_CODES) - 1) * 2 * LOGIT_LIMIT - LOGIT_LIMIT


@dataclass(frozen=True, slots=True)
class Model:
    """One language's weights, seen words (folded word -> code of its logit) and words mostly written in lower case."""

    word_weights: memoryview
    place_weights: memoryview
    seen: dict[str, str]
    small: frozenset[str]


@lru_cache(maxsize=32)
def never(group: str) -> frozenset[str]:
    """Folded words of a list in ``never.tsv``: those that are never names, ``generic`` or ``function`` words ..."""
    result: set[str] = set()
    for cells in rows(tables() / "names" / "never.tsv", (2,)):
        if cells[0] == group:
            result.update(fold(word) for word in cells[1].split())
    return frozenset(result)


@lru_cache(maxsize=2)
def load(lang: Lang) -> Model:
    """The model of a language, read once."""
    raw = lzma.decompress((tables() / "names" / f"likely_{lang}.bin.xz").read_bytes())
    head, rest = raw.split(b"\n\n", 1)
    del head
    weights = memoryview(rest)[: 2 * BUCKETS].cast("b")
    listed, small = rest[2 * BUCKETS :].decode().split("\n\n")
    seen = dict(entry.split(" ") for entry in listed.splitlines())
    return Model(weights[:BUCKETS], weights[BUCKETS:], seen, frozenset(small.splitlines()))


def _hashed(features: list[str]) -> list[int]:
    return [crc32(feature.encode()) % BUCKETS for feature in features]


def word_features(text: str, parts: tuple[str, ...]) -> list[int]:
    """Hashed features of a word alone: its letters, its length, its shape, and the ``parts`` of a known compound."""
    folded = fold(text)
    edged = f"^{folded}$"
    size = len(edged)
    features = ["*", f"#{min(len(folded), 16)}", f"/{_shape(text)}"]
    features += [edged[at : at + n] for n in (3, 4, 5) for at in range(size - n + 1)]
    features += [f"${edged[-n:]}" for n in (2, 6, 7) if n < size]
    if parts:
        features += ["+", f"+{parts[1]}"]
    return _hashed(features)


def _shape(text: str) -> str:
    if text.isupper():
        return "A" if len(text) > 1 else "I"
    inner = any(letter.isupper() for letter in text[1:])
    digit = any(letter.isdigit() for letter in text)
    foreign = any(letter > "\x7f" and letter not in "äöüÄÖÜßéÉ" for letter in text)
    return f"{'i' if inner else ''}{'d' if digit else ''}{'f' if foreign else ''}{'u' if text[0].isupper() else 'l'}"


@lru_cache(maxsize=2)
def _small_stems(lang: Lang) -> frozenset[str]:
    stem = german_stem if lang == "de" else english_stem
    return frozenset(stem(word) for word in load(lang).small)


@lru_cache(maxsize=1 << 16)
def mostly_small(folded: str, lang: Lang) -> bool:
    """True if the folded word, in any inflection, is mostly written without a capital."""
    if folded in load(lang).small:
        return True
    stem = german_stem if lang == "de" else english_stem
    return folded not in load(lang).seen and stem(folded) in _small_stems(lang)


@lru_cache(maxsize=1)
def _nouns() -> frozenset[str]:
    return frozenset(word for word, code in load("de").seen.items() if code <= _NOUN_CODE)


@lru_cache(maxsize=1 << 16)
def compound(folded: str, lang: Lang) -> tuple[str, ...]:
    """The parts of a German compound of common words, or nothing."""
    return compounds.split(folded, _nouns(), load("de").small) if lang == "de" else ()


@lru_cache(maxsize=1 << 14)
def is_unheard(word: str) -> bool:
    """True for a German word in no parallel text or dictionary and not made of two nouns: its letters say little."""
    folded = fold(word)
    if folded in load("de").seen or lexicon.translations(folded).any:
        return False
    return not (compound(folded, "de") or dictionary.has(word))


@lru_cache(maxsize=1 << 16)
def word_logit(text: str, lang: Lang) -> float:
    """Log-odds that ``text``, capitalised, is a name, whatever its context."""
    model = load(lang)
    folded = fold(text)
    code = model.seen.get(folded)
    if code is not None:
        return decode_logit(code)
    weights = model.word_weights
    return sum(weights[feature] for feature in word_features(text, compound(folded, lang))) / SCALE


def step(logit: float, seen: bool, split: bool) -> str:
    """A logit in coarse steps, used as a feature; for an unseen word it is only what the letters suggest."""
    return f"{max(-4, min(4, round(logit / 1.5)))}{'' if seen else '+' if split else '?'}"


class Place(NamedTuple):
    """A word's position: after a hyphen, before one, at the start of a sentence, and the marks on either side of it."""

    glued: bool
    next_glued: bool
    initial: bool
    opening: str
    closing: str


def place_of(side: Side, at: int) -> Place:
    """The place of word ``at``."""
    found, text = side.words, side.text
    word = found[at]
    last = at + 1 == len(found)
    before = text[found[at - 1].end if at else 0 : word.start].strip()
    after = text[word.end : len(text) if last else found[at + 1].start].strip()
    return Place(word.glued, not last and found[at + 1].glued, word.initial, before[-1:], after[:1])


def place_features(words: list[str], marks: list[str], at: int, place: Place) -> list[int]:
    """Hashed features of a word in its place.

    ``words`` are the texts, ``marks`` the result of :func:`step` for the capitalised ones ("-" for the others).
    """
    before = words[at - 1].lower() if at else "<"
    after = words[at + 1].lower() if at + 1 < len(words) else ">"
    own = marks[at]
    left = marks[at - 1] if at else "<"
    right = marks[at + 1] if at + 1 < len(words) else ">"
    features = [
        "*",
        f"o{own}",
        f"p{before}",
        f"n{after}",
        f"q{before[-2:]}",
        f"l{left}",
        f"r{right}",
        f"ol{own}{left}",
        f"or{own}{right}",
        f"lr{own}{left}{right}",
        f"op{own}{before}",
        f"on{own}{after}",
        f"oq{own}{before[-2:]}",
        f"g{own}{place.glued}{place.next_glued}",
        f"s{own}{_shape(words[at])}",
        f"a{own}{place.initial}",
        f"w{own}{words[at].lower()[-3:]}",
        f"c{own}{place.closing}",
        f"d{own}{place.opening}",
        f"pc{own[-1]}{before}{place.closing}",
        f"pn{before}|{after}{own[-1]}",
    ]
    return _hashed(features)


def marks_of(words: list[str], lang: Lang) -> list[str]:
    """What is known of each capitalised word on its own."""
    seen = load(lang).seen
    return [
        step(word_logit(word, lang), fold(word) in seen, bool(compound(fold(word), lang))) if word[0].isupper() else "-"
        for word in words
    ]


def probability(side: Side, at: int) -> float:
    """Probability that the capitalised word ``at`` of ``side`` is (part of) a proper name."""
    found = side.words
    low, high = max(0, at - 1), min(len(found), at + 2)
    texts = [word.text for word in found[low:high]]
    here = at - low
    weights = load(side.lang).place_weights
    features = place_features(texts, marks_of(texts, side.lang), here, place_of(side, at))
    logit = sum(weights[feature] for feature in features) / SCALE + word_logit(texts[here], side.lang)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
