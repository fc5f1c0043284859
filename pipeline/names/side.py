"""One side of a pair: its words, its names that are listed in a table, and fast look-ups in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ..types import Lang, Span
from . import entities
from .entities import Mention
from .text import Word, english_stem, german_stem, umlaut_fold, words

_ENDINGS = (
    *("s", "es", "n", "en", "e", "er", "ern", "ers", "in", "innen"),
    *("sche", "schen", "scher", "sches", "ische", "ischen", "ischer", "isches"),
)


WINDOW = 80
"""In long texts a word's counterpart is sought within this many words either side of its proportional place."""


@dataclass(slots=True)
class Side:
    """An analysed text. ``mention_of[i]`` is the number of the mention that word ``i`` belongs to, or -1."""

    text: str
    lang: Lang
    words: list[Word]
    mentions: list[Mention]
    mention_of: list[int]
    folds: dict[str, list[int]]
    """Word numbers by folded word; German words with umlauts also under their written-out form (mueller)."""
    taken: frozenset[int]
    """Words that are explained as numbers, dates or units."""
    likelihoods: dict[int, float] = field(default_factory=dict, repr=False, compare=False)
    """Results of :func:`.candidates.likelihood` by word: they depend only on the above, cached because costly."""

    def span(self, first: int, last: int | None = None) -> Span:
        """The piece of text from word ``first`` to word ``last``."""
        start, end = self.words[first].start, self.words[first if last is None else last].end
        return Span(self.text[start:end], start, end)

    def spaced(self, at: int) -> bool:
        """True if only a space separates word ``at`` from the one before it."""
        return self.text[self.words[at - 1].end : self.words[at].start] == " "

    def stems(self) -> dict[str, int]:
        """The first word of each stem."""
        stem = german_stem if self.lang == "de" else english_stem
        last = len(self.words) - 1
        return {stem(word.fold): last - at for at, word in enumerate(reversed(self.words))}

    def with_stem(self, wanted: str) -> list[int]:
        """All words of a stem."""
        stem = german_stem if self.lang == "de" else english_stem
        return [at for at, word in enumerate(self.words) if stem(word.fold) == wanted]


def vicinity(side: Side, at: int, other: Side) -> range:
    """The words of ``other`` among which word ``at`` of ``side`` may have its counterpart.

    All of a sentence, and all of an article for a summary's sentence; if both texts are longer, only those at about the
    same place, so that the work grows with the length and not with its square.
    """
    many, most = len(side.words), len(other.words)
    if min(many, most) <= WINDOW:
        return range(most)
    middle = at * most // many
    return range(max(0, middle - WINDOW), min(most, middle + WINDOW + 1))


def analyse(text: str, lang: Lang, taken: Sequence[Span] = ()) -> Side:
    """Analyse ``text``."""
    found = words(text)
    known = entities.load()
    mentions = list(known.index(lang).find(found))
    if lang == "de" and "- " in text:
        mentions = _with_shared_tails(found, mentions, text)
    mention_of = [-1] * len(found)
    for number, mention in enumerate(mentions):
        for index in range(mention.first, mention.last + 1):
            mention_of[index] = number
    folds: dict[str, list[int]] = {}
    for index, word in enumerate(found):
        if word.text.isascii() and not (word.capital and lang == "en"):
            folds.setdefault(word.fold, []).append(index)  # the usual case: no other form
            continue
        for form in _forms(word.text, word.fold, lang):
            folds.setdefault(form, []).append(index)
    busy = _busy(found, taken) if taken else frozenset()
    return Side(text, lang, found, mentions, mention_of, folds, busy)


def _with_shared_tails(found: list[Word], mentions: list[Mention], text: str) -> list[Mention]:
    """Give "Nord-" in "Nord- und Südkorea" the part it shares with the second name."""
    index = entities.load().german
    extra = []
    covered = {i for mention in mentions for i in range(mention.first, mention.last + 1)}
    for at, word in enumerate(found):
        if at in covered or not word.capital or text[word.end : word.end + 2] != "- ":
            continue
        later = next((w for w in found[at + 1 : at + 4] if w.capital), None)
        for size in range(len(later.fold) - 1, 2, -1) if later else ():
            tail = later.fold[-size:] if later else ""
            whole = [form for form in index.forms.get(word.fold + tail, ()) if not form.rest]
            if whole:
                ids = frozenset(form.entity for form in whole)
                extra.append(Mention(at, at, ids, all(form.related for form in whole), False))
                break
    return sorted(mentions + extra)


@lru_cache(maxsize=1 << 16)
def _forms(text: str, folded: str, lang: Lang) -> tuple[str, ...]:
    forms = [folded]
    if not text.isascii():
        forms.append(umlaut_fold(text))
    if lang == "en" and folded.endswith("s") and text[0].isupper() and (len(folded) > 4 or text[1:-1].isupper()):
        forms.append(folded[:-1])  # Tiguans, SUVs
    return tuple(dict.fromkeys(forms))


def _busy(found: list[Word], taken: Sequence[Span]) -> frozenset[int]:
    spans = sorted((span.start, span.end) for span in taken)
    result = set()
    at = 0
    for index, word in enumerate(found):
        while at < len(spans) and spans[at][1] <= word.start:
            at += 1
        if at == len(spans):
            break
        if spans[at][0] <= word.start and word.end <= spans[at][1]:
            result.add(index)
    return frozenset(result)


@lru_cache(maxsize=1 << 16)
def base_forms(folded: str, lang: Lang) -> tuple[str, ...]:
    """A folded name and its possible forms without the ending, likeliest first: Merkels, Marx', Linzer, trumpsche."""
    forms = [folded]
    if lang == "en":
        forms += [folded[:-n] for ending, n in (("s", 1), ("es", 2)) if folded.endswith(ending) and len(folded) > n + 2]
        return tuple(forms)
    for ending in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= (2 if ending == "s" else 3):
            forms.append(folded[: -len(ending)])
    return tuple(dict.fromkeys(forms))
