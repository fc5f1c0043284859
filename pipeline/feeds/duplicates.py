"""The same story in several feeds: agency copy that many papers print, each with its own title, cuts and paragraphs.

A sketch (MinHash) of every text is kept, and those that share enough of a new one are looked at word by word. What
shares its words but not its figures is another story from the same template: the weather, share prices or lottery
numbers of another day; or it is the same story later on, when twelve are dead and no longer eleven. In doubt two texts
are two stories: to show one twice costs a reader a minute, to hide one costs the story.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from ..quantities import extract
from ..split import sentence_spans

_PERMUTATIONS = 128
_SEED = 42
_VERSION = 1
"""Of what is sketched: another way of taking words together is another version."""
_SHINGLE = 4
"""Words taken together. Fewer make the texts of a series alike, more are lost with every edited word."""

JACCARD = 0.5
"""Share of its words that a text must have in common with another one, of those in either, to be the same story."""
CONTAINED = 0.4
"""Or of those in the shorter of them, if it is not much shorter: copy that was cut, or given other paragraphs."""
_SHORTER = 0.45
"""Least length of that one, as a share of the longer one. A roundup holds many stories and is none of them."""
_SHORT = 60
"""Words below which a text is hardly more than a teaser. Half of it may be a notice that others have too (on agencies'
rights, on subscriptions), so that being contained says nothing."""
_ALIKE = 0.65
"""Share in common from which two such texts are the same."""
_FRONT = 0.4
"""What counts as the first part of a text, in which both must be alike too: a notice stands at the end."""
_IN_FRONT = 0.4
"""Share of that part that must be in common."""
_SAME_SENTENCE = 0.5
"""Share of the words in either of two sentences, figures aside, from which they are the same sentence, edited."""
_NOTICED = 0.12
"""Estimated share in common from which a text is looked at; the estimate is off by some 0.03."""
_CANDIDATES = 6
"""Texts looked at for a new one, the likeliest first."""

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")


def sketch(text: str) -> bytes:
    """A text's sketch, 514 bytes; the same on every machine. Its head says how it was made."""
    minhash = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    minhash.update(_shingles(_words(text)))
    return _head() + np.asarray(minhash.digest(), dtype="<u4").tobytes()


class Stories:
    """The stories of the last days, by their sketches; some 500 bytes each.

    Args:
        sketches: item key and sketch, as the ledger has them; the caller chooses how far back they go. Sketches of
            another version are left out.
    """

    def __init__(self, sketches: Iterable[tuple[str, bytes]] = ()) -> None:
        self._keys: list[str | None] = []
        self._rows: dict[str, int] = {}
        self._table: NDArray[np.uint16] = np.zeros((_PERMUTATIONS, 1024), dtype=np.uint16)
        for key, one in sketches:
            self.add(key, one)

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, key: str, sketch: bytes) -> None:
        """Add an item, or its newer version in place of an older one."""
        values = _values(sketch)
        self.remove(key)
        if values is None:
            return
        row = len(self._keys)
        if row == self._table.shape[1]:
            self._table = np.concatenate([self._table, np.zeros_like(self._table)], axis=1)
        self._table[:, row] = values
        self._keys.append(key)
        self._rows[key] = row

    def learn(self, key: str, sketch: bytes) -> None:
        """Add an item unless it is there as it is."""
        row, values = self._rows.get(key), _values(sketch)
        if row is None or values is None or not np.array_equal(self._table[:, row], values):
            self.add(key, sketch)

    def remove(self, key: str) -> None:
        """Forget an item: it is too old, or has been withdrawn. One that is not there is no error."""
        row = self._rows.pop(key, None)
        if row is not None:
            self._keys[row] = None
            if len(self._keys) > 2 * len(self._rows) + 1024:
                self._pack()

    def twin(self, key: str, text: str, sketch: bytes, text_of: Callable[[str], str]) -> tuple[str, float] | None:
        """The item that tells the same story as a text, and how much of the shorter one both have, from 0 to 1.

        Args:
            key: the item that the text belongs to; it is no twin of its own older versions.
            text: the article's text.
            sketch: that of the text.
            text_of: the text of another item, asked for the few that are likely; empty if it is gone.
        """
        values = _values(sketch)
        if values is None or not self._rows:
            return None
        words = _words(text)
        found: list[tuple[float, str]] = []
        for other in self._likely(key, values):
            score = _shared(words, _words(there := text_of(other)))
            if score and not other_figures(text, there):
                found.append((score, other))
        return max(((other, score) for score, other in found), key=lambda one: one[1], default=None)

    def _likely(self, key: str, values: NDArray[np.uint16]) -> list[str]:
        used = len(self._keys)
        equal = np.zeros(used, dtype=np.uint8)
        for row, value in zip(self._table, values, strict=True):
            equal += row[:used] == value
        places = np.flatnonzero(equal >= _NOTICED * _PERMUTATIONS)
        ranked = sorted(places.tolist(), key=lambda place: -int(equal[place]))
        likely = (other for place in ranked if (other := self._keys[place]) is not None and other != key)
        return [other for other, _ in zip(likely, range(_CANDIDATES), strict=False)]

    def _pack(self) -> None:
        """Close the gaps that removed items have left."""
        kept = [row for row, key in enumerate(self._keys) if key is not None]
        table = np.zeros((_PERMUTATIONS, max(1024, 2 * len(kept))), dtype=np.uint16)
        table[:, : len(kept)] = self._table[:, kept]
        self._keys = [self._keys[row] for row in kept]
        self._rows = {key: row for row, key in enumerate(self._keys) if key is not None}
        self._table = table


