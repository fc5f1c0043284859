"""Learn from parallel text which capitalised words are proper names.

    python -m tools.tables.likely DATA OUT [ONE_IN]

``DATA`` as for :mod:`tools.tables.lexicon`. Written to ``OUT``: ``likely_de.bin.xz`` and ``likely_en.bin.xz``,
read by :mod:`pipeline.names.likely`.

A capitalised word counts as a name where the other side has the same word with a capital, or another name of the same
table entity; it counts as no name where it was translated. What is shipped is statistics of word types and weights.
"""

from __future__ import annotations

import lzma
import math
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np
import torch
from numpy.typing import NDArray

from pipeline.names.compounds import split
from pipeline.names.likely import (
    BUCKETS,
    SCALE,
    Place,
    encode_logit,
    never,
    place_features,
    place_of,
    step,
    word_features,
)
from pipeline.names.side import Side, analyse, base_forms
from pipeline.names.text import fold
from pipeline.types import Lang
from tools.tables.lexicon import ONE_IN, read_pairs

HEADER = """\
Likelihood of being a proper name, learned by tools/tables/likely.py from public sentence pairs (news
translations up to 2018, research systems' outputs, Europarl, Tatoeba, talks, captions): two hashed weight vectors, the
words that were seen, and the words that are mostly written small.

"""
PRIOR = 1.5
"""How many sightings the letters of a word are worth against what was seen of it."""
MOST_PLACES = 900_000
SMALL_COUNT = 3
SEEN_COUNT = 2
NOUN_SHARE = 0.1
"""A word carried over at most this often is a common noun."""
TITLE_CASE = 0.6
EPOCHS = 4


@dataclass(slots=True)
class Seen:
    """What was seen of the capitalised words of one language."""

    total: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    small: Counter[str] = field(default_factory=Counter)
    places: list[tuple[list[str], list[tuple[int, Place, bool]]]] = field(default_factory=list)
    """Per sentence its words, and for each judged one: index, how it stands, whether it is a name."""


def _is_name(side: Side, at: int, other: Side, theirs: frozenset[str]) -> bool:
    for form in base_forms(side.words[at].fold, side.lang):
        if any(other.words[i].capital for i in other.folds.get(form, ())):
            return True
    number = side.mention_of[at]
    if number < 0:
        return False
    mention = side.mentions[number]
    return not mention.related and not mention.entities.isdisjoint(theirs)


def note(side: Side, other: Side, seen: Seen, *, place: bool) -> None:
    """Count the words of ``side``; with ``place`` keep them for the second model too."""
    theirs = frozenset(entity for mention in other.mentions for entity in mention.entities)
    judged = []
    for at, word in enumerate(side.words):
        if not word.capital:
            seen.small[word.fold] += 1
            continue
        if word.fold in never(side.lang):
            continue
        name = _is_name(side, at, other, theirs)
        if not word.initial:
            seen.total[word.text] += 1
            seen.names[word.text] += name
        judged.append((at, place_of(side, at), name))
    if place and judged:
        seen.places.append(([word.text for word in side.words], judged))


def fit(rows: list[list[int]], offsets: list[float], labels: list[float], weights: list[float]) -> NDArray[np.float64]:
    """Logistic regression on hashed features with fixed offsets; weights for each row; L2 by weight decay."""
    torch.manual_seed(1)
    bag = torch.nn.EmbeddingBag(BUCKETS, 1, mode="sum")
    torch.nn.init.zeros_(bag.weight)
    optimiser = torch.optim.Adam(bag.parameters(), lr=0.02)
    starts = np.cumsum([0] + [len(row) for row in rows])
    flat = torch.tensor(np.fromiter((f for row in rows for f in row), dtype=np.int64, count=int(starts[-1])))
    base, y, w = torch.tensor(offsets), torch.tensor(labels), torch.tensor(weights)
    order = np.random.default_rng(1).permutation(len(rows) // 1024 + 1)
    shuffled = np.random.default_rng(2).permutation(len(rows))
    for _ in range(EPOCHS):
        for block in order:
            chosen = shuffled[block * 1024 : (block + 1) * 1024]
            if not len(chosen):
                continue
            index = torch.tensor(np.concatenate([np.arange(starts[i], starts[i + 1]) for i in chosen]))
            heads = torch.tensor(np.cumsum([0] + [int(starts[i + 1] - starts[i]) for i in chosen[:-1]]))
            pick = torch.tensor(chosen)
            logit = bag(flat[index], heads).squeeze(1) + base[pick]
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logit, y[pick], weight=w[pick])
            optimiser.zero_grad()
            (loss + 1e-6 * bag.weight.square().sum()).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    result: NDArray[np.float64] = bag.weight.detach().numpy()[:, 0].astype(np.float64)
    return result


def _quantised(weights: NDArray[np.float64]) -> NDArray[np.int8]:
    return np.clip(np.round(weights * SCALE), -127, 127).astype(np.int8)


def _posterior(names: float, total: float, logit: float) -> float:
    likely = 1 / (1 + math.exp(-max(-8.0, min(8.0, logit))))
    share = (names + PRIOR * likely) / (total + PRIOR)
    return math.log(share / (1 - share))


