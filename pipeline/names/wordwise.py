"""Accounting for names word by word: translations, compounds and words that begin alike."""

from __future__ import annotations

from functools import lru_cache

from text_to_num import text2num

from . import entities, lexicon
from .entities import Mention
from .items import Item, Pair
from .side import Side, vicinity
from .text import english_stem, fold

_PLACES = ("place:", "country:", "city:")
_SHORTEST_PART = 4
_LONG_PART = 7
"""A name that long opens a compound whatever closes it: Forstner in Forstnerbohrer."""
_SHORTEST_COGNATE = 4


def by_word(pair: Pair) -> None:
    """Accept what the learned lexicon translates, in both directions; never against a name that a table knows."""
    german, english = (pair.left, pair.right) if pair.left.lang == "de" else (pair.right, pair.left)
    stems: dict[str, list[int]] = {}
    for item in pair.mine if pair.left is german else pair.theirs:
        if not item.how:
            stems = stems or english.stems()
            _translate_german(item, german, english, stems)
    for item in pair.theirs if pair.left is german else pair.mine:
        if not item.how:
            possible = pair.possible
            places = [possible.get(english_stem(english.words[i].fold), -1) for i in range(item.first, item.last + 1)]
            if min(places) >= 0:
                item.how, item.partner = "word", places[0]
            elif (at := _part(english, item, german)) >= 0:
                item.how, item.partner = "part", at


def _translate_german(item: Item, german: Side, english: Side, stems: dict[str, list[int]]) -> None:
    if item.known and item.mention is not None and all(e.startswith("person:") for e in item.mention.entities):
        return
    places = [
        _translation(german.words[index].fold, item, english, stems) for index in range(item.first, item.last + 1)
    ]
    if min(places) >= 0:
        item.how, item.partner = "word", places[0]
        return
    if not item.known and (at := _longer(item, german, english)) >= 0:
        item.how, item.partner = "word", at
    elif (at := _part(german, item, english)) >= 0 or (at := _cognate(german, item, english)) >= 0:
        item.how, item.partner = "part", at


def _translation(folded: str, item: Item, english: Side, stems: dict[str, list[int]]) -> int:
    known = lexicon.translations(folded)
    places = (place for stem in (known.usual if item.known else known.any) for place in stems.get(stem, ()))
    if item.known:
        places = (p for p in places if english.mention_of[p] < 0 and not _counts(english.words[p].fold))
    return min(places, default=-1)


@lru_cache(maxsize=1 << 12)
def _counts(folded: str) -> bool:
    """True for an English number word: it stands for no name (the club Sechzig is not sixty)."""
    try:
        text2num(folded, "en")
    except ValueError:
        return False
    return True


def _part(side: Side, item: Item, other: Side) -> int:
    """The word of ``other`` that holds the English name as a compound (Hitler in Hitlergruß), or is held so by it."""
    folded = side.words[item.first].fold
    for index in vicinity(side, item.first, other):
        word = other.words[index]
        if not word.capital or (item.known and other.mention_of[index] >= 0):
            continue
        if is_part(word.fold, folded) if side.lang == "de" else is_part(folded, word.fold):
            return index
    return -1


def _longer(item: Item, german: Side, english: Side) -> int:
    """A small English word that begins with a translation of the German one or of its parts: goalkeeper for Torfrau."""
    known = lexicon.translations(german.words[item.first].fold).any
    possible = tuple(stem for stem in known if len(stem) >= _SHORTEST_COGNATE)
    for index in vicinity(german, item.first, english) if possible else ():
        word = english.words[index]
        if not word.capital and word.fold.startswith(possible):
            return index
    return -1


def _cognate(german: Side, item: Item, english: Side) -> int:
    """A small English word that begins like the German one (Heli, helicopter), or the adjective of a known place."""
    folded = german.words[item.first].fold
    names = [] if item.mention is None else [fold(name) for name in _names(item.mention)]
    head = folded[:_SHORTEST_COGNATE]
    for index in vicinity(german, item.first, english):
        word = english.words[index]
        if not word.capital:
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
    """True if two folded words share at least four letters and two thirds of the shorter one from their beginning."""
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
