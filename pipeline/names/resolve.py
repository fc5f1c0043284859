"""Which names of one side the other side accounts for, and by what.

The order is from sure to likely: the same table entity, the same word, a usual translation, the same sound. Only words
that nothing accounts for are asked how likely they are names at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from . import entities, lexicon, likely
from .entities import Mention
from .romanise import same_sound
from .side import Side, base_forms
from .text import english_stem, fold, umlaut_fold

How = Literal["", "entity", "copy", "part", "word", "sound", "split", "initials", "translated", "glossary"]
TITLE_CASE = 0.6
_SOFT = ("term:", "title:", "language:")
_PLACES = ("place:", "country:", "city:")
_SHORTEST_SMALL = 3
_SHORTEST_PART = 4
_SHORTEST_COGNATE = 4
_CODE = 3
_TOWN = 0.0
"""Log-odds of being a name under which a word that is also a town's is taken for the word."""
_SMALL_WORDS = frozenset("of the and for in to on a an der die das des und fur von im in zu am".split())


@dataclass(slots=True)
class Item:
    """A capitalised word or a known name of one side. ``partner`` is the first word of the other side that carries it."""

    first: int
    last: int
    mention: Mention | None
    how: How = ""
    partner: int = -1
    likelihood: float = -1.0
    """Probability of being a name; negative as long as nobody asked."""
    before: bool = False
    """The article has settled this name before."""

    @property
    def known(self) -> bool:
        """True if a table knows it as a name in its own right (not an adjective, a people or an abbreviation)."""
        return self.mention is not None and not self.mention.related and not self.soft

    @property
    def soft(self) -> bool:
        """True for abbreviations and titles, which a translation may use, expand or drop."""
        return self.mention is not None and all(entity.startswith(_SOFT) for entity in self.mention.entities)


@dataclass(slots=True)
class Pair:
    """Both sides and their items."""

    left: Side
    right: Side
    mine: list[Item]
    theirs: list[Item]
    possible: dict[str, int] = field(default_factory=dict)
    """English stems that some German word may stand for, with that word's number."""


def resolve(left: Side, right: Side, mine: list[Item], theirs: list[Item]) -> Pair:
    """Find what accounts for the items of both sides."""
    pair = Pair(left, right, mine, theirs)
    _by_entity(pair)
    _by_pieces(pair)
    _by_copy(pair.mine, left, right)
    _by_copy(pair.theirs, right, left)
    if left.lang != right.lang:
        _by_word(pair)
        _by_sound(pair)
    _by_initials(pair.mine, left, right)
    _by_initials(pair.theirs, right, left)
    _by_joining(pair.mine, left, right)
    _by_joining(pair.theirs, right, left)
    _by_code(pair)
    for item in pair.mine:
        if not item.how and item.mention is not None and item.mention.inside:
            item.mention = None
    return pair


def items(side: Side) -> list[Item]:
    """The known names and the other capitalised words of a side, in order."""
    headline = _title_case(side)
    never = likely.never(side.lang)
    found: list[Item] = []
    for index, word in enumerate(side.words):
        number = side.mention_of[index]
        if number >= 0:
            mention = side.mentions[number]
            if mention.first != index or index in side.taken or (mention.lower and not mention.related):
                continue
            if not _only_a_town(side, mention):
                found.append(Item(mention.first, mention.last, mention))
            elif word.capital and not word.initial:
                found.append(Item(index, index, None))
        elif len(word.fold) > 1 and word.capital and index not in side.taken and "." not in word.text:
            if word.fold in never or _shouted(side, index):
                continue
            if (word.initial or headline) and likely.mostly_small(word.fold, side.lang):
                continue
            found.append(Item(index, index, None))
    return found


def _only_a_town(side: Side, mention: Mention) -> bool:
    """True for a common word that is also the name of some town: Hof, Essen, Ende, Bar."""
    if mention.first != mention.last or not all(entity.startswith("city:") for entity in mention.entities):
        return False
    word = side.words[mention.first]
    return likely.word_logit(word.text, side.lang) < _TOWN or likely.mostly_small(word.fold, side.lang)


def _shouted(side: Side, index: int) -> bool:
    """True for a word in capitals among others in capitals: there a capital says nothing."""
    if not side.words[index].text.isupper():
        return False
    around = side.words[max(0, index - 2) : index + 3]
    return sum(word.text.isupper() and len(word.text) > 1 for word in around) >= 3


