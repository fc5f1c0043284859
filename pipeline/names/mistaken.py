"""Names that came out as words, or did not come out in English: translated, taken for the place, left in German."""

from __future__ import annotations

from functools import lru_cache

from ..resources import tables
from ..types import Finding, Severity
from . import entities, lexicon, likely
from .items import Item, Pair, in_title_case, name_likelihood
from .persons import first_names
from .romanise import same_sound
from .side import Side
from .suspects import SURE
from .text import fold

TRANSLATED = 0.9
"""Least likelihood of being a name for a word whose translation is suspected, where no name beside it shows that."""


def translated(pair: Pair, mine: Item) -> Finding | None:
    """A name made of a common word that was translated as one: Manuel Neuer as Manuel New, Kanzler Kohl as Chancellor
    Cabbage."""
    at, sure = _own_translation(pair, mine)
    if at < 0:
        return None
    source, target = pair.left.span(mine.first), pair.right.span(at)
    severity: Severity = "error" if sure else "warning"
    message = f"The name “{source.text}” has been translated: “{target.text}”."
    return Finding("name.translated", "name", severity, source, target, (source.text,), message)


def _own_translation(pair: Pair, mine: Item) -> tuple[int, bool]:
    """The English word that translates the name ``mine`` (or -1), and whether ``mine`` is surely a name here.

    Surely: the article has carried it over as a name before; a first name stands before it and the English puts a
    capital; the name before it is carried over and the English word next to that is a common one; or the translation
    has a capital where English puts none. Less surely: the word is known as a name and stands where names stand.
    """
    before = pair.before(mine.first)
    if mine.how == "word" and _small_word(pair, mine.partner):
        if mine.before:
            return mine.partner, True
        if before is not None and _odd_capital(pair, mine) and _is_surname(pair, before, mine):
            return mine.partner, True
    likelihood = name_likelihood(pair.left, mine)
    if likelihood < TRANSLATED:
        return -1, False
    at = _beside(pair, before, mine) if before is not None else -1
    if at >= 0 and _small_word(pair, at):
        own = mine.how == "word" and mine.partner == at
        free = not mine.how and likelihood >= SURE and pair.unaccounted(at)
        if pair.right.words[at].capital or own or free:
            return at, likelihood >= SURE
    if mine.how == "word" and mine.partner >= 0:
        generic = pair.right.words[mine.partner].fold in likely.never("generic")
        compound = lexicon.split_compound(pair.left.words[mine.first].fold)
        if not (generic or compound) and _odd_capital(pair, mine) and _small_word(pair, mine.partner):
            return mine.partner, likelihood >= SURE
        if likelihood >= SURE and _only_a_name(pair, mine):
            return mine.partner, False
    return -1, False


def _small_word(pair: Pair, at: int) -> bool:
    """True for an English word that is mostly written small."""
    return at >= 0 and likely.mostly_small(pair.right.words[at].fold, "en")


def _odd_capital(pair: Pair, mine: Item) -> bool:
    """True if the English word for ``mine`` has a capital where English puts none."""
    word = pair.right.words[mine.partner]
    return word.capital and not (word.initial or in_title_case(pair.right) or _in_compound(pair.left, mine))


def _is_surname(pair: Pair, before: Item, mine: Item) -> bool:
    """True if ``before`` is a first name that came through and both words stand together on both sides."""
    first = pair.left.words[before.last].fold
    together = _beside(pair, before, mine) == mine.partner
    return together and first in first_names("de")


def _only_a_name(pair: Pair, mine: Item) -> bool:
    """True for a word that is known as a name and was rendered by a common English one."""
    if mine.partner < 0 or _in_compound(pair.left, mine):
        return False
    word, other = pair.left.words[mine.first], pair.right.words[mine.partner]
    if word.text.isupper():
        return False
    if word.fold not in likely.load("de").seen or likely.compound(word.fold, "de") or same_sound(word.fold, other.fold):
        return False
    return likely.mostly_small(other.fold, "en")


def _in_compound(side: Side, item: Item) -> bool:
    """True for a part of a word with hyphens: Heilig-Kreuz-Kirche."""
    after = item.last + 1
    return side.words[item.first].glued or (after < len(side.words) and side.words[after].glued)


def _beside(pair: Pair, before: Item, mine: Item) -> int:
    """The English word after the one that carries ``before``, where the German one is ``mine``; or -1."""
    if before.partner < 0 or before.how not in ("copy", "sound"):
        return -1
    at = before.partner + (before.last - before.first) + 1
    if at >= len(pair.right.words) or not (pair.left.spaced(mine.first) and pair.right.spaced(at)):
        return -1
    same = pair.left.words[before.last].fold == pair.right.words[at - 1].fold
    return at if same or before.how == "sound" else -1


def untranslated(pair: Pair, mine: Item) -> Finding | None:
    """A name that English calls otherwise and that was left in German: Pjöngjang, Selenskyj."""
    if mine.how != "copy" or not mine.known or mine.mention is None or mine.first != mine.last:
        return None
    entity = next(iter(mine.mention.entities))
    if len(mine.mention.entities) > 1 or not entity.startswith(("place:", "country:", "person:")):
        return None
    word = pair.right.words[mine.partner]
    written = word.fold
    names = entities.load().english_names(entity)
    if any(written in (fold(name), fold(name) + "s") for name in names) or not word.capital or word.text.isupper():
        return None
    source, target = pair.left.span(mine.first), pair.right.span(mine.partner)
    message = f"“{source.text}” was left in German; English writes “{names[0]}”."
    place = not entity.startswith("person:") and written not in likely.load("en").seen
    severity: Severity = "warning" if place else "note"
    return Finding("name.untranslated", "name", severity, source, target, tuple(names)[:4], message)


@lru_cache(maxsize=1)
def _namesakes() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Folded German name of a club -> the place's folded English name, the club's English names."""
    table = entities.rows(tables() / "names" / "namesakes.tsv", (3,))
    return {fold(german): (fold(place), tuple(club.split(";"))) for german, place, club in table}


def namesake(pair: Pair, mine: Item) -> Finding | None:
    """A club that has become the place it is called like: Bayern gewinnt, Bavaria wins."""
    word = pair.left.words[mine.first]
    if mine.how != "entity" or mine.first != mine.last or word.fold not in _namesakes():
        return None
    place, clubs = _namesakes()[word.fold]
    before = pair.left.words[mine.first - 1].fold if mine.first else ""
    if before in likely.never("preposition") or likely.never("sport").isdisjoint(pair.left.folds):
        return None
    if pair.right.words[mine.partner].fold != place or not all(pair.right.folds.get(fold(c)) is None for c in clubs):
        return None
    source, target = pair.left.span(mine.first), pair.right.span(mine.partner)
    message = f"“{source.text}” seems to be the club here, not “{target.text}”."
    return Finding("name.translated", "name", "warning", source, target, clubs, message)
