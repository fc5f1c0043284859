"""Whether words that a person has written down are in a text: whole words, ``*`` for any letters, nothing else.

There is no regular expression for a user to get wrong, and none that a hostile text could make slow: the time grows
with the length of the text alone.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ..errors import ConfigError
from ..plain import plain
from ..types import Article

LONGEST = 200
"""Characters of one entry in a list of words."""
_PARTS = ("title", "text")
_PART = re.compile(r"([a-z]{1,20}):(?=\S)")
_BARE_PART = re.compile(r"\s*([a-z]{1,20})\s*:(?:\s|\Z)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_ACCENTS = re.compile("[\u0300-\u036f]")
_GENITIVE = ("", "s", "es")
"""Endings that a word in the text may have beyond the one sought: who watches for Merkel wants "Merkels Rede" too."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word that is sought, folded; with a ``*`` before or after it, it may be part of a longer one."""

    stem: str
    open_before: bool = False
    open_after: bool = False

    def fits(self, word: str) -> bool:
        """Whether a folded word of a text is one that is meant."""
        if self.open_after:
            return self.stem in word if self.open_before else word.startswith(self.stem)
        if self.open_before:
            return word.endswith(tuple(self.stem + ending for ending in _GENITIVE))
        return word.startswith(self.stem) and word[len(self.stem) :] in _GENITIVE


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that must follow one another, and where: in the title, in the text below it, or (empty) in either."""

    words: tuple[Word, ...]
    part: Literal["", "title", "text"] = ""

    def occurs(self, where: Words) -> bool:
        """Whether they are there."""
        return (self.part != "text" and self._in(where.title)) or (self.part != "title" and self._in(where.text))

    def _in(self, text: str) -> bool:
        first, others = self.words[0], self.words[1:]
        sought = first.stem if first.open_before else f" {first.stem}"
        at = text.find(sought)
        while at >= 0:
            start = text.rfind(" ", 0, at + 1) + 1
            end = text.index(" ", start)
            if first.fits(text[start:end]) and _follow(others, text, end):
                return True
            at = text.find(sought, end)  # behind this word, so that no word is looked at twice
        return False


@dataclass(frozen=True, slots=True)
class Words:
    """An article's words, folded, one blank between two, before the first and after the last."""

    title: str
    text: str


def words_of(article: Article) -> Words:
    """The words of the article. Those of its last ones are remembered: rules ask several times for the same."""
    return _words(article.title, article.lead, article.text)


@lru_cache(maxsize=4)
def _words(title: str, lead: str, text: str) -> Words:
    return Words(folded(title), folded(f"{lead}\n\n{text}"))


def folded(text: str) -> str:
    """The text's words in the form in which they are compared: "Straße" is "STRASSE", "Köln" is "Koeln", "Erdoğan" is
    "Erdogan". Hyphens divide words: "CDU-Politiker" has the word CDU."""
    text = unicodedata.normalize("NFKC", plain(text).text).casefold().translate(_UMLAUTS)
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return f" {' '.join(_WORD.findall(text))} "


@lru_cache(maxsize=4096)
def pattern(written: str) -> Pattern:
    """What a person has written: ``Wahl``, ``*wahl*``, ``erste Hilfe``, ``title:Eilmeldung``.

    Raises:
        ConfigError: it has no word, a ``*`` inside a word or alone, or names a part that there is not.
    """
    if len(written) > LONGEST:
        raise ConfigError(f"{written[:30]!r}... is too long: {len(written)} characters, at most {LONGEST}.")
    part: Literal["", "title", "text"] = ""
    rest = written
    if (bare := _BARE_PART.match(written)) and bare[1].lower() in _PARTS:  # else it would be sought as a word
        raise ConfigError(f"{written!r}: the words must follow {bare[1]}: at once.")
    if named := _PART.match(written):
        if named[1] not in _PARTS:
            close = difflib.get_close_matches(named[1], _PARTS, n=1, cutoff=0.0)
            raise ConfigError(f"{written!r}: there is no part {named[1]!r}. Did you mean '{close[0]}:'?")
        part = "title" if named[1] == "title" else "text"
        rest = written[named.end() :]
    words: list[Word] = []
    for piece in rest.split():
        begins, ends = piece.startswith("*"), piece.endswith("*")
        inner = folded(piece.strip("*")).split()
        if not inner and "*" in piece:
            raise ConfigError(f"{written!r}: a * stands at the beginning or the end of a word, never alone.")
        if "*" in piece.strip("*"):
            raise ConfigError(f"{written!r}: a * can stand at the beginning or the end of a word, not inside it.")
        for number, word in enumerate(inner):
            words.append(Word(word, begins and number == 0, ends and number == len(inner) - 1))
    if not words:
        raise ConfigError(f"{written!r}: there is no word in it.")
    return Pattern(tuple(words), part)


def _follow(words: tuple[Word, ...], text: str, at: int) -> bool:
    """Whether the words follow one another in the text from the blank at this place on."""
    for word in words:
        end = text.find(" ", at + 1)
        if end < 0 or not word.fits(text[at + 1 : end]):
            return False
        at = end
    return True
