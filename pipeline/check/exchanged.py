"""Figures that have changed places between names: the CDU 31 and the SPD 24 percent, the CDU 24 and the SPD 31.

The quantities see a swap by the nouns beside two figures, and the names see all their names: neither sees this one. The
evidence is a strict order, the same in both texts: name, figure, name, figure. Only neighbours of one unit count, and
only names that stand alone before their figure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..types import Comparison, Fact, Finding

_REACH = 80
"""Maximum characters from a name to its figure."""
_STOP = re.compile(r"[.!?;:](?:\s|$)|[()]")
"""Ends what belongs to a figure; so does the figure before it."""
_FEWEST = 4
"""Links of two figures and two names."""
_MEASURES = ("number", "unit")


class _Owned(NamedTuple):
    """A figure and the name before it."""

    name: int
    figure: int


def exchanged(source: str, target: str, found: Comparison) -> list[Finding]:
    """A warning for every two neighbouring figures that belong to each other's names in the target."""
    if len(found.links) < _FEWEST or any(finding.check.endswith(".swapped") for finding in found.findings):
        return []
    links: defaultdict[int, set[int]] = defaultdict(set)
    for link in found.links:
        links[link.source].add(link.target)
    said = list(_owned(source, found.source_facts))
    shown = {owned.figure: owned.name for owned in _owned(target, found.target_facts)} if len(said) > 1 else {}
    result: list[Finding] = []
    for one, two in pairwise(said) if len(shown) > 1 else ():
        a, b = found.source_facts[one.figure], found.source_facts[two.figure]
        if a.values == b.values or _unit(a) != _unit(b) or links[one.name] & links[two.name]:
            continue
        for first in links[one.figure]:
            for second in links[two.figure]:
                names = shown.get(first), shown.get(second)
                if None in names or found.target_facts[first].values == found.target_facts[second].values:
                    continue
                if names[0] in links[two.name] and names[1] in links[one.name]:
                    message = f"“{a.span.text}” and “{b.span.text}” seem to have changed places in the target."
                    check = f"{a.kind}.swapped"
                    result.append(
                        Finding(check, a.kind, "warning", a.span, found.target_facts[first].span, (), message)
                    )
    return result


def _unit(fact: Fact) -> str:
    return fact.values[0].partition(" ")[2]


def _owned(text: str, facts: Sequence[Fact]) -> Iterator[_Owned]:
    """The figures with exactly one name between them and the figure before."""
    order = sorted(range(len(facts)), key=lambda place: facts[place].span.start)
    names: list[int] = []
    behind = 0
    for place in order:
        fact = facts[place]
        if fact.kind == "name":
            if fact.span.start >= behind:
                names.append(place)
            continue
        if fact.optional or fact.kind not in _MEASURES:
            continue
        if len(names) == 1:
            start, end = facts[names[0]].span.end, fact.span.start
            if end - start <= _REACH and not _STOP.search(text, start, max(start, end)):
                yield _Owned(names[0], place)
        names = []
        behind = fact.span.end
