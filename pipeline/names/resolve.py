"""Which names of one text the other accounts for, and by what.

The order is from certain to likely: the same table entity, the same word, a usual translation, the same sound. The
likelihood of being a name at all is computed only for words that nothing accounts for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from .candidates import Candidate
from .match_initials import by_code, by_initials, by_joining
from .match_words import by_word
from .matching import Match, Matches, Matching, Pair
from .romanise import same_sound
from .side import Side, base_forms, vicinity
from .text import umlaut_fold

_SHORTEST_SMALL = 3
_LONG_TOWN = 7
"""Names in -en of at least this length give their inhabitants' name without it: Tuttlingen, Tuttlinger."""
_SAINT = frozenset({"saint", "st", "sankt", "san", "santa", "hl"})
"""What names of saints begin with in either language."""


def resolve(pair: Pair) -> Matching:
    """Find what accounts for the candidates of both texts."""
    source, target = pair.source, pair.target
    mine, theirs = _by_entity(pair)
    _by_pieces(pair, mine, theirs)
    _by_copy(pair.source_candidates, mine, source, target)
    _by_copy(pair.target_candidates, theirs, target, source)
    if source.lang != target.lang:
        by_word(pair, mine, theirs)
        _by_sound(pair, mine, theirs)
    by_initials(pair.source_candidates, mine, source, target)
    by_initials(pair.target_candidates, theirs, target, source)
    by_joining(pair.source_candidates, mine, source, target)
    by_joining(pair.target_candidates, theirs, target, source)
    by_code(pair, mine, theirs)
    return Matching(pair, mine, theirs)


def _by_entity(pair: Pair) -> tuple[Matches, Matches]:
    places: list[dict[str, int]] = []
    for side in (pair.source, pair.target):
        first: dict[str, int] = {}
        for mention in side.mentions:
            for entity in mention.entities:
                first.setdefault(entity, mention.first)
        places.append(first)
    return _shared(pair.source_candidates, places[1]), _shared(pair.target_candidates, places[0])


def _shared(candidates: Iterable[Candidate], others: dict[str, int]) -> Matches:
    found: Matches = {}
    for candidate in candidates:
        entities = candidate.mention.entities if candidate.mention is not None else ()
        if shared := [others[entity] for entity in entities if entity in others]:
            found[candidate.first] = Match("entity", min(shared))
    return found


def _by_pieces(pair: Pair, mine: Matches, theirs: Matches) -> None:
    """Find names that the target tears apart at a letter the translator could not write: S ö der."""
    words = pair.target.words
    for index, word in enumerate(words):
        if len(word.text) > 1 or word.text.isascii():
            continue
        first, last = max(0, index - 1), min(len(words) - 1, index + 1)
        runs = ((first, last), (first, index), (index, last))
        for candidate in pair.source_candidates:
            torn = next((run for run in runs if _is_torn(pair, candidate, *run)), None)
            if torn is None:
                continue
            mine[candidate.first] = Match("split", torn[0])
            for other in pair.target_candidates:
                if torn[0] <= other.first <= torn[1]:
                    theirs[other.first] = Match("split", theirs.get(other.first, Match()).partner)


def _is_torn(pair: Pair, candidate: Candidate, low: int, high: int) -> bool:
    """True if words ``low`` to ``high`` of the target, joined, are a word of ``candidate``."""
    joined = "".join(word.fold for word in pair.target.words[low : high + 1])
    whole = [pair.source.words[i].fold for i in range(candidate.first, candidate.last + 1)]
    return any(joined in base_forms(w, pair.source.lang) or (len(joined) > 3 and joined in w) for w in whole)


def _by_copy(candidates: Iterable[Candidate], found: Matches, side: Side, other: Side) -> None:
    for candidate in candidates:
        if candidate.first in found:
            continue
        known = candidate.known
        places = [find_copy(side, i, other, exact=known) for i in range(candidate.first, candidate.last + 1)]
        if min(places) >= 0:
            found[candidate.first] = Match("copy", places[0])


def find_copy(side: Side, index: int, other: Side, *, exact: bool) -> int:
    """The word of ``other`` that equals word ``index`` of ``side`` but for case, accents and endings, or -1.

    ``exact`` allows no ending but the genitive's: Blinken is not Blink.
    """
    word = side.words[index]
    forms = base_forms(word.fold, side.lang)
    if exact:
        forms = tuple(form for form in forms if form == word.fold or form + "s" == word.fold)
    if not word.text.isascii() and (written := umlaut_fold(word.text)) != word.fold:
        forms += base_forms(written, side.lang)
    if word.fold in _SAINT:
        forms += tuple(_SAINT)
    for form in forms:
        places = other.folds.get(form)
        if places:
            for place in places:
                if other.words[place].capital:
                    return place
            if len(form) >= _SHORTEST_SMALL:
                return places[0]
    return _ending_copy(side, index, other)


def _ending_copy(side: Side, at: int, other: Side) -> int:
    """A word of ``other`` that is ``folded`` with a German ending: Linz in Linzer, Erlangen in Erlangerin."""
    folded = side.words[at].fold
    if other.lang == "de" and len(folded) >= 3:
        people = folded.removesuffix("en") + "er" if folded.endswith("en") and len(folded) >= _LONG_TOWN else ""
        for index in vicinity(side, at, other):
            word = other.words[index]
            if word.capital and word.fold.startswith(folded) and folded in base_forms(word.fold, "de"):
                return index
            if people and word.capital and people in base_forms(word.fold, "de"):
                return index
    return -1


def _by_sound(pair: Pair, mine: Matches, theirs: Matches) -> None:
    free = [other for other in pair.target_candidates if other.first not in theirs and not other.known]
    places = [other.first for other in free]
    for candidate in pair.source_candidates:
        if candidate.first in mine or (candidate.known and not candidate.alone):
            continue
        around = vicinity(pair.source, candidate.first, pair.target)
        for other in free[bisect_left(places, around.start) : bisect_left(places, around.stop)]:
            a, b = pair.source.words[candidate.first].fold, pair.target.words[other.first].fold
            if any(same_sound(form, b) for form in base_forms(a, "de")):
                mine[candidate.first] = Match("sound", other.first)
                theirs[other.first] = Match("sound", candidate.first)
