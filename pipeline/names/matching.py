"""Two texts side by side, and which of their candidates account for each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from ..types import Lang
from . import lexicon, likely
from .candidates import Candidate
from .side import Side
from .text import english_stem

How = Literal["", "entity", "copy", "part", "word", "sound", "split", "initials", "translated", "glossary"]
"""What accounts for a candidate: the same table entity, the same word, a compound, a translation, the same sound, its
torn pieces, an acronym, a separate finding, the desk's glossary."""


class Match(NamedTuple):
    """What accounts for a candidate; ``partner`` is the (first) word of the other text that does, or -1."""

    how: How = ""
    partner: int = -1


_TEXTS: dict[Lang, str] = {"de": "the German", "en": "the English"}
UNMATCHED = Match()
CARRIED = ("copy", "sound", "entity")
"""What carries a name over as itself."""
Matches = dict[int, Match]
"""What accounts for the candidates of one text, by the first word of each; the others are unaccounted for."""


@dataclass(frozen=True)
class Pair:
    """An analysed source and target with their candidates. Everything derived is computed once."""

    source: Side
    target: Side
    source_candidates: Sequence[Candidate]
    target_candidates: Sequence[Candidate]

    @property
    def source_text(self) -> str:
        """What messages call the source: by its language where the two texts differ in it."""
        return "the source" if self.source.lang == self.target.lang else _TEXTS[self.source.lang]

    @property
    def target_text(self) -> str:
        """What messages call the target."""
        return "the target" if self.source.lang == self.target.lang else _TEXTS[self.target.lang]

    def unaccounted(self, at: int) -> bool:
        """True if no word of the source accounts for word ``at`` of the target."""
        word = self.target.words[at]
        if word.fold in likely.never("function"):
            return False
        return english_stem(word.fold) not in self.possible and word.fold not in self.source.folds

    def counts(self, entities: frozenset[str]) -> tuple[int, int]:
        """How many mentions of any of ``entities`` the source and the target have."""
        if entities not in self._counts:
            here, there = (
                sum(not entities.isdisjoint(mention.entities) for mention in side.mentions)
                for side in (self.source, self.target)
            )
            self._counts[entities] = here, there
        return self._counts[entities]

    def after(self, at: int) -> Candidate | None:
        """The candidate of the source that begins with word ``at`` + 1."""
        return self._beginning.get(at + 1)

    def before(self, at: int) -> Candidate | None:
        """The candidate of the source that ends with word ``at`` - 1."""
        return self._ending.get(at - 1)

    def target_after(self, at: int) -> Candidate | None:
        """The candidate of the target that begins with word ``at`` + 1."""
        return self._target_beginning.get(at + 1)

    @cached_property
    def possible(self) -> dict[str, int]:
        """English stems that translate some German word, with that word's number."""
        german = self.source if self.source.lang == "de" else self.target
        result: dict[str, int] = {}
        for index, word in enumerate(german.words):
            for stem in lexicon.translations(word.fold).any:
                result.setdefault(stem, index)
        return result

    @cached_property
    def _counts(self) -> dict[frozenset[str], tuple[int, int]]:
        return {}

    @cached_property
    def _beginning(self) -> dict[int, Candidate]:
        return {candidate.first: candidate for candidate in self.source_candidates}

    @cached_property
    def _ending(self) -> dict[int, Candidate]:
        return {candidate.last: candidate for candidate in self.source_candidates}

    @cached_property
    def _target_beginning(self) -> dict[int, Candidate]:
        return {candidate.first: candidate for candidate in self.target_candidates}


@dataclass(frozen=True, slots=True)
class Settled:
    """The candidates settled by earlier sentences, by the first word of each."""

    source: frozenset[int] = frozenset()
    target: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Matching:
    """Which candidates of a pair account for each other. Immutable: later steps make a new one."""

    pair: Pair
    source: Mapping[int, Match]
    target: Mapping[int, Match]

    def of_source(self, candidate: Candidate) -> Match:
        """What accounts for a candidate of the source."""
        return self.source.get(candidate.first, UNMATCHED)

    def of_target(self, candidate: Candidate) -> Match:
        """What accounts for a candidate of the target."""
        return self.target.get(candidate.first, UNMATCHED)

    def bare(self, candidate: Candidate) -> bool:
        """True if no table says more about a source candidate than its letters do.

        For the first part of a compound (Ukrainekrieg) a table counts only if the target has the name too.
        """
        mention = candidate.mention
        return mention is None or (mention.inside and candidate.first not in self.source)

    @cached_property
    def open_names(self) -> int:
        """How many candidates of the source nothing accounts for."""
        return sum(candidate.first not in self.source for candidate in self.pair.source_candidates)

    def with_source(self, matches: Mapping[int, Match]) -> Matching:
        """A copy in which ``matches`` replace those of the source's candidates."""
        return Matching(self.pair, {**self.source, **matches}, self.target) if matches else self
