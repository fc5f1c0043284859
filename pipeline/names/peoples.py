"""Peoples and adjectives: how a translation renders iranisch and Iraner.

They name the place in another form: „die iranische Regierung“ may be "Iran's government" or "the Iranians", but not
"the Iraqi government". The tables list them as forms of the place's entity, marked as *related*; here those of one
side are compared with everything that the other side names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import Indel

from ..resources import tables
from . import likely
from .candidates import Candidate
from .entities import Mention, load, rows
from .facts import is_person
from .matching import CARRIED, Matching, Pair, Settled
from .persons import surnames
from .side import Side
from .unmatched import Suspect

PLACES = ("country:", "place:", "city:", "people:")
AT_HOME = frozenset({"country:DE", "country:DD", "org:eu", "place:europe", "country:US", "place:america"})
"""What goes without saying, or is added for readers abroad: "the German parliament" for „der Bundestag“."""
_TOWNS_PEOPLE = ("er", "ern")
_FEWEST = 3
"""Minimum number of places in a text for one to count as exchanged for another of them."""
_SHORT = 5
"""A word of no more letters than this is too short to be recognised as misspelt."""
_BESIDE = 2
"""How many words after a people the name it belongs to may begin."""
_GERMAN = frozenset({"deutsch", "deutsche", "deutschen"})
_ONE_WORD = 0.75
"""Minimum Indel similarity for two spellings to be one word, misspelt."""
_HELD = ("copy", "split", "initials", "glossary", "translated")
"""What accounts for a word whatever it means."""


@lru_cache(maxsize=1)
def _kin() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for entity, others in rows(tables() / "names" / "kin.tsv", (2,)):
        for other in others.split(";"):
            found.setdefault(entity, set()).add(other)
            found.setdefault(other, set()).add(entity)
    return {entity: frozenset(others) for entity, others in found.items()}


@lru_cache(maxsize=1 << 12)
def _with_kin(entities: frozenset[str]) -> frozenset[str]:
    kin = _kin()
    return entities.union(*(kin[entity] for entity in entities if entity in kin))


def is_people(candidate: Candidate) -> bool:
    """True for an adjective or a people of a place: iranisch, Iraner, Münchner."""
    mention = candidate.mention
    return mention is not None and mention.related and any(e.startswith(PLACES) for e in mention.entities)


def unaccounted(matching: Matching, settled: Settled) -> tuple[list[Suspect], list[Suspect]]:
    """The peoples and adjectives of both sides whose place the other side does not name in any form."""
    pair = matching.pair
    if not any(map(is_people, pair.source_candidates)) and not any(map(is_people, pair.target_candidates)):
        return [], []
    mine = _open(pair.source, pair.source_candidates, pair.target, matching, source=True)
    theirs = _open(pair.target, pair.target_candidates, pair.source, matching, source=False)
    return _suspects(mine, settled.source), _suspects(theirs, settled.target)


def _suspects(candidates: Iterable[Candidate], settled: frozenset[int]) -> list[Suspect]:
    return [Suspect(c.first, c.last, 1.0, c, c.first in settled) for c in candidates]


def _open(
    side: Side, candidates: Sequence[Candidate], other: Side, matching: Matching, *, source: bool
) -> list[Candidate]:
    there: frozenset[str] | None = None
    result = []
    before: Candidate | None = None
    for candidate in candidates:
        if is_people(candidate) and candidate.mention is not None and not candidate.mention.inside:
            there = _entities(other) if there is None else there
            match = matching.of_source(candidate) if source else matching.of_target(candidate)
            if (
                there.isdisjoint(_with_kin(_whole(side, candidate.first, candidate.mention.entities)))
                and not _of_money(side, candidate.last + 1)
                and not _names_a_person(side, before, candidate)
                and not _said_otherwise(match.how, match.partner, other)
            ):
                result.append(candidate)
        before = candidate
    return result


def _whole(side: Side, at: int, entities: frozenset[str]) -> frozenset[str]:
    """The entities of a people and of the hyphenated word that it ends: süd-afrikanisch."""
    if at and side.words[at].glued:
        forms = load().index(side.lang).forms.get(side.words[at - 1].fold + side.words[at].fold, ())
        return entities.union(form.entity for form in forms if not form.rest)
    return entities


def _of_money(side: Side, after: int) -> bool:
    """True before a currency, which is checked by its own grammar: australische Dollar."""
    return after < len(side.words) and side.words[after].fold in likely.never("currency")


def _entities(side: Side) -> frozenset[str]:
    """All entities a side names, including the peoples in the names of organisations: Deutscher Bundestag."""
    found = frozenset[str]().union(*(mention.entities for mention in side.mentions))
    return found.union(*(entities for _, entities in _within(side)))


def _within(side: Side) -> Iterator[tuple[Mention, frozenset[str]]]:
    """The names of organisations with a people in them, and that people's entities."""
    forms = load().index(side.lang).forms
    for mention in side.mentions:
        if mention.first < mention.last and any(entity.startswith("org:") for entity in mention.entities):
            for word in side.words[mention.first : mention.last + 1]:
                found = [form for form in forms.get(word.fold, ()) if form.related and not form.rest]
                if found:
                    yield mention, frozenset(form.entity for form in found)


