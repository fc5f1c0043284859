"""Which names of one side the other side accounts for, and by what.

The order is from sure to likely: the same table entity, the same word, a usual translation, the same sound. Only words
that nothing accounts for are asked how likely they are names at all.
"""

from __future__ import annotations

from collections.abc import Iterable

from .acronyms import by_code, by_initials, by_joining
from .items import Item, Pair
from .romanise import same_sound
from .side import Side, base_forms, vicinity
from .text import umlaut_fold
from .wordwise import by_word

_SHORTEST_SMALL = 3


def resolve(left: Side, right: Side, mine: list[Item], theirs: list[Item]) -> Pair:
    """Find what accounts for the items of both sides."""
    pair = Pair(left, right, mine, theirs)
    _by_entity(pair)
    _by_pieces(pair)
    _by_copy(pair.mine, left, right)
    _by_copy(pair.theirs, right, left)
    if left.lang != right.lang:
        by_word(pair)
        _by_sound(pair)
    by_initials(pair.mine, left, right)
    by_initials(pair.theirs, right, left)
    by_joining(pair.mine, left, right)
    by_joining(pair.theirs, right, left)
    by_code(pair)
    for item in pair.mine:
        if not item.how and item.mention is not None and item.mention.inside:
            item.mention = None
    return pair


def _by_entity(pair: Pair) -> None:
    theirs: dict[str, int] = {}
    for mention in pair.right.mentions:
        for entity in mention.entities:
            theirs.setdefault(entity, mention.first)
    mine: dict[str, int] = {}
    for mention in pair.left.mentions:
        for entity in mention.entities:
            mine.setdefault(entity, mention.first)
    for side, others in ((pair.mine, theirs), (pair.theirs, mine)):
        for item in side:
            entities = item.mention.entities if item.mention is not None else ()
            if shared := [others[entity] for entity in entities if entity in others]:
                item.how, item.partner = "entity", min(shared)


def _by_pieces(pair: Pair) -> None:
    """Find names that the English tears apart at a letter the translator could not write: S ö der."""
    right = pair.right.words
    torn = [i for i, word in enumerate(right) if len(word.text) == 1 and not word.text.isascii()]
    for index in torn:
        first, last = max(0, index - 1), min(len(right) - 1, index + 1)
        for item in pair.mine:
            whole = [pair.left.words[i].fold for i in range(item.first, item.last + 1)]
            for low, high in ((first, last), (first, index), (index, last)):
                joined = "".join(word.fold for word in right[low : high + 1])
                if any(joined in base_forms(w, pair.left.lang) or (len(joined) > 3 and joined in w) for w in whole):
                    item.how, item.partner = "split", low
                    for other in pair.theirs:
                        if low <= other.first <= high:
                            other.how = "split"
                    break


def _by_copy(items: Iterable[Item], side: Side, other: Side) -> None:
    for item in items:
        if item.how:
            continue
        places = [find_copy(side, i, other, exact=item.known) for i in range(item.first, item.last + 1)]
        if min(places) >= 0:
            item.how, item.partner = "copy", places[0]


def find_copy(side: Side, index: int, other: Side, *, exact: bool) -> int:
    """The word of ``other`` that is word ``index`` of ``side`` but for case, accents and endings, or -1.

    ``exact`` allows no other ending than the genitive's: Blinken is not Blink.
    """
    word = side.words[index]
    forms = base_forms(word.fold, side.lang)
    if exact:
        forms = tuple(form for form in forms if form == word.fold or form + "s" == word.fold)
    if not word.text.isascii() and (written := umlaut_fold(word.text)) != word.fold:
        forms += base_forms(written, side.lang)
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
    """A word of ``other`` that is ``folded`` with a German ending: Linz in Linzer."""
    folded = side.words[at].fold
    if other.lang == "de" and len(folded) >= 3:
        for index in vicinity(side, at, other):
            word = other.words[index]
            if word.capital and word.fold.startswith(folded) and folded in base_forms(word.fold, "de"):
                return index
    return -1


def _by_sound(pair: Pair) -> None:
    free = [item for item in pair.theirs if not item.how and not item.known]
    for mine in pair.mine:
        if mine.how or mine.known:
            continue
        around = vicinity(pair.left, mine.first, pair.right)
        for other in free:
            if other.first not in around:
                continue
            a, b = pair.left.words[mine.first].fold, pair.right.words[other.first].fold
            if any(same_sound(form, b) for form in base_forms(a, "de")):
                mine.how, mine.partner, other.how, other.partner = "sound", other.first, "sound", mine.first
