"""English in German texts: whole sentences and quotations that news leaves in English.

They are not translated, and what stands in them is written the English way: "1,500" is no decimal fraction.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache

from .resources import tables

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_GERMAN_LETTER = re.compile("[äöüßÄÖÜ]")
_MIN_WORDS = 4
_MIN_SHARE = 0.3
"""Of the words of an English sentence, so many are from the list of English small words; measured with a margin on
English news."""
_MIN_SMALL = 3
"""And at least so many: "The Who brechen Konzert ab" is German."""
_MARK = re.compile('[„“”"»«]')
_CLOSED_BY = {"„": '“”"', "“": '”“"', "”": "”", '"': '"”“', "»": "«", "«": "»"}
_BEFORE_OPENING = " \t\n\u00a0([{–—-/:"
_SHORTEST, _LONGEST_QUOTED = 12, 600
"""Characters of a quotation that is looked at."""

_LONGEST = 20_000
"""Characters of both texts up to which quotations are looked for."""


@cache
def small_words() -> dict[str, frozenset[str]]:
    """Lists of small words from ``tables/function_words.toml``, by their names there."""
    data = tomllib.loads((tables() / "function_words.toml").read_text(encoding="utf-8"))
    return {name: frozenset(text.split()) for name, text in data.items()}


def is_english(text: str) -> bool:
    """Whether a sentence is English: enough of its words are, and none is German."""
    if _GERMAN_LETTER.search(text):
        return False
    words = small_words()
    found = _WORD.findall(text.lower())
    if len(found) < _MIN_WORDS or not words["german"].isdisjoint(found):
        return False
    return sum(word in words["english"] for word in found) >= max(_MIN_SMALL, _MIN_SHARE * len(found))


def quotations(text: str) -> list[tuple[int, int]]:
    """The quotations of a text with their marks, as offsets; a quotation within another is part of it.

    Marks are paired from the left, so that what stands between two quotations is none. A typewriter's mark opens a
    quotation only before a word, and an inch sign or a mark that is never closed is nobody's partner.
    """
    found: list[tuple[int, int]] = []
    start = -1
    for match in _MARK.finditer(text):
        at, mark = match.start(), match[0]
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        opens = (not before or before in _BEFORE_OPENING or mark == "„") and bool(after.strip())
        if start >= 0 and mark in _CLOSED_BY[text[start]] and not (opens and before.isspace()):
            found.append((start, at + 1))
            start = -1
        elif opens and (start < 0 or mark in ("„", text[start])):
            start = at
    return found


def outside_quotations(text: str) -> str:
    """The text without its quotations; marks are paired line by line, for one that is missing spoils a whole text."""
    kept: list[str] = []
    for line in text.splitlines():
        end = 0
        for start, stop in quotations(line):
            kept.append(line[end:start])
            end = stop
        kept += [line[end:], "\n"]
    return " ".join(kept)


def english_quotations(text: str, told: Callable[[str], bool] = is_english) -> list[tuple[int, int]]:
    """Those quotations, with their marks, that are English, as ``told`` tells it."""
    return [
        (start, end)
        for start, end in quotations(text)
        if _SHORTEST <= end - start - 2 <= _LONGEST_QUOTED and told(text[start + 1 : end - 1])
    ]


def without_shared_quotations(source: str, target: str) -> tuple[str, str]:
    """Both texts with the English quotations blanked that the source has and the target gives word for word.

    Lengths do not change. Whole books are left alone: every quotation is looked for in all of the target.
    """
    if len(source) + len(target) > _LONGEST:
        return source, target
    for opening, closing in english_quotations(source):
        quoted = source[opening + 1 : closing - 1].strip()
        if same := re.search(rf"(?<!\w){re.escape(quoted)}(?!\w)", target):
            start = source.index(quoted, opening)
            source = source[:start] + " " * len(quoted) + source[start + len(quoted) :]
            target = target[: same.start()] + " " * len(quoted) + target[same.end() :]
    return source, target