def _said_otherwise(how: str, partner: int, other: Side) -> bool:
    """True if a word of the other side renders the people's: the same word, or one that names no other place."""
    if not how:
        return False
    if how in _HELD or partner < 0:
        return True
    number = other.mention_of[partner]
    return number < 0 or not any(e.startswith(PLACES) for e in other.mentions[number].entities)


def _names_a_person(side: Side, before: Candidate | None, candidate: Candidate) -> bool:
    """True for a surname or a first name that only looks like a people: Robert Franke, Herr Böhme, Norman."""
    word = side.words[candidate.first]
    if not word.capital:
        return False
    if word.fold in surnames() or word.fold in likely.never("namesakes"):
        return True
    if candidate.first and side.words[candidate.first - 1].fold in likely.never("address"):
        return True
    return before is not None and is_person(side, before, candidate)


def is_at_home(suspect: Suspect) -> bool:
    """True for what a translation may add or leave out for readers abroad: deutsch, europäisch, amerikanisch."""
    return not _entities_of(suspect).isdisjoint(AT_HOME)


def goes_without(matching: Matching, suspect: Suspect) -> bool:
    """True for a people that a translation may omit, because it goes without saying or another word expresses it.

    „der deutsche Bundestag“ may be "the Bundestag", „der ungarische Ärzteverband“ "the national association", „die
    spanische Stadt Sevilla“ "Seville", and „die Münchner“ "they".
    """
    pair = matching.pair
    if is_at_home(suspect) or not likely.never("homely").isdisjoint(pair.target.folds):
        return True
    for at in range(suspect.last, suspect.last + _BESIDE):
        name = pair.after(at)
        if name is not None and not is_people(name) and matching.of_source(name).how in CARRIED:
            return True
    return _is_of_a_town(suspect, pair.source) and (
        not likely.never("sport").isdisjoint(pair.source.folds) or not _opens(pair.source, suspect.last + 1)
    )


def _is_of_a_town(suspect: Suspect, side: Side) -> bool:
    """True for Londoner, Münchner: words for both the people and what comes from there."""
    countries = any(entity.startswith(("country:", "people:")) for entity in _entities_of(suspect))
    return not countries and side.words[suspect.first].fold.endswith(_TOWNS_PEOPLE)


def _opens(side: Side, at: int) -> bool:
    """True if word ``at`` is a noun that the one before it belongs to: Londoner Polizei, not "die Londoner siegten"."""
    return at < len(side.words) and side.words[at].capital and side.spaced(at)


def is_own_language(pair: Pair, mine: Suspect, other: Suspect) -> bool:
    """True where each text refers to its own language: „auf Deutsch“, "in English"."""
    source, target = pair.source.words[mine.first].fold, pair.target.words[other.first].fold
    return source in _GERMAN and target == "english"


def says(candidates: Iterable[Candidate], place: Suspect, side: Side) -> bool:
    """True if ``place`` on ``side`` expresses a people among ``candidates``: England for britisch, Tehran for iranisch.

    Not where the side has the people's own place too: London is lost if only „britisch“ is "British".
    """
    entities = _entities_of(place)
    return any(
        not _with_kin(candidate.mention.entities).isdisjoint(entities)
        and candidate.mention.entities.isdisjoint(_entities(side))
        for candidate in candidates
        if candidate.mention is not None and is_people(candidate)
    )


