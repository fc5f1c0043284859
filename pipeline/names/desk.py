"""The desk's glossary at work on a pair: its rules come before everything that the tables and models say."""

from __future__ import annotations

from ..types import Finding, Severity, Span
from .entities import Mention
from .glossary import Entry, Glossary
from .items import Item, Pair
from .side import Side
from .text import fold


def apply(pair: Pair, glossary: Glossary) -> list[Finding]:
    """Settle the items that the glossary speaks about and report where its wishes were not met."""
    mine = list(glossary.index(pair.left.lang).find(pair.left.words))
    theirs = list(glossary.index(pair.right.lang).find(pair.right.words))
    found = []
    for mention in mine:
        entries = {number: glossary.entries[int(number)] for number in mention.entities}
        carriers = [other for other in theirs if other.entities & mention.entities]
        items = _inside(pair.mine, mention)
        for other in carriers:
            for item in _inside(pair.theirs, other):
                item.how, item.partner = "glossary", mention.first
        found += _flagged(pair, mention, carriers, list(entries.values()))
        wanted = [entry for entry in entries.values() if entry.rule in ("translate", "keep")]
        if wanted and not carriers and pair.left.lang != pair.right.lang:
            found.append(_unmet(pair, mention, items, wanted))
        for item in items:
            item.how = "glossary"
            item.partner = carriers[0].first if carriers else -1
    for other in theirs:
        ignored = all(glossary.entries[int(number)].rule == "ignore" for number in other.entities)
        if ignored or (pair.left.lang == pair.right.lang and any(o.entities & other.entities for o in mine)):
            for item in _inside(pair.theirs, other):
                item.how = "glossary"
    return found


def names(side: Side, items: list[Item], glossary: Glossary) -> list[Item]:
    """``items`` with the glossary's names instead of whatever was found there, and without what it calls no name."""
    result = list(items)
    for mention in glossary.index(side.lang).find(side.words):
        entries = [glossary.entries[int(number)] for number in sorted(mention.entities)]
        inside = _inside(result, mention)
        result = [item for item in result if item not in inside]
        if any(entry.rule != "ignore" for entry in entries):
            own = frozenset(f"glossary:{fold(entry.german)}" for entry in entries)
            for item in inside:
                own |= item.mention.entities if item.mention else frozenset()
            result.append(Item(mention.first, mention.last, mention._replace(entities=own, lower=False)))
    return sorted(result, key=lambda item: item.first)


def _inside(items: list[Item], mention: Mention) -> list[Item]:
    return [item for item in items if mention.first <= item.first <= mention.last]


def _span(pair: Pair, mention: Mention) -> Span:
    return pair.left.span(mention.first, mention.last)


def _flagged(pair: Pair, mention: Mention, carriers: list[Mention], entries: list[Entry]) -> list[Finding]:
    result = []
    for entry in entries:
        if entry.rule == "flag":
            span = _span(pair, mention)
            target = pair.right.span(carriers[0].first, carriers[0].last) if carriers else None
            note = f": {entry.note}" if entry.note else ""
            message = f"The glossary asks to look at every “{entry.german}”{note}."
            result.append(Finding("name.glossary", "name", "warning", span, target, entry.expected, message))
    return result


def _unmet(pair: Pair, mention: Mention, items: list[Item], entries: list[Entry]) -> Finding:
    """A wish that was not met: an error where the name is lost, a warning where it is only called otherwise."""
    span = _span(pair, mention)
    carried = [item for item in items if item.how]
    severity: Severity = "warning" if carried else "error"
    expected = tuple(name for entry in entries for name in entry.expected)
    target = None
    if carried and carried[0].partner >= 0:
        target = pair.right.span(carried[0].partner)
    instead = f", not “{target.text}”" if target else ""
    note = f" ({entries[0].note})" if entries[0].note else ""
    wish = " or ".join(f"“{name}”" for name in expected[:3])
    message = f"The glossary wants {wish} for “{span.text}”{instead}{note}."
    return Finding("name.glossary", "name", severity, span, target, expected, message)
