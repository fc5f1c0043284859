"""Learn from parallel text which German words stand for which English ones, and which are carried over as they are.

    python -m tools.tables.lexicon DATA OUT [ONE_IN]

``DATA`` holds ``bitext/news.tsv.xz``, ``general.tsv.xz`` and ``docs.tsv.xz`` (``german<TAB>english<TAB>source``).
Written to ``OUT``: ``lexicon.txt.xz``, see :mod:`pipeline.names.lexicon`.

Method: IBM model 1 (Brown et al. 1993) in both directions on word stems, function words left out, five rounds each;
the two posteriors are multiplied (Liang et al. 2006, alignment by agreement), which keeps rare words from collecting
their whole sentence. What is shipped is counts of word types, no text.
"""

from __future__ import annotations

import lzma
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.names.text import Word, english_stem, german_stem, words

ROUNDS = 5
FREQUENT = 60
"""The most frequent stems of either side are function words; they explain nothing and cost most of the time."""
MOST_WORDS = 60
DOCS_SHARE = 4
"""Every fourth pair of the manuals: their vocabulary is wanted, their wording would swamp the news."""
MIN_COUNT = 0.35
MIN_SHARE = 0.015
MAX_ENTRIES = 24
STRONG_SHARE = 0.1
"""A translation that takes at least this share of a word is a usual one; the others are possible ones."""
ONE_IN = 50
"""One sentence in so many is held out, unless the command says otherwise."""
NOUN = "*"
HEADER = """\
# German word stems and the English word stems they were translated by, usual ones, then after a tab possible ones.
# A star marks German nouns.
# Counted by tools/tables/lexicon.py over {pairs} public sentence pairs (news translations up to 2018, research
# systems' outputs, Europarl, Tatoeba, talks, captions, manuals). Statistics of word types only; holds no text.
"""

Pair = tuple[list[Word], list[Word]]


def held_out(german: str, one_in: int) -> bool:
    """True for the sentences, one in so many, that no table is trained on: thresholds are chosen on these."""
    return zlib.crc32(german.encode()) % one_in == 0


