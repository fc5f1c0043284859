"""From candidates to facts: neighbouring words of one name are one fact with its identities.

What counts as a name in the source is decided by the source alone, so that it is the same whatever it is compared with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from ..types import Fact, Lang
from . import likely
from .candidates import Candidate, is_surname, is_unheard, likelihood
from .matching import CARRIED, Matching
from .persons import first_names, listed_first_names, surnames
from .side import Side, base_forms
from .text import fold

NAME = 0.65
"""Minimum likelihood of a name."""
TOWN = 0.04
"""Minimum likelihood for a common word that is also a town's name. In 6,790 news sentences, 23 of 24 towns (Essen, Hof)
reach it, and two of 117 common words (am Ende, der Hof)."""
SURELY = 2.5
"""At or above these log-odds of the word its context is not consulted: of 2,780 such words in GermEval's test set,
2,542 of them names, the context would reject 36."""
HARDLY = -2.0
"""Below these log-odds the context of a seen word is not consulted: there it finds as many nouns as names."""
UNHEARD = -3.0
"""At or above these log-odds a word never seen before (:func:`.likely.is_unheard`) is a name in any context:
Nadeschdin. Of those in GermEval's test set that their context rejects, 68 in 100 are names. Of those that are also an
English word (Visuals, Filming), half are: for these the context decides."""
SECOND = 0.3
"""Minimum likelihood of a surname after a first name that is more often a word (Karin, Volker, Roman)."""
_JOINTS = frozenset({" ", "-", "‑", ". "})


def names_of(side: Side, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The names among the candidates of a text, judged by that text alone."""
    result: list[Candidate] = []
    before: Candidate | None = None
    for candidate in candidates:
        if before is not None and is_person(side, before, candidate):
            if not (result and result[-1] is before):
                result.append(before)
            result.append(candidate)
        elif is_name(side, candidate):
            result.append(candidate)
        before = candidate
    return result


def target_names(matching: Matching, source_names: Iterable[Candidate]) -> list[Candidate]:
    """The names among the words of a target, ``source_names`` being those of its source.

    In another language, a candidate that a word of the source accounts for is a name if that word is one, even where a
    capital is no evidence (in a headline); the rest is decided by the target's text.
    """
    source, side = matching.pair.source, matching.pair.target
    if source.lang == side.lang:
        return names_of(side, matching.pair.target_candidates)
    names: set[str] = set()
    carriers: set[int] = set()
    for name in source_names:
        names.update(word.fold for word in source.words[name.first : name.last + 1])
        how, partner = matching.of_source(name)
        if how in CARRIED and partner >= 0 and side.mention_of[partner] < 0 and side.words[partner].capital:
            carriers.add(partner)
    result = []
    for candidate in matching.pair.target_candidates:
        if candidate.mention is not None and not candidate.doubtful:
            result.append(candidate)
            carriers.difference_update(range(candidate.first, candidate.last + 1))
        elif candidate.first in carriers:
            result.append(candidate)
            carriers.remove(candidate.first)
        else:
            partner = matching.of_target(candidate).partner
            if source.words[partner].fold in names if partner >= 0 else is_name(side, candidate):
                result.append(candidate)
    if carriers:
        result = sorted([*result, *(Candidate(at, at) for at in carriers)], key=lambda name: name.first)
    return result


def is_name(side: Side, candidate: Candidate) -> bool:
    """True if ``candidate`` is shown as a name.

    Most words are decided by their letters alone, so that an article's tables list a name everywhere or nowhere.
    """
    if candidate.mention is not None:
        if not candidate.doubtful:
            return True
        return likelihood(side, candidate) >= TOWN or is_unheard(side, candidate.first)
    told = _told_by_letters(side.words[candidate.first].text, side.lang)
    if told is not None and (told or not is_surname(side, candidate.first)):
        return told
    return likelihood(side, candidate) >= NAME


def is_person(side: Side, first: Candidate, second: Candidate) -> bool:
    """True for a listed first name directly before a possible surname: Frank Schäfer, Karin Engel.

    Together they are a person, whatever each is alone: Frank is then not a Franconian, nor Engel an angel.
    """
    if second.first != first.last + 1:
        return False
    word = side.words[first.last]
    if word.fold not in listed_first_names() or word.text.isupper():
        return False
    if not side.spaced(second.first) or first.first != first.last or second.first != second.last:
        return False
    folded = side.words[second.first].fold
    if not (second.alone or folded in surnames() or folded in listed_first_names()):
        return False
    return word.fold in first_names(side.lang) or likelihood(side, second) >= SECOND


@lru_cache(maxsize=1 << 16)
def _told_by_letters(text: str, lang: Lang) -> bool | None:
    """Whether a word that is in no table is a name; ``None`` if that depends on its context."""
    logit = likely.word_logit(text, lang)
    if logit >= SURELY:
        return True
    folded = fold(text)
    if folded in likely.load(lang).seen:
        return False if logit < HARDLY else None
    unheard = lang == "de" and logit >= UNHEARD and likely.is_unheard(text)
    return True if unheard and not likely.mostly_small(folded, "en") else None


def grouped(side: Side, names: Iterable[Candidate]) -> list[list[Candidate]]:
    """Adjacent names that are not names in their own right form one name."""
    groups: list[list[Candidate]] = []
    for name in names:
        if groups and _belongs(side, groups[-1][-1], name):
            groups[-1].append(name)
        else:
            groups.append([name])
    return groups


def _belongs(side: Side, last: Candidate, name: Candidate) -> bool:
    if last.last + 1 != name.first:
        return False
    if not (last.alone and name.alone):
        return is_person(side, last, name)
    return side.text[side.words[last.last].end : side.words[name.first].start] in _JOINTS


def fact(side: Side, group: Sequence[Candidate]) -> Fact:
    """The fact for a group: its entities in the tables, or else its folded words."""
    person = len(group) > 1 and not (group[0].alone and group[1].alone)
    values = {
        entity
        for name in group
        if name.mention is not None
        for entity in name.mention.entities
        if not person or entity.startswith("person:")
    }
    if not values:
        folds = [side.words[name.first].fold for name in group]
        head = " ".join(folds[:-1])
        for form in base_forms(folds[-1], side.lang)[:2]:
            values.add(f"name:{head} {form}" if head else f"name:{form}")
    optional = not person and all(name.mention is not None and name.mention.related for name in group)
    return Fact("name", side.span(group[0].first, group[-1].last), tuple(sorted(values)), optional)
