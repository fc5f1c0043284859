"""The extractive summariser: it ranks an article's sentences and cannot invent.

How much a sentence matters is judged from the German source. Three things count, each scaled to 0..1 in the article:

- position: news puts what matters first (the weight decays with the sentence's index);
- centrality: degree centrality over tf-idf cosine similarity (Erkan & Radev 2004, "LexRank", section 3.1);
- facts: the figures, dates and names it carries.

Two things reduce that: how badly the sentence stands alone, and how unsure its translation is compared with the rest of
the article. (Of what is known without a reference, the decoder's score says most about the English: with the embedded
model on newstest2019 its correlation with chrF++ is 0.49, that of shortness 0.29. The sentences chosen have a chrF++ of
51.7 on newstest2021 instead of 50.2 and a warning in 17 of 100 instead of 22, and are no less central.)

Sentences are then chosen greedily by maximal marginal relevance (Carbonell & Goldstein 1998), so that none repeats
another, in words or in facts.
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
from .base import Draft, SummariserIdentity

_WORD = re.compile(r"[^\W_]{3,}")
_WEIGHTS = {"position": 0.45, "centrality": 0.35, "facts": 0.2}
_REDUNDANCY = 0.7
"""MMR's trade-off: the cost of similarity to a sentence already chosen."""
_REPEATS = 0.6
"""Cosine above which a sentence says the same as one already chosen."""
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
_CONTEXT = re.compile(
    r"(?:Diese[rsmn]?|Dies|Dadurch|Dabei|Damit|Dazu|Dort|Dann|Danach|Daher|Deshalb|Doch|Denn|Aber|Auch|Außerdem|Zudem|"
    r"Allerdings|Jedoch|Er|Sie|"
    r"Es(?! (?:ist|sei|war|gibt|gab|gebe|wird|wurde|kam|geht|handelt)\b)|"
    r"Ihr(?:e[mnrs]?)?|Sein(?:e[mnrs]?)?|So|Und|Oder|Insgesamt|Immerhin|Hinzu|Beide|"
    r"Letztere[rs]?|Wir|Ich|Darauf|Daraufhin|Darüber|Darunter|Davor|Zuvor|Inzwischen|Ebenfalls|Ebenso|Zugleich|"
    r"Gleichzeitig|Dennoch|Trotzdem|Stattdessen|Anders|Weiters|Update|Hier (?:lesen|finden|sehen)|"
    r"(?:An|In|Mit|Nach|Vor|Zu|Bei|Von|Aus) (?:ihr|sein|dies)(?:e[mrn]?|en)?)\b"
)
"""First words of a German sentence that refer back to the sentence before it."""
_LEANS = frozenset(
    ["er", "sie", "ihn", "ihm", "ihnen", "dort", "damit", "dabei", "dazu", "dagegen", "dafür", "daraufhin", "hier"]
)
"""The same among the next few words; "sie" within reach of its noun costs a sentence little."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence of the article with its score (0..1 before redundancy)."""

    index: int
    score: float


class Extractive:
    """Offers the article's own sentences, as translated."""

    lanes = 0

    def __init__(self, settings: SummariseConfig) -> None:
        """``settings`` are not needed: whoever accepts the drafts decides how long a brief is."""

    @property
    def identity(self) -> SummariserIdentity:
        """Its revision is that of its code: another ranking makes other briefs."""
        return SummariserIdentity("extractive", fingerprint("summarise/extractive.py"))

    def drafts(self, article: Article, sentences: Sequence[CheckedSentence]) -> Iterator[Draft]:
        """Computed only as far as they are asked for."""
        for i in propose(sentences):
            yield Draft(sentences[i].target or "", (sentences[i].id,), i)


def _ranked(sentences: Sequence[CheckedSentence], vectors: Sequence[dict[str, float]]) -> list[Ranked]:
    """Scores of an article's body sentences, in article order; ``index`` refers to ``sentences``."""
    usual = median([s.score for s in sentences if s.score is not None] or [0.0])
    # A sentence's cosines with all sentences of the article add up to its cosine with the sum of their vectors.
    total: dict[str, float] = {}
    for vector in vectors:
        for word, x in vector.items():
            total[word] = total.get(word, 0.0) + x
    central = _scaled([_cosine(vector, total) for vector in vectors])
    facts = _scaled([math.sqrt(sum(not fact.optional for fact in s.facts)) for s in sentences])
    ranked = []
    for i, sentence in enumerate(sentences):
        position = 1 / (1 + i / 4)
        sound = _soundness(sentence, usual) * _standing(sentence.source)
        if i == 0:
            sound = max(sound, _LEAD)
        score = (
            (_WEIGHTS["position"] * position + _WEIGHTS["centrality"] * central[i] + _WEIGHTS["facts"] * facts[i])
            * _fitness(sentence.source)
            * sound
        )
        ranked.append(Ranked(i, score))
    return ranked


def propose(sentences: Sequence[CheckedSentence]) -> Iterator[int]:
    """Sentences (by index) in the order in which a brief would take them: best first, repetitions left out.

    Only the first :data:`HORIZON` sentences are considered. The order is computed only as far as it is asked for.
    """
    sentences = sentences[:HORIZON]
    vectors = _vectors(sentences)
    facts = [frozenset(value for fact in s.facts if not fact.optional for value in fact.values) for s in sentences]
    left = {r.index: r.score for r in _ranked(sentences, vectors)}
    similar = dict.fromkeys(left, 0.0)
    while left:
        best = max(left, key=lambda i: (left[i] * (1 - _REDUNDANCY * similar[i]), -i))
        del left[best]
        yield best
        for i in list(left):
            similar[i] = max(similar[i], _cosine(vectors[best], vectors[i]), _shared(facts[best], facts[i]))
            if similar[i] > _REPEATS:
                del left[i]


def _fitness(source: str) -> float:
    """How suitable a sentence is for a summary: 1 for a statement of ordinary length, less for questions and scraps."""
    words = len(_WORD.findall(source))
    fit = 1.0
    if words < 5:
        fit *= 0.3
    elif words < 7:
        fit *= 0.8
    elif words > 45:
        fit *= 0.7
    if source.rstrip("“”\"»«' ").endswith("?"):
        fit *= 0.3
    if not source.rstrip().endswith((".", "!", "“", '"', "»", "«", "”", "'", "’", ")")):
        fit *= 0.5
    if sum(source.count(mark) for mark in "„»“«”") % 2:
        fit *= 0.4  # one end of a quotation that spans several sentences
    return fit


def _standing(source: str) -> float:
    """How well a sentence does without the one before it: 1, or less if it begins by referring back."""
    if _CONTEXT.match(source.lstrip("„“\"»«'–- ")):
        return 0.75
    if any(word.strip(",.:;") in _LEANS for word in source.split()[:7]):
        return 0.85
    return 1.0


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
        sound *= 0.9
    return sound


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the facts that two sentences have in common; 0 if they have only a fact or two, which prove nothing."""
    return len(a & b) / len(a | b) if min(len(a), len(b)) >= _FACTS else 0.0


def _vectors(sentences: Sequence[CheckedSentence]) -> list[dict[str, float]]:
    """Unit tf-idf vectors over words cut to six letters, which merges most German inflections."""
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
