"""How well German names are found: token by token on treebanks and name corpora beside the checkout, and how many of
those that a translation carries over stand whole, and linked, among the facts of the comparison."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.check import Checker
from pipeline.names import extract
from pipeline.names.persons import first_names, surnames

CARRIERS = (
    ("Am Montag sprach {} in Berlin.", "On Monday {} spoke in Berlin."),
    ("Nach Angaben von {} blieb die Straße gesperrt.", "According to {}, the road remained closed."),
    ("Das Gericht gab {} am Abend recht.", "In the evening the court ruled in favour of {}."),
    ("{} gewann das Rennen vor zwei Schweden.", "{} won the race ahead of two Swedes."),
    ("Die Unterlagen von {} seien fehlerhaft, hieß es.", "The papers submitted by {} were said to be flawed."),
)
"""Right translations into which a name is put."""
FULL_NAMES = 200
"""First names and surnames of the project's lists, drawn evenly: Boris Lang, Charlotte Tepper."""
UNLISTED = (
    *("Nadeschdin", "Tschumaschenko", "Drobizki", "Wlassowa", "Kurmanbek", "Quarantelli", "Bracciolini", "Okwudiba"),
    *(
        "Mbembele",
        "Hjelmsgaard",
        "Lappalinen",
        "Vrbensky",
        "Szczurek",
        "Tavakkoli",
        "Ghasemlou",
        "Erbakir",
        "Yildirgan",
    ),
    *("Penhaligon", "Trevanion", "Oberhuemer", "Strubelt", "Krähwinkler", "Hintersteiner", "Zschunke", "Papandrianos"),
)
"""Made up, in the manner of several languages: no table has them and no text has shown them."""
SEED = 11

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


def compared() -> dict[str, float]:
    """``found/compared/...``: per cent of names in right translations that stand whole and linked among the facts."""
    chance = random.Random(SEED)
    first, last = sorted(first_names("de")), sorted(surnames())
    full = [f"{chance.choice(first).capitalize()} {chance.choice(last).capitalize()}" for _ in range(FULL_NAMES)]
    return {
        "found/compared/full-names": _carried(full),
        "found/compared/unlisted-names": _carried(UNLISTED),
    }


def _carried(names: Iterable[str]) -> float:
    checker = Checker()
    hits = []
    for name in names:
        for german, english in CARRIERS:
            result = checker.compare(german.format(name), english.format(name))
            whole = {n for n, fact in enumerate(result.source_facts) if fact.span.text == name}
            hits.append(any(link.source in whole for link in result.links))
    return round(100 * sum(hits) / len(hits), 2)


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
