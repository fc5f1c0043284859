"""The table that ``wortlaut run`` prints last on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from ..record import ArticleRow
from .text import fit, pad, width

_HEAD = ("Article", "File", "Sentences", "Facts", "Errors", "Warnings", "Verdict", "Seconds")
_RIGHT = (False, False, True, True, True, True, False, True)
_TITLE_COLUMNS = (16, 39)
"""Minimum and maximum columns for the article's title."""
_FILE_COLUMNS = (6, 20)
"""The same for the name of its file; the column is left out where it would not fit, or where no file is known."""
MAX_COLUMNS = 100


def summary_table(rows: Iterable[ArticleRow]) -> str:
    """Aligned plain text, at most 100 columns: a line per article and, for more than one, a line of totals."""
    rows = list(rows)
    body = [_cells(row) for row in rows]
    if len(rows) > 1:
        body.append(_totals(rows))
    counts = [max(len(head), *(len(line[i]) for line in body)) if body else len(head) for i, head in _numbered(2)]
    room = MAX_COLUMNS - sum(counts) - 2 * len(counts)
    files = [fit(line[1], _FILE_COLUMNS[1]) for line in body]
    with_files = any(files) and room >= _TITLE_COLUMNS[0] + 2 + _FILE_COLUMNS[0]
    if with_files:
        files = [fit(name, max(_FILE_COLUMNS[0], room - _TITLE_COLUMNS[0] - 2)) for name in files]
        room -= 2 + max(len(_HEAD[1]), *(width(name) for name in files))
    titles = [fit(line[0], max(_TITLE_COLUMNS[0], min(_TITLE_COLUMNS[1], room))) for line in body]
    columns = [0, *((1,) if with_files else ()), *range(2, len(_HEAD))]
    table = [_HEAD, *((title, name, *line[2:]) for title, name, line in zip(titles, files, body, strict=True))]
    widths = {i: max(width(line[i]) for line in table) for i in columns}
    lines = ["  ".join(pad(line[i], widths[i], _RIGHT[i]) for i in columns).rstrip() for line in table]
    rule = "  ".join("-" * widths[i] for i in columns)
    lines.insert(1, rule)
    if len(rows) > 1:
        lines.insert(-1, rule)
    return "\n".join(lines) + "\n"


def _numbered(start: int) -> Iterable[tuple[int, str]]:
    return ((i, _HEAD[i]) for i in range(start, len(_HEAD)))


def _cells(row: ArticleRow) -> tuple[str, ...]:
    counts = (f"{n:,}" for n in (row.sentences, row.facts, row.errors, row.warnings))
    return (row.title, row.file, *counts, row.verdict, "done before" if row.reused else f"{row.seconds:.1f}")


def _totals(rows: list[ArticleRow]) -> tuple[str, ...]:
    sums = (sum(getattr(row, name) for row in rows) for name in ("sentences", "facts", "errors", "warnings"))
    seconds = sum(row.seconds for row in rows if not row.reused)
    return (f"{len(rows):,} articles", "", *(f"{n:,}" for n in sums), "", f"{seconds:.1f}")
