"""What either side has left over besides names: words that nothing accounts for, and words that stand in for names."""

from __future__ import annotations

from functools import lru_cache

from ..resources import tables
from ..types import Lang
from . import lexicon, likely
from .entities import rows
from .items import Pair
from .side import Side
from .text import english_stem, fold


@lru_cache(maxsize=8)
def stand_ins(lang: Lang, *kinds: str) -> frozenset[str]:
    """Folded words that stand in for a name: of the kinds ``pronoun``, ``place``, ``body``, ``person``."""
    result: set[str] = set()
    for language, kind, words in rows(tables() / "names" / "stand_ins.tsv", (3,)):
        if language == lang and kind in kinds:
            result.update(fold(word) for word in words.split())
    return frozenset(result)


NOUNS = ("place", "body", "person")


def unaccounted(pair: Pair, at: int) -> bool:
    """True if no German word accounts for word ``at`` of the English."""
    word = pair.right.words[at]
    if word.fold in likely.never("function"):
        return False
    return english_stem(word.fold) not in pair.possible and word.fold not in pair.left.folds


def untranslated(pair: Pair, at: int, stems: dict[str, list[int]]) -> bool:
    """True if no English word accounts for word ``at`` of the German; ``stems`` are those of the English."""
    folded = pair.left.words[at].fold
    return lexicon.translations(folded).usual.isdisjoint(stems) and folded not in pair.right.folds


def surplus_pronouns(pair: Pair) -> int:
    """How many more personal pronouns the English has than the German."""
    return _pronouns(pair.right) - _pronouns(pair.left)


def _pronouns(side: Side) -> int:
    known = stand_ins(side.lang, "pronoun")
    return sum(word.fold in known for word in side.words)
