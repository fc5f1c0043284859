"""Names rendered as words, or not rendered in English: translated, taken for the place, left in German."""

from __future__ import annotations

from functools import lru_cache

from ..resources import tables
from ..types import Finding, Severity
from . import entities, lexicon, likely, towns
from .candidates import Candidate, in_title_case, is_addressed, is_town_here, likelihood
from .lost import apposition
from .matching import UNMATCHED, Match, Matching, Pair, Settled
from .persons import first_names
from .romanise import same_sound
from .side import Side
from .text import english_stem, fold
from .unmatched import SURE

_QUOTES = frozenset("\"„“”‚‘’'»«›‹")
SURNAME_LIKELY = 0.5
"""Minimum likelihood of being a name for a word after a first name and a particle."""
_PARTICLES = {"zu": ("to", "at"), "von": ("of", "from")}
"""German particles before surnames, and what they would be as prepositions."""
OFFICE = -5.0
"""Log-odds of being a name, out of context, below which a noun for an office is one even after "Herr" or "Frau"."""
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
        if (finding := _particle(matching, candidate)) is not None:
            found[candidate.first] = finding
            continue
        severity: Severity = "warning"
        town = towns.rendered(pair, candidate, match)
        if town is None and not match.how and _is_title(pair.source, candidate):
            source = pair.source.span(candidate.first)
            message = f"The title “{source.text}” is not in {pair.target_text}."
            found[candidate.first] = Finding("name.missing", "name", severity, source, None, (source.text,), message)
            continue
        if town is not None:
            at, severity = town
        elif match.how == "word" and _shown_as_a_name(pair, candidate, match.partner):
            at = match.partner
        elif match.how not in ("", "word") or not matching.bare(candidate):
            continue
        else:
            at, severity = _own_translation(matching, candidate, match, candidate.first in settled.source)
            if at < 0 or same_sound(pair.source.words[candidate.first].fold, pair.target.words[at].fold):
                continue
        source, target = pair.source.span(candidate.first), pair.target.span(at)
        message = f"The name “{source.text}” has been translated: “{target.text}”."
        if severity == "note":
            message = f"“{source.text}” may be a name; it has been translated: “{target.text}”."
        expected = (source.text,)
        found[candidate.first] = Finding("name.translated", "name", severity, source, target, expected, message)
    return found


def _shown_as_a_name(pair: Pair, name: Candidate, partner: int) -> bool:
    """True for a word that its place shows to be a name though it has become a common English word, ``partner``.

    The title of a newspaper in quotation marks („Spiegel“), or a town after its office; :mod:`.towns` has those after
    prepositions.
    """
    if name.first != name.last or partner < 0:
        return False
    other = pair.target.words[partner]
    if other.capital and not other.initial:
        return False
    if not likely.mostly_small(other.fold, "en") and not likely.mostly_small(english_stem(other.fold), "en"):
        return False
    office = is_town_here(pair.source, name) and pair.source.words[name.first - 1].fold != "in"
    return office or _is_title(pair.source, name)


def _is_title(side: Side, name: Candidate) -> bool:
    """True for the title of a newspaper that is all that stands between two quotation marks: „Zeit“."""
    if side.lang != "de" or side.words[name.first].fold not in likely.never("media"):
        return False
    first, last = side.words[name.first], side.words[name.last]
    return side.text[first.start - 1 : first.start] in _QUOTES and side.text[last.end : last.end + 1] in _QUOTES


