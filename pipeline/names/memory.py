"""How an article has rendered its names so far, so that one sentence can explain another and be compared with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz.distance import Indel

from ..types import Finding, Span
from .candidates import Candidate
from .matching import CARRIED, Matching, Pair, Settled
from .persons import first_names
from .text import Word, fold

ONE_NAME = 0.4
"""Minimum Indel similarity for two English forms to be two spellings of one name (Kyiv, Kiev), not two names for one
thing (Britain, UK), which a text may well use side by side."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """How a name was rendered in English, and where first."""

    english: str
    source: Span
    target: Span


@dataclass(slots=True)
class Memory:
    """Names of one article in the order of its sentences. One instance per article."""

    german: set[str] = field(default_factory=set)
    """Folded words of the source whose name was carried over before."""
    surnames: set[str] = field(default_factory=set)
    """Folded words of the source that followed a first name and were carried over: this Kohl is not a cabbage."""
    english: set[str] = field(default_factory=set)
    """Folded words of the target that were accounted for before."""
    renderings: dict[str, list[Rendering]] = field(default_factory=dict)
    """By name: each different English form once, first occurrence first."""

    def copy(self) -> Memory:
        """An independent copy, to try a candidate translation on."""
        renderings = {name: list(known) for name, known in self.renderings.items()}
        return Memory(set(self.german), set(self.surnames), set(self.english), renderings)

    def recall(self, matching: Matching) -> Settled:
        """The candidates settled by earlier sentences.

        Unaccounted names that were carried over before, and surnames that are now taken for common words.
        """
        pair = matching.pair
        source, target = pair.source.words, pair.target.words
        return Settled(
            frozenset(
                name.first
                for name in pair.source_candidates
                if (name.first not in matching.source and _all_in(source, name, self.german))
                or (source[name.first].fold in self.surnames and matching.of_source(name).how == "word")
            ),
            frozenset(
                name.first
                for name in pair.target_candidates
                if name.first not in matching.target and _all_in(target, name, self.english)
            ),
        )

    def remember(self, matching: Matching) -> list[Finding]:
        """Record the names of a pair; the findings are names spelt differently from before."""
        pair = matching.pair
        source, target = pair.source.words, pair.target.words
        found = []
        for before, name in pairwise(pair.source_candidates):
            if (
                name.first == before.last + 1
                and matching.of_source(name).how == "copy"
                and matching.of_source(before).how == "copy"
                and source[before.last].fold in first_names(pair.source.lang)
            ):
                self.surnames.add(source[name.first].fold)
        for name in pair.source_candidates:
            how, partner = matching.of_source(name)
            if how and how != "word":
                self.german.update(word.fold for word in source[name.first : name.last + 1])
            if how in CARRIED and partner >= 0 and (finding := self._render(pair, name, partner)):
                found.append(finding)
        for name in pair.target_candidates:
            if name.first in matching.target:
                self.english.update(word.fold for word in target[name.first : name.last + 1])
        return found

    def _render(self, pair: Pair, name: Candidate, partner: int) -> Finding | None:
        if name.first != name.last or (name.mention is not None and name.mention.related):
            return None
        source, target = pair.source.span(name.first), pair.target.span(partner)
        word = pair.target.words[partner]
        number = pair.target.mention_of[partner]
        if number >= 0:
            mention = pair.target.mentions[number]
            if mention.related or mention.first != mention.last:
                return None
        if not word.capital or word.text.isupper():
            return None
        own = f"name:{pair.source.words[name.first].fold}"
        identity = min(name.mention.entities) if name.mention is not None else own
        known = self.renderings.setdefault(identity, [])
        english = fold(word.text)
        if any(fold(rendering.english) == english for rendering in known):
            return None
        known.append(Rendering(word.text, source, target))
        first = known[0]
        if len(known) < 2 or Indel.normalized_similarity(fold(first.english), english) < ONE_NAME:
            return None
        other = "" if first.source.text == source.text else f" for “{first.source.text}”"
        message = f"“{source.text}” is “{word.text}” in this sentence, but an earlier one has “{first.english}”{other}."
        return Finding("name.inconsistent", "name", "warning", source, target, (first.english,), message)


def _all_in(words: Sequence[Word], name: Candidate, known: set[str]) -> bool:
    return all(word.fold in known for word in words[name.first : name.last + 1])
