"""The words of a side that may be names, and the two sides of a pair with what is known of each word."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from . import lexicon, likely
from .entities import SOFT, Mention
from .persons import first_names, surnames
from .side import Side
from .text import english_stem

How = Literal["", "entity", "copy", "part", "word", "sound", "split", "initials", "translated", "glossary"]
"""What accounts for an item: the same table entity, the same word, a compound, a translation, the same sound, its torn
pieces, an acronym, a finding of its own, the desk."""
TITLE_CASE = 0.6
"""Share of longer English words with a capital from which on a line is a headline in title case."""
LONGEST_HEADLINE = 60
"""Words from which on a line is no headline."""
TOWN = 0.0
"""Log-odds of being a name under which a word that is also a town's is taken for the word."""
SURNAME = 0.97
"""Likelihood of a surname of the news, and of a capitalised word after a first name."""
HOPELESS = -3.5
"""Log-odds of a word alone under which its place is not even looked at."""


@dataclass(slots=True)
class Item:
    """A capitalised word or a known name of one side. ``partner`` is the other side's (first) word that carries it."""

    first: int
    last: int
    mention: Mention | None
    how: How = ""
    partner: int = -1
    likelihood: float = -1.0
    """Probability of being a name; negative as long as nobody asked."""
    before: bool = False
    """The article has settled this name before."""
    doubtful: bool = False
    """The table may mean something else: a common word that is also the name of some town."""

    @property
    def known(self) -> bool:
        """True if a table knows it as a name in its own right (not an adjective, a people or an abbreviation)."""
        return self.mention is not None and not (self.mention.related or self.soft or self.doubtful)

    @property
    def soft(self) -> bool:
        """True for abbreviations and titles, which a translation may use, expand or drop."""
        return self.mention is not None and all(entity.startswith(SOFT) for entity in self.mention.entities)


@dataclass(slots=True)
class Pair:
    """Both sides and their items."""

    left: Side
    right: Side
    mine: list[Item]
    theirs: list[Item]
    _possible: dict[str, int] | None = field(default=None, repr=False)
    _open: int = -1
    _counts: dict[frozenset[str], tuple[int, int]] = field(default_factory=dict, repr=False)
    _neighbours: dict[tuple[bool, bool, int], Item] | None = field(default=None, repr=False)

    def unaccounted(self, at: int) -> bool:
        """True if no German word accounts for word ``at`` of the English."""
        word = self.right.words[at]
        if word.fold in likely.never("function"):
            return False
        return english_stem(word.fold) not in self.possible and word.fold not in self.left.folds

    def counts(self, entities: frozenset[str]) -> tuple[int, int]:
        """How many mentions of any of ``entities`` the source has, and the target."""
        if entities not in self._counts:
            here, there = (
                sum(not entities.isdisjoint(mention.entities) for mention in side.mentions)
                for side in (self.left, self.right)
            )
            self._counts[entities] = here, there
        return self._counts[entities]

    @property
    def open_names(self) -> int:
        """How many items of the source nothing accounts for, when first asked."""
        if self._open < 0:
            self._open = sum(1 for item in self.mine if not item.how)
        return self._open

    def after(self, at: int, *, mine: bool = True) -> Item | None:
        """The item of the source (or, not ``mine``, of the target) that begins with word ``at`` + 1."""
        return self._by_place.get((mine, True, at + 1))

    def before(self, at: int) -> Item | None:
        """The item of the source that ends with word ``at`` - 1."""
        return self._by_place.get((True, False, at - 1))

    @property
    def _by_place(self) -> dict[tuple[bool, bool, int], Item]:
        if self._neighbours is None:
            self._neighbours = {(True, False, item.last): item for item in self.mine}
            self._neighbours |= {(True, True, item.first): item for item in self.mine}
            self._neighbours |= {(False, True, item.first): item for item in self.theirs}
        return self._neighbours

    @property
    def possible(self) -> dict[str, int]:
        """English stems that some German word may stand for, with that word's number."""
        if self._possible is None:
            german = self.left if self.left.lang == "de" else self.right
            self._possible = {}
            for index, word in enumerate(german.words):
                for stem in lexicon.translations(word.fold).any:
                    self._possible.setdefault(stem, index)
        return self._possible


def items(side: Side) -> list[Item]:
    """The known names and the other capitalised words of a side, in order."""
    headline = in_title_case(side)
    never = likely.never(side.lang)
    found: list[Item] = []
    for index, word in enumerate(side.words):
        number = side.mention_of[index]
        if number >= 0:
            mention = side.mentions[number]
            if mention.first != index or (mention.lower and not mention.related):
                continue
            if index in side.taken and (mention.related or word.initial):
                continue  # "Sechzig Menschen" counts, "für Sechzig" is the club
            town = _only_a_town(side, mention)
            if not (town and word.initial):
                found.append(Item(mention.first, mention.last, mention, doubtful=town))
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
    return likely.word_logit(word.text, side.lang) < TOWN or likely.mostly_small(word.fold, side.lang)


def _shouted(side: Side, index: int) -> bool:
    """True for a word in capitals among others in capitals: there a capital says nothing."""
    if not side.words[index].text.isupper():
        return False
    around = side.words[max(0, index - 2) : index + 3]
    return sum(word.text.isupper() and len(word.text) > 1 for word in around) >= 3


def in_title_case(side: Side) -> bool:
    """True for an English headline in which nearly every word has a capital."""
    if len(side.words) > LONGEST_HEADLINE:
        return False
    long = [word for word in side.words if len(word.text) > 3]
    return side.lang == "en" and len(long) > 3 and sum(word.capital for word in long) > TITLE_CASE * len(long)


def _is_surname(side: Side, at: int) -> bool:
    """True for a surname of the news, and for the word after a first name or "Herr" and "Frau": Markus Blume."""
    if side.words[at].fold in surnames():
        return True
    if not at or side.words[at].text.isupper() or not side.spaced(at):
        return False
    before = side.words[at - 1]
    return before.capital and (before.fold in first_names(side.lang) or before.fold in likely.never("address"))


def name_likelihood(side: Side, item: Item) -> float:
    """Probability that ``item`` is a proper name; a name that a table knows is one."""
    if item.likelihood < 0:
        if item.known:
            item.likelihood = 1.0
        elif likely.word_logit(side.words[item.first].text, side.lang) < HOPELESS:
            item.likelihood = 0.0
        else:
            item.likelihood = likely.probability(side, item.first)
        if item.likelihood < SURNAME and _is_surname(side, item.first):
            item.likelihood = SURNAME
    return item.likelihood
