"""Names rendered as words, or not rendered in English: translated, taken for the place, left in German."""

from __future__ import annotations

from functools import lru_cache

from ..resources import tables
from ..types import Finding, Severity
from . import entities, lexicon, likely
from .candidates import Candidate, in_title_case, likelihood
from .matching import UNMATCHED, Match, Matching, Pair, Settled
from .persons import first_names
from .romanise import same_sound
from .side import Side
from .text import fold
from .unmatched import SURE

TRANSLATED = 0.9
"""Minimum likelihood of being a name for a word to be suspected of translation without a name beside it as proof."""


def translated(matching: Matching, settled: Settled) -> dict[int, Finding]:
    """Names that are also common words and were translated as such, by their first word in the source.

    Manuel Neuer as Manuel New, Kanzler Kohl as Chancellor Cabbage.
    """
    pair = matching.pair
    found: dict[int, Finding] = {}
    if pair.source.lang == pair.target.lang:
        return found
    for candidate in pair.source_candidates:
        match = matching.source.get(candidate.first, UNMATCHED)
        if match.how not in ("", "word") or not matching.bare(candidate):
            continue
        at, sure = _own_translation(matching, candidate, match, candidate.first in settled.source)
        if at < 0:
            continue
        source, target = pair.source.span(candidate.first), pair.target.span(at)
        severity: Severity = "error" if sure else "warning"
        message = f"The name “{source.text}” has been translated: “{target.text}”."
        expected = (source.text,)
        found[candidate.first] = Finding("name.translated", "name", severity, source, target, expected, message)
    return found


def _own_translation(matching: Matching, name: Candidate, match: Match, settled: bool) -> tuple[int, bool]:
    """The English word that translates ``name`` (or -1), and whether ``name`` is certainly a name here.

    Certain: the article has carried it over as a name before; a first name precedes it and the English is capitalised;
    the name before it is carried over and the English word next to that is a common one; or the translation has a
    capital where English has none. Less certain: the word is known as a name and is in a typical place for one.
    """
    pair, partner = matching.pair, match.partner
    before = pair.before(name.first)
    if match.how == "word" and _small_word(pair, partner):
        if settled:
            return partner, True
        if before is not None and _odd_capital(pair, name, partner) and _is_surname(matching, before, name, partner):
            return partner, True
    chance = likelihood(pair.source, name)
    if chance < TRANSLATED:
        return -1, False
    at = _beside(matching, before, name) if before is not None else -1
    if at >= 0 and _small_word(pair, at):
        own = match.how == "word" and partner == at
        free = not match.how and chance >= SURE and pair.unaccounted(at)
        if pair.target.words[at].capital or own or free:
            return at, chance >= SURE
    if match.how == "word" and partner >= 0:
        generic = pair.target.words[partner].fold in likely.never("generic")
        compound = lexicon.split_compound(pair.source.words[name.first].fold)
        if not (generic or compound) and _odd_capital(pair, name, partner) and _small_word(pair, partner):
            return partner, chance >= SURE
        if chance >= SURE and _only_a_name(pair, name, partner):
            return partner, False
    return -1, False


def _small_word(pair: Pair, at: int) -> bool:
    """True for an English word that is mostly written in lower case."""
    return at >= 0 and likely.mostly_small(pair.target.words[at].fold, "en")


def _odd_capital(pair: Pair, name: Candidate, partner: int) -> bool:
    """True if the English word for ``name`` has a capital where English has none."""
    word = pair.target.words[partner]
    return word.capital and not (word.initial or in_title_case(pair.target) or _in_compound(pair.source, name))


def _is_surname(matching: Matching, before: Candidate, name: Candidate, partner: int) -> bool:
    """True if ``before`` is a first name that came through and both words are adjacent on both sides."""
    first = matching.pair.source.words[before.last].fold
    return _beside(matching, before, name) == partner and first in first_names("de")


def _only_a_name(pair: Pair, name: Candidate, partner: int) -> bool:
    """True for a word that is known as a name and was rendered by a common English one."""
    if partner < 0 or _in_compound(pair.source, name):
        return False
    word, other = pair.source.words[name.first], pair.target.words[partner]
    if word.text.isupper():
        return False
    if word.fold not in likely.load("de").seen or likely.compound(word.fold, "de") or same_sound(word.fold, other.fold):
        return False
    return likely.mostly_small(other.fold, "en")


def _in_compound(side: Side, name: Candidate) -> bool:
    """True for a part of a word with hyphens: Heilig-Kreuz-Kirche."""
    after = name.last + 1
    return side.words[name.first].glued or (after < len(side.words) and side.words[after].glued)


def _beside(matching: Matching, before: Candidate, name: Candidate) -> int:
    """The English word after the one that carries ``before``, where the German one is ``name``; or -1."""
    pair = matching.pair
    how, partner = matching.of_source(before)
    if partner < 0 or how not in ("copy", "sound"):
        return -1
    at = partner + (before.last - before.first) + 1
    if at >= len(pair.target.words) or not (pair.source.spaced(name.first) and pair.target.spaced(at)):
        return -1
    same = pair.source.words[before.last].fold == pair.target.words[at - 1].fold
    return at if same or how == "sound" else -1


def untranslated(pair: Pair, name: Candidate, partner: int) -> Finding | None:
    """A name with a different English form that was left in German, as word ``partner``: Pjöngjang, Selenskyj."""
    if not name.known or name.mention is None or name.first != name.last:
        return None
    entity = next(iter(name.mention.entities))
    if len(name.mention.entities) > 1 or not entity.startswith(("place:", "country:", "person:")):
        return None
    word = pair.target.words[partner]
    written = word.fold
    names = entities.load().english_names(entity)
    if any(written in (fold(name), fold(name) + "s") for name in names) or not word.capital or word.text.isupper():
        return None
    source, target = pair.source.span(name.first), pair.target.span(partner)
    message = f"“{source.text}” was left in German; English writes “{names[0]}”."
    place = not entity.startswith("person:") and written not in likely.load("en").seen
    severity: Severity = "warning" if place else "note"
    return Finding("name.untranslated", "name", severity, source, target, tuple(names)[:4], message)


@lru_cache(maxsize=1)
def _namesakes() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Folded German name of a club -> the place's folded English name, the club's English names."""
    table = entities.rows(tables() / "names" / "namesakes.tsv", (3,))
    return {fold(german): (fold(place), tuple(club.split(";"))) for german, place, club in table}


def namesake(pair: Pair, name: Candidate, partner: int) -> Finding | None:
    """A club that has become the place of the same name, word ``partner``: Bayern gewinnt, Bavaria wins."""
    word = pair.source.words[name.first]
    if name.first != name.last or word.fold not in _namesakes():
        return None
    place, clubs = _namesakes()[word.fold]
    before = pair.source.words[name.first - 1].fold if name.first else ""
    if before in likely.never("preposition") or likely.never("sport").isdisjoint(pair.source.folds):
        return None
    if pair.target.words[partner].fold != place or not all(pair.target.folds.get(fold(c)) is None for c in clubs):
        return None
    source, target = pair.source.span(name.first), pair.target.span(partner)
    message = f"“{source.text}” seems to be the club here, not “{target.text}”."
    return Finding("name.translated", "name", "warning", source, target, clubs, message)
