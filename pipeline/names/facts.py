"""From candidates to facts: neighbouring words of one name are one fact with its identities.

What is a name in the source is for the source alone to say, so that every text it is held against finds the same names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..types import Fact
from .candidates import Candidate, likelihood
from .matching import Matching
from .side import Side, base_forms

NAME = 0.5
_JOINTS = frozenset({" ", "-", "‑", ". "})


def names_of(side: Side, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The names among the candidates of a text, by that text alone."""
    return [candidate for candidate in candidates if is_name(side, candidate)]


def target_names(matching: Matching, source_names: Iterable[Candidate]) -> list[Candidate]:
    """The names among the candidates of a target, ``source_names`` being those of its source.

    What a word of the source accounts for is a name if that word is one; of the rest the target's text decides.
    """
    side = matching.pair.target
    names = {at for name in source_names for at in range(name.first, name.last + 1)}
    result = []
    for candidate in matching.pair.target_candidates:
        partner = matching.of_target(candidate).partner
        if _is_listed(candidate) or partner in names or (partner < 0 and is_name(side, candidate)):
            result.append(candidate)
    return result


def is_name(side: Side, candidate: Candidate) -> bool:
    """True if ``candidate`` is shown as a name."""
    return _is_listed(candidate) or likelihood(side, candidate) >= NAME


def _is_listed(candidate: Candidate) -> bool:
    """True for what a table has, a people or an adjective too, and that no common word is spelled like."""
    return candidate.mention is not None and not candidate.doubtful


def grouped(side: Side, names: Iterable[Candidate]) -> list[list[Candidate]]:
    """Names that stand together and are none of their own are one name."""
    groups: list[list[Candidate]] = []
    for name in names:
        if groups and _belongs(side, groups[-1][-1], name):
            groups[-1].append(name)
        else:
            groups.append([name])
    return groups


def _belongs(side: Side, last: Candidate, name: Candidate) -> bool:
    if last.last + 1 != name.first or not (last.alone and name.alone):
        return False
    return side.text[side.words[last.last].end : side.words[name.first].start] in _JOINTS


def fact(side: Side, group: Sequence[Candidate]) -> Fact:
    """The fact of a group: what it is called by the tables, or else its folded words."""
    values: set[str] = set()
    for name in group:
        if name.mention is not None:
            values.update(name.mention.entities)
    if not values:
        folds = [side.words[name.first].fold for name in group]
        head = " ".join(folds[:-1])
        for form in base_forms(folds[-1], side.lang)[:2]:
            values.add(f"name:{head} {form}" if head else f"name:{form}")
    optional = all(name.mention is not None and name.mention.related for name in group)
    return Fact("name", side.span(group[0].first, group[-1].last), tuple(sorted(values)), optional)
