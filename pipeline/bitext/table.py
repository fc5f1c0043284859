"""Tables as text: CSV with commas or semicolons, TSV, what Excel saves, in UTF-8, UTF-16 or an older code page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace

from ..errors import InputError
from ..read.decode import Undecodable, decode
from ..types import Lang
from .headings import LONGEST, pairs_of, recognised
from .pair import Bitext, Columns, Wanted

DELIMITERS = ("\t", ";", ",")
_SEP = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
"""The line in which Excel is told the separator."""
_TRIED = 50
"""Rows by which the separator is recognised where no headings do."""


def has_headings(text: str, langs: tuple[Lang, Lang]) -> bool:
    """Whether a text begins like a table: with headings, or with Excel's line about the separator."""
    return _SEP.match(text) is not None or _by_headings(text, langs) is not None


def read(data: bytes, origin: str, wanted: Wanted) -> Bitext:
    """The pairs of a table, each with its line.

    Raises:
        InputError: it is no text, a row does not fit, or the columns are not to be found.
    """
    try:
        text = decode(data)
    except Undecodable as error:
        line = data.count(b"\n", 0, error.offset) + 1
        raise InputError(f"{origin}, line {line}: {error.reason}. Save it as UTF-8.") from error
    begin = 0
    if match := _SEP.match(text):
        delimiter, begin = match[1], 1
        text = text[match.end() :]
    else:
        delimiter = _by_headings(text, wanted.langs) or _by_shape(text)
    if not text.strip():
        return Bitext(())
    if wanted.columns is None and delimiter == "\t" and _by_headings(text, wanted.langs) is None:
        first = next((line for line in text.splitlines() if line.strip()), "")
        if first.count("\t") == 1:  # plain pairs in another encoding than UTF-8
            wanted = replace(wanted, columns=Columns("1", "2"))
    rows = ((f"line {line + begin}", row) for line, row in _rows(text, delimiter, origin, begin))
    return pairs_of(rows, origin, wanted)


def _by_headings(text: str, langs: tuple[Lang, Lang]) -> str | None:
    for delimiter in DELIMITERS:
        try:
            first = next(csv.reader(io.StringIO(text[:LONGEST]), delimiter=delimiter), [])
        except csv.Error:
            continue
        if recognised(first, langs) is not None:
            return delimiter
    return None


def _by_shape(text: str) -> str:
    """The separator that cuts the first rows into equally many columns, two at least."""
    lines = text[:LONGEST].splitlines()[:_TRIED]
    for delimiter in DELIMITERS:
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=delimiter) if row}
        except csv.Error:
            continue
        if len(widths) == 1 and widths.pop() > 1:
            return delimiter
    return max(DELIMITERS, key=lambda delimiter: lines[0].count(delimiter) if lines else 0)


def _rows(text: str, delimiter: str, origin: str, begin: int) -> Iterator[tuple[int, list[str]]]:
    """The rows, each with the number of the line that it begins on.

    Quotation marks enclose a cell, as in every CSV. In a table with tabs they may be part of the text: they enclose a
    cell there only if all of the table can be read so and some cell needs them.
    """
    if delimiter != "\t" or _is_quoted(text):
        yield from _quoted(text, delimiter, origin, begin)
        return
    for number, line in enumerate(text.replace("\r\n", "\n").removesuffix("\n").split("\n"), 1):
        yield number, line.split("\t")


def _is_quoted(text: str) -> bool:
    if '"' not in text:
        return False
    try:
        rows = list(_quoted(text, "\t", "", 0))
    except InputError:
        return False
    inside = any("\n" in cell for _, row in rows for cell in row)
    return (inside or '""' in text) and len({len(row) for _, row in rows}) == 1


def _quoted(text: str, delimiter: str, origin: str, begin: int) -> Iterator[tuple[int, list[str]]]:
    previous = csv.field_size_limit(LONGEST * 2)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        said = next((words for start, words in _SAID.items() if str(error).startswith(start)), str(error))
        raise InputError(f"{origin}, line {line + begin}: {said}.") from error
    finally:
        csv.field_size_limit(previous)


_SAID = {
    "unexpected end of data": "a quotation mark opens here and is never closed",
    "field larger": f"a text of more than {LONGEST:,} characters",
}
"""What the csv module means, in other words."""
