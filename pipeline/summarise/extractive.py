"""The extractive summariser: it chooses among an article's sentences and cannot invent.

How much a sentence matters is judged from the German source, each part scaled to 0..1 in the article:

- position: news puts what matters first, so the weight decays with the sentence's place in reading order, and quickly.
  (Against 337 newspaper standfirsts no weighting of centrality beats the plain beginning of the article, nor do
  LexRank, TextRank or LSA: ``tests/quality/standfirsts.py``. What the beginning lacks is below.)
- subject: likeness to the whole article (degree centrality over tf-idf cosine: Erkan & Radev 2004, "LexRank", section
  3.1) and to the title;
- slots: who, how many, when, who says so, what next. Only what no sentence chosen before has counts.

What makes a sentence unfit takes from that: its form, how badly it stands alone, and how unsure its translation is
compared with the rest of the article. (Of what is known without a reference, the decoder's score says most about the
English: with the embedded model on newstest2019 its correlation with chrF++ is 0.49, that of shortness 0.29.)

Sentences are then chosen greedily by maximal marginal relevance (Carbonell & Goldstein 1998), so that none repeats
another in words or in facts, none contradicts another's count of victims, and none comes without the sentence it leans
on (:mod:`.structure`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from ..config import SummariseConfig
from ..resources import fingerprint
from ..types import Article, CheckedSentence
from . import dateline
from .base import Draft, SummariserIdentity
from .structure import SLOTS, antecedents, contradicts, fitness, reading_order, slots_of, standing, victims
from .tighten import tightened

_WORD = re.compile(r"[^\W_]{3,}")
_WEIGHTS = {"position": 0.7, "subject": 0.1, "slots": 0.2}
_TITLE = 0.15
"""Added for a sentence that says what the title says: in a reportage the news comes late."""
_DECAY = 2.0
"""Places in reading order after which half of the weight of position is left."""
_COPIES, _COPY = 0.9, 0.2
"""Cosine above which a sentence is the title once more, and the share of its weight that leaves."""
_FIT = 0.5
"""The least share of its weight that its form leaves to a sentence that takes up a place."""
_SCRAP = 0.1
"""What its form leaves of a scrap, such as the place and day of a dateline: it is no sentence of a brief."""
_REDUNDANCY = 0.5
"""MMR's trade-off: the cost of similarity to a sentence already chosen."""
_REPEATS = 0.35
"""Cosine above which a sentence says the same as one already chosen, as the first paragraph does after a standfirst."""
_SURENESS = 0.5
"""How much of its weight a sentence loses if its log-probability per token is 1 below the article's usual one. Being
above the usual gains nothing: short and trivial sentences are the surest."""
_SURE = 0.7
"""The share of its weight that always remains."""
_LEAD = 0.9
"""The first sentence says what the article is about: without it, rough or not, the rest lacks its context."""
_SHORT = 0.75
"""Length of an English sentence, as a share of the German one, below which words have been lost."""
_FACTS = 3
"""Facts that two sentences must have before what they share counts as a repetition."""
HORIZON = 400
"""News says what matters long before its 400th sentence, and comparing all pairs in a book would take minutes."""


class Extractive:
    """Offers the article's own sentences, as translated."""

    lanes = 0

    def __init__(self, settings: SummariseConfig) -> None:
        """``settings`` are not needed: whoever accepts the drafts decides how long a brief is."""

    @property
    def identity(self) -> SummariserIdentity:
        """Its revision is that of its code: another ranking makes other briefs."""
        return SummariserIdentity(
            "extractive", fingerprint("summarise/extractive.py", "summarise/structure.py", "summarise/tighten.py")
        )

    def drafts(self, article: Article, sentences: Sequence[CheckedSentence]) -> Iterator[Draft]:
        """Computed only as far as they are asked for."""
        place = {i: order for order, i in enumerate(reading_order(sentences))}
        for i, needed in propose(sentences, article.title):
            needs = () if needed is None else (sentences[needed].id,)
            yield Draft(wording(sentences[i]), (sentences[i].id,), place[i], needs)


def wording(sentence: CheckedSentence) -> str:
    """The translation, without asides where its check is clean: what was lost must not be hidden by taking out more.

    A dateline at its beginning stays as it is, since that is how it is recognised later on.
    """
    text = sentence.target or ""
    if any(finding.severity != "note" for finding in sentence.findings):
        return text
    head = dateline.before(sentence)
    return head + tightened(text.removeprefix(head))