def other_figures(text: str, earlier: str) -> bool:
    """Whether a text gives figures, dates or times otherwise than an earlier one: between the same words, or in what is
    the same sentence but for a few words (eleven dead, by now twelve dead).

    A figure in a sentence of its own does not count: a paper adds a paragraph to what an agency sends.
    """
    first, second = _figures(text), _figures(earlier)
    for place in first.keys() & second.keys():
        if first[place] - second[place] and second[place] - first[place]:
            return True
    known = {value for values in second.values() for value in values}
    sentences = [_plain_words(sentence) for sentence in _sentences(earlier)]
    for sentence in _sentences(text):
        if figures(sentence) - known:
            words = _plain_words(sentence)
            if any(_like(words, other) for other in sentences):
                return True
    return False


def further_words(text: str, before: str, other: str) -> bool:
    """Whether a text says something that neither its own version before nor another text says."""
    known = [_plain_words(sentence) for one in (before, other) for sentence in _sentences(one)]
    values = figures(before) | figures(other)
    for sentence in _sentences(text):
        words = _plain_words(sentence)
        if words and (figures(sentence) - values or not any(len(words - one) <= 0.2 * len(words) for one in known)):
            return True
    return False


def figures(text: str) -> set[str]:
    """All figures, dates and times of a text, as values: ``elf`` and ``11`` are one."""
    return {fact.values[0] for fact in extract(text, "de") if not fact.optional}


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def _plain_words(sentence: str) -> set[str]:
    """The words of a sentence without its figures, in numerals or in words."""
    kept = list(sentence)
    for fact in extract(sentence, "de"):
        if not fact.optional:
            kept[fact.span.start : fact.span.end] = " " * (fact.span.end - fact.span.start)
    return set(_words("".join(kept)))


def _like(one: set[str], other: set[str]) -> bool:
    return bool(one) and len(one & other) >= _SAME_SENTENCE * len(one | other)


def _figures(text: str) -> dict[tuple[str, str], Counter[str]]:
    """The figures of a text by the word before and the word behind."""
    found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    words = [(match.start(), match.end(), _plain(match.group())) for match in _WORD.finditer(text)]
    at = 0
    for fact in sorted(extract(text, "de"), key=lambda fact: fact.span.start):
        if fact.optional:
            continue
        while at < len(words) and words[at][1] <= fact.span.start:
            at += 1
        behind = at
        while behind < len(words) and words[behind][0] < fact.span.end:
            behind += 1
        place = (words[at - 1][2] if at else "", words[behind][2] if behind < len(words) else "")
        found[place][fact.values[0]] += 1
    return found


def _plain(word: str) -> str:
    return "0" if word[0].isdigit() else word.casefold()


def _shared(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of the shorter text that both have, 0 if that is too little for one story."""
    if not one or not other:
        return 0.0
    first, second = _shingles(one), _shingles(other)
    sets = frozenset(first), frozenset(second)
    common = sets[0] & sets[1]
    shorter, longer = sorted(map(len, sets))
    alike = len(common) / len(sets[0] | sets[1])
    if min(len(one), len(other)) < _SHORT:
        return len(common) / shorter if alike >= _ALIKE else 0.0
    cut = len(common) >= CONTAINED * shorter and shorter >= _SHORTER * longer
    fronts = (text[: max(1, int(_FRONT * len(text)))] for text in (first, second))
    same_front = all(sum(shingle in common for shingle in front) >= _IN_FRONT * len(front) for front in fronts)
    return len(common) / shorter if (alike >= JACCARD or cut) and same_front else 0.0


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _shingles(words: Sequence[str]) -> list[str]:
    return [" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))]


def _head() -> bytes:
    return bytes((_VERSION, RMinHash.ALGORITHM_VERSION))


def _values(sketch: bytes) -> NDArray[np.uint16] | None:
    """Half of each value of a sketch, which is enough to tell them apart; ``None`` for one of another version."""
    head = _head()
    if not sketch.startswith(head) or len(sketch) != len(head) + 4 * _PERMUTATIONS:
        return None
    return (np.frombuffer(sketch, dtype="<u4", offset=len(head)) & 0xFFFF).astype(np.uint16)
