"""Accounting for names spelt as one word, as two, or as initials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from .candidates import Candidate
from .matching import Match, Matches, Pair
from .side import Side, base_forms, vicinity

_CODE = 3
_YOUTH = re.compile(r"u-?(\d\d)")
"""A youth team's name by age, folded: U19."""
_SMALL_WORDS = frozenset(
    [
        *["of", "the", "and", "for", "in", "to", "on", "a", "an"],
        *["der", "die", "das", "des", "und", "fur", "von", "im", "zu", "am"],
    ]
)


def by_initials(candidates: Iterable[Candidate], found: Matches, side: Side, other: Side) -> None:
    """Accept an acronym for the words it stands for, and each of those words for the acronym."""
    initials = ""
    for candidate in candidates:
        if candidate.first in found or candidate.known or candidate.first != candidate.last:
            continue
        word = side.words[candidate.first]
        if word.text.isupper() and 2 <= len(word.text) <= 6:
            initials = initials or "".join(w.fold[0] for w in other.words if w.fold not in _SMALL_WORDS)
            at = initials.find(word.fold)
            if at >= 0 and (len(word.text) > 2 or other.words[min(at, len(other.words) - 1)].capital):
                found[candidate.first] = Match("initials")
        elif (at := _acronym_of(side, candidate.first, other)) >= 0:
            found[candidate.first] = Match("initials", at)


def _acronym_of(side: Side, index: int, other: Side) -> int:
    letter = side.words[index].fold[0]
    for at in vicinity(side, index, other):
        word = other.words[at]
        if not word.text.isupper() or letter not in word.fold:
            continue
        plain = word.text.replace(".", "")
        if not 2 <= len(plain) <= 6:
            continue
        low = max(0, index - len(plain) - 2)
        run = "".join(w.fold[0] for w in side.words[low : index + len(plain) + 2] if w.fold not in _SMALL_WORDS)
        if word.fold in run and (word.fold not in side.folds or len(plain) > 2):
            return at
    return -1


def by_joining(candidates: Iterable[Candidate], found: Matches, side: Side, other: Side) -> None:
    """Accept what one side writes as one word and the other as two: Gruga-Halle, Grugahalle; GSG9, GSG 9."""
    mine = theirs = frozenset[str]()
    for candidate in candidates:
        if candidate.first in found or candidate.last - candidate.first > 1:
            continue
        if candidate.known and not _is_joined(side, candidate):
            continue
        mine, theirs = mine or _joined(side), theirs or _joined(other)
        word = side.words[candidate.first]
        folds = [w.fold for w in side.words[max(0, candidate.first - 1) : candidate.first + 2]]
        together = {a + b for a, b in pairwise(folds)}
        if not theirs.isdisjoint(base_forms(word.fold, side.lang)) or not together.isdisjoint(other.folds):
            found[candidate.first] = Match("copy")


def _is_joined(side: Side, candidate: Candidate) -> bool:
    """True for a name joined to a neighbour by a hyphen or an apostrophe: Gruga-Halle, Xi’an."""
    first, last = max(1, candidate.first), min(candidate.last + 1, len(side.words) - 1)
    return any(
        side.words[at].start - side.words[at - 1].end == 1 and not side.spaced(at) for at in range(first, last + 1)
    )


def by_code(pair: Pair, mine: Matches, theirs: Matches) -> None:
    """Accept a country for its three-letter code (SWE, Sweden), as used in sports reports, and "under-19s" for U19."""
    for candidate in pair.source_candidates:
        age = _YOUTH.fullmatch(pair.source.words[candidate.first].fold)
        if age and candidate.first not in mine and "under" in pair.target.folds:
            at = next((at for at, word in enumerate(pair.target.words) if word.fold.rstrip("s") == age[1]), -1)
            if at > 0 and pair.target.words[at - 1].fold == "under":
                mine[candidate.first] = Match("word", at)
    _by_code(pair.source, pair.source_candidates, mine, pair.target, pair.target_candidates, theirs)
    _by_code(pair.target, pair.target_candidates, theirs, pair.source, pair.source_candidates, mine)


def _by_code(
    side: Side,
    candidates: Sequence[Candidate],
    found: Matches,
    other_side: Side,
    others: Sequence[Candidate],
    other_found: Matches,
) -> None:
    open_others = [other for other in others if other.first not in other_found]
    for candidate in candidates:
        code = side.words[candidate.first]
        if candidate.first in found or not (code.text.isupper() and len(code.fold) == _CODE):
            continue
        for other in open_others:
            if other.known and other_side.words[other.first].fold.startswith(code.fold):
                found[candidate.first] = Match("initials", other.first)
                other_found[other.first] = Match("initials", candidate.first)


def _joined(side: Side) -> frozenset[str]:
    return frozenset(a.fold + b.fold for a, b in pairwise(side.words))
