"""The extractive summariser: it ranks an article's sentences and cannot invent.

Ranking looks at the German source, so that the choice does not depend on the translator's mood: the same sentences
are proposed whatever model is used. Three things count, each scaled to 0..1 within the article:

- position: news puts first what matters (weight decays with the sentence's index);
- centrality: degree centrality over tf-idf cosine similarity (Erkan & Radev 2004, "LexRank", section 3.1);
- facts: figures, dates and names it carries.

Sentences are then taken greedily by maximal marginal relevance (Carbonell & Goldstein 1998), so that none repeats
another.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..types import CheckedSentence

_WORD = re.compile(r"[^\W_]{3,}")
_WEIGHTS = {"position": 0.45, "centrality": 0.35, "facts": 0.2}
_REDUNDANCY = 0.7
"""MMR's trade-off: how much similarity to a sentence already taken costs."""
_REPEATS = 0.6
"""Cosine above which a sentence says the same as one already taken."""
HORIZON = 400
"""News says what matters long before its 400th sentence, and comparing all pairs of a book would take minutes."""
_CONTEXT = re.compile(
    r"(?:Diese[rsmn]?|Dies|Dadurch|Dabei|Damit|Dazu|Dort|Dann|Danach|Daher|Deshalb|Doch|Denn|Aber|Auch|Außerdem|Zudem|"
    r"Allerdings|Jedoch|Er|Sie|Es|Ihr[er]?|Seine?|So|Und|Oder|Insgesamt|Immerhin|Hinzu|Beide|Letztere[rs]?)\b"
)
"""First words of a German sentence that lean on the sentence before it."""
_LEANS = frozenset(
    ["er", "sie", "ihn", "ihm", "ihnen", "dort", "damit", "dabei", "dazu", "dagegen", "dafür", "daraufhin", "hier"]
)
"""The same among the next few words; "sie" within reach of its noun costs a sentence little."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence of the article with its score (0..1 before redundancy)."""

    index: int
    score: float


def wanted(sentences: int, shortest: int, longest: int) -> int:
    """How many sentences a brief of an article with so many sentences has: 3 up to eight, one more per ten after."""
    return min(sentences, max(shortest, min(longest, shortest + max(0, sentences - 8) // 10 + (sentences > 8))))


def _ranked(sentences: Sequence[CheckedSentence], vectors: Sequence[dict[str, float]]) -> list[Ranked]:
    """Scores of an article's body sentences, in article order; ``index`` counts in ``sentences``."""
    # The sum of an article's cosines with one sentence is that sentence's cosine with their sum.
    total: dict[str, float] = {}
    for vector in vectors:
        for word, x in vector.items():
            total[word] = total.get(word, 0.0) + x
    central = _scaled([_cosine(vector, total) for vector in vectors])
    facts = _scaled([math.sqrt(sum(not fact.optional for fact in s.facts)) for s in sentences])
    ranked = []
    for i, sentence in enumerate(sentences):
        position = 1 / (1 + i / 4)
        score = (
            _WEIGHTS["position"] * position + _WEIGHTS["centrality"] * central[i] + _WEIGHTS["facts"] * facts[i]
        ) * _fitness(sentence.source)
        ranked.append(Ranked(i, score))
    return ranked


def propose(sentences: Sequence[CheckedSentence]) -> Iterator[int]:
    """Sentences (by index) in the order in which a brief would take them: best first, repetitions left out.

    Only the first :data:`HORIZON` sentences stand for election. The order is worked out as far as it is asked for.
    """
    sentences = sentences[:HORIZON]
    vectors = _vectors(sentences)
    left = {r.index: r.score for r in _ranked(sentences, vectors)}
    similar = dict.fromkeys(left, 0.0)
    while left:
        best = max(left, key=lambda i: (left[i] * (1 - _REDUNDANCY * similar[i]), -i))
        del left[best]
        yield best
        for i in list(left):
            similar[i] = max(similar[i], _cosine(vectors[best], vectors[i]))
            if similar[i] > _REPEATS:
                del left[i]


def _fitness(source: str) -> float:
    """How well a sentence stands alone: 1 for a statement of ordinary length, less for questions and scraps."""
    words = len(_WORD.findall(source))
    fit = 1.0
    if words < 5:
        fit *= 0.3
    elif words > 45:
        fit *= 0.7
    if source.rstrip("“”\"»«' ").endswith("?"):
        fit *= 0.3
    if not source.rstrip().endswith((".", "!", "“", '"', "»", "«", "”", "'", "’", ")")):
        fit *= 0.5
    if sum(source.count(mark) for mark in "„»“«”") % 2:
        fit *= 0.4  # one end of a quotation that runs over several sentences
    if _CONTEXT.match(source.lstrip("„“\"»«'–- ")):
        fit *= 0.75
    elif any(word.strip(",.:;") in _LEANS for word in source.split()[:7]):
        fit *= 0.85
    return fit


def _vectors(sentences: Sequence[CheckedSentence]) -> list[dict[str, float]]:
    """Unit tf-idf vectors over words cut to six letters, which joins most German inflections."""
    bags = [Counter(word.lower()[:6] for word in _WORD.findall(s.source)) for s in sentences]
    df = Counter(word for bag in bags for word in bag)
    vectors = []
    for bag in bags:
        vector = {word: n * math.log(1 + len(bags) / df[word]) for word, n in bag.items()}
        norm = math.sqrt(sum(x * x for x in vector.values())) or 1.0
        vectors.append({word: x / norm for word, x in vector.items()})
    return vectors


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    if len(a) > len(b):
        a, b = b, a
    return sum(x * b[word] for word, x in a.items() if word in b)


def _scaled(values: Sequence[float]) -> list[float]:
    top = max(values, default=0.0)
    return [value / top if top else 0.0 for value in values]
