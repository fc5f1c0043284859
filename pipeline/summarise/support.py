"""How well an abstractive sentence is supported by the article: the part that no check of facts can see.

An invented deed has no figure and no name in it; what gives it away are its words. Two features of a sentence are
weighed: how many of its telling words the best sentence of the article has, and how many neighbouring pairs of them are
close together there too. Words that the article does not have at all lower the result further. The weights come from a
logistic regression on QAGS-CNN/DM (Wang, Cho & Lewis 2020: 714 sentences of abstractive summaries of 235 articles,
judged by three people each), fitted on every other article; how often a score
is right (:data:`pipeline.record.SUPPORT_RATES`) was measured on the rest.
``tests/quality/support.py`` fits and measures again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ..names.lexicon import translations
from ..names.text import english_stem, fold
from ..names.text import words as german_words
from .words import clauses, content, words

WEIGHED = ("best", "close")
_WEIGHTS = (2.831, 3.746)
_BIAS = -4.726
_CLOSE = 5
"""Telling words; of 2, 3 and 5 the one under which honest paraphrases score best."""
_SAYS = 3
"""Telling words."""
BARE = 0.05
"""A sentence with a clause of less support than this is marked: of 560 invented ones all have less, of
honest rewordings by another translator one in twenty."""
UNFOUNDED = 0.02
"""A sentence with less support than this is not taken: nearly all of its words come from elsewhere."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is measured of a sentence against its article; all from 0 to 1."""

    best: float
    """Share of its telling words that one sentence of the article has, clause by clause."""
    anywhere: float
    """Share of them that the article has at all."""
    close: float
    """Share of neighbouring pairs of them that are within five telling words of each other in a sentence there."""


def features(text: str, article: Sequence[str], originals: Sequence[str] = ()) -> Features:
    """Measure an English sentence against an article's sentences.

    Args:
        article: its sentences in English.
        originals: the same in German. A word of the text that is a known translation of one of their words counts as
            there too, so that another wording of the German than the translator's is no invention.
    """
    parts = [part for part in (content(text[start:end]) for start, end in clauses(text)) if part]
    others = [content(sentence) for sentence in article]
    number = sum(len(set(part)) for part in parts)
    if not number or not others:
        return Features(0.0, 0.0, 0.0)
    bags = [frozenset(other) for other in others]
    if originals:
        said = [(word.stem, english_stem(fold(text[word.start : word.end]))) for word in words(text) if word.tells]
        known = map(_translations, originals)
        bags = [bag.union(own for own, form in said if form in there) for bag, there in zip(bags, known, strict=True)]
    every = frozenset().union(*bags)
    best = sum(max(len(bag.intersection(part)) for bag in bags) for part in parts) / number
    anywhere = sum(len(every.intersection(part)) for part in parts) / number
    near = [_close(first, second, others, bags) for part in parts for first, second in pairwise(part)]
    return Features(best, anywhere, sum(near) / len(near) if near else anywhere)


def _close(first: str, second: str, others: Sequence[Sequence[str]], bags: Sequence[frozenset[str]]) -> bool:
    """Whether a sentence has two words close together, or says one of them only in German and so at no known place."""
    for other, bag in zip(others, bags, strict=True):
        if first in bag and second in bag:
            left = [i for i, word in enumerate(other) if word == first]
            right = [i for i, word in enumerate(other) if word == second]
            if not left or not right or min(abs(i - j) for i in left for j in right) <= _CLOSE:
                return True
    return False


@lru_cache(maxsize=1024)
def _translations(german: str) -> frozenset[str]:
    """The stems of all English words that the words of a German sentence are known to be translated by."""
    return frozenset().union(*(translations(word.fold).any for word in german_words(german)))


def support(text: str, article: Sequence[str], originals: Sequence[str] = ()) -> float:
    """From 0 to 1: how surely the article says what the sentence says, rounded to two digits; see :func:`features`."""
    found = features(text, article, originals)
    total = _BIAS + sum(w * getattr(found, name) for name, w in zip(WEIGHED, _WEIGHTS, strict=True))
    return round(found.anywhere**2 / (1 + math.exp(-total)), 2)


def weakest(text: str, article: Sequence[str], originals: Sequence[str] = ()) -> float:
    """The support of the least supported clause that says something: a true half must not vouch for an invented one."""
    parts = [text[start:end] for start, end in clauses(text)]
    telling = [part for part in parts if len(content(part)) >= _SAYS] or [text]
    return min(support(part, article, originals) for part in telling)
