"""The words of a text that may be names, and how likely each of them is one.

Both depend on the text alone. What another text makes of them is kept apart, in :mod:`.matching`.
"""

from __future__ import annotations

from typing import NamedTuple

from . import likely
from .entities import SOFT, Mention
from .persons import first_names, surnames
from .side import Side

TITLE_CASE = 0.6
"""An English line is a headline in title case if more than this share of its longer words is capitalised."""
LONGEST_HEADLINE = 60
"""A text of more words than this is no headline."""
TOWN = 0.0
"""Log-odds of being a name under which a word that is also a town's is taken for the word."""
SURNAME = 0.97
"""Likelihood of a surname of the news, and of a capitalised word after a first name."""
HOPELESS = -3.5
"""Log-odds of a word alone under which its place is not even looked at."""


class Candidate(NamedTuple):
    """Words ``first`` to ``last`` of a text: a capitalised word, or a name that a table knows."""

    first: int
    last: int
    mention: Mention | None = None
    known: bool = False
    """A table knows it as a name in its own right (not an adjective, a people or an abbreviation)."""
    doubtful: bool = False
    """The table may mean something else: a common word that is also the name of some town."""

    @property
    def soft(self) -> bool:
        """True for abbreviations and titles, which a translation may use, expand or drop."""
        return self.mention is not None and _is_soft(self.mention)

    @property
    def alone(self) -> bool:
        """True if no table has it, or only persons' names: what may be a piece of somebody's full name."""
        return self.mention is None or all(entity.startswith("person:") for entity in self.mention.entities)


def listed(mention: Mention, *, doubtful: bool = False) -> Candidate:
    """The candidate of a name that a table knows."""
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
            if index in side.taken and (mention.related or word.initial):
                continue  # "Sechzig Menschen" counts, "für Sechzig" is the club
            town = _only_a_town(side, mention)
            if not (town and word.initial):
                found.append(listed(mention, doubtful=town))
        elif len(word.fold) > 1 and word.capital and index not in side.taken and "." not in word.text:
            if word.fold in never or _shouted(side, index):
                continue
            if (word.initial or headline) and likely.mostly_small(word.fold, side.lang):
                continue
            found.append(Candidate(index, index))
    return found


def likelihood(side: Side, candidate: Candidate) -> float:
    """Probability that ``candidate`` is a proper name; a name that a table knows is one.

    A function of the text: whoever asks, and whenever, gets the same answer. ``side`` keeps it.
    """
    if candidate.known:
        return 1.0
    found = side.likelihoods.get(candidate.first)
    if found is None:
        found = side.likelihoods[candidate.first] = _likelihood(side, candidate.first)
    return found


def is_unheard(side: Side, at: int) -> bool:
    """True for a German word of which nothing is known but its letters (:func:`.likely.is_unheard`)."""
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


def is_surname(side: Side, at: int) -> bool:
    """True for a surname of the news, and for the word after a first name or "Herr" and "Frau": Markus Blume."""
    if side.words[at].fold in surnames():
        return True
    if not at or side.words[at].text.isupper() or not side.spaced(at):
        return False
    before = side.words[at - 1]
    return before.capital and (before.fold in first_names(side.lang) or before.fold in likely.never("address"))
