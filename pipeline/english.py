"""English in German texts: whole sentences and quotations that news leaves in English.

They are not translated, and what stands in them is written the English way: "1,500" is no decimal fraction.
"""

from __future__ import annotations

import re
import tomllib
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
_QUOTED = re.compile(r"[„“”\"»«]([^„“”\"»«]{12,600})[“”\"»«]")

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


def without_shared_quotations(source: str, target: str) -> tuple[str, str]:
    """Both texts with the English quotations blanked that the source has and the target gives word for word.

    Lengths do not change. Whole books are left alone: every quotation is looked for in all of the target.
    """
    if len(source) + len(target) > _LONGEST:
        return source, target
    for match in _QUOTED.finditer(source):
        quoted = match[1].strip()
        if is_english(quoted) and (same := re.search(rf"(?<!\w){re.escape(quoted)}(?!\w)", target)):
            start = match.start() + match[0].index(quoted)
            source = source[:start] + " " * len(quoted) + source[start + len(quoted) :]
            target = target[: same.start()] + " " * len(quoted) + target[same.end() :]
    return source, target
