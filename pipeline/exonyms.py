"""Names that English has in another form, from the tables of names, as pairs to learn from (:mod:`.carriers`).

The tables serve the checker, which has to know every form; here each name is wanted once, in the form of the press.
"""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz

from .names.entities import rows
from .resources import tables

Pair = tuple[str, str]
_CATALOGUED = re.compile(r"[&(,]| - |\bSAR\b")
"""In a name as catalogues have it, not texts: Congo - Kinshasa, Myanmar (Burma), Frankfurt (Oder)."""
_ALSO_OTHERWISE = frozenset({"Kanton", "Löwen", "Kronstadt", "Sitten", "Moldau"})
"""German names that more often mean something else than the place in the table of regions."""
_ROMANISED = re.compile(r"sch|j|w|ch|z")
"""Where German romanises otherwise than English: Krasnojarsk, Tscheljabinsk, Wologda."""
_PLAIN_GERMAN = re.compile(r"[A-ZÄÖÜ][A-Za-zÄÖÜäöüß'-]+")
"""One word; what has more is a district or a county in one of the languages."""
_LIKE_COUNTRIES = frozenset(
    ("europäisch", "osteuropäisch", "westeuropäisch", "schottisch", "walisisch", "bayerisch", "sächsisch", "hessisch",
     "westfälisch", "katalanisch", "baskisch", "sizilianisch", "flämisch", "bretonisch", "tschetschenisch", "kurdisch",
     "sibirisch", "arktisch", "karibisch", "afrikanisch", "asiatisch", "nordamerikanisch", "südamerikanisch",
     "lateinamerikanisch")
)  # fmt: skip
"""Adjectives of regions that act, or are acted upon, as countries do."""


@cache
def _table(name: str) -> list[list[str]]:
    return list(rows(tables() / "names" / name, (2, 3) if name == "places.tsv" else (5,)))


@cache
def places() -> tuple[list[Pair], list[Pair]]:
    """Countries, and regions with rivers, seas and well-known cities; some take an article in one of the languages."""
    named = {code: (_first(german), _first(english)) for code, german, english, *_ in _table("countries.tsv")}
    countries = []
    for key, german, *english in _table("places.tsv"):
        kind, _, code = key.partition(":")
        if kind == "country":
            pair = (german, english[0] if english else german)
            # The catalogue's form is not the press's: Türkiye, Bosnia & Herzegovina.
            countries.append(named.get(code, pair) if not pair[1].isascii() or _catalogued(pair) else pair)
    regions = [(_first(german), _first(english)) for _, german, english, *_ in _table("regions.tsv")]
    return (
        [pair for pair in countries if all(pair) and not _catalogued(pair)],
        [pair for pair in regions if all(pair) and not _catalogued(pair) and pair[0] not in _ALSO_OTHERWISE],
    )


def _first(names: str) -> str:
    return names.split(";")[0]


def _catalogued(pair: Pair) -> bool:
    return any(map(_CATALOGUED.search, pair))


@cache
def cities() -> list[Pair]:
    """Cities whose names English romanises otherwise; those that the table of regions knows better are left to it."""
    known = {name for row in _table("regions.tsv") for name in row[1].split(";")}
    pairs = [(row[1], row[-1]) for row in _table("places.tsv") if row[0].startswith("place:")]
    return [
        (german, english)
        for german, english in pairs
        if german != english and german not in known and english.isascii() and _PLAIN_GERMAN.fullmatch(german)
        if " " not in english and german.count("-") == english.count("-")
        if _ROMANISED.search(german.lower()) and fuzz.ratio(german, english) > 60
    ]


@cache
def nations() -> list[Pair]:
    """Adjectives of countries and of regions like them; the German ones without ending."""
    countries, regions = (
        [(_first(german), _first(english)) for *_, german, english in _table(file)]
        for file in ("countries.tsv", "regions.tsv")
    )
    pairs = countries + [pair for pair in regions if pair[0] in _LIKE_COUNTRIES]
    return [(german, english) for german, english in pairs if german.islower() and german.endswith("sch") and english]
