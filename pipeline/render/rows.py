"""The tables of a brief as they are shown: a row per German form, what is not plain first, what is the same folded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..types import KeyItem
from .text import one_line
from .words import STATUSES

SHOWN = 5
"""Figures shown in the table although they are the same on both sides: the most important ones."""
_LOST = "–"


@dataclass(frozen=True, slots=True)
class Shown:
    """A table: the rows to look at, and those that are the same on both sides and may be folded."""

    rows: tuple[KeyItem, ...]
    folded: tuple[KeyItem, ...]

    @property
    def rest(self) -> tuple[str, ...]:
        """The folded rows in a few words each: ``Cologne (Köln)``, ``9 vehicles``."""
        return tuple(dict.fromkeys(in_words(item) for item in self.folded))


def shown(items: Iterable[KeyItem], plain: int = 0) -> Shown:
    """The rows as they are shown: all that are not "same", worst first, then the first ``plain`` of the others."""
    rows = merged(items)
    doubtful = [item for item in rows if item.status != "same"]
    same = [item for item in rows if item.status == "same"]
    doubtful.sort(key=lambda item: -STATUSES.index(item.status))
    return Shown((*doubtful, *same[:plain]), tuple(same[plain:]))


def merged(items: Iterable[KeyItem]) -> tuple[KeyItem, ...]:
    """The rows of a table merged to one per German form (and what it counts): its English forms (with a dash if a
    sentence lost it), and the worst status with its message."""
    rows: dict[tuple[str, str], KeyItem] = {}
    for item in items:
        key = (item.kind, (item.source_phrase or item.source).casefold() or item.target.casefold())
        old = rows.get(key)
        if old is None:
            rows[key] = item
            continue
        every = dict.fromkeys((*(old.target or _LOST).split(" / "), item.target or _LOST))
        forms = " / ".join(sorted(every, key=lambda form: form == _LOST))
        worse = max(old, item, key=lambda one: STATUSES.index(one.status))
        one_form = old.target_phrase if len(every) == 1 else ""
        rows[key] = replace(
            worse,
            source=old.source,
            source_phrase=old.source_phrase,
            target="" if forms == _LOST else forms,
            target_phrase=one_form,
        )
    return tuple(rows.values())


def source_words(item: KeyItem) -> str:
    """The German side of a row, with what it counts."""
    return one_line(item.source_phrase or item.source)


def target_words(item: KeyItem) -> str:
    """The English side of a row, with what it counts."""
    return one_line(item.target_phrase or item.target)


def in_words(item: KeyItem) -> str:
    """A row in a few words: the English, and the German where it differs."""
    source, target = source_words(item), target_words(item)
    return target if source.casefold() == target.casefold() or not source else f"{target} ({source})"
