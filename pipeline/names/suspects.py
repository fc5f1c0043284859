"""The names of a side that the other side does not account for."""

from __future__ import annotations

from dataclasses import dataclass

from . import dictionary, lexicon, likely
from .items import Item, name_likelihood
from .side import Side

FAINT = 0.1
"""Likelihood of being a name below which a word is not looked at."""
SURE = 0.95
NOT_A_NAME = -2.5
"""Log-odds under which a word that is also a small town's name (Ende, Bar) is not suspected."""


@dataclass(slots=True)
class Suspect:
    """Words ``first`` to ``last`` of a side: a name that the other side does not account for."""

    first: int
    last: int
    likelihood: float
    known: Item | None
    before: bool
    """The article has settled it before: dropping or repeating it is a note."""

    @property
    def kind(self) -> str:
        """``place``, ``city``, ``org``, ``person`` ... for a name that a table knows, else empty."""
        if self.known is None or self.known.mention is None:
            return ""
        return max(self.known.mention.entities).partition(":")[0].replace("country", "place")


def suspects(side: Side, items: list[Item]) -> list[Suspect]:
    """Unaccounted names; neighbours that no table knows are one name."""
    result: list[Suspect] = []
    for item in items:
        if item.how or item.soft or (item.mention is not None and item.mention.related):
            continue
        word = side.words[item.first]
        single = item.first == item.last
        if single and _is_small_town(item) and likely.word_logit(word.text, side.lang) < NOT_A_NAME:
            continue
        likelihood = name_likelihood(side, item)
        if (likelihood < FAINT and not _unheard(side, item)) or _ordinary(side, item, likelihood):
            continue
        last = result[-1] if result else None
        if last and last.last + 1 == item.first and last.known is None and _open(item) and _adjoin(side, item.first):
            last.last, last.likelihood = item.last, max(last.likelihood, likelihood)
            last.known = item if item.known else None
            last.before = last.before and item.before
        else:
            result.append(Suspect(item.first, item.last, likelihood, item if item.known else None, item.before))
    return result


def _unheard(side: Side, item: Item) -> bool:
    """True for a German word that neither parallel text nor a dictionary nor two nouns make: its letters say little."""
    word = side.words[item.first]
    if side.lang != "de" or word.fold in likely.load("de").seen or lexicon.translations(word.fold).any:
        return False
    return not (likely.compound(word.fold, "de") or dictionary.has(word.text))


def _is_small_town(item: Item) -> bool:
    return item.known and item.mention is not None and any(e.startswith("city:") for e in item.mention.entities)


def _open(item: Item) -> bool:
    """True for what a first name may stand before."""
    return item.mention is None or all(entity.startswith("person:") for entity in item.mention.entities)


def _ordinary(side: Side, item: Item, likelihood: float) -> bool:
    """True for a word whose capital says little: too short, at the start of a sentence, or mostly written small."""
    word = side.words[item.first]
    if side.lang == "en" and item.first == item.last and word.fold in likely.never("generic"):
        return True
    if item.known:
        return False
    if len(word.fold) <= 2 or (side.lang == "en" and word.initial and word.fold not in likely.load("en").seen):
        return True
    return likelihood < SURE and likely.mostly_small(word.fold, side.lang)


def _adjoin(side: Side, index: int) -> bool:
    return side.text[side.words[index - 1].end : side.words[index].start] in (" ", "-", ". ")
