"""How well adjectives, peoples and genitives are held to their place: human translations with one exchanged by rule.

Of every professional translation that names one country once on either side, by adjective, people or genitive, the English
is given another country in its place (Iranian -> Chilean, Poland's -> Kenya's), or none where it was a genitive. A change
counts as caught if the checker then reports a name that it did not report before. Halves as in :mod:`claims`.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import claims  # beside this script

from pipeline.check import Checker
from pipeline.judge import rank
from pipeline.types import Finding, Severity

PLACES = (
    ("iranisch|Iraner", "Iran", "Iranian"),
    ("russisch|Russe|Russin", "Russland", "Russian"),
    ("französisch|Franz(?:ose|ös)", "Frankreich", "French"),
    ("italienisch|Italiener", "Italien", "Italian"),
    ("türkisch|Türk(?:e|in)", "Türkei", "Turkish"),
    ("chinesisch|Chinese", "China", "Chinese"),
    ("britisch|Brit(?:e|in)", "Großbritannien", "British"),
    ("spanisch|Spanier", "Spanien", "Spanish"),
    ("polnisch|Pole[nr]?\\b", "Polen", "Polish"),
    ("ukrainisch|Ukrainer", "Ukraine", "Ukrainian"),
    ("österreichisch|Österreicher", "Österreich", "Austrian"),
    ("[Ss]chweizer", "Schweiz", "Swiss"),
    ("israelisch|Israeli", "Israel", "Israeli"),
    ("japanisch|Japaner", "Japan", "Japanese"),
    ("indisch|Inder", "Indien", "Indian"),
    ("griechisch|Griech", "Griechenland", "Greek"),
    ("kurdisch|Kurde", "Kurdistan", "Kurdish"),
    ("ba(?:ye|y)risch", "Bayern", "Bavarian"),
)
OTHERS = ("Chilean", "Norwegian", "Kenyan", "Vietnamese", "Scottish", "Peruvian")
GENITIVES = (
    *(("Frankreichs", "France"), ("Italiens", "Italy"), ("Österreichs", "Austria"), ("Russlands", "Russia")),
    *(("Polens", "Poland"), ("Chinas", "China"), ("Mexikos", "Mexico"), ("Japans", "Japan"), ("Indiens", "India")),
    *(("Deutschlands", "Germany"), ("Großbritanniens", "Britain"), ("Spaniens", "Spain"), ("Bayerns", "Bavaria")),
)


def measure(data: Path) -> dict[str, float]:
    """``caught/peoples/swap|genitive/LEVEL``, per cent; ``held`` is the half never read."""
    pairs = list(dict.fromkeys(claims.pairs(data / "check" / "human.jsonl")))
    checker = Checker()
    hits: dict[str, list[bool]] = defaultdict(list)
    for source, target in pairs:
        changes = list(_changes(source, target))
        before = checker.compare(source, target).findings if changes else ()
        half = "held" if hashlib.md5(source.encode()).digest()[0] & 1 else "tune"
        for kind, changed in changes:
            after = checker.compare(source, changed).findings
            for level in _LEVELS:
                caught = bool(_told(after, level) - _told(before, "warning"))
                hits[f"caught/peoples/{kind}/{level}"].append(caught)
                if half == "held":
                    hits[f"caught/peoples-held/{kind}/{level}"].append(caught)
    return {key: round(100 * sum(values) / len(values), 2) for key, values in sorted(hits.items())}


_LEVELS: tuple[Severity, ...] = ("error", "warning")


def _told(findings: tuple[Finding, ...], level: Severity) -> set[tuple[str, str]]:
    told = (f for f in findings if f.kind == "name" and rank(f.severity) >= rank(level))
    return {(f.check, f.source.text if f.source else "") for f in told}


def _changes(source: str, target: str) -> Iterator[tuple[str, str]]:
    for number, (german, country, english) in enumerate(PLACES):
        places = list(re.finditer(rf"\b{english}\b", target))
        if len(places) == 1 and len(re.findall(german, source)) == 1 and country not in source:
            yield "swap", _put(target, places[0], OTHERS[number % len(OTHERS)])
    for german, english in GENITIVES:
        places = list(re.finditer(rf"\b{english}['’]s ", target))
        if len(places) == 1 and len(re.findall(german, source)) == 1:
            yield "genitive", _put(target, places[0], "Kenya's ")
            yield "genitive-drop", _put(target, places[0], "the ")


def _put(text: str, place: re.Match[str], instead: str) -> str:
    return " ".join((text[: place.start()] + instead + text[place.end() :]).split())