def read_pairs(
    data: Path, *, held: bool = False, docs: bool = True, one_in: int = ONE_IN
) -> Iterator[tuple[str, str, str]]:
    """German, English and source name of the bitext; the held-out sentences only if ``held``; manuals if ``docs``."""
    for name in ("news", "general", "docs")[: 3 if docs else 2]:
        with lzma.open(data / "bitext" / f"{name}.tsv.xz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                fields = line.rstrip("\n").split("\t")
                if len(fields) != 3 or (name == "docs" and number % DOCS_SHARE):
                    continue
                if held_out(fields[0], one_in) == held:
                    yield fields[0], fields[1], fields[2]


def _ids(sentences: list[list[str]]) -> tuple[list[str], list[NDArray[np.int32]]]:
    counts = Counter(stem for sentence in sentences for stem in sentence)
    ranked = [stem for stem, _ in counts.most_common()]
    kept = [stem for stem in ranked[FREQUENT:] if not stem.isdigit()]
    index = {stem: i for i, stem in enumerate(kept)}
    return kept, [np.array(sorted({index[s] for s in x if s in index}), dtype=np.int32) for x in sentences]


def _normalised(values: NDArray[np.float64], group: NDArray[Any], size: int) -> NDArray[np.float64]:
    total = np.bincount(group, weights=values, minlength=size)
    result: NDArray[np.float64] = values / np.maximum(total[group], 1e-12)
    return result


def align(
    german: list[NDArray[np.int32]], english: list[NDArray[np.int32]], vocabulary: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Word pairs (``german_id * vocabulary + english_id``) and their expected counts under both models."""
    cells, german_side, english_side = [], [], []
    at_german = at_english = 0
    for left, right in zip(german, english, strict=True):
        m, n = len(left), len(right)
        if not m or not n:
            continue
        cells.append(np.repeat(left.astype(np.int64) * vocabulary, n) + np.tile(right, m))
        german_side.append(np.repeat(np.arange(at_german, at_german + m), n))
        english_side.append(np.tile(np.arange(at_english, at_english + n), m))
        at_german += m
        at_english += n
    keys, pair = np.unique(np.concatenate(cells), return_inverse=True)
    del cells
    of_german, of_english = np.concatenate(german_side), np.concatenate(english_side)
    german_word, english_word = keys // vocabulary, keys % vocabulary
    posteriors = []
    for owner, given, owners, size in (
        (of_english, german_word, at_english, int(german_word.max()) + 1),
        (of_german, english_word, at_german, int(english_word.max()) + 1),
    ):
        table = np.ones(len(keys))
        for _ in range(ROUNDS):
            posterior = _normalised(table[pair], owner, owners)
            expected = np.bincount(pair, weights=posterior, minlength=len(keys))
            table = _normalised(expected.astype(np.float64), given, size)
        posteriors.append(_normalised(table[pair], owner, owners))
    agreed = np.bincount(pair, weights=posteriors[0] * posteriors[1], minlength=len(keys))
    return keys, agreed.astype(np.float64)


def main(arguments: list[str]) -> None:
    data, out = Path(arguments[0]), Path(arguments[1])
    one_in = int(arguments[2]) if arguments[2:] else ONE_IN
    german: list[list[str]] = []
    english: list[list[str]] = []
    seen: set[int] = set()
    capital: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    small: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for source, target, _ in read_pairs(data, one_in=one_in):
        left, right = words(source), words(target)
        if len(left) > MOST_WORDS or len(right) > MOST_WORDS or (key := hash((source, target))) in seen:
            continue
        seen.add(key)
        german.append([german_stem(w.fold) for w in left])
        english.append([english_stem(w.fold) for w in right])
        for side, (found, stems) in enumerate(((left, german[-1]), (right, english[-1]))):
            for token, stem in zip(found, stems, strict=True):
                if not token.initial:
                    (capital if token.capital else small)[side][stem] += 1
    german_words, german_ids = _ids(german)
    english_words, english_ids = _ids(english)
    print(f"{len(german)} pairs, {len(german_words)} German and {len(english_words)} English stems", flush=True)
    vocabulary = len(english_words)
    keys, counts = align(german_ids, english_ids, vocabulary)
    total_german = np.bincount(keys // vocabulary, weights=counts, minlength=len(german_words))
    total_english = np.bincount(keys % vocabulary, weights=counts, minlength=vocabulary)
    share = np.maximum(counts / total_german[keys // vocabulary], counts / total_english[keys % vocabulary])
    keep = (counts >= MIN_COUNT) & (share >= MIN_SHARE)
    by_word: dict[int, list[tuple[float, int]]] = {}
    for key, count in zip(keys[keep].tolist(), counts[keep].tolist(), strict=True):
        by_word.setdefault(key // vocabulary, []).append((count, key % vocabulary))
    lines = []
    for word, entries in sorted(by_word.items(), key=lambda item: german_words[item[0]]):
        stem, total = german_words[word], total_german[word]
        best = [
            (c, english_words[e]) for c, e in sorted(entries, reverse=True)[:MAX_ENTRIES] if english_words[e] != stem
        ]
        strong = " ".join(e for c, e in best if c >= STRONG_SHARE * total)
        weak = " ".join(e for c, e in best if c < STRONG_SHARE * total)
        noun = NOUN if strong and capital[0][stem] > small[0][stem] else ""
        if best:
            lines.append(f"{stem}\t{noun}{strong}\t{weak}" if weak else f"{stem}\t{noun}{strong}")
    text = HEADER.format(pairs=len(german)) + "\n".join(lines) + "\n"
    (out / "lexicon.txt.xz").write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(by_word)} German stems, {int(keep.sum())} entries")


if __name__ == "__main__":
    main(sys.argv[1:])
