"""What an article has called its names so far, so that one sentence can answer for another and be held against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz.distance import Indel

from ..types import Finding, Span
from .items import Item, Pair
from .persons import first_names
from .text import fold

ONE_NAME = 0.4
"""Indel similarity from which on two English forms are two spellings of one name (Kyiv, Kiev), not two names for one
thing (Britain, UK), which a text may well use side by side."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """How a name was rendered in English, and the first place where it was."""

    english: str
    source: Span
    target: Span


@dataclass(slots=True)
class Memory:
    """Names of one article in the order of its sentences. One instance per article."""

    german: set[str] = field(default_factory=set)
    """Folded words of the source whose name was carried over before."""
    surnames: set[str] = field(default_factory=set)
    """Folded words of the source that stood after a first name and were carried over: this Kohl is no cabbage."""
    english: set[str] = field(default_factory=set)
    """Folded words of the target that were accounted for before."""
    renderings: dict[str, list[Rendering]] = field(default_factory=dict)
    """By name: each different English form once, first occurrence first."""

    def copy(self) -> Memory:
        """An independent copy, to try a candidate translation on."""
        renderings = {name: list(known) for name, known in self.renderings.items()}
        return Memory(set(self.german), set(self.surnames), set(self.english), renderings)

    def recall(self, pair: Pair) -> None:
        """Mark the unaccounted items of ``pair`` that the article has settled before."""
        for items, words, known in (
            (pair.mine, pair.left.words, self.german),
            (pair.theirs, pair.right.words, self.english),
        ):
            for item in items:
                if not item.how and all(words[i].fold in known for i in range(item.first, item.last + 1)):
                    item.before = True
        for item in pair.mine:
            if item.how == "word" and pair.left.words[item.first].fold in self.surnames:
                item.before = True

    def remember(self, pair: Pair) -> list[Finding]:
        """Take in the names of ``pair``; the findings are names that are spelled otherwise than before."""
        found = []
        for before, item in pairwise(pair.mine):
            first = pair.left.words[before.last].fold
            if (
                item.how == "copy"
                and before.how == "copy"
                and item.first == before.last + 1
                and first in first_names(pair.left.lang)
            ):
                self.surnames.add(pair.left.words[item.first].fold)
        for item in pair.mine:
            if item.how and item.how != "word":
                self.german.update(pair.left.words[i].fold for i in range(item.first, item.last + 1))
            if item.how in ("entity", "copy", "sound") and item.partner >= 0:
                finding = self._render(pair, item)
                if finding:
                    found.append(finding)
        for item in pair.theirs:
            if item.how:
                self.english.update(pair.right.words[i].fold for i in range(item.first, item.last + 1))
        return found

    def _render(self, pair: Pair, item: Item) -> Finding | None:
        if item.first != item.last or (item.mention is not None and item.mention.related):
            return None
        source, target = pair.left.span(item.first), pair.right.span(item.partner)
        word = pair.right.words[item.partner]
        number = pair.right.mention_of[item.partner]
        if number >= 0 and (
            pair.right.mentions[number].related or pair.right.mentions[number].first != pair.right.mentions[number].last
        ):
            return None
        if not word.capital or word.text.isupper():
            return None
        identity = (
            min(item.mention.entities) if item.mention is not None else f"name:{pair.left.words[item.first].fold}"
        )
        known = self.renderings.setdefault(identity, [])
        english = fold(word.text)
        if any(fold(rendering.english) == english for rendering in known):
            return None
        known.append(Rendering(word.text, source, target))
        first = known[0]
        if len(known) < 2 or Indel.normalized_similarity(fold(first.english), english) < ONE_NAME:
            return None
        message = f"“{source.text}” is “{word.text}” here and “{first.english}” before (“{first.source.text}”)."
        return Finding("name.inconsistent", "name", "warning", source, target, (first.english,), message)
