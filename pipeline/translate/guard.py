"""Is this English text a translation at all? Pure functions that catch loops, silence, wild lengths, copying, broken
characters.

Thresholds are set so that professional translations pass: of 3,578 human translations of the WMT newstest2019-2021
sentences none is refused, of 2,402 sources left in German 92 % are (the rest are headlines of a few words). Facts are
not looked at here, that is the checker's work.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rapidfuzz import fuzz, process

from .. import resources
from . import verbatim

Kind = Literal["silence", "loop", "length", "copy", "broken"]

_WORD = re.compile(r"\w+(?:[.,:'’-]\w+)*")
LONGEST_PERIOD = 12
"""Longest repeated phrase looked for, in words."""
LONG_RUN = 12
"""This many repetitions of a character group within a word are a loop."""
SHORT_RATIO = 0.25
"""A translation with fewer letters than this share of the source's has lost its content."""
LONG_RATIO = 3.0
"""A translation with more letters than this multiple of the source's (plus some for very short ones) is invented."""
COPY_SHARE = 0.5
"""Share of the target's lower-case words that are words of the German source."""
COPY_RUN = 5
"""This many consecutive words copied from the source, other than names, are untranslated text."""


SHOUTED_RUN = 3
"""So many words of capitals in a row (figures apart) are a text set in capitals, fewer may be abbreviations."""


SAME_SHOUTED = 84.0
"""rapidfuzz ratio of a word with a letter or two dropped; "STURM" and "STORM" have 80."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a translation as a whole, in words for people."""

    kind: Kind
    message: str


def assess(source: str, target: str) -> Problem | None:
    """The first problem found, worst first, or ``None`` if the target may pass as a translation of the source."""
    source_words, target_words = _WORD.findall(source), _WORD.findall(target)
    # An address is the same in both, and its parts are words to no one.
    prose = _WORD.findall(verbatim.ADDRESS.sub(" ", source)), _WORD.findall(verbatim.ADDRESS.sub(" ", target))
    return (
        _silence(source_words, target_words)
        or _loop(source_words, target_words)
        or _length(source, target)
        or _copy(*_lowered(*prose))
        or _broken(source, target)
    )


def unreadable(source: str, target: str) -> Problem | None:
    """Whether a text that need not say all of the source goes round in circles, or is the source untranslated."""
    source_words, target_words = _WORD.findall(source), _WORD.findall(target)
    return _loop(source_words, target_words) or _copy(source_words, target_words)


def _broken(source: str, target: str) -> Problem | None:
    """Bytes that make no character: the model has no piece for a letter or sign, and spelt it byte by byte, wrongly."""
    broken = target.count("\N{REPLACEMENT CHARACTER}")
    if broken > source.count("\N{REPLACEMENT CHARACTER}"):
        return Problem("broken", f"The translation has {broken} broken character{'s' if broken > 1 else ''}.")
    return None


def _lowered(source: list[str], target: list[str]) -> tuple[list[str], list[str]]:
    """Both with the words of capitals lowered that stand in a row in the source: there, capitals prove no name.

    A word that a model spelt out of such a one with a slip ("SOLEN") is taken for it.
    """
    shouted: set[str] = set()
    run: list[str] = []
    for word in [*source, ""]:
        if word.isupper():
            run.append(word)
            continue
        if len(run) >= SHOUTED_RUN:
            shouted |= set(run)
        run = run if word[:1].isdigit() else []
    if not shouted:
        return source, target
    low = [word.lower() if word in shouted else word for word in source]
    return low, [_shouted_as(word, shouted) if word.isupper() else word for word in target]


def _shouted_as(word: str, shouted: set[str]) -> str:
    found = process.extractOne(word, shouted, scorer=fuzz.ratio, score_cutoff=SAME_SHOUTED)
    return str(found[0]).lower() if found else word


def _silence(source: list[str], target: list[str]) -> Problem | None:
    if source and not target:
        return Problem("silence", "The model returned no words.")
    letters, translated = sum(map(len, source)), sum(map(len, target))
    if len(source) >= 5 and translated < SHORT_RATIO * letters:
        return Problem("silence", f"The model returned {len(target)} words for {len(source)}.")
    return None


def _length(source: str, target: str) -> Problem | None:
    if len(target) > LONG_RATIO * len(source) + 40:
        return Problem("length", f"The translation has {len(target)} characters, its source {len(source)}.")
    return None


