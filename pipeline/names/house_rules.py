"""The desk's glossary applied to a pair: its rules override everything that the tables and models say."""

from __future__ import annotations

from collections.abc import Iterable

from ..types import Finding, Severity, Span
from .candidates import Candidate, listed
from .entities import Mention
from .glossary import Entry, Glossary
from .matching import UNMATCHED, Match, Matching, Pair
from .side import Side
from .text import fold


def apply(matching: Matching, glossary: Glossary) -> tuple[Matching, list[Finding]]:
    """Settle the candidates that the glossary covers; the findings say where it was not followed."""
    pair = matching.pair
    index = glossary.index
    mine = list(index(pair.source.lang).find(pair.source.words))
    theirs = list(index(pair.target.lang).find(pair.target.words))
    one_language = pair.source.lang == pair.target.lang
    source, target = dict(matching.source), dict(matching.target)
    found = []
    for mention in mine:
        entries = {number: glossary.entries[int(number)] for number in mention.entities}
        carriers = [other for other in theirs if other.entities & mention.entities]
        inside = _inside(pair.source_candidates, mention)
        for other in carriers:
            target |= {c.first: Match("glossary", mention.first) for c in _inside(pair.target_candidates, other)}
        found += _flagged(pair, mention, carriers, list(entries.values()))
        wanted = [entry for entry in entries.values() if entry.rule in ("translate", "keep")]
        if wanted and not carriers and not one_language:
            found.append(_unmet(pair, mention, [source.get(c.first, UNMATCHED) for c in inside], wanted))
        match = Match("glossary", carriers[0].first if carriers else -1)
        source |= {candidate.first: match for candidate in inside}
    for other in theirs:
        ignored = all(glossary.entries[int(number)].rule == "ignore" for number in other.entities)
        if ignored or (one_language and any(o.entities & other.entities for o in mine)):
            for candidate in _inside(pair.target_candidates, other):
                target[candidate.first] = Match("glossary", target.get(candidate.first, UNMATCHED).partner)
    return Matching(pair, source, target), found


def names(side: Side, candidates: list[Candidate], glossary: Glossary) -> list[Candidate]:
    """``candidates`` with the glossary's names replacing those found there, and without what it says is not a name."""
    result = list(candidates)
    for mention in glossary.index(side.lang).find(side.words):
        entries = [glossary.entries[int(number)] for number in sorted(mention.entities)]
        inside = _inside(result, mention)
        result = [candidate for candidate in result if candidate not in inside]
        if any(entry.rule != "ignore" for entry in entries):
            own = frozenset(f"glossary:{fold(entry.german)}" for entry in entries)
            for candidate in inside:
                own |= candidate.mention.entities if candidate.mention else frozenset()
            result.append(listed(mention._replace(entities=own, lower=False)))
    return sorted(result, key=lambda candidate: candidate.first)


def _inside(candidates: Iterable[Candidate], mention: Mention) -> list[Candidate]:
    return [candidate for candidate in candidates if mention.first <= candidate.first <= mention.last]


def _span(pair: Pair, mention: Mention) -> Span:
    return pair.source.span(mention.first, mention.last)


def _flagged(pair: Pair, mention: Mention, carriers: list[Mention], entries: list[Entry]) -> list[Finding]:
    result = []
    for entry in entries:
        if entry.rule == "flag":
            span = _span(pair, mention)
            target = pair.target.span(carriers[0].first, carriers[0].last) if carriers else None
            note = f": {entry.note}" if entry.note else ""
            message = f"The glossary asks to look at every “{entry.german}”{note}."
            result.append(Finding("name.glossary", "name", "warning", span, target, entry.expected, message))
    return result


def _unmet(pair: Pair, mention: Mention, matches: list[Match], entries: list[Entry]) -> Finding:
    """A rule that was not followed: an error if the name is lost, a warning if it only has another form, or was the
    first part of a compound, which may have been put in other words."""
    span = _span(pair, mention)
    carried = [match for match in matches if match.how]
    severity: Severity = "warning" if carried or mention.inside else "error"
    expected = tuple(name for entry in entries for name in entry.expected)
    target = None
    if carried and carried[0].partner >= 0:
        target = pair.target.span(carried[0].partner)
    instead = f", not “{target.text}”" if target else ""
    note = f" ({entries[0].note})" if entries[0].note else ""
    wish = " or ".join(f"“{name}”" for name in expected[:3])
    message = f"The glossary wants {wish} for “{span.text}”{instead}{note}."
    return Finding("name.glossary", "name", severity, span, target, expected, message)
