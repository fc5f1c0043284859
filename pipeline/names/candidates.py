"""The words of a text that may be names, and how likely each of them is one.

Both depend on the text alone. How another text renders them is kept separately, in :mod:`.matching`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from text_to_num import text2num

from ..types import Lang
from . import likely
from .entities import SOFT, Mention
from .persons import first_names, surnames
from .side import Side

TITLE_CASE = 0.6
"""An English line is a headline in title case if more than this share of its longer words is capitalised."""
LONGEST_HEADLINE = 60
"""A text with more words than this is not a headline."""
TOWN = 0.0
"""Below these log-odds of being a name, a word that is also a town's name is taken for the word."""
SURNAME = 0.97
"""Likelihood given to a surname from the news, and to a capitalised word after a first name."""
_OFFICES = ("burgermeister", "burgermeisterin", "burgermeisters", "burgermeistern", "landrat", "bischof", "stadtteil")
"""Folded ends of words that "von" and a town's name follow."""
HOPELESS = -3.5
"""Below these log-odds of the word alone, its context is not even looked at."""


class Candidate(NamedTuple):
    """Words ``first`` to ``last`` of a text: a capitalised word, or a name listed in a table."""

    first: int
    last: int
    mention: Mention | None = None
    known: bool = False
    """A table lists it as a name in its own right (not an adjective, a people or an abbreviation)."""
    doubtful: bool = False
    """The table may mean something else: a common word that is also the name of some town."""

    @property
    def soft(self) -> bool:
        """True for abbreviations and titles, which a translation may use, expand or drop."""
        return self.mention is not None and _is_soft(self.mention)

    @property
    def alone(self) -> bool:
        """True if it is in no table, or only among persons' names: it may be part of somebody's full name."""
        return self.mention is None or all(entity.startswith("person:") for entity in self.mention.entities)


def listed(mention: Mention, *, doubtful: bool = False) -> Candidate:
    """The candidate for a name listed in a table."""
    known = not (doubtful or mention.related or _is_soft(mention))
    return Candidate(mention.first, mention.last, mention, known, doubtful)


def _is_soft(mention: Mention) -> bool:
    return all(entity.startswith(SOFT) for entity in mention.entities)


def candidates(side: Side) -> list[Candidate]:
    """The known names and the other capitalised words of a text, in order."""
    headline = in_title_case(side)
    never = likely.never(side.lang)
    found: list[Candidate] = []
    for index, word in enumerate(side.words):
        number = side.mention_of[index]
        if number >= 0:
            mention = side.mentions[number]
            if mention.first != index or (mention.lower and not mention.related):
                continue
            if _is_quantity(side, mention):
                continue
            town = _only_a_town(side, mention)
            if not (town and word.initial):
                found.append(listed(mention, doubtful=town))
        elif len(word.fold) > 1 and word.capital and index not in side.taken and "." not in word.text:
            if word.fold in never or _shouted(side, index) or (side.lang == "de" and _is_abbreviation(side, index)):
                continue
            if (word.initial or headline) and likely.mostly_small(word.fold, side.lang):
                continue
            found.append(Candidate(index, index))
    return found


def likelihood(side: Side, candidate: Candidate) -> float:
    """Probability that ``candidate`` is a proper name; a name listed in a table is one.

    Depends on the text alone: every caller gets the same answer at any time. ``side`` caches it.
    """
    if candidate.known:
        return 1.0
    found = side.likelihoods.get(candidate.first)
    if found is None:
        found = side.likelihoods[candidate.first] = _likelihood(side, candidate.first)
    return found


def is_unheard(side: Side, at: int) -> bool:
    """True for a German word known only by its letters (:func:`.likely.is_unheard`)."""
    return side.lang == "de" and likely.is_unheard(side.words[at].text)


def _likelihood(side: Side, at: int) -> float:
    hopeless = likely.word_logit(side.words[at].text, side.lang) < HOPELESS
    found = 0.0 if hopeless else likely.probability(side, at)
    return SURNAME if found < SURNAME and is_surname(side, at) else found


def _only_a_town(side: Side, mention: Mention) -> bool:
    """True for a common word that is also the name of some town: Hof, Essen, Ende, Bar."""
    if mention.first != mention.last or not all(entity.startswith("city:") for entity in mention.entities):
        return False
    word = side.words[mention.first]
    return likely.word_logit(word.text, side.lang) < TOWN or likely.mostly_small(word.fold, side.lang)


def _is_quantity(side: Side, mention: Mention) -> bool:
    """True for a listed name that is part of a number, a date or a price: vor Christus, an Ostern, 800 Franken.

    "Sechzig Menschen" counts, but "für Sechzig" is the club.
    """
    at, word = mention.first, side.words[mention.first]
    if at in side.taken and (mention.related or word.initial):
        return True
    if mention.first != mention.last:
        return False
    if at in side.taken:
        return side.lang == "de" and not is_number_word(word.fold)
    return word.fold in likely.never("currency") and at > 0 and side.words[at - 1].text[-1:].isdigit()


@lru_cache(maxsize=1 << 12)
def is_number_word(folded: str, lang: Lang = "de") -> bool:
    """True for a number written as a word."""
    try:
        text2num(folded, lang)
    except ValueError:
        return False
    return True


def _is_abbreviation(side: Side, at: int) -> bool:
    """True for a word shortened with a full stop: Abb. 3, Anm. d. Red."""
    word = side.words[at]
    if word.fold not in likely.never("abbreviation") or side.text[word.end : word.end + 1] != ".":
        return False
    after = side.text[word.end + 1 :].lstrip()[:1]
    return after.isdigit() or after.islower()


def is_town_here(side: Side, candidate: Candidate) -> bool:
    """True for a word that is also a town's name after "in" or a town's office: Bürgermeister von Regen.

    What is meant in general has an article there (im Essen, im Hof), or hardly occurs.
    """
    at = candidate.first
    if candidate.known or at == 0 or not side.spaced(at) or side.lang != "de":
        return False
    before = side.words[at - 1]
    if before.fold == "in" and candidate.doubtful:
        follower = side.words[at + 1].fold if at + 1 < len(side.words) else ""
        return not (follower == "und" and side.words[at + 2 : at + 3] and side.words[at + 2].capital)
    return at > 1 and before.fold == "von" and side.words[at - 2].fold.endswith(_OFFICES)


def _shouted(side: Side, index: int) -> bool:
    """True for a word in capitals among others in capitals, where a capital is no evidence."""
    if not side.words[index].text.isupper():
        return False
    around = side.words[max(0, index - 2) : index + 3]
    return sum(word.text.isupper() and len(word.text) > 1 for word in around) >= 3


def in_title_case(side: Side) -> bool:
    """True for an English headline in which nearly every word is capitalised."""
    if len(side.words) > LONGEST_HEADLINE:
        return False
    long = [word for word in side.words if len(word.text) > 3]
    return side.lang == "en" and len(long) > 3 and sum(word.capital for word in long) > TITLE_CASE * len(long)


def is_surname(side: Side, at: int) -> bool:
    """True for a surname from the news, and for the word after a first name, "Herr" or "Frau": Markus Blume."""
    return side.words[at].fold in surnames() or is_addressed(side, at)


def is_addressed(side: Side, at: int) -> bool:
    """True for the word after a first name, "Herr" or "Frau": by its place the name of a person."""
    if not at or side.words[at].text.isupper() or not side.spaced(at):
        return False
    before = side.words[at - 1]
    return before.capital and (before.fold in first_names(side.lang) or before.fold in likely.never("address"))
