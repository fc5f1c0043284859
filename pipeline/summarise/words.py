"""The words by which sentences of one language are compared: without endings, without those that say nothing."""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import dataclass
from functools import cache

from ..errors import TableError
from ..resources import tables

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_CUT = re.compile(r"(?:;|,?\s(?:and|but|while|whereas|although|after|before|because))\s|(?<=[^\W\d][.!?])\s+(?=[A-Z])")
_CLAUSE_WORDS = 2
_ENDINGS = ("ings", "ing", "edly", "ied", "ies", "ed", "es", "ly", "s")
_LEAST = 3
"""Letters that must remain when an ending is taken off."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its stem and its place, in characters."""

    stem: str
    start: int
    end: int
    tells: bool
    """False for words that say nothing about what a sentence is about (the, of, it)."""


def words(text: str) -> list[Word]:
    """The words of an English text in order."""
    stop = _lists()["stop"]
    found = []
    for match in _WORD.finditer(text):
        low = match.group().lower()
        found.append(Word(stem(low), match.start(), match.end(), len(low) > 1 and low not in stop))
    return found


def content(text: str) -> list[str]:
    """The stems of the telling words of an English text in order."""
    return [word.stem for word in words(text) if word.tells]


def sentences_of(summary: str) -> list[str]:
    """The sentences of a summary in English."""
    from sentencex import segment

    # CNN/Daily Mail models put a space before full stops ("in March ."), as their training text did.
    tidy = " ".join(summary.replace(" .", ".").replace(" ,", ",").split())
    return [text.strip() for text in segment("en", tidy) if any(c.isalnum() for c in text)]


def clauses(text: str) -> list[tuple[int, int]]:
    """The parts of an English sentence that may rest on different sentences: start and end of each.

    They are cut at ``and``, ``but``, ``while`` and the like, at semicolons, and where a sentence ends. What has fewer
    than :data:`_CLAUSE_WORDS` telling words belongs to the part before it.
    """
    cuts = [0, *(match.end() for match in _CUT.finditer(text)), len(text)]
    telling = [word.start for word in words(text) if word.tells]
    found: list[tuple[int, int]] = []
    for start, end in itertools.pairwise(cuts):
        if found and min(_told(telling, *found[-1]), _told(telling, start, end)) < _CLAUSE_WORDS:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _told(telling: list[int], start: int, end: int) -> int:
    return sum(start <= place < end for place in telling)


@cache
def stem(word: str) -> str:
    """An English word in lower case without its common endings (``studies`` and ``studied`` become ``study``)."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            word = word[: -len(ending)] + ("y" if ending in ("ied", "ies") else "")
            break
    return word[:-1] if word.endswith("e") and len(word) > _LEAST else word


def reservations(text: str, language: str) -> frozenset[str]:
    """How far a text holds back: ``report``, ``maybe``, ``plan``.

    Args:
        language: ``german`` or ``english``, the names of the lists in the table.
    """
    low = text.lower()
    return frozenset(kind for kind, pattern in _patterns(language).items() if pattern.search(low))


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    return {
        key.partition(".")[2]: re.compile(
            r"(?<!\w)(?:" + "|".join(re.escape(form).replace(r"\*", r"\w*") for form in sorted(forms)) + r")(?!\w)"
        )
        for key, forms in _lists().items()
        if key.startswith(language + ".")
    }


@cache
def _lists() -> dict[str, frozenset[str]]:
    path = tables() / "summarise" / "words.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found = {"stop": frozenset(str(data["stop"]).split())}
        for language in ("german", "english"):
            for kind, forms in data[language].items():
                listed = frozenset(form.strip() for form in " ".join(forms.split()).split("|"))
                found[f"{language}.{kind}"] = listed - {""}
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise TableError(f"{path}: the table cannot be read ({error}). Reinstall wortlaut.") from error
    return found
