"""Accounting for names word by word: translations, compounds and words with the same beginning."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from . import dictionary, entities, lexicon, likely
from .candidates import Candidate, is_number_word, likelihood
from .entities import Mention
from .matching import Match, Matches, Pair
from .side import Side, vicinity
from .text import english_stem, fold

_PLACES = ("place:", "country:", "city:")
_SHORTEST_PART = 4
_LONG_PART = 7
"""A name of at least this length begins a compound whatever comes after it: Forstner in Forstnerbohrer."""
_SHORTEST_COGNATE = 4
NO_COGNATE = 0.8
"""From this likelihood of being a name, a word is not rendered by one that begins alike: Moderna is not "modern"."""
_DIRECTIONS = ("lower", "upper", "north", "south", "east", "west", "northern", "southern", "eastern", "western")
"""What distinguishes a place from its neighbour in English."""
_ABSTRACT = ("ung", "heit", "keit", "schaft", "tion", "tat", "ismus", "ologie")
"""Folded endings of German nouns that name no person or place."""


def by_word(pair: Pair, mine: Matches, theirs: Matches) -> None:
    """Accept what the learned lexicon translates, in both directions; never against a name listed in a table."""
    german, english = pair.source, pair.target
    german_candidates, english_candidates = pair.source_candidates, pair.target_candidates
    german_found, english_found = mine, theirs
    if german.lang != "de":
        german, english = english, german
        german_candidates, english_candidates = english_candidates, german_candidates
        german_found, english_found = theirs, mine
    stems: dict[str, int] = {}
    for candidate in german_candidates:
        if candidate.first in german_found:
            continue
        stems = stems or english.stems()
        if (match := _translate_german(candidate, german, english, stems)) is not None:
            german_found[candidate.first] = match
    for candidate in english_candidates:
        if candidate.first in english_found:
            continue
        if (match := _translate_english(candidate, english, german, pair.possible)) is not None:
            english_found[candidate.first] = match


def _translate_english(candidate: Candidate, english: Side, german: Side, possible: dict[str, int]) -> Match | None:
    words = english.words[candidate.first : candidate.last + 1]
    places = [possible.get(english_stem(word.fold), -1) for word in words]
    if min(places) >= 0 and not _elsewhere(candidate, english, german, places):
        return Match("word", places[0])
    if (at := _part(english, candidate, german)) >= 0 or (at := _of_an_abstract(english, candidate, german)) >= 0:
        return Match("part", at)
    return None


def _elsewhere(candidate: Candidate, english: Side, german: Side, places: list[int]) -> bool:
    """True if an English place translates the name of a neighbour called after it: Saxony is not Niedersachsen."""
    if candidate.mention is None or not candidate.known:
        return False
    mine = " ".join(word.fold for word in english.words[candidate.first : candidate.last + 1])
    mentions = [german.mentions[german.mention_of[at]] for at in places if german.mention_of[at] >= 0]
    theirs = (name for mention in mentions if not mention.related for name in _names(mention))
    return any(fold(name).partition(" ")[::2] == (side, mine) for name in theirs for side in _DIRECTIONS)


def _of_an_abstract(english: Side, candidate: Candidate, german: Side) -> int:
    """The German abstract noun that a capitalised English word begins like: Archivierung, Archiver; or -1."""
    folded = english.words[candidate.first].fold
    if candidate.known or len(folded) < _LONG_PART:
        return -1
    for index in vicinity(english, candidate.first, german):
        word = german.words[index]
        if word.fold.endswith(_ABSTRACT) and same_beginning(word.fold, folded):
            return index
    return -1


def _translate_german(candidate: Candidate, german: Side, english: Side, stems: dict[str, int]) -> Match | None:
    if candidate.known and candidate.alone:
        return None
    words = german.words[candidate.first : candidate.last + 1]
    places = [_translation(word.fold, candidate, english, stems) for word in words]
    if min(places) >= 0:
        return Match("word", places[0])
    if not candidate.known and (at := _longer(candidate, german, english)) >= 0:
        return Match("word", at)
    if (at := _part(german, candidate, english)) >= 0:
        return Match("part", at)
    at = _cognate(german, candidate, english)
    return Match("part", at) if at >= 0 and not _is_only_a_name(german, candidate, english.words[at].fold) else None


def _is_only_a_name(german: Side, candidate: Candidate, rendered: str) -> bool:
    """True for a likely name that no table and no dictionary has as a word, and that ``rendered`` is no part of."""
    word = german.words[candidate.first]
    if word.fold.startswith(rendered):
        return False
    if candidate.mention is not None or lexicon.translations(word.fold).any or dictionary.has(word.text):
        return False
    return likelihood(german, candidate) >= NO_COGNATE


def _translation(folded: str, candidate: Candidate, english: Side, stems: dict[str, int]) -> int:
    known = lexicon.translations(folded)
    if not candidate.known:
        return min((stems[stem] for stem in known.any if stem in stems), default=-1)
    places = (place for stem in known.usual if stem in stems for place in english.with_stem(stem))
    free = (p for p in places if english.mention_of[p] < 0 and not _counts(english, p))
    return min(free, default=-1)


def _counts(english: Side, at: int) -> bool:
    """True for an English number word, which translates no name (the club Sechzig is not sixty).

    With a capital within a sentence, or a genitive, it is one: "Sixty's opponents".
    """
    word = english.words[at]
    if not is_number_word(word.fold, "en"):
        return False
    genitive = english.text[word.end : word.end + 2] in ("'s", "’s")
    return not (word.capital and (genitive or not word.initial))


def _part(side: Side, candidate: Candidate, other: Side) -> int:
    """The word of ``other`` that is a compound with the English name in it (Hitler in Hitlergruß), or the reverse."""
    folded = side.words[candidate.first].fold
    for index in vicinity(side, candidate.first, other):
        word = other.words[index]
        if not word.capital or (candidate.known and other.mention_of[index] >= 0):
            continue
        if is_part(word.fold, folded) if side.lang == "de" else is_part(folded, word.fold):
            return index
    return -1


def _longer(candidate: Candidate, german: Side, english: Side) -> int:
    """A lower-case English word beginning with a translation of the German one or its parts: goalkeeper for Torfrau."""
    known = lexicon.translations(german.words[candidate.first].fold).any
    possible = tuple(stem for stem in known if len(stem) >= _SHORTEST_COGNATE)
    for index in vicinity(german, candidate.first, english) if possible else ():
        word = english.words[index]
        if not word.capital and word.fold.startswith(possible):
            return index
    if possible:
        around = vicinity(german, candidate.first, english)
        for index, (one, other) in enumerate(pairwise(english.words[around.start : around.stop + 1]), around.start):
            if (one.fold + other.fold).startswith(possible) and english_stem(one.fold + other.fold) in known:
                return index  # day care for Kita
    return -1


def _cognate(german: Side, candidate: Candidate, english: Side) -> int:
    """A lower-case English word beginning like the German one (Heli, helicopter), or the adjective of a known place."""
    folded = german.words[candidate.first].fold
    names = [] if candidate.mention is None else [fold(name) for name in _names(candidate.mention)]
    head = folded[:_SHORTEST_COGNATE]
    for index in vicinity(german, candidate.first, english):
        word = english.words[index]
        if not word.capital or (word.initial and likely.mostly_small(english_stem(word.fold), "en")):
            if not names and word.fold.startswith(head) and same_beginning(folded, word.fold):
                return index
        elif english.mention_of[index] < 0 and any(same_beginning(name, word.fold) for name in names):
            return index
    return -1


def _names(mention: Mention) -> list[str]:
    known = entities.load()
    return [name for entity in mention.entities if entity.startswith(_PLACES) for name in known.english_names(entity)]


@lru_cache(maxsize=1 << 15)
def same_beginning(left: str, right: str) -> bool:
    """True if two folded words share their first letters: at least four, and two thirds of the shorter word."""
    if left[:_SHORTEST_COGNATE] != right[:_SHORTEST_COGNATE]:
        return False
    shorter = min(len(left), len(right))
    shared = next((i for i in range(shorter) if left[i] != right[i]), shorter)
    return shared >= _SHORTEST_COGNATE and 3 * shared >= 2 * shorter


@lru_cache(maxsize=1 << 15)
def is_part(name: str, compound: str) -> bool:
    """True if ``compound`` is the folded ``name`` and a known word: hitler in hitlergruss, not pots in potsdam."""
    if len(name) < _SHORTEST_PART or len(compound) < len(name) + 3:
        return False
    if compound.startswith(name):
        rest = compound[len(name) :]
        if len(name) >= _LONG_PART and len(rest) >= _SHORTEST_PART:
            return True
    elif compound.endswith(name):
        rest = compound[: -len(name)]
    else:
        return False
    return any(len(word) >= 3 and lexicon.translations(word).any for word in (rest, rest.removeprefix("s")))
