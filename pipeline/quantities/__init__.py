"""Numbers, dates, times, units and identifiers: extraction by grammar and comparison by value.

    text -> tokens -> items (typed readings) -> matching with the other side -> findings

:func:`extract` shows what the grammar sees in a text; :func:`compare` says how a translation or a summary renders it.
"""

from __future__ import annotations

from ..types import Comparison, Direction, Fact, Lang, Link, Span
from .english import English
from .eras import date_back
from .findings import Texts
from .german import German
from .judge import judge
from .lexicon import lexicon_of
from .match import match
from .signs import settle
from .units import unit_table
from .values import SOFT, Amount, Item, canonical
from .zones import take_zones

__all__ = ["compare", "extract"]


def _scan(text: str, lang: Lang) -> list[Item]:
    scanner = German if lang == "de" else English
    items = scanner(text, lexicon_of(lang)).run()
    items.sort(key=lambda item: item.start)
    date_back(items, text, lang)
    take_zones(items, text)
    return items


def _fact(item: Item, text: str) -> Fact:
    readings = [reading for reading in item.readings if not (isinstance(reading, Amount) and reading.suspect)]
    readings = readings or list(item.readings)
    if len(readings) == 1:
        values: tuple[str, ...] = (canonical(readings[0]),)
    else:
        values = tuple(sorted({canonical(reading) for reading in readings}))
    return Fact(item.kind, Span(text[item.start : item.end], item.start, item.end), values, item.weight <= SOFT)


def extract(text: str, lang: Lang) -> tuple[Fact, ...]:
    """All quantities of ``text``, in order of position. Ambiguous forms keep all their values."""
    return tuple(_fact(item, text) for item in _scan(text, lang))


def compare(
    source: str, target: str, langs: tuple[Lang, Lang] = ("de", "en"), direction: Direction = "both"
) -> Comparison:
    """What became of the quantities of ``source`` in ``target``.

    ``direction`` ``"both"``: nothing lost, changed or invented. ``"target"``: the target may leave things out.
    """
    left = _scan(source, langs[0])
    right = _scan(target, langs[1])
    matching = match(left, right, unit_table(), (len(source), len(target)))
    texts = Texts(source, target, direction)
    if matching.source and matching.target:
        settle(matching, texts)
    findings = judge(matching, texts, unit_table())
    place_left = {id(item): index for index, item in enumerate(left)}
    place_right = {id(item): index for index, item in enumerate(right)}
    links = {
        (place_left[id(bond.source.origin or bond.source)], place_right[id(bond.target.origin or bond.target)])
        for bond in matching.bonds
    }
    return Comparison(
        tuple(_fact(item, source) for item in left),
        tuple(_fact(item, target) for item in right),
        tuple(Link(i, j) for i, j in sorted(links)),
        tuple(findings),
    )