def _particle(matching: Matching, name: Candidate) -> Finding | None:
    """A surname whose particle has been translated: zu Guttenberg, "to Guttenberg"; von Storch, "of Stork"."""
    pair = matching.pair
    if name.first < 2 or pair.source.words[name.first - 1].fold not in _PARTICLES:
        return None
    before = pair.before(name.first - 1)
    if before is None or likelihood(pair.source, before) < TRANSLATED or before.known:
        return None
    how, partner = matching.of_source(before)
    at = partner + (before.last - before.first) + 1
    if how != "copy" or not 0 < at < len(pair.target.words) - 1:
        return None
    particle, written = pair.source.words[name.first - 1].fold, pair.target.words[at].fold
    if written not in _PARTICLES[particle] or not (pair.target.spaced(at) and pair.target.words[at + 1].capital):
        return None
    if likelihood(pair.source, name) < SURNAME_LIKELY:
        return None
    kept = pair.target.words[at + 1].fold == pair.source.words[name.first].fold
    if kept and particle != "zu":
        return None  # Hildegard of Bingen
    source, target = pair.source.span(name.first - 1, name.last), pair.target.span(at, at + 1)
    message = f"The name “{source.text}” has been translated: “{target.text}”."
    return Finding("name.translated", "name", "warning", source, target, (source.text,), message)


def _own_translation(matching: Matching, name: Candidate, match: Match, settled: bool) -> tuple[int, Severity]:
    """The English word that translates ``name`` (or -1), and how serious that is.

    Certain: the article has carried it over as a name before; a first name precedes it and the English is capitalised;
    the name before it is carried over and the English word next to that is a common one; or the translation has a
    capital where English has none. Less certain: the word is in a typical place for a name. Known as a name, but like
    any noun in its place, it is a note.
    """
    pair, partner = matching.pair, match.partner
    before = pair.before(name.first)
    if match.how == "word" and _small_word(pair, partner):
        if settled:
            return partner, "error"
        if before is not None and _odd_capital(pair, name, partner) and _is_surname(matching, before, name, partner):
            return partner, "error"
    chance = likelihood(pair.source, name)
    sure: Severity = "error" if chance >= SURE else "warning"
    if chance < TRANSLATED:
        return -1, "note"
    at = _beside(matching, before, name) if before is not None else -1
    if at >= 0 and _small_word(pair, at):
        own = match.how == "word" and partner == at
        free = not match.how and chance >= SURE and pair.unaccounted(at)
        if pair.target.words[at].capital or own or free:
            word = pair.source.words[name.first]
            ordinary = lexicon.is_noun(word.fold) and likely.word_logit(word.text, "de") < 0
            return at, "note" if ordinary and not pair.target.words[at].capital else sure
    if match.how == "word" and partner >= 0:
        if _is_office(pair.source, name):
            return -1, "note"
        if chance >= SURE and _is_person(pair.source, name):
            return partner, sure if _odd_capital(pair, name, partner) else "warning"
        generic = pair.target.words[partner].fold in likely.never("generic")
        compound = lexicon.split_compound(pair.source.words[name.first].fold)
        if not (generic or compound) and _odd_capital(pair, name, partner) and _small_word(pair, partner):
            return partner, sure
        if chance >= SURE and _only_a_name(pair, name, partner):
            return partner, "warning" if _is_introduced(pair.source, name) else "note"
    return -1, "note"


def _is_introduced(side: Side, name: Candidate) -> bool:
    """True for a word after a form of address or what its bearer is: Herr Kohl, Kanzler Kohl; or after "sagte"."""
    before = side.words[name.first - 1] if name.first else None
    if before is None or not side.spaced(name.first):
        return False
    address = before.fold in likely.never("address") or before.fold in likely.never("speech")
    return address or (before.capital and before.fold.endswith(apposition()))


def _is_person(side: Side, name: Candidate) -> bool:
    """True for a surname after a first name or a form of address, whatever its parts mean: Anna Ostermann."""
    return is_addressed(side, name.first) and likely.word_logit(side.words[name.first].text, side.lang) > 0


def _is_office(side: Side, name: Candidate) -> bool:
    """True for an office after a form of address, where a name would stand: Herr Präsident."""
    word = side.words[name.first]
    addressed = name.first > 0 and side.words[name.first - 1].fold in likely.never("address")
    return addressed and word.fold.endswith(apposition()) and likely.word_logit(word.text, side.lang) < OFFICE


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
    if likely.mostly_small(written, "en"):
        return None  # Golf is an English word, and a car
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
