"""The table that ``wortlaut run`` prints last on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from ..record import ArticleRow
from .text import fit, pad, width

_HEAD = ("Article", "Sentences", "Facts checked", "Errors", "Warnings", "Verdict", "Seconds")
_RIGHT = (False, True, True, True, True, False, True)
_TITLE_COLUMNS = (16, 39)
"""Minimum and maximum columns for the article's title."""
MAX_COLUMNS = 100


def summary_table(rows: Iterable[ArticleRow]) -> str:
    """Aligned plain text, at most 100 columns: a line per article and, for more than one, a line of totals."""
    rows = list(rows)
    body = [_cells(row) for row in rows]
    if len(rows) > 1:
        body.append(_totals(rows))
    widths = [max(len(head), *(len(line[i]) for line in body)) if body else len(head) for i, head in enumerate(_HEAD)]
    room = MAX_COLUMNS - sum(widths[1:]) - 2 * (len(_HEAD) - 1)
    least, most = _TITLE_COLUMNS
    titles = [fit(line[0], max(least, min(most, room))) for line in body]
    widths[0] = max([len(_HEAD[0]), *(width(title) for title in titles)])
    rule = "  ".join("-" * columns for columns in widths)
    lines = [_line(_HEAD, widths), rule]
    lines += [_line((title, *line[1:]), widths) for title, line in zip(titles, body, strict=True)]
    if len(rows) > 1:
        lines.insert(-1, rule)
    return "\n".join(lines) + "\n"


def _cells(row: ArticleRow) -> tuple[str, ...]:
    counts = (f"{n:,}" for n in (row.sentences, row.facts, row.errors, row.warnings))
    return (row.title, *counts, row.verdict, "done before" if row.reused else f"{row.seconds:.1f}")


def _totals(rows: list[ArticleRow]) -> tuple[str, ...]:
    sums = (sum(getattr(row, name) for row in rows) for name in ("sentences", "facts", "errors", "warnings"))
    seconds = sum(row.seconds for row in rows if not row.reused)
    return (f"{len(rows):,} articles", *(f"{n:,}" for n in sums), "", f"{seconds:.1f}")


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    padded = (pad(cell, columns, right) for cell, columns, right in zip(cells, widths, _RIGHT, strict=True))
    return "  ".join(padded).rstrip()
