"""The cue tables of one language behind one cached look-up, and the cues of a text.

A text is cut into words once; each word is looked up in a cache that answers at once for the many that say nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from pipeline.errors import TableError
from pipeline.quantities.tables import forms, read_rows
from pipeline.resources import tables
from pipeline.types import Lang

Family = Literal[
    "bound", "bound-after", "time", "time-after", "span", "span-after", "change", "direction", "negation", "hedge"
]
Strength = Literal["strong", "weak", "off"]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_CLAUSE = re.compile(r"(?:[,;:!?]|(?<!\d)\.)(?=\s)|[()–—„“”\"]")
_CLOSING = re.compile(r"\s*(?:[.,;:!?()–—„“”\"]|$|und\b|oder\b|als\b|wie\b|-\s)")
_GAP = "…"
_FAR_GAP = "……"
_REACH = 20
"""Words that a gap of a phrase may stand for."""
_STOP = re.compile(
    r"(?:[;:!?]|(?<!\d)\.)(?=\s)"
    r"|,\s(?:ob|dass|wenn|weil|um|wie|wo|als|die|der|das|den|dem|deren|sind|ist|bevor|nachdem|sodass|damit|in)\b"
)


class Cue(NamedTuple):
    """A cue of a text: what it says and the characters it stands at."""

    family: Family
    value: str
    strong: bool
    start: int
    end: int


class _Opening(NamedTuple):
    """A form that may begin at a word: the words that must follow, and what it then says."""

    family: Family
    value: str
    strength: Strength
    rest: tuple[str, ...]
    group: str
    """Forms of one group exclude each other: the family, and for directions the axis."""
    gapped: bool


class Cues:
    """The cues of one language."""

    def __init__(self, rows: list[tuple[Family, str, Strength, str]]) -> None:
        self._words: dict[str, list[_Opening]] = {}
        self._starts: dict[str, list[tuple[str, _Opening]]] = {}
        self._ends: list[tuple[str, _Opening]] = []
        self._inside: list[tuple[str, _Opening]] = []
        for family, value, strength, form in rows:
            first, *rest = form.split()
            group = value.rstrip("+-") if family == "direction" else family
            opening = _Opening(family, value, strength, tuple(rest), group, _GAP in form)
            stem = first.strip("*")
            if first == stem:
                self._words.setdefault(first, []).append(opening)
            elif first.startswith("*") and first.endswith("*"):
                self._inside.append((stem, opening))
            elif first.startswith("*"):
                self._ends.append((stem, opening))
            else:
                self._starts.setdefault(stem[:2], []).append((stem, opening))
        self.look = _Cache(self)

    def classify(self, word: str) -> tuple[_Opening, ...]:
        """All forms that may begin at ``word``: exact ones before the longest beginnings, these before endings."""
        low = word.lower()
        found = list(self._words.get(low, ()))
        starts = [(stem, o) for stem, o in self._starts.get(low[:2], ()) if low.startswith(stem)]
        starts.sort(key=lambda pair: -len(pair[0]))
        found += [opening for _, opening in starts]
        found += [opening for stem, opening in self._ends if low.endswith(stem) and len(low) > len(stem)]
        found += [opening for stem, opening in self._inside if stem in low]
        single: dict[str, _Opening] = {}
        for opening in found:
            if not opening.rest:
                single.setdefault(opening.group, opening)
        return (*(opening for opening in found if opening.rest), *single.values())

    def scan(self, text: str) -> list[Cue]:
        """All cues of ``text`` in the order of their place."""
        look = self.look
        matches = list(_WORD.finditer(text))
        found: list[Cue] = []
        taken: set[tuple[str, int]] = set()
        for i, match in enumerate(matches):
            openings = look[match.group()]
            if not openings:
                continue
            best: dict[str, tuple[int, _Opening, list[int]]] = {}
            for opening in openings:
                group = opening.group
                if (group, i) in taken:
                    continue
                places = _follow(opening.rest, matches, i, text) if opening.rest else [i]
                if places is not None and (group not in best or len(places) > best[group][0]):
                    best[group] = (len(places), opening, places)
            for group, (_, opening, places) in best.items():
                taken.update((group, place) for place in places)
                if opening.strength != "off":
                    last = i if opening.gapped else places[-1]
                    found.append(
                        Cue(
                            opening.family,
                            opening.value,
                            opening.strength == "strong",
                            match.start(),
                            matches[last].end(),
                        )
                    )
        return found


class _Cache(dict[str, tuple[_Opening, ...]]):
    """Word -> forms that may begin at it; filled as words come."""

    def __init__(self, cues: Cues) -> None:
        super().__init__()
        self._cues = cues

    def __missing__(self, word: str) -> tuple[_Opening, ...]:
        if len(self) > 200_000:
            self.clear()
        found = self[word] = self._cues.classify(word)
        return found


def _follow(rest: tuple[str, ...], matches: list[re.Match[str]], i: int, text: str) -> list[int] | None:
    """The places of a phrase's words if it begins at word ``i``, else ``None``."""
    places = [i]
    at = i
    gap: re.Pattern[str] | None = None
    for part in rest:
        if part in (_GAP, _FAR_GAP):
            gap = _CLAUSE if part == _GAP else _STOP
            continue
        end = min(len(matches), at + 2 + (_REACH if gap else 0))
        for j in range(at + 1, end):
            if gap and gap.search(text, matches[j - 1].end(), matches[j].end() + 1):
                return None
            if _fits(part.removesuffix("$"), matches[j].group().lower()) and (
                not part.endswith("$") or _CLOSING.match(text, matches[j].end())
            ):
                places.append(j)
                at, gap = j, None
                break
        else:
            return None
    return places


def _fits(part: str, word: str) -> bool:
    if part.endswith("*"):
        return word.startswith(part[:-1])
    return word.endswith(part[1:]) if part.startswith("*") else word == part


def _rows(path: Path) -> list[tuple[Family, str, Strength, str]]:
    found: list[tuple[Family, str, Strength, str]] = []
    for line, (family, value, strength, listed) in read_rows(path, 4):
        if family not in get_args(Family):
            raise TableError(f"{path}:{line}: '{family}' is no family. Valid: {', '.join(get_args(Family))}.")
        if strength not in get_args(Strength):
            raise TableError(f"{path}:{line}: '{strength}' is no strength. Valid: {', '.join(get_args(Strength))}.")
        found += [(cast(Family, family), value, cast(Strength, strength), form) for form in forms(listed)]
    return found


@lru_cache(maxsize=2)
def cues_of(lang: Lang) -> Cues:
    """The cue table of a language. Raises :class:`TableError` if a line of it cannot be used."""
    return Cues(_rows(tables() / "claims" / f"{lang}.tsv"))
