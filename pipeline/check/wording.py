"""Words of a translation that are no English: German ones left as they were, and ones that a model made up.

A model that does not know a word copies it ("Natrium", "Pegel") or joins pieces into a word that no language has
("beathlon", "chethode"). Whether a word is English or German is for simplemma's dictionaries to say; what the check of
names explains is a name. Of a small model's sentences nearly every fourth has such a word; of human translations (WMT
newstest2020 and 2021) one in sixty is reported.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ..names.compounds import LONGEST_COMPOUND
from ..names.dictionary import has
from ..names.likely import word_logit
from ..types import Comparison, Finding, Span
from .marks import Marks

UNTRANSLATED, UNKNOWN = "text.untranslated", "text.unknown"
_WORD = re.compile(r"(?<![\w’'@./:#-])[^\W\d_]{4,}(?![\w@/]|[-.]\w)")
"""A whole word: no part of an address, a hyphenated form, a code or a contraction."""
_COMPOUND = re.compile(r"(?<![\w’'@./:#-])[^\W\d_]+(?:-[^\W\d_]+)+(?![\w@/-]|\.\w)")
"""A word of several, joined by hyphens: Natrium-Ionen-Akku."""
_PREFIXES = (
    *("anti", "counter", "extra", "inter", "micro", "multi", "over", "post", "self", "semi", "super", "trans", "under"),
    *("ultra", "non", "pre", "pro", "mid", "mis", "out", "sub", "co", "de", "re", "un", "up"),
)
_PARTICLE = re.compile(r"\b(?:[Vv][ao]n|[Dd]e[rnm]?|[Dd]i|[Zz]u[mr]?) $")
"""What stands before a surname and before no English word: Van der Bellen."""
_GERMAN_LETTER = re.compile("[äöüß]")
_ORDINARY = -1.0
"""Log-odds of being a name below which a capitalised German word is an ordinary one."""
_HEAD, _TAIL = 4, 3
"""Letters that the parts of a compound have at least: task|bar."""
_LONG = 5
"""Letters of a made-up word, at least: shorter ones are abbreviations more often than inventions."""


def foreign_words(source: str, target: str, comparison: Comparison) -> tuple[Finding, ...]:
    """A warning for every word of ``target`` that is no English and no name. ``comparison`` is the pair's check."""
    words = list(_WORD.finditer(target))
    doubtful = [match for match in words if not _is_english(match.group().lower())]
    compounds = [match for match in _COMPOUND.finditer(target) if _left_german(match.group(), source)]
    if not (doubtful or compounds):
        return ()
    named = Marks(fact.span for fact in comparison.target_facts)
    copied = {match.group() for match in _WORD.finditer(source)}
    names = {word for fact in comparison.source_facts if fact.kind == "name" for word in fact.span.text.split()}
    found = [_finding(UNTRANSLATED, match, "is the German word") for match in compounds if not _inside(match, named)]
    for match in doubtful:
        word = match.group()
        if _inside(match, named) or word in names or _beside_a_name(match, target, names):
            continue
        if word[0].isupper():
            # A capital proves nothing in the German, where every noun has one.
            if word in copied and _is_ordinary(word) and not _named(match, target):
                found.append(_finding(UNTRANSLATED, match, "is the German word"))
        elif _is_german(word):
            found.append(_finding(UNTRANSLATED, match, "is German"))
        elif word not in copied and len(word) >= _LONG:
            found.append(_finding(UNKNOWN, match, "is no English word"))
    return tuple(found)


def _left_german(compound: str, source: str) -> bool:
    """Whether a compound is that of the source, and ends in an ordinary German word that is no English one."""
    last = compound.rpartition("-")[2]
    return compound in source and len(last) >= _HEAD and not _is_english(last.lower()) and _is_ordinary(last)


def _is_ordinary(word: str) -> bool:
    return has(word) and word_logit(word, "de") < _ORDINARY


def _finding(check: str, match: re.Match[str], what: str) -> Finding:
    span = Span(match.group(), match.start(), match.end())
    return Finding(check, "text", "warning", None, span, (), f"“{match.group()}” {what}.")


def _inside(match: re.Match[str], spans: Marks) -> bool:
    return spans.at(Span(match.group(), match.start(), match.end())) is not None


def _beside_a_name(match: re.Match[str], target: str, names: set[str]) -> bool:
    """True for a capitalised word next to one that is part of a name: the Süddeutsche Zeitung."""
    if not match.group()[0].isupper():
        return False
    before = re.search(r"([^\W\d_]+) $", target[max(0, match.start() - 40) : match.start()])
    after = re.match(r" ([^\W\d_]+)", target[match.end() : match.end() + 40])
    return any(near is not None and near[1] in names for near in (before, after))


def _named(match: re.Match[str], target: str) -> bool:
    return _PARTICLE.search(target, max(0, match.start() - 5), match.start()) is not None


@lru_cache(maxsize=1 << 15)
def _is_english(word: str) -> bool:
    """Whether a word in lower case is in the dictionary, in British or American spelling, or made of parts that are."""
    if not word.isascii():
        if _GERMAN_LETTER.search(word):
            return False
        word = "".join(letter for letter in unicodedata.normalize("NFD", word) if letter.isascii())  # fiancée
    if has(word, "en") or has(word.replace("is", "iz"), "en") or has(word.replace("iz", "is"), "en"):
        return True
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _HEAD and has(word[len(prefix) :], "en"):
            return True
    if len(word) > LONGEST_COMPOUND:
        return False
    return any(has(word[:at], "en") and has(word[at:], "en") for at in range(_HEAD, len(word) - _TAIL + 1))


@lru_cache(maxsize=1 << 15)
def _is_german(word: str) -> bool:
    return has(word) or has(word.capitalize())
