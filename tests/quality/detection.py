"""How well German names are found, token by token, on treebanks and name corpora beside the checkout."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.names import extract

Labelled = tuple[list[str], list[bool | None]]
"""Tokens and, for each, whether it is (part of) a name; ``None`` leaves a token out of the count."""


def measure(data: Path) -> dict[str, float]:
    """``found/SET/precision`` and ``found/SET/recall`` in per cent for every set that is there."""
    figures: dict[str, float] = {}
    sets = {
        "pud": (data / "pud" / "pud_de_en.jsonl.xz", _pud),
        "germeval": (data / "ner" / "germeval2014_test.conll.xz", _conll),
    }
    for name, (path, read) in sets.items():
        if path.is_file():
            precision, recall = _score(read(path))
            figures |= {f"found/{name}/precision": precision, f"found/{name}/recall": recall}
    return figures


def _score(sentences: Iterable[Labelled]) -> tuple[float, float]:
    right = wrong = missed = 0
    for tokens, gold in sentences:
        text, places = _joined(tokens)
        names = [(f.span.start, f.span.end) for f in extract(text, "de") if not f.optional]
        for (start, end), is_name in zip(places, gold, strict=True):
            if is_name is None:
                continue
            found = any(a < end and start < b for a, b in names)
            right += found and is_name
            wrong += found and not is_name
            missed += is_name and not found
    return round(100 * right / (right + wrong), 2), round(100 * right / (right + missed), 2)


def _joined(tokens: list[str]) -> tuple[str, list[tuple[int, int]]]:
    places = []
    at = 0
    for token in tokens:
        places.append((at, at + len(token)))
        at += len(token) + 1
    return " ".join(tokens), places


def _pud(path: Path) -> Iterator[Labelled]:
    """Proper nouns by the treebank's tags."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            tokens = json.loads(line)["de_tokens"]
            yield [token[0] for token in tokens], [token[1] == "PROPN" for token in tokens]


def _conll(path: Path) -> Iterator[Labelled]:
    """Token, tab, BIO label; words derived from a name and words with a name inside are left out of the count."""
    tokens: list[str] = []
    gold: list[bool | None] = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                token, label = line.rstrip("\n").split("\t")[:2]
                tokens.append(token)
                partial = label.endswith(("deriv", "part"))
                gold.append(None if partial else label != "O" and any(map(str.isalpha, token)))
            elif tokens:
                yield tokens, gold
                tokens, gold = [], []
    if tokens:
        yield tokens, gold
