"""A fact as a version of an article tells it: what it counts, in both languages, and when it is the same as another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Levenshtein

from ..summarise.counted import phrase
from ..summarise.key_items import english_form
from ..types import CheckedSentence, Fact, Kind

_FAMILIES: dict[Kind, str] = {"number": "figure", "unit": "figure"}
_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_ENDING = re.compile(r"(?<=\w{3})(?:innen|ern|en|em|er|es|e|n|s)$")
_GENITIVE = re.compile(r"(?<=\w{3})(?:['’]s|['’]|s)$")
_FIGURES = ("number", "unit")

_PART_OF_DATE = re.compile(r"\d{1,2}(?:st|nd|rd|th)?\.?(?:,? \d{4})?")
_DATE = re.compile(r"(\d{4}|-)-(0[1-9]|1[0-2])-(\d{2})")
_MONTHS_DE = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Told:
    """A fact in its sentence. ``place`` counts the article's sentences from 0."""

    fact: Fact
    index: int
    """Of the fact in its sentence."""
    sentence: CheckedSentence
    place: int

    @cached_property
    def family(self) -> str:
        """Facts of one family can take each other's place."""
        return _FAMILIES.get(self.fact.kind, self.fact.kind)

    @cached_property
    def source(self) -> str:
        """The words of the source, with what a figure counts."""
        span = self.fact.span
        if self.fact.kind not in _FIGURES:
            return _whole_date(self.fact, self.fact, _MONTHS_DE, "{}. {}") or span.text
        return self._phrase or span.text

    @cached_property
    def target(self) -> str:
        """The words of the translation; of the source where the translation has lost the fact."""
        partners, text = self._partners, self.sentence.target or ""
        if not partners or not text:
            return self.source
        if self._phrase and len(partners) == 1:
            at = partners[0].span
            if found := phrase(text, at.start, at.end, "en", measured=self.fact.kind == "unit"):
                return found
        whole = _whole_date(partners[0], self.fact, _MONTHS_EN, "{} {}") if len(partners) == 1 else ""
        return whole or english_form(self.fact, partners, text)

    @cached_property
    def _partners(self) -> list[Fact]:
        sentence = self.sentence
        return [sentence.target_facts[link.target] for link in sentence.links if link.source == self.index]

    @property
    def translated(self) -> bool:
        """Whether the translation has the fact, so far as the check knows."""
        return bool(self._partners)

    @cached_property
    def _phrase(self) -> str:
        span = self.fact.span
        if self.fact.kind not in _FIGURES:
            return ""
        return phrase(self.sentence.source, span.start, span.end, "de", measured=self.fact.kind == "unit")

    @cached_property
    def noun(self) -> str:
        """What a figure counts, without its ending; empty if the source does not say it beside the figure."""
        words = _WORD.findall(self._phrase.replace(self.fact.span.text, "", 1))
        return _ENDING.sub("", words[-1].casefold()) if words else ""

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of a name, without a genitive."""
        return frozenset(bare(word) for word in _WORD.findall(self.fact.span.text))

    @property
    def last(self) -> str:
        """A name's last word: of a person's, the surname."""
        return bare((_WORD.findall(self.fact.span.text) or [""])[-1])

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What the same fact in another version is found by: its values, and its words, which another checker may read
        otherwise."""
        words = " ".join(sorted(self.words)) if self.family == "name" else self.fact.span.text.casefold()
        return (*self.fact.values, "\0" + words)

    @property
    def bare_value(self) -> str:
        """A figure's value without its unit ("18" of 18, 18 Jahre, 18-Jähriger)."""
        return self.fact.values[0].split(" ")[0] if self.family == "figure" and self.fact.values else ""

    @property
    def person(self) -> bool:
        """A name that no table knows: mostly of a person."""
        return all(value.startswith("name:") for value in self.fact.values)

    def small(self, most: int) -> bool:
        """Whether it is a bare number up to ``most``."""
        return any(value.isdigit() and int(value) <= most for value in self.fact.values)

    def same(self, other: Told) -> bool:
        """Whether both say the same."""
        return self.family == other.family and not self._key_set.isdisjoint(other.keys)

    @cached_property
    def _key_set(self) -> frozenset[str]:
        return frozenset(self.keys)

    def conflicts(self, other: Told) -> bool:
        """Whether both figures say what they count, and it is not the same."""
        return bool(self.noun and other.noun and not same_noun(self.noun, other.noun))

    def counts_same(self, other: Told) -> bool:
        """Whether both figures say what they count, and it is the same."""
        return bool(self.noun and other.noun and same_noun(self.noun, other.noun))

    def akin(self, other: Told) -> bool:
        """Whether one name is the other one shortened ("Meier", "Petra Meier")."""
        return bool(self.words and other.words) and (self.words <= other.words or other.words <= self.words)

    @cached_property
    def around(self) -> tuple[str, str]:
        """The word before it and the one behind it."""
        span, text = self.fact.span, self.sentence.source
        before, after = _TOKEN.findall(text[: span.start]), _TOKEN.findall(text[span.end :])
        return (before[-1] if before else "", after[0] if after else "")

    def respelt(self, other: Told) -> bool:
        """Whether one name looks like the other one corrected: Petra Meier, Petra Maier; Jens Meier, Jan Meier.

        They differ in one word: in its spelling, or in all but its initial where there is another word beside it.
        """
        if self.family != "name" or other.family != "name" or self.words == other.words:
            return False
        mine, others = self.words - other.words, other.words - self.words
        if len(mine) != 1 or len(others) != 1:
            return False
        one, two = next(iter(mine)), next(iter(others))
        if len(self.words) > 1 and self.words & other.words and one[0] == two[0]:
            return True
        shorter = min(len(one), len(two))
        return shorter > 3 and Levenshtein.distance(one, two) <= (1 if shorter < 6 else 2)


def bare(word: str) -> str:
    """A word as names are compared by it: in lower case, without a genitive."""
    return _GENITIVE.sub("", word.casefold())


def words_of(text: str) -> list[str]:
    """The words of a text as names are compared by them."""
    return [bare(word) for word in _WORD.findall(text)]


def same_noun(one: str, other: str) -> bool:
    """Whether two nouns without their endings are the same word."""
    return one == other or (min(len(one), len(other)) > 3 and (one.startswith(other) or other.startswith(one)))


def told(sentence: CheckedSentence, place: int, *, optional: bool = False) -> list[Told]:
    """The facts of a sentence that a translation must keep; or those that it may drop, if ``optional``."""
    return [Told(f, i, sentence, place) for i, f in enumerate(sentence.facts) if f.optional == optional]


def _whole_date(shown: Fact, meant: Fact, months: Sequence[str], form: str) -> str:
    """A day of a range that shares its month or year with the other ("5 to 19 January 2027", "January 5 to 19, 2027"),
    with both; empty if the day stands with its own."""
    if shown.kind != "date" or not _PART_OF_DATE.fullmatch(shown.span.text.strip()):
        return ""
    found = next(filter(None, map(_DATE.fullmatch, (*meant.values, *shown.values))), None)
    if found is None:
        return ""
    day = form.format(int(found[3]), months[int(found[2]) - 1])
    return day if found[1] == "-" else f"{day} {found[1]}"
