"""The names of a side that the other side does not account for."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from . import likely
from .candidates import Candidate, is_town_here, is_unheard, likelihood
from .side import Side
from .text import english_stem

FAINT = 0.1
"""Below this likelihood of being a name a word is ignored."""
SURE = 0.95
RATHER = 0.5
"""Minimum likelihood for a German word mostly written small that is not at the start of a sentence: Selb, Klein."""
NOT_A_NAME = -2.5
"""Below these log-odds a word that is also a small town's name (Ende, Bar) is not suspected."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """Words ``first`` to ``last`` of a side: a name that the other side does not account for."""

    first: int
    last: int
    likelihood: float
    known: Candidate | None
    before: bool
    """The article settled it earlier: dropping or repeating it is a note."""

    @property
    def kind(self) -> str:
        """``place``, ``city``, ``org``, ``person`` ... for a name listed in a table, else empty."""
        if self.known is None or self.known.mention is None:
            return ""
        kinds = {entity.partition(":")[0].replace("country", "place") for entity in self.known.mention.entities}
        return next((kind for kind in ("place", "city") if kind in kinds), "") or max(kinds)

    @property
    def people(self) -> bool:
        """True for an adjective or a people of a place: iranisch, Iraner."""
        return self.known is not None and self.known.mention is not None and self.known.mention.related


def suspects(side: Side, candidates: Iterable[Candidate], settled: Container[int]) -> list[Suspect]:
    """The names among ``candidates``, which nothing accounts for; neighbours in no table are one name.

    ``settled`` are the first words of those that the article settled earlier.
    """
    result: list[Suspect] = []
    for candidate in candidates:
        if candidate.soft or (candidate.mention is not None and candidate.mention.related):
            continue
        word = side.words[candidate.first]
        single = candidate.first == candidate.last
        if (
            single
            and _is_small_town(candidate)
            and not is_town_here(side, candidate)
            and likely.word_logit(word.text, side.lang) < NOT_A_NAME
        ):
            continue
        chance = likelihood(side, candidate)
        if is_town_here(side, candidate):
            chance = max(chance, RATHER)
        elif (chance < FAINT and not is_unheard(side, candidate.first)) or _ordinary(side, candidate, chance):
            continue
        known, before = candidate if candidate.known else None, candidate.first in settled
        last = result[-1] if result else None
        if (
            last
            and last.last + 1 == candidate.first
            and last.known is None
            and candidate.alone
            and _adjoin(side, candidate.first)
        ):
            chance, before = max(last.likelihood, chance), last.before and before
            result[-1] = Suspect(last.first, candidate.last, chance, known, before)
        else:
            result.append(Suspect(candidate.first, candidate.last, chance, known, before))
    return result


def _is_small_town(candidate: Candidate) -> bool:
    mention = candidate.mention if candidate.known else None
    return mention is not None and any(entity.startswith("city:") for entity in mention.entities)


def _ordinary(side: Side, candidate: Candidate, chance: float) -> bool:
    """True for a word whose capital says little: too short, sentence-initial, or mostly written in lower case."""
    word = side.words[candidate.first]
    if side.lang == "en" and candidate.first == candidate.last and word.fold in likely.never("generic"):
        return True
    if candidate.known:
        return False
    if side.lang == "en" and word.initial and word.fold.endswith("ing") and _is_verb(word.fold):
        return True
    if len(word.fold) <= 2 or (side.lang == "en" and word.initial and word.fold not in likely.load("en").seen):
        return True
    doubt = SURE if side.lang == "en" or word.initial else RATHER
    return chance < doubt and likely.mostly_small(word.fold, side.lang)


def _is_verb(folded: str) -> bool:
    """True for the -ing form of an English word mostly written without a capital: "Attaching the keys is easy"."""
    return likely.mostly_small(english_stem(folded), "en") or likely.mostly_small(folded.removesuffix("ing"), "en")


def _adjoin(side: Side, index: int) -> bool:
    return side.text[side.words[index - 1].end : side.words[index].start] in (" ", "-", ". ")
