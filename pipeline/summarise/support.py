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
from itertools import pairwise

from .words import clauses, content

WEIGHED = ("best", "close")
_WEIGHTS = (2.831, 3.746)
_BIAS = -4.726
_CLOSE = 5
"""Telling words; of 2, 3 and 5 the one under which honest paraphrases score best."""
_NOWHERE = 1000
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


def features(text: str, article: Sequence[str]) -> Features:
    """Measure an English sentence against the sentences of an article in English."""
    parts = [part for part in (content(text[start:end]) for start, end in clauses(text)) if part]
    others = [content(sentence) for sentence in article]
    number = sum(len(set(part)) for part in parts)
    if not number or not others:
        return Features(0.0, 0.0, 0.0)
    best = sum(max(len(set(part).intersection(other)) for other in others) for part in parts) / number
    anywhere = sum(len(set(part).intersection(set().union(*others))) for part in parts) / number
    near = [_apart(first, second, others) for part in parts for first, second in pairwise(part)]
    return Features(best, anywhere, sum(apart <= _CLOSE for apart in near) / len(near) if near else anywhere)


def _apart(first: str, second: str, others: Sequence[Sequence[str]]) -> int:
    """How many telling words two words are apart where they are closest to each other; a large number if nowhere."""
    least = _NOWHERE
    for other in others:
        if first in other and second in other:
            left = [i for i, word in enumerate(other) if word == first]
            right = [i for i, word in enumerate(other) if word == second]
            least = min(least, min(abs(i - j) for i in left for j in right))
    return least


def support(text: str, article: Sequence[str]) -> float:
    """From 0 to 1: how surely the article says what the sentence says, rounded to two digits."""
    found = features(text, article)
    total = _BIAS + sum(w * getattr(found, name) for name, w in zip(WEIGHED, _WEIGHTS, strict=True))
    return round(found.anywhere**2 / (1 + math.exp(-total)), 2)
