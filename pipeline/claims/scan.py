"""The cues of a text, in one pass over its words."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from .lexicon import FIGURES, Cues, Entry, Family, Opening

_WORD = re.compile(r"([\W_]*+)([^\W_]+(?:['’][^\W\d_]+)*|\Z)")
"""What stands before a word, and the word, empty at the end of the text."""
_CLAUSE = re.compile(r"(?:[,;:!?]|(?<!\d)\.)\s|[()–—„“”\"]")
"""Ends a clause, and any gap in it."""
_SENTENCE = re.compile(r"(?:[;:!?]|(?<!\d)\.)\s")
"""Ends a gap that may cross commas; so does a comma before one of these words."""
_SUBORDINATE = frozenset(
    ("ob", "dass", "wenn", "weil", "um", "wie", "wo", "als", "die", "der", "das", "den", "dem", "deren", "sind", "ist",
     "bevor", "nachdem", "sodass", "damit", "in")
)  # fmt: skip
_CLOSING = re.compile(r"\s*(?:[.,;:!?()–—„“”\"]|$|und\b|oder\b|als\b|wie\b|-\s)")
"""Text that follows the last word of a clause."""
_REACH, _FAR_REACH = 20, 30
"""Maximum number of words in a gap."""


class Cue(NamedTuple):
    """A cue of a text: what it says and its character positions."""

    family: Family
    value: str
    strong: bool
    start: int
    end: int
    apart: tuple[int, int] | None = None
    """Where the last word of a phrase stands whose words are apart: nahm ... ab."""


class _Words:
    """A text in lower case, cut into words."""

    def __init__(self, text: str) -> None:
        low = text.lower()
        if len(low) != len(text):  # İ becomes two characters
            low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        self.text = low
        self._pieces = _WORD.findall(low)
        while self._pieces and not self._pieces[-1][1]:
            self._pieces.pop()
        self.form = [word for _, word in self._pieces]

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        ends = list(accumulate(len(gap) + len(word) for gap, word in self._pieces))
        return [(end - len(word), end) for end, word in zip(ends, self.form, strict=True)]

    def span(self, i: int) -> tuple[int, int]:
        """Start and end of a word."""
        return self._spans[i]


def scan(text: str, cues: Cues, figures: bool) -> list[Cue]:
    """All cues of ``text`` in order of position; those of figures only if ``figures``.

    Of the forms of a group that begin at one word, the longest counts and uses up its words for that group.
    """
    words = _Words(text)
    openings = cues.openings(figures)
    found: list[Cue] = []
    taken: set[tuple[str, int]] = set()
    for i, entry in enumerate(map(openings.__getitem__, words.form)):
        if entry is None:
            continue
        if entry.plain and not taken:
            start, end = words.span(i)
            found += [
                Cue(o.family, o.value, o.strength == "strong", start, end) for o in entry.single if o.strength != "off"
            ]
            continue
        best = {opening.group: (opening, [i]) for opening in entry.single}
        if entry.following or entry.starting:
            _phrases(words, i, entry, best)
        if entry.gapped or entry.ending:
            _gapped(words, i, entry, best)
        for group, (opening, places) in best.items():
            if taken and (group, i) in taken:
                continue
            if len(places) > 1:
                taken.update((group, place) for place in places)
            if opening.strength != "off":
                # If the words are apart, the last is the one beside a figure, the first the one that is denied.
                together = places[-1] - i < len(places)
                first = i if together or opening.family not in FIGURES else places[-1]
                last = places[-1] if together else first
                start, end = words.span(first)[0], words.span(last)[1]
                apart = None if last == places[-1] or together else words.span(places[-1])
                found.append(Cue(opening.family, opening.value, opening.strength == "strong", start, end, apart))
    return found


_Best = dict[str, tuple[Opening, list[int]]]


def _keep(best: _Best, opening: Opening, places: list[int]) -> None:
    if opening.group not in best or len(places) > len(best[opening.group][1]):
        best[opening.group] = opening, places


def _phrases(words: _Words, i: int, entry: Entry, best: _Best) -> None:
    """Phrases whose words are adjacent, or separated after the second."""
    if i + 1 >= len(words.form):
        return
    following = words.form[i + 1]
    for opening in entry.following.get(following, ()):
        places = _rest(words, i + 1, opening.rest[1:])
        if places is not None:
            _keep(best, opening, [i, i + 1, *places])
    for stem, opening in entry.starting:
        if following.startswith(stem):
            _keep(best, opening, [i, i + 1])


def _gapped(words: _Words, i: int, entry: Entry, best: _Best) -> None:
    """Phrases with a gap: nahm ... zu, soll ... haben."""
    near = True
    for j in range(i + 1, min(len(words.form), i + 2 + _FAR_REACH)):
        form = words.form[j]
        start, end = words.span(j - 1)[1], words.span(j)[0]
        if end - start > 1:
            comma = words.text.find(",", start, end) >= 0
            if _SENTENCE.search(words.text, start, end) or (comma and form in _SUBORDINATE):
                return
            near = near and not _CLAUSE.search(words.text, start, end)
        near = near and j - i <= _REACH
        openings = [*entry.gapped.get(form, ()), *(o for ending, o in entry.ending if form.endswith(ending))]
        for opening in openings:
            if not (near or opening.far):
                continue
            places = _rest(words, j, opening.rest[1:])
            last = places[-1] if places else j
            closed = not opening.rest[-1].endswith("$") or _CLOSING.match(words.text, words.span(last)[1])
            if places is not None and closed:
                _keep(best, opening, [i, j, *places])


def _rest(words: _Words, at: int, rest: tuple[str, ...]) -> list[int] | None:
    """The positions of the words that must follow one another after ``at``."""
    places = []
    for part in rest:
        at += 1
        if at >= len(words.form) or words.form[at] != part.removesuffix("$"):
            return None
        places.append(at)
    return places
