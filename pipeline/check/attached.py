"""Figures of a summary that stand with each other's words: inflation at 2.1, the core rate at 2.9 percent, exchanged.

Source and target are in one language, so the words of a figure's clause can be compared as they are. The evidence must
be double: two neighbouring figures of one unit, each among words of the other's clause in the source, none of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from ..types import Comparison, Fact, Finding

_JOINT = re.compile(r"[.!?](?=\s|$)|[,;:()–—](?!\d)|\b(?:and|while|but|whereas|or)\b")
"""Ends the words that belong to a figure."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_EMPTY = frozenset(
    ("about", "after", "around", "before", "cent", "euro", "euros", "from", "have", "more", "nearly", "over", "percent",
     "percentage", "points", "said", "than", "that", "their", "this", "were", "will", "with")
)  # fmt: skip
"""Words that say nothing of what a figure counts."""
_BESIDE = 80
"""Maximum characters of a figure's words on either side."""
_STEM = 5
"""First letters that forms of one word share."""


def attached(source: str, target: str, found: Comparison) -> list[Finding]:
    """A warning for every two neighbouring figures of the target that stand with each other's words."""
    if len(found.links) < 2 or any(finding.check.endswith(".swapped") for finding in found.findings):
        return []
    links: defaultdict[int, list[int]] = defaultdict(list)
    for link in found.links:
        links[link.target].append(link.source)
    figures = [
        place
        for place, fact in enumerate(found.target_facts)
        if fact.kind in ("number", "unit") and not fact.optional and len(links[place]) == 1
    ]
    figures.sort(key=lambda place: found.target_facts[place].span.start)
    result: list[Finding] = []
    for first, second in pairwise(figures):
        a, b = found.source_facts[links[first][0]], found.source_facts[links[second][0]]
        one, two = found.target_facts[first], found.target_facts[second]
        if a.values == b.values or _unit(a) != _unit(b) or _unit(one) != _unit(two):
            continue
        said_a, said_b = _words(source, a), _words(source, b)
        shown_one, shown_two = _words(target, one), _words(target, two)
        own_a, own_b = said_a - said_b, said_b - said_a
        exchanged = shown_one & own_b and shown_two & own_a
        if exchanged and not (shown_one & own_a or shown_two & own_b):
            message = f"“{a.span.text}” and “{b.span.text}” seem to have changed places in the target."
            result.append(Finding(f"{a.kind}.swapped", a.kind, "warning", a.span, one.span, (), message))
    return result


def _unit(fact: Fact) -> str:
    return fact.values[0].partition(" ")[2]


def _words(text: str, fact: Fact) -> frozenset[str]:
    """Beginnings of the words in the clause of a figure."""
    start, end = fact.span.start, fact.span.end
    before, after = text[max(0, start - _BESIDE) : start], text[end : end + _BESIDE]
    before = before[max((match.end() for match in _JOINT.finditer(before)), default=0) :]
    joint = _JOINT.search(after)
    after = after[: joint.start()] if joint else after
    words = (word.lower() for word in _WORD.findall(f"{before} {after}"))
    return frozenset(word[:_STEM] for word in words if word not in _EMPTY)
