"""What makes an unaccounted name less serious than it looks: the circumstances that the judge weighs."""

from __future__ import annotations

from . import entities, homes, lexicon, likely
from .matching import CARRIED, UNMATCHED, Matching, Pair
from .persons import RATHER_A_NAME, first_names
from .side import Side
from .unmatched import Suspect


def rather_a_word(side: Side, mine: Suspect) -> bool:
    """True for an institution that is called by a common noun, which may be meant here: Bahn, Kommission."""
    if mine.kind != "org" or mine.first != mine.last or side.lang != "de":
        return False
    word = side.words[mine.first]
    return likely.word_logit(word.text, "de") < RATHER_A_NAME and lexicon.is_noun(word.fold)


def first_name(matching: Matching, mine: Suspect) -> bool:
    """True for a first name whose surname came through: Angela Merkel as Merkel."""
    pair = matching.pair
    name = pair.source.words[mine.first].fold
    return (
        mine.first == mine.last and name in first_names(pair.source.lang) and before_carried(matching, mine, mine=True)
    )


def is_prefix(side: Side, mine: Suspect) -> bool:
    """True for the country before a hyphen (US-Präsident, US-Dollar), which English often leaves out."""
    after = mine.last + 1
    return mine.kind == "place" and after < len(side.words) and side.words[after].glued


def at_home(pair: Pair, entities: frozenset[str]) -> bool:
    """True if the source names an institution of the place."""
    return any(not homes.of(mention.entities).isdisjoint(entities) for mention in pair.source.mentions)


def is_fuller(pair: Pair, new: Suspect) -> bool:
    """True for a person's listed name of which the source has a part."""
    return any(word.fold in pair.source.folds for word in pair.target.words[new.first : new.last + 1])


def read_as(new: Suspect) -> str:
    """What a place's name was read as, where its word may mean another."""
    mention = new.known.mention if new.known else None
    if mention is None or new.people or len(mention.entities) != 1 or new.kind not in ("place", "city"):
        return ""
    names = entities.load().english_names(next(iter(mention.entities)))
    return f" (read as {names[0]})" if names and "," in names[0] else ""


def before_carried(matching: Matching, suspect: Suspect, *, mine: bool) -> bool:
    """True for a first name before a surname that is accounted for: a longer or shorter name, but the same person."""
    pair = matching.pair
    if mine:
        last = suspect.last
        while last + 1 < len(pair.source.words) and pair.source.words[last + 1].fold in likely.never("particle"):
            last += 1  # Ludwig van Beethoven
        side, after = pair.source, pair.after(last)
        match = matching.of_source(after) if after is not None else UNMATCHED
    else:
        side, after = pair.target, pair.target_after(suspect.last)
        match = matching.of_target(after) if after is not None else UNMATCHED
    return not suspect.kind and match.how in CARRIED and side.spaced(suspect.last + 1)


def expected(side: Side, suspect: Suspect) -> tuple[str, ...]:
    """A few English names that would do, the preferred one first."""
    mention = suspect.known.mention if suspect.known else None
    text = side.span(suspect.first, suspect.last).text
    if mention is None:
        return (text,)
    known = entities.load()
    named = known.english_peoples if suspect.people else known.english_names
    names = dict.fromkeys(name for e in sorted(mention.entities) for name in named(e))
    return tuple(names)[:4] or (text,)
