"""How well an abstractive sentence is supported by the article: the part that no check of facts can see.

An invented deed has no figure and no name in it; what gives it away are its words. Two features of a sentence are
weighed: how many of its telling words the best sentence of the article has, and how many neighbouring pairs of them are
close together there too. Words that the article does not have at all lower the result further. The weights come from a logistic regression on QAGS-CNN/DM (Wang, Cho & Lewis
2020: 714 sentences of abstractive summaries of 235 articles, judged by three people each), fitted on every other
article; ``RATES`` was measured on the rest. ``tests/quality/support.py`` fits and measures again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .words import content

WEIGHED = ("best", "close")
_WEIGHTS = (2.77, 3.894)
_BIAS = -4.754
_CLOSE = 5
"""Telling words; of 2, 3 and 5 the one under which honest paraphrases score best."""
_NOWHERE = 1000
DOUBTFUL = 0.5
"""A sentence with less support than this is marked: of 50 such sentences held out, 31 were wrong."""
UNFOUNDED = 0.02
"""A sentence with less support than this is not taken: nearly all of its words come from elsewhere."""
RATES: tuple[tuple[float, float, int], ...] = ((0.0, 0.38, 50), (DOUBTFUL, 0.49, 77), (0.8, 0.89, 227))
"""From which support on which share of how many sentences held out were consistent."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is measured of a sentence against its article; all from 0 to 1."""

    best: float
    """Share of its telling words that one sentence of the article has."""
    anywhere: float
    """Share of them that the article has at all."""
    close: float
    """Share of neighbouring pairs of them that are within five telling words of each other in a sentence there."""


def features(text: str, article: Sequence[str]) -> Features:
    """Measure an English sentence against the sentences of an article in English."""
    own = content(text)
    others = [content(sentence) for sentence in article]
    if not own or not others:
        return Features(0.0, 0.0, 0.0)
    bag = set(own)
    best = max(len(bag.intersection(other)) for other in others) / len(bag)
    anywhere = len(bag.intersection(set().union(*others))) / len(bag)
    pairs = list(zip(own, own[1:], strict=False))
    near = [_apart(first, second, others) for first, second in pairs]
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


def rate(score: float) -> tuple[float, int]:
    """The share of sentences of about this support that people found consistent, and how many were looked at."""
    return next((share, number) for least, share, number in reversed(RATES) if score >= least)