def _loop(source: list[str], target: list[str]) -> Problem | None:
    lowered = [word.lower() for word in target]
    if len(lowered) - len(set(lowered)) < 2 and max(map(len, target), default=0) < LONG_RUN:
        return None  # too few repeated words for any loop: the usual case
    phrase, times = longest_repeat(lowered)
    if phrase and times > max(allowed_repeats(len(phrase)), longest_repeat([w.lower() for w in source])[1]):
        return Problem("loop", f'"{" ".join(phrase)}" occurs {times} times in a row.')
    run = max(map(_character_run, target), default=0)
    if run >= LONG_RUN and run > max(map(_character_run, source), default=0):
        return Problem("loop", f"A character group repeats {run} times within a word.")
    share = repeated_share(lowered)
    if len(target) >= 16 and share > 0.4 and share > repeated_share([w.lower() for w in source]) + 0.2:
        return Problem("loop", f"{share:.0%} of the translation's four-word phrases are repetitions.")
    return None


def allowed_repeats(period: int) -> int:
    """How often in a row a phrase of this many words may occur in good prose: "had had", "very, very, very good"."""
    return 3 if period == 1 else 2


def longest_repeat(words: list[str]) -> tuple[tuple[str, ...], int]:
    """The phrase (up to ``LONGEST_PERIOD`` words) repeated most often back to back, and how often it occurs.

    Single words must occur four times, longer phrases three, so that a stutter within a longer loop does not hide it;
    without such a repetition the result is ``((), 1)``.
    """
    best: tuple[tuple[str, ...], int] = ((), 1)
    for period in range(1, min(LONGEST_PERIOD, _longest_frequent_run(words) // 3) + 1):
        same = 0
        for i in range(period, len(words)):
            same = same + 1 if words[i] == words[i - period] else 0
            times = same // period + 1
            if times > max(best[1], allowed_repeats(period)):
                best = (tuple(words[i - period + 1 : i + 1]), times)
    return best


def _longest_frequent_run(words: list[str]) -> int:
    """The longest stretch of words that each occur three times or more: only there can a phrase occur three times."""
    counts = Counter(words)
    best = run = 0
    for word in words:
        run = run + 1 if counts[word] >= 3 else 0
        best = max(best, run)
    return best


def repeated_share(words: list[str], n: int = 4) -> float:
    """Share of the n-word phrases that have already occurred in the text."""
    grams = Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))
    total = sum(grams.values())
    return (total - len(grams)) / total if total else 0.0


def _character_run(word: str) -> int:
    """How often a group of one to four letters repeats back to back in a word (digits, as in 1000000, do not count)."""
    best = 1
    if len(word) < LONG_RUN:
        return best
    for period in range(1, 5):
        same = 0
        for i in range(period, len(word)):
            same = same + 1 if word[i] == word[i - period] and not word[i].isdigit() else 0
            best = max(best, same // period + 1)
    return best


def _copy(source: list[str], target: list[str]) -> Problem | None:
    """Untranslated text: most of the lower-case words, or a run of words, come from the source.

    Names and German nouns begin with a capital and prove nothing; words that both languages share are left out.
    """
    shared = shared_words()
    foreign = {word for word in source if word[0].islower() and word not in shared}
    candidates = [word for word in target if word[0].islower() and word not in shared]
    copied = sum(word in foreign for word in candidates)
    if copied >= 3 and copied >= COPY_SHARE * len(candidates):
        return Problem("copy", f"{copied} of {len(candidates)} words were taken over untranslated.")
    if sum(word in foreign for word in target) < 3:
        return None
    run = _copied_run(source, target, foreign)
    if run >= COPY_RUN:
        return Problem("copy", f"{run} words in a row were taken over untranslated.")
    return None


def _copied_run(source: list[str], target: list[str], foreign: set[str]) -> int:
    """The longest run of target words that is also in the source and has at least three German words in it."""
    places: dict[str, list[int]] = {}
    for i, word in enumerate(source):
        places.setdefault(word, []).append(i)
    best = 0
    ending: dict[int, tuple[int, int]] = {}
    for word in target:
        now = {}
        for i in places.get(word, ()):
            length, german = ending.get(i - 1, (0, 0))
            now[i] = (length + 1, german + (word in foreign))
            if now[i][1] >= 3:
                best = max(best, now[i][0])
        ending = now
    return best


@cache
def shared_words() -> frozenset[str]:
    """Lower-case words that German and English share, from ``tables/de_en_shared_words.txt``."""
    text = (resources.tables() / "de_en_shared_words.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())