def train(seen: Seen, lang: Lang) -> tuple[bytes, int]:
    """Both weight vectors and the list of seen words, as stored."""
    words = sorted(seen.total)
    starting = {texts[at] for texts, judged in seen.places for at, place, _ in judged if place.initial}
    others = sorted(starting.difference(words))
    parts = _parts(seen, words, others) if lang == "de" else {}
    rows = [word_features(word, parts.get(word, ())) for word in words]
    labels = [seen.names[word] / seen.total[word] for word in words]
    weights = [min(seen.total[word], 6) ** 0.5 for word in words]
    first = _quantised(fit(rows, [0.0] * len(words), labels, weights))
    alone = {word: float(first[row].sum() / SCALE) for word, row in zip(words, rows, strict=True)}
    blind = _blind(words, rows, labels, weights)
    blind |= {word: float(first[word_features(word, parts.get(word, ()))].sum() / SCALE) for word in others}
    second = _quantised(_fit_places(seen, blind, parts))
    listed = [(w, _posterior(seen.names[w], seen.total[w], alone[w])) for w in words if seen.total[w] >= SEEN_COUNT]
    small = "\n".join(sorted(_small(seen))).encode()
    return first.tobytes() + second.tobytes() + _list(listed, seen) + b"\n\n" + small, len(listed)


def _parts(seen: Seen, words: list[str], others: list[str]) -> dict[str, tuple[str, ...]]:
    """The parts of the words that are compounds of nouns seen elsewhere."""
    nouns = {fold(w) for w in words if seen.total[w] >= SEEN_COUNT and seen.names[w] < NOUN_SHARE * seen.total[w]}
    small = _small(seen)
    result = {word: split(fold(word), nouns, small) for word in words + others}
    return {word: parts for word, parts in result.items() if parts}


def _blind(words: list[str], rows: list[list[int]], labels: list[float], weights: list[float]) -> dict[str, float]:
    """What the letters suggest of each word to a model that was fitted without it (two folds)."""
    result = {}
    half = [crc32(word.encode()) % 2 for word in words]
    for fold_ in (0, 1):
        inside = [i for i, h in enumerate(half) if h != fold_]
        fitted = _quantised(
            fit(
                [rows[i] for i in inside],
                [0.0] * len(inside),
                [labels[i] for i in inside],
                [weights[i] for i in inside],
            )
        )
        result.update({words[i]: float(fitted[rows[i]].sum() / SCALE) for i, h in enumerate(half) if h == fold_})
    return result


def _fit_places(seen: Seen, alone: dict[str, float], parts: dict[str, tuple[str, ...]]) -> NDArray[np.float64]:
    small = _small(seen)
    rows: list[list[int]] = []
    offsets, truths = [], []
    for texts, judged in seen.places:
        marks = ["-"] * len(texts)
        for at, text in enumerate(texts):
            if text in alone:
                logit = _posterior(seen.names[text], seen.total[text], alone[text])
                marks[at] = step(logit, seen.total[text] >= SEEN_COUNT, text in parts)
            elif text[0].isupper():
                marks[at] = step(0.0, seen=False, split=False)
        for at, place, name in judged:
            text = texts[at]
            if text not in alone or (place.initial and fold(text) in small):
                continue
            own = 0 if place.initial else 1
            logit = _posterior(seen.names[text] - own * name, seen.total[text] - own, alone[text])
            kept, marks[at] = marks[at], step(logit, seen.total[text] - own >= SEEN_COUNT, text in parts)
            rows.append(place_features(texts, marks, at, place))
            offsets.append(logit)
            truths.append(float(name))
            marks[at] = kept
        if len(rows) > MOST_PLACES:
            break
    return fit(rows, offsets, truths, [1.0] * len(truths))


def _small(seen: Seen) -> frozenset[str]:
    """Words that are mostly written small: a capital at the start of a sentence says nothing about them."""
    names: Counter[str] = Counter()
    for word, count in seen.names.items():
        names[fold(word)] += count
    common = (word for word, count in seen.small.items() if count >= SMALL_COUNT and count > 2 * names[word])
    return frozenset(word for word in common if word.isalpha())


def _list(listed: list[tuple[str, float]], seen: Seen) -> bytes:
    """One line per folded word; of several spellings the most frequent one counts."""
    best: dict[str, tuple[int, float]] = {}
    for word, logit in listed:
        folded = fold(word)
        best[folded] = max(best.get(folded, (0, 0.0)), (seen.total[word], logit))
    return "\n".join(f"{folded} {encode_logit(logit)}" for folded, (_, logit) in sorted(best.items())).encode()


def main(arguments: list[str]) -> None:
    """Train both languages and write the two files."""
    data, out = Path(arguments[0]), Path(arguments[1])
    one_in = int(arguments[2]) if arguments[2:] else ONE_IN
    sides: dict[Lang, Seen] = {"de": Seen(), "en": Seen()}
    news = {"newstest2008-2018", "wmt-systems", "europarl_nlucw2_truecased", "europarl_sandeep20k", "mlqe_pe_ende"}
    done: set[int] = set()
    for source, target, name in read_pairs(data, docs=False, one_in=one_in):
        if (key := hash(target)) in done:
            continue
        done.add(key)
        german, english = analyse(source, "de"), analyse(target, "en")
        capitals = sum(word.capital for word in english.words)
        if not english.words or (capitals > 3 and capitals > TITLE_CASE * len(english.words)):
            continue
        note(german, english, sides["de"], place=name in news)
        note(english, german, sides["en"], place=name in news)
    for lang, seen in sides.items():
        stored, listed = train(seen, lang)
        packed = lzma.compress(HEADER.encode() + stored, preset=9 | lzma.PRESET_EXTREME)
        (out / f"likely_{lang}.bin.xz").write_bytes(packed)
        print(f"{lang}: {len(seen.total)} words, {listed} listed, {len(packed)} bytes", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