def propose(sentences: Sequence[CheckedSentence], title: str = "") -> Iterator[tuple[int, int | None]]:
    """Sentences (by index) in the order in which a brief would take them, each with the one it must not stand without.

    Repetitions and second counts of the same victims are left out. Only the first :data:`HORIZON` sentences are
    considered. The order is computed only as far as it is asked for.
    """
    sentences = sentences[:HORIZON]
    vectors, heading = _vectors([s.source for s in sentences], title)
    weights = _weights(sentences, vectors, heading)
    slots = [slots_of(s) for s in sentences]
    needed = antecedents(sentences)
    stands = [standing(s.source) for s in sentences]
    values = [frozenset(value for fact in s.facts if not fact.optional for value in fact.values) for s in sentences]
    counts = [victims(s.source) for s in sentences]
    left = {i for i, sentence in enumerate(sentences) if fitness(sentence.source) > _SCRAP or len(sentences) == 1}
    similar = dict.fromkeys(range(len(sentences)), 0.0)
    taken: dict[int, int] = {}  # a sentence in the brief, or one left out, by the sentence that says the same
    filled: set[str] = set()

    def gain(i: int) -> float:
        new = len(slots[i] - filled) / len(SLOTS)
        alone = 1.0 if needed[i] is not None else stands[i]
        fit = weights.fit[i] * max(alone, _LEAD if i == 0 else 0.0)
        return (weights.news[i] + _WEIGHTS["slots"] * new) * fit * (1 - _REDUNDANCY * similar[i])

    while ready := [i for i in left if needed[i] is None or needed[i] in taken]:
        best = max(ready, key=lambda i: (gain(i), -i))
        left.discard(best)
        taken[best] = best
        filled |= slots[best]
        need = needed[best]
        yield best, None if need is None else taken[need]
        for i in list(left):
            similar[i] = max(similar[i], _cosine(vectors[best], vectors[i]), _shared(values[best], values[i]))
            if similar[i] > _REPEATS or contradicts(counts[best], counts[i]):
                left.discard(i)
                taken[i] = best


@dataclass(frozen=True, slots=True)
class _Weights:
    """By sentence: what its place and subject make it worth, and the share of that its form and its English leave."""

    news: list[float]
    fit: list[float]


def _weights(
    sentences: Sequence[CheckedSentence], vectors: Sequence[dict[str, float]], title: dict[str, float]
) -> _Weights:
    usual = median([s.score for s in sentences if s.score is not None] or [0.0])
    # A sentence's cosines with all sentences of the article add up to its cosine with the sum of their vectors.
    total: dict[str, float] = {}
    for vector in vectors:
        for word, x in vector.items():
            total[word] = total.get(word, 0.0) + x
    central = _scaled([_cosine(vector, total) for vector in vectors])
    news, fit = [0.0] * len(sentences), [0.0] * len(sentences)
    place = 0
    for i in reading_order(sentences):
        news[i] = (
            _WEIGHTS["position"] / (1 + place / _DECAY)
            + _WEIGHTS["subject"] * central[i]
            + _TITLE * _cosine(vectors[i], title)
        )
        sound = _soundness(sentences[i], usual)
        form = fitness(sentences[i].source, lead=sentences[i].kind == "lead") * (
            _COPY if _cosine(vectors[i], title) > _COPIES else 1
        )
        fit[i] = form * (max(sound, _LEAD) if i == 0 else sound)
        place += form >= _FIT  # datelines, teasers and headings do not push the news down
    return _Weights(news, fit)


def _soundness(sentence: CheckedSentence, usual: float) -> float:
    """How far the English can be trusted compared with the article's other sentences: 1, or less if doubtful.

    ``usual`` is the median of the decoder's scores in the article.
    """
    sound = 1.0
    if sentence.score is not None:
        sound = min(1.0, max(_SURE, 1 + _SURENESS * (sentence.score - usual)))
    if len(sentence.target or "") < _SHORT * len(sentence.source):
        sound *= 0.7  # something has been left out
    if any(finding.severity != "note" for finding in sentence.findings):
        sound *= 0.8
    return sound


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the facts that two sentences have in common; 0 if they have only a fact or two, which prove nothing."""
    return len(a & b) / len(a | b) if min(len(a), len(b)) >= _FACTS else 0.0


def _vectors(sources: Sequence[str], title: str) -> tuple[list[dict[str, float]], dict[str, float]]:
    """Unit tf-idf vectors of the sentences and of the title, over words cut to six letters, which merges most German
    inflections."""
    bags = [Counter(word.lower()[:6] for word in _WORD.findall(text)) for text in (*sources, title)]
    df = Counter(word for bag in bags[:-1] for word in bag)
    vectors = []
    for bag in bags:
        vector = {word: n * math.log(1 + len(sources) / df[word]) for word, n in bag.items() if word in df}
        norm = math.sqrt(sum(x * x for x in vector.values())) or 1.0
        vectors.append({word: x / norm for word, x in vector.items()})
    return vectors[:-1], vectors[-1]


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    if len(a) > len(b):
        a, b = b, a
    return sum(x * b[word] for word, x in a.items() if word in b)


def _scaled(values: Sequence[float]) -> list[float]:
    top = max(values, default=0.0)
    return [value / top if top else 0.0 for value in values]
