"""CSV with a header line, separated by comma, semicolon, tab or bar, whichever is most frequent in the header.

A line "sep=;" before the header, as Excel writes it, is honoured. If the header has a space after every comma, the
space belongs to the comma in the rows too.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator

from ...config import InputConfig
from ..decode import encoding_of
from ..document import Document, Line
from ..draft import Drafts, Refused
from ..records import draft_of

_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r"\ufeff?\"?sep=(.)\"?[,;]*", re.IGNORECASE)
"""Excel's own first line, which names the delimiter of the lines below."""
MOST_COLUMNS = 10_000
_MOST_DELIMITERS = 2_000_000
"""In one line of a row; a text of the largest size allowed has about half as many commas."""
_MOST = 2**31 - 1
"""The highest field limit that the CSV module accepts on every system."""


def read(document: Document, config: InputConfig) -> Drafts:
    """The articles of a document, one at a time. A bad row is refused and reading continues.

    The encoding is detected from the first ``input.max_bytes`` bytes.
    """
    with document.ahead() as chunks:
        encoding = encoding_of(chunks, config.max_bytes)
    lines = _Lines(document, encoding, config.max_bytes)
    header = lines.header()
    delimiter = ""
    if said := _SEPARATOR.fullmatch(header.strip()):
        delimiter = said[1]
        header = lines.header()
    delimiter = delimiter or max(_DELIMITERS, key=header.count)
    if header.count(delimiter) >= MOST_COLUMNS:
        yield Refused(f"{document.origin}:1", f"the header has more than {MOST_COLUMNS:,} columns")
        return
    lines.delimiter = delimiter.encode()
    spaced = f"{delimiter} " in header and header.count(delimiter) == header.count(f"{delimiter} ")
    rows = csv.reader(lines, delimiter=delimiter, skipinitialspace=spaced, strict=True)
    try:
        names = _next(rows, config.max_bytes) or []
    except (csv.Error, _BadRow) as error:
        yield Refused(f"{document.origin}:1", f"broken CSV header: {error}")
        return
    name, times = Counter(filter(None, names)).most_common(1)[0] if any(names) else ("", 1)
    if times > 1:
        yield Refused(f"{document.origin}:1", f"{times} columns are called '{name}'; which one is meant?")
        return
    empty = True
    for item in _rows(rows, lines, [name.strip() for name in names], document, config):
        empty = False
        yield item
    if empty:
        yield Refused(document.origin, "empty: it contains no record", skipped=True, empty=True)


def _rows(
    rows: Iterator[list[str]], lines: _Lines, names: list[str], document: Document, config: InputConfig
) -> Drafts:
    while True:
        origin = f"{document.origin}:{document.line + 1}"
        lines.begin_row()
        try:
            row = _next(rows, config.max_bytes)
        except csv.Error as error:
            yield Refused(origin, f"broken CSV row: {error}")
            continue
        except _BadRow as error:
            yield Refused(origin, str(error))
            continue
        if row is None:
            return
        if not row:  # an empty line
            continue
        if len(row) != len(names):
            yield Refused(origin, f"this row does not have the {len(names)} columns of the header")
            continue
        record = {name: value or None for name, value in zip(names, row, strict=True)}
        yield draft_of(record, config, origin, document.name)


def _next(rows: Iterator[list[str]], limit: int) -> list[str] | None:
    """The next row. The module's field limit (128 KiB) is process-wide, so it is raised for this call only."""
    previous = csv.field_size_limit(min(limit, _MOST))
    try:
        return next(rows, None)
    finally:
        csv.field_size_limit(previous)


class _BadRow(Exception):
    """Why a whole row was dropped."""


class _Lines:
    """The text lines that the CSV module turns into rows; a row above the limit is dropped to its end.

    A row ends with the line on which all its quotation marks are closed.
    """

    def __init__(self, document: Document, encoding: str, limit: int) -> None:
        wide = encoding if encoding.startswith(("utf-16", "utf-32")) else ""
        self._lines = document.lines(limit, wide=wide, universal=True)
        self._encoding = "utf-8" if wide else encoding
        self._limit = limit
        self.delimiter = b""
        """Counted, once it is known: every cell takes memory, also an empty one."""
        self._first: Line | None = None
        self._size = self._quotes = 0

    def header(self) -> str:
        """Peek at the first line."""
        self._first = next(self._lines, None)
        return self._first.data.decode(self._encoding, "replace") if self._first else ""

    def begin_row(self) -> None:
        """Start counting a new row."""
        self._size = self._quotes = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._take()
        reason = ""
        if self._size > self._limit:
            reason = f"the row is longer than {self._limit} bytes (input.max_bytes)"
        elif self.delimiter and line.data.count(self.delimiter) > _MOST_DELIMITERS:
            reason = f"the row has more than {_MOST_DELIMITERS:,} delimiters"
        else:
            try:
                return line.data.decode(self._encoding)
            except UnicodeDecodeError as error:
                reason = f"not {self._encoding.upper()}: byte {error.start} of the line is not a character"
        while self._quotes % 2:
            try:
                self._take()
            except StopIteration:
                break
        raise _BadRow(reason)

    def _take(self) -> Line:
        if self._first is not None:
            line, self._first = self._first, None
            if line.data.startswith(b"\xef\xbb\xbf"):
                line = Line(line.data[3:], line.size, line.dropped_quotes)
        else:
            line = next(self._lines)
        self._size += line.size
        self._quotes += line.data.count(b'"') + line.dropped_quotes
        return line
