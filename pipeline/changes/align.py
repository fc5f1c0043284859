"""Which sentence of an older version is which of the newer one: equal ones, then similar ones, wherever they stand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, LCSseq

from ..types import CheckedSentence

ALIKE = 0.5
"""From this similarity on, two sentences are taken for versions of one."""
_CANDIDATES = 6
"""Sentences that each one is compared with: those with most rare words in common. A book's versions stay affordable."""
_COMMON = 40
"""Sentences with a word, above which it does not help to find candidates."""
_LEAST = 4
"""Telling words from which a sentence that another one holds whole is taken for a version of it."""
_NEAR = 0.06
"""What standing at the same place adds to a similarity, at most."""
_LETTERS = 6
"""Letters by which words are compared, so that endings do not matter."""

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_SPACE = re.compile(r"\s+")
_SIGNS = str.maketrans(
    {**dict.fromkeys("„“”«»‟", '"'), **dict.fromkeys("‚‘’‹›`´", "'"), **dict.fromkeys("–—‐‑−", "-"), "\u00ad": ""}
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence in both versions, or in one of them. ``place`` is where it stands in the newer one (or would)."""

    older: CheckedSentence | None
    newer: CheckedSentence | None
    ratio: float
    """How similar their sources are: 0 to 1."""
    place: float

    @property
    def equal(self) -> bool:
        """The source says the same, letter for letter, whatever its spaces and quotation marks look like."""
        return self.older is not None and self.newer is not None and self.ratio == 1.0


def aligned(older: Sequence[CheckedSentence], newer: Sequence[CheckedSentence]) -> tuple[Pair, ...]:
    """Every sentence of both versions once, in the order of the newer one; what is gone stands where it stood.

    The titles of both versions are one sentence, however little they have in common.
    """
    partners = _equal(older, newer)
    scores = dict.fromkeys(partners, 1.0)
    taken = set(partners.values())
    left = [i for i in range(len(older)) if i not in partners]
    right = [j for j in range(len(newer)) if j not in taken]
    likely = _similar(older, newer, left, right)
    for i, j, score in (*_titles(older, newer, left, right), *likely):
        if i not in partners and j not in taken:
            partners[i], scores[i] = j, score
            taken.add(j)
    pairs = [Pair(older[i], newer[j], scores[i], j) for i, j in partners.items()]
    pairs += [Pair(None, newer[j], 0.0, j) for j in range(len(newer)) if j not in taken]
    last = -1.0
    for i, sentence in enumerate(older):
        if i in partners:
            last = partners[i]
        else:
            pairs.append(Pair(sentence, None, 0.0, last + 0.5))
    return tuple(sorted(pairs, key=lambda pair: pair.place))


def similarity(one: str, other: str) -> float:
    """How alike two sentences are, from 0 to 1 (below 1 unless they are equal): by letters and by telling words."""
    first, second = _telling(one), _telling(other)
    letters = Indel.normalized_similarity(one.casefold(), other.casefold())
    words = Indel.normalized_similarity(first, second) if first and second else letters
    score = (letters + words) / 2
    shorter = min(len(first), len(second))
    if shorter >= _LEAST:
        score = max(score, 0.8 * LCSseq.similarity(first, second) / shorter)
    return min(score, 0.999)


def _key(text: str) -> str:
    return _SPACE.sub(" ", text.translate(_SIGNS)).strip()


def _equal(older: Sequence[CheckedSentence], newer: Sequence[CheckedSentence]) -> dict[int, int]:
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for j, sentence in enumerate(newer):
        places[_key(sentence.source)].append(j)
    found = {}
    for i, sentence in enumerate(older):
        if queue := places.get(_key(sentence.source)):
            found[i] = queue.popleft()
    return found


def _titles(
    older: Sequence[CheckedSentence], newer: Sequence[CheckedSentence], left: Sequence[int], right: Sequence[int]
) -> list[tuple[int, int, float]]:
    titles = (
        [i for i in left if older[i].kind == "title"],
        [j for j in right if newer[j].kind == "title"],
    )
    return [(i, j, similarity(older[i].source, newer[j].source)) for i, j in zip(*titles, strict=False)]


def _similar(
    older: Sequence[CheckedSentence], newer: Sequence[CheckedSentence], left: Sequence[int], right: Sequence[int]
) -> list[tuple[int, int, float]]:
    """Pairs that are alike enough, the most alike first; of equally alike ones those that stand nearer."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for j in right:
        for word in set(_telling(newer[j].source)):
            holders[word].append(j)
    found = []
    for i in left:
        shared: Counter[int] = Counter()
        for word in set(_telling(older[i].source)):
            if len(holders[word]) <= _COMMON:
                shared.update(holders[word])
        for j, _ in shared.most_common(_CANDIDATES):
            score = similarity(older[i].source, newer[j].source)
            if score >= ALIKE:
                apart = abs((i + 0.5) / len(older) - (j + 0.5) / len(newer))
                found.append((score + _NEAR * (1 - apart), i, j, score))
    found.sort(key=lambda one: (-one[0], one[1], one[2]))
    return [(i, j, score) for _, i, j, score in found]


def _telling(text: str) -> list[str]:
    """The words that say what a sentence is about, without endings; every figure is the same word."""
    words = []
    for word in _WORD.findall(text):
        if word[0].isdigit():
            words.append("0")
        elif len(word) > 3 or word[0].isupper():
            words.append(word.casefold()[:_LETTERS])
    return words