def _title_case(side: Side) -> bool:
    long = [word for word in side.words if len(word.text) > 3]
    return side.lang == "en" and len(long) > 3 and sum(word.capital for word in long) > TITLE_CASE * len(long)


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
            if item.mention is not None:
                for entity in item.mention.entities:
                    if entity in others:
                        item.how, item.partner = "entity", others[entity]
                        break


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
        at = find_copy(side, item.first, other)
        if at >= 0 and all(find_copy(side, i, other) >= 0 for i in range(item.first + 1, item.last + 1)):
            item.how, item.partner = "copy", at


def find_copy(side: Side, index: int, other: Side) -> int:
    """The word of ``other`` that is word ``index`` of ``side`` but for case, accents and endings, or -1."""
    word = side.words[index]
    forms = base_forms(word.fold, side.lang)
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
    return _ending_copy(word.fold, other)


def _ending_copy(folded: str, other: Side) -> int:
    """A word of ``other`` that is ``folded`` with a German ending: Linz in Linzer."""
    if other.lang == "de" and len(folded) >= 3:
        for index, word in enumerate(other.words):
            if word.capital and word.fold.startswith(folded) and folded in base_forms(word.fold, "de"):
                return index
    return -1


def _by_word(pair: Pair) -> None:
    """Accept what the learned lexicon translates, in both directions; never against a name that a table knows."""
    german, english = (pair.left, pair.right) if pair.left.lang == "de" else (pair.right, pair.left)
    stems = english.stems()
    possible = pair.possible
    for index, word in enumerate(german.words):
        for stem in lexicon.translations(word.fold).any:
            possible.setdefault(stem, index)
    for item in pair.mine if pair.left is german else pair.theirs:
        if not item.how:
            _translate_german(item, german, english, stems)
    for item in pair.theirs if pair.left is german else pair.mine:
        if not item.how:
            places = [possible.get(english_stem(english.words[i].fold), -1) for i in range(item.first, item.last + 1)]
            if min(places) >= 0:
                item.how, item.partner = "word", places[0]
            elif (at := _part(english, item, german)) >= 0:
                item.how, item.partner = "part", at


def _by_initials(items: Iterable[Item], side: Side, other: Side) -> None:
    """Accept an acronym for the words it stands for, and each of those words for the acronym."""
    initials = ""
    for item in items:
        if item.how or item.known or item.first != item.last:
            continue
        word = side.words[item.first]
        if word.text.isupper() and 2 <= len(word.text) <= 6:
            initials = initials or "".join(w.fold[0] for w in other.words if w.fold not in _SMALL_WORDS)
            at = initials.find(word.fold)
            if at >= 0 and (len(word.text) > 2 or other.words[min(at, len(other.words) - 1)].capital):
                item.how = "initials"
        elif (at := _acronym_of(side, item.first, other)) >= 0:
            item.how, item.partner = "initials", at


def _acronym_of(side: Side, index: int, other: Side) -> int:
    letter = side.words[index].fold[0]
    for at, word in enumerate(other.words):
        plain = word.text.replace(".", "")
        if not plain.isupper() or not 2 <= len(plain) <= 6 or letter not in word.fold:
            continue
        low = max(0, index - len(plain) - 2)
        run = "".join(w.fold[0] for w in side.words[low : index + len(plain) + 2] if w.fold not in _SMALL_WORDS)
        if word.fold in run and word.fold not in side.folds:
            return at
    return -1


def _by_joining(items: Iterable[Item], side: Side, other: Side) -> None:
    """Accept what one side writes in one word and the other in two: Gruga-Halle, Grugahalle; GSG9, GSG 9."""
    mine = theirs = frozenset[str]()
    for item in items:
        if item.how or item.known or item.first != item.last:
            continue
        mine, theirs = mine or _joined(side), theirs or _joined(other)
        word = side.words[item.first]
        folds = [w.fold for w in side.words[max(0, item.first - 1) : item.first + 2]]
        together = {a + b for a, b in pairwise(folds)}
        if not theirs.isdisjoint(base_forms(word.fold, side.lang)) or not together.isdisjoint(other.folds):
            item.how = "copy"


