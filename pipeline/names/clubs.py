"""Clubs that one text says longer and the other shorter: Hertha, Hertha Berlin."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ..resources import tables
from . import entities
from .side import Side, base_forms
from .text import words
from .unmatched import Suspect


class _Form(NamedTuple):
    """A form of a club by its folded words."""

    words: tuple[str, ...]
    club: int


@lru_cache(maxsize=1)
def _forms() -> dict[str, list[_Form]]:
    """The forms in ``clubs.tsv`` by their first words."""
    result: dict[str, list[_Form]] = {}
    for club, (cell,) in enumerate(entities.rows(tables() / "names" / "clubs.tsv", (1,))):
        for form in cell.split(";"):
            parts = tuple(word.fold for word in words(form))
            result.setdefault(parts[0], []).append(_Form(parts, club))
    return result


def _found(side: Side) -> Iterator[tuple[int, int, int]]:
    """First word, last word and club of every form in a text; a genitive counts."""
    for at, word in enumerate(side.words):
        for first in base_forms(word.fold, side.lang)[:2] if word.capital or word.text.isdigit() else ():
            for form in _forms().get(first, ()):
                last = at + len(form.words) - 1
                if last >= len(side.words):
                    continue
                middle = [side.words[place].fold for place in range(at, last)]
                ends = base_forms(side.words[last].fold, side.lang)[:2]
                if middle == list(form.words[:-1]) and form.words[-1] in ends:
                    yield at, last, form.club


def is_longer(side: Side, other: Side, suspect: Suspect) -> bool:
    """True if a name of ``side`` is part of a longer form of a club that ``other`` has in a shorter one."""
    whole = [
        (last - first + 1, club) for first, last, club in _found(side) if first <= suspect.first <= suspect.last <= last
    ]
    if not whole:
        return False
    here = {club: size for size, club in sorted(whole)}
    return any(here.get(club, 0) > last - first + 1 for first, last, club in _found(other))
