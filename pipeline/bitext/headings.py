"""Which columns of a table hold the source, the target and the id: by their headings, or as a person says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import InputError
from ..types import Lang
from .pair import Bitext, Pair, Wanted, listed

_SOURCE = frozenset(
    ("source", "src", "source text", "source segment", "quelle", "quelltext", "quellsegment", "ausgangstext",
     "original", "originaltext", "vorlage")
)  # fmt: skip
_TARGET = frozenset(
    ("target", "tgt", "target text", "target segment", "translation", "ziel", "zieltext", "zielsegment", "übersetzung",
     "uebersetzung")
)  # fmt: skip
_OF: dict[Lang, frozenset[str]] = {
    "de": frozenset(("german", "deutsch", "de", "ger", "deu", "german text", "deutscher text")),
    "en": frozenset(("english", "englisch", "en", "eng", "english text", "englischer text")),
}
_ID = frozenset(
    ("id", "segment", "segment id", "segment-id", "segmentid", "segment no", "segment no.", "segment number",
     "segmentnr", "segmentnr.", "segment nr.", "segmentnummer", "nr", "nr.", "no", "no.", "nummer", "number", "#",
     "key", "schlüssel", "unit")
)  # fmt: skip
_REGION = re.compile(r"(de|en)[-_][a-z]{2}|(german|deutsch|english|englisch) \([^()]{1,40}\)")
LONGEST = 200_000
"""Characters of a text: as many as a line of plain pairs may have bytes."""


@dataclass(frozen=True, slots=True)
class Places:
    """Indices of columns; ``id`` is -1 if there is none."""

    source: int
    target: int
    id: int


def recognised(row: Sequence[str], langs: tuple[Lang, Lang]) -> Places | None:
    """The columns that a row of headings names, ``None`` if it is no row of headings."""
    names = [_name(cell) for cell in row]
    target = _first(names, _TARGET) if langs[0] == langs[1] else _either(names, _TARGET, langs[1])
    source = _first(names, _SOURCE) if langs[0] == langs[1] else _either(names, _SOURCE, langs[0])
    if source < 0 or target < 0 or source == target:
        return None
    return Places(source, target, _first(names, _ID))


def pairs_of(rows: Iterable[tuple[str, Sequence[str]]], origin: str, wanted: Wanted, *, ragged: bool = False) -> Bitext:
    """The pairs of a table. Rows in which every cell is empty are passed over and counted.

    Args:
        rows: each with where it is ("line 3") and its cells.
        origin: the file, for messages.
        wanted: which columns.
        ragged: rows may be of any length (a spreadsheet's end with their last cell); else one that is longer than the
            first is an error, as is one that ends before a column that is wanted.

    Raises:
        InputError: the columns are not there, or a row has too many cells or too few.
    """
    places: Places | None = None
    width = 0
    pairs = []
    empty = []
    for number, (where, row) in enumerate(rows):
        if not any(cell.strip() for cell in row):
            if number:
                empty.append(where)
            continue
        if places is None:
            places, headed = _places(row, where, origin, wanted)
            width = len(row)
            if headed:
                continue
        needed = max(places.source, places.target) + 1
        cells = [*row, *[""] * (needed - len(row))] if ragged else _fitting(row, width, needed, where, origin)
        if not (cells[places.source].strip() or cells[places.target].strip()):
            empty.append(where)
            continue
        label = cells[places.id].strip() if 0 <= places.id < len(cells) else ""
        pairs.append(Pair(cells[places.source], cells[places.target], label, where))
        if max(len(pairs[-1].source), len(pairs[-1].target)) > LONGEST:
            raise InputError(f"{origin}, {where}: a text of more than {LONGEST:,} characters.")
    if not empty:
        return Bitext(tuple(pairs))
    rows_of = "row without text was" if len(empty) == 1 else "rows without text were"
    return Bitext(tuple(pairs), (f"{len(empty):,} {rows_of} passed over: {listed(empty)}.",))


def _places(row: Sequence[str], where: str, origin: str, wanted: Wanted) -> tuple[Places, bool]:
    """The columns, and whether this row is one of headings."""
    found = recognised(row, wanted.langs)
    if wanted.columns is None:
        if found is None:
            raise InputError(
                f"{origin}, {where}: no headings say which column is the source and which the target (source, German, "
                "Quelle ... and target, English, Ziel ...). Name the columns: --columns source=1,target=2."
            )
        return found, True
    names = [_name(cell) for cell in row]
    headed = found is not None
    places = []
    for name in ("source", "target", "id"):
        given = getattr(wanted.columns, name)
        if not given:
            places.append(-1)
            continue
        index, by_name = _index(given, names)
        headed = headed or by_name
        if index < 0 or index >= len(row):
            shown = ", ".join(f"“{cell.strip()}”" for cell in row[:12])
            raise InputError(f"{origin}, {where}: no column “{given}” for the {name}; the columns are {shown}.")
        places.append(index)
    return Places(*places), headed


def _index(given: str, names: Sequence[str]) -> tuple[int, bool]:
    """The column that a person means, and whether by its heading."""
    if _name(given) in names:
        return names.index(_name(given)), True
    if given.isdecimal():
        return int(given) - 1, False
    if re.fullmatch(r"[A-Za-z]{1,2}", given):
        letters = [ord(letter) - ord("A") + 1 for letter in given.upper()]
        return (letters[0] if len(letters) == 1 else 26 * letters[0] + letters[1]) - 1, False
    return -1, False


def _fitting(row: Sequence[str], width: int, needed: int, where: str, origin: str) -> Sequence[str]:
    """The row, which is no longer than the first (but for empty cells) and has all columns needed."""
    columns = f"{len(row)} column{'' if len(row) == 1 else 's'} instead of {width}"
    if any(cell.strip() for cell in row[width:]):
        raise InputError(f"{origin}, {where}: {columns}. A text that holds the separator has to be in quotation marks.")
    if len(row) < needed:
        raise InputError(f"{origin}, {where}: {columns}.")
    return row


def _name(cell: str) -> str:
    return " ".join(cell.strip("\ufeff").casefold().split())


def _either(names: Sequence[str], side: frozenset[str], lang: Lang) -> int:
    """The column of a side: by its side's name, else by its language."""
    index = _first(names, side)
    if index >= 0:
        return index
    index = _first(names, _OF[lang])
    if index >= 0:
        return index
    for i, name in enumerate(names):
        if match := _REGION.fullmatch(name):
            given = match[1] or {"german": "de", "deutsch": "de"}.get(match[2], "en")
            if given == lang:
                return i
    return -1


def _first(names: Sequence[str], wanted: frozenset[str]) -> int:
    return next((i for i, name in enumerate(names) if name in wanted), -1)