def _by_code(pair: Pair) -> None:
    """Accept a country for its three letters (SWE, Sweden), as sport reports have them."""
    for side, items, others in (
        (pair.left, pair.mine, [i for i in pair.theirs if not i.how]),
        (pair.right, pair.theirs, [i for i in pair.mine if not i.how]),
    ):
        other_side = pair.right if side is pair.left else pair.left
        for item in items:
            code = side.words[item.first]
            if item.how or not (code.text.isupper() and len(code.fold) == _CODE):
                continue
            for other in others:
                if other.known and other_side.words[other.first].fold.startswith(code.fold):
                    item.how, item.partner, other.how, other.partner = "initials", other.first, "initials", item.first


def _joined(side: Side) -> frozenset[str]:
    return frozenset(a.fold + b.fold for a, b in pairwise(side.words))


def _translate_german(item: Item, german: Side, english: Side, stems: dict[str, list[int]]) -> None:
    for index in range(item.first, item.last + 1):
        known = lexicon.translations(german.words[index].fold)
        for stem in known.usual if item.known else known.any:
            for place in stems.get(stem, ()):
                if not item.known or english.mention_of[place] < 0:
                    item.how, item.partner = "word", place
                    return
    if not item.known and (at := _longer(item, german, english)) >= 0:
        item.how, item.partner = "word", at
    elif (at := _part(german, item, english)) >= 0 or (at := _cognate(german, item, english)) >= 0:
        item.how, item.partner = "part", at


def _part(side: Side, item: Item, other: Side) -> int:
    """A German compound of ``other`` that the English name opens or closes (Hitler in Hitlergruß), or the other way round."""
    folded = side.words[item.first].fold
    for index, word in enumerate(other.words):
        if not word.capital or (item.known and other.mention_of[index] >= 0):
            continue
        if is_part(word.fold, folded) if side.lang == "de" else is_part(folded, word.fold):
            return index
    return -1


def _longer(item: Item, german: Side, english: Side) -> int:
    """A small English word that begins with a translation of the German one or of its parts: goalkeeper for Torfrau."""
    possible = [s for s in lexicon.translations(german.words[item.first].fold).any if len(s) >= _SHORTEST_COGNATE]
    for index, word in enumerate(english.words):
        if not word.capital and any(word.fold.startswith(stem) for stem in possible):
            return index
    return -1


def _cognate(german: Side, item: Item, english: Side) -> int:
    """A small English word that begins like the German one (Heli, helicopter), or the adjective of a known place."""
    folded = german.words[item.first].fold
    beginnings = [folded] if item.mention is None else [fold(name) for name in _names(item.mention)]
    for beginning in beginnings:
        for index, word in enumerate(english.words):
            small = not word.capital if item.mention is None else word.capital and english.mention_of[index] < 0
            if small and same_beginning(beginning, word.fold):
                return index
    return -1


def _names(mention: Mention) -> list[str]:
    known = entities.load()
    return [name for entity in mention.entities if entity.startswith(_PLACES) for name in known.english_names(entity)]


@lru_cache(maxsize=1 << 15)
def same_beginning(left: str, right: str) -> bool:
    """True if two folded words share at least four letters and two thirds of the shorter one from their beginning."""
    shorter = min(len(left), len(right))
    shared = next((i for i in range(shorter) if left[i] != right[i]), shorter)
    return shared >= _SHORTEST_COGNATE and 3 * shared >= 2 * shorter


@lru_cache(maxsize=1 << 15)
def is_part(name: str, compound: str) -> bool:
    """True if ``compound`` is the folded ``name`` and a known German word: hitler in hitlergruss, not pots in potsdam."""
    if len(name) < _SHORTEST_PART or len(compound) < len(name) + 3:
        return False
    if compound.startswith(name):
        rest = compound[len(name) :]
    elif compound.endswith(name):
        rest = compound[: -len(name)]
    else:
        return False
    return any(len(word) >= 3 and lexicon.translations(word).any for word in (rest, rest.removeprefix("s")))


def _by_sound(pair: Pair) -> None:
    free = [item for item in pair.theirs if not item.how and not item.known]
    for mine in pair.mine:
        if mine.how or mine.known:
            continue
        for other in free:
            a, b = pair.left.words[mine.first].fold, pair.right.words[other.first].fold
            if any(same_sound(form, b) for form in base_forms(a, "de")):
                mine.how, mine.partner, other.how, other.partner = "sound", other.first, "sound", mine.first


def name_likelihood(side: Side, item: Item) -> float:
    """Probability that ``item`` is a proper name; a name that a table knows is one."""
    if item.likelihood < 0:
        item.likelihood = 1.0 if item.known else likely.probability(side, item.first)
    return item.likelihood


