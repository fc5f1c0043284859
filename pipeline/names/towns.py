"""Towns that are called like a common word, and have become that word: Der Dom in Essen, "the cathedral in food".

What is meant in general has an article after a preposition (im Regen, in der Halle); a bare capitalised word is a town
or a mass noun (in Essen investieren). Only what stands beside it tells which: people live, trains stop and accidents
happen in towns. Where nothing tells, a warning would be wrong as often as right.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from ..resources import tables
from ..types import Severity
from . import entities, lexicon, likely
from .candidates import Candidate
from .matching import Match, Pair
from .resolve import find_copy
from .side import Side
from .text import english_stem, fold

_PREPOSITIONS = {
    "in": frozenset({"in", "at", "into", "inside", "within", "on"}),
    "aus": frozenset({"from", "of", "out"}),
    "nach": frozenset({"to", "for", "towards", "toward", "after"}),
    "bei": frozenset({"near", "at", "by", "outside", "in"}),
}
"""German prepositions before a town without an article, and what English has there."""
_ARTICLES = frozenset({"the", "a", "an"})
_JOINTS = frozenset({"und", "oder", "statt", "sowie", "bis"})
_SAME_LETTERS = 4
"""Minimum letters of a common English word that is taken for a town by its spelling: Zell, "cell"."""


@lru_cache(maxsize=16)
def _listed(group: str) -> tuple[str, ...]:
    """The folded words of a list of ``towns.tsv``; both sides of a colon are folded."""
    table = entities.rows(tables() / "names" / "towns.tsv", (2,))
    words = (word for name, line in table if name == group for word in line.split())
    return tuple(dict.fromkeys(":".join(fold(part) for part in word.split(":")) for word in words))


def rendered(pair: Pair, name: Candidate, match: Match) -> tuple[int, Severity] | None:
    """The common English word that stands in the place of a town, and how serious that is; ``None`` if there is none.

    ``match`` is what accounts for ``name``. A warning where only a town can stand in the German, a note after "in"
    where the word may be meant.
    """
    at = name.first
    if pair.source.lang != "de" or name.last != at or match.how == "entity" or not _is_bare(pair.source, at):
        return None
    if not _is_town(name, pair.source) or _is_kept(pair, at):
        return None
    preposition = pair.source.words[at - 1].fold
    sure = _shown(pair.source, at, preposition)
    if sure is None or (not sure and (preposition != "in" or not name.doubtful)):
        return None
    partner = _partner(pair, at, _PREPOSITIONS[preposition])
    return None if partner < 0 else (partner, "warning" if sure else "note")


def _is_town(name: Candidate, side: Side) -> bool:
    """True for a town of the tables, or of the list of those that are words."""
    if side.words[name.first].fold in _listed("town"):
        return True
    mention = name.mention
    return mention is not None and any(entity.startswith("city:") for entity in mention.entities)


def _is_kept(pair: Pair, at: int) -> bool:
    """True if the target has word ``at`` of the source with a capital: Worms, but not "worms"."""
    place = find_copy(pair.source, at, pair.target, exact=True)
    return place >= 0 and pair.target.words[place].capital


def _is_bare(side: Side, at: int) -> bool:
    """True for a capitalised word right after a preposition, and not joined to what follows: in Halle, not Halle 3."""
    if at == 0 or not side.spaced(at) or side.words[at - 1].fold not in _PREPOSITIONS:
        return False
    word, rest = side.words[at], side.words[at + 1 :]
    if not word.capital or word.text.isupper() or word.glued:
        return False
    if not rest:
        return True
    follower = rest[0]
    if follower.glued or follower.text[0].isdigit() or len(follower.text) == 1 or side.text[word.end] == "-":
        return False
    return not (follower.fold in _JOINTS and len(rest) > 1 and rest[1].capital)


def _shown(side: Side, at: int, preposition: str) -> bool | None:
    """Whether the sentence shows that a town is meant; ``None`` if it shows that none is."""
    folded = side.words[at].fold
    phrase = fold(preposition) + ":" + folded
    others = [word.fold for index, word in enumerate(side.words) if index != at]
    if phrase in _listed("never") or any(f"{folded}:{other}".startswith(_listed("phrase")) for other in others):
        return None
    before = side.words[at - 2] if at > 1 and side.spaced(at - 1) else None
    if before is not None and before.capital:
        if preposition == "nach" and before.fold.startswith(_listed("way")):
            return True
        if preposition != "nach" and (before.fold.startswith(_listed("site")) or before.fold.endswith(_listed("tail"))):
            return True
    if phrase in _listed("rather") or any(other.startswith(_listed("thing")) for other in others):
        return None
    told = _listed({"aus": "origin", "nach": "motion"}.get(preposition, "event"))
    return any(other.startswith(told) for other in others)


def _partner(pair: Pair, at: int, prepositions: frozenset[str]) -> int:
    """The common English word, after a preposition, that translates word ``at`` or is spelt nearly like it; or -1."""
    words = pair.target.words
    folded = pair.source.words[at].fold
    known = lexicon.translations(folded).any
    for index in range(1, len(words)):
        word = words[index]
        ahead = index - 2 if words[index - 1].fold in _ARTICLES else index - 1
        if word.capital or ahead < 0 or words[ahead].fold not in prepositions:
            continue
        if english_stem(word.fold) in known or word.fold in known or _alike(folded, word.fold):
            return index
        free = word.fold not in likely.never("generic") and pair.unaccounted(index)
        if free and folded in _listed("town") and likely.mostly_small(word.fold, "en"):
            return index
    return -1


def _alike(folded: str, word: str) -> bool:
    """True for a word that differs from the town by a letter at most: Halle, "hall"; Zell, "cell"."""
    near = len(folded) >= _SAME_LETTERS and int(Levenshtein.distance(folded, word, score_cutoff=1)) <= 1
    return near and len(word) >= _SAME_LETTERS