def comparable(mine: Suspect, other: Suspect) -> bool:
    """True if one may replace the other: both are places, and they are not a town and its own country."""
    kinds = {mine.kind, other.kind}
    at_home = not (_entities_of(mine) | _entities_of(other)).isdisjoint(AT_HOME)
    return kinds <= {"place", "city", "people"} and not (at_home and "city" in kinds)


def is_misspelt(pair: Pair, new: Suspect) -> bool:
    """True if an unknown word of the source resembles a German word for the place of ``new``: lybisch for libysch."""
    if pair.source.lang != "de":
        return False
    side = pair.source
    unknown = [w.fold for at, w in enumerate(side.words) if side.mention_of[at] < 0 and len(w.fold) > _SHORT]
    known = {form for entity in _entities_of(new) for form in _german_words().get(entity, ())}
    return any(Indel.normalized_similarity(word, form) >= _ONE_WORD for word in unknown for form in known)


@lru_cache(maxsize=1)
def _german_words() -> dict[str, set[str]]:
    result: dict[str, set[str]] = {}
    for word, forms in load().german.forms.items():
        for form in forms:
            if form.related and not form.rest:
                result.setdefault(form.entity, set()).add(word)
    return result


def _entities_of(suspect: Suspect) -> frozenset[str]:
    mention = suspect.known.mention if suspect.known else None
    return mention.entities if mention is not None else frozenset()


def fewer(pair: Pair, new: Suspect) -> Suspect | None:
    """The place of the source that ``new`` replaces: the nearest of those that the target names less often."""
    found: list[tuple[float, Suspect]] = []
    there = new.first / len(pair.target.words)
    for candidate in pair.source_candidates:
        mention = candidate.mention
        if mention is None or mention.inside or not (candidate.known or is_people(candidate)):
            continue
        if not any(entity.startswith(PLACES) for entity in mention.entities):
            continue
        here, shown = pair.counts(mention.entities)
        if here > shown:
            apart = abs(candidate.first / len(pair.source.words) - there)
            found.append((apart, Suspect(candidate.first, candidate.last, 1.0, candidate, before=False)))
    for mention, entities in _within(pair.source):
        if _entities(pair.target).isdisjoint(_with_kin(entities)) and mention.entities.isdisjoint(_named(pair.target)):
            candidate = Candidate(mention.first, mention.last, mention, known=True)
            apart = abs(mention.first / len(pair.source.words) - there)
            found.append((apart, Suspect(mention.first, mention.last, 1.0, candidate, before=False)))
    return min(found, key=lambda one: one[0])[1] if found else None


def exchanged(pair: Pair) -> list[tuple[Suspect, Suspect]]:
    """The one people rendered as another that the sentence also names: the Swiss racer for the Austrian one.

    Both sides name the same number of places, one of them once less in the target and another once more. Among 12,388
    professional translations this finds one, which does name a different country from its source.
    """
    mine, theirs = _places(pair.source_candidates), _places(pair.target_candidates)
    if len(mine) != len(theirs) or len(mine) < _FEWEST:
        return []
    short = _suspects((c for c in mine if _surplus(c, mine, theirs) == 1), frozenset())
    long = _suspects((c for c in theirs if _surplus(c, theirs, mine) == 1), frozenset())
    alike = [
        (abs(one.first / len(pair.source.words) - other.first / len(pair.target.words)), one, other)
        for one in short
        for other in long
        if one.people and other.people and one.kind == other.kind
    ]
    return [min(alike, key=lambda item: item[0])[1:]] if alike else []


def _places(candidates: Sequence[Candidate]) -> list[Candidate]:
    return [
        c
        for c in candidates
        if c.mention is not None
        and not c.mention.inside
        and (c.known or is_people(c))
        and any(entity.startswith(PLACES) for entity in c.mention.entities)
    ]


def _surplus(candidate: Candidate, here: Sequence[Candidate], there: Sequence[Candidate]) -> int:
    """How many more of ``here`` than of ``there`` name the place of ``candidate``."""
    entities = candidate.mention.entities if candidate.mention is not None else frozenset[str]()
    kin = _with_kin(entities)
    own = sum(c.mention is not None and not c.mention.entities.isdisjoint(entities) for c in here)
    return own - sum(c.mention is not None and not c.mention.entities.isdisjoint(kin) for c in there)


def _named(side: Side) -> frozenset[str]:
    """The entities of a side's names of several words."""
    return frozenset[str]().union(*(m.entities for m in side.mentions if m.first < m.last))
