"""The cue tables of one language behind one cached look-up: which cues may a word begin?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from ..errors import TableError
from ..memo import Memo
from ..quantities.tables import forms, read_rows
from ..resources import tables
from ..types import Lang

Family = Literal[
    "bound",
    "bound-after",
    "time",
    "time-after",
    "span",
    "span-after",
    "change",
    "direction",
    "outcome",
    "negation",
    "hedge",
]
Strength = Literal["strong", "weak", "off"]
FIGURES: frozenset[Family] = frozenset({"bound", "bound-after", "time", "time-after", "span", "span-after", "change"})
"""Families that have meaning only beside a figure."""
GAP, FAR_GAP = "…", "……"
"""Placeholders in a phrase for words of the same clause, or across commas."""


class Opening(NamedTuple):
    """A form that begins with a given word: the words that must follow, and the meaning of the whole."""

    family: Family
    value: str
    strength: Strength
    rest: tuple[str, ...]
    group: str
    """Forms of one group are mutually exclusive: the family, and for directions the axis."""
    far: bool = False
    """Whether the gap before ``rest`` may cross commas."""


class Entry(NamedTuple):
    """All forms that may begin at a word."""

    single: tuple[Opening, ...]
    """The word by itself, one for each group."""
    following: dict[str, tuple[Opening, ...]]
    """Phrases by their second word."""
    starting: tuple[tuple[str, Opening], ...]
    """Phrases by the beginning of their second word."""
    gapped: dict[str, tuple[Opening, ...]]
    """Phrases with a gap, by the first word after it."""
    ending: tuple[tuple[str, Opening], ...]
    """The same, by the ending of that word."""
    plain: bool
    """Whether no phrase begins here."""


class Cues:
    """The cues of one language."""

    def __init__(self, rows: Iterable[tuple[Family, str, Strength, str]]) -> None:
        self._words: dict[str, list[Opening]] = {}
        self._starts: dict[str, list[tuple[str, Opening]]] = {}
        self._ends: list[tuple[str, Opening]] = []
        self._inside: list[tuple[str, Opening]] = []
        for family, value, strength, form in rows:
            first, *rest = form.split()
            group = value[:-1] if family == "direction" else family
            far = bool(rest) and rest[0] == FAR_GAP
            opening = Opening(family, value, strength, tuple(rest), group, far)
            stem = first.strip("*")
            if first == stem:
                self._words.setdefault(first, []).append(opening)
            elif first.startswith("*") and first.endswith("*"):
                self._inside.append((stem, opening))
            elif first.startswith("*"):
                self._ends.append((stem, opening))
            else:
                self._starts.setdefault(stem[:2], []).append((stem, opening))
        self._endings = tuple({ending for ending, _ in self._ends})
        self._inner = re.compile("|".join(re.escape(stem) for stem, _ in self._inside) or r"(?!)")
        self._all = Memo(partial(self.classify, figures=True))
        self._plain = Memo(partial(self.classify, figures=False))

    def openings(self, figures: bool) -> Memo[Entry | None]:
        """What each word may begin, ``None`` if nothing. ``figures``: whether to include :data:`FIGURES`."""
        return self._all if figures else self._plain

    def classify(self, word: str, figures: bool) -> Entry | None:
        """What ``word`` may begin: exact forms first, then the longest prefixes, then suffixes, then infixes."""
        found = list(self._words.get(word, ()))
        starts = [(stem, opening) for stem, opening in self._starts.get(word[:2], ()) if word.startswith(stem)]
        found += [opening for _, opening in sorted(starts, key=lambda pair: -len(pair[0]))]
        if word.endswith(self._endings):  # seldom: one test for all
            found += [opening for stem, opening in self._ends if word.endswith(stem) and len(word) > len(stem)]
        if self._inner.search(word):
            found += [opening for stem, opening in self._inside if stem in word]
        return _entry([opening for opening in found if figures or opening.family not in FIGURES])


def _entry(openings: list[Opening]) -> Entry | None:
    if not openings:
        return None
    single: dict[str, Opening] = {}
    following: dict[str, list[Opening]] = {}
    gapped: dict[str, list[Opening]] = {}
    starting, ending = [], []
    for opening in openings:
        if not opening.rest:
            single.setdefault(opening.group, opening)
        elif opening.rest[0] in (GAP, FAR_GAP):
            behind = opening._replace(rest=opening.rest[1:])
            word = behind.rest[0]
            if word.startswith("*"):
                ending.append((word[1:], behind))
            else:
                gapped.setdefault(word.removesuffix("$"), []).append(behind)
        elif opening.rest[0].endswith("*"):
            starting.append((opening.rest[0][:-1], opening))
        else:
            following.setdefault(opening.rest[0], []).append(opening)
    return Entry(
        tuple(single.values()),
        {word: tuple(found) for word, found in following.items()},
        tuple(starting),
        {word: tuple(found) for word, found in gapped.items()},
        tuple(ending),
        not (following or starting or gapped or ending),
    )


def _rows(path: Path) -> Iterable[tuple[Family, str, Strength, str]]:
    for line, (family, value, strength, listed) in read_rows(path, 4):
        if family not in get_args(Family):
            raise TableError(f"{path}:{line}: '{family}' is not a family. Valid: {', '.join(get_args(Family))}.")
        if strength not in get_args(Strength):
            raise TableError(f"{path}:{line}: '{strength}' is not a strength. Valid: {', '.join(get_args(Strength))}.")
        for form in forms(listed):
            yield cast(Family, family), value, cast(Strength, strength), form


@lru_cache(maxsize=2)
def cues_of(lang: Lang) -> Cues:
    """The cue table of a language. Raises :class:`TableError` if a line of it cannot be used."""
    return Cues(_rows(tables() / "claims" / f"{lang}.tsv"))
