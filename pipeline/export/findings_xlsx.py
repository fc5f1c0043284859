"""``findings.xlsx``: findings for people with a spreadsheet, the fact in colour inside its sentence.

Every cell of an article's text is written as a string: no formula, no link. A column is there to be filled in:
``confirmed`` or ``dismissed``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

import msgspec

from ..figures import Figures, Sums
from ..record import RunReport
from ..render.text import printable
from ..types import Severity, Span
from .findings_json import FINDINGS as LINES
from .findings_json import FindingLine
from .table import Collected

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

COLUMNS: tuple[tuple[str, int], ...] = (
    ("Judged", 12), ("Severity", 10), ("Check", 18), ("German", 60), ("English", 60), ("Expected", 24), ("Message", 40),
    ("Title", 36), ("File", 20), ("Article", 20), ("Part", 9), ("Sentences", 10), ("Reason", 24), ("Page", 30),
    ("Address", 30),
)  # fmt: skip
"""Heads and widths, in characters."""
ROWS = 1_048_576
"""Of a sheet, in Excel."""
CELL = 32_000
"""Characters of a cell that are written; Excel takes 32,767, and counts some twice."""
JUDGED = ("confirmed", "dismissed")
_COLOURS: dict[Severity, str] = {"error": "#B00000", "warning": "#9A5B00", "note": "#1B5685"}
_PIECE = 1 << 16
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - Excel knows no zones; the same findings give the same bytes


def workbook(lines: Iterable[bytes], report: RunReport | None = None) -> Iterator[bytes]:
    """An Excel file of findings (lines of ``findings.jsonl``), with sheets of figures if there is a report."""
    import xlsxwriter

    with TemporaryFile() as file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as book:
            book.set_properties({"title": "Findings", "created": _MADE})
            _findings(book, lines)
            if report is not None:
                _figures(book, report.figures)
        file.seek(0)
        yield from iter(lambda: file.read(_PIECE), b"")


def _findings(book: Workbook, lines: Iterable[bytes]) -> None:
    sheet = book.add_worksheet("Findings")
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    marks = {severity: book.add_format({"bold": True, "font_color": colour}) for severity, colour in _COLOURS.items()}
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    sheet.freeze_panes(1, 0)
    decode = msgspec.json.Decoder(FindingLine).decode
    row = left = 0
    for line in lines:
        if row == ROWS - 2:  # one is for the head, one to say that there are more
            left += 1
            continue
        row += 1
        one = decode(line)
        judged = one.judged if one.judged in JUDGED else ""
        texts: tuple[str | tuple[str, Span | None], ...] = (
            judged, one.severity, one.check, (one.source_text, one.source), (one.target_text, one.target),
            " | ".join(one.expected), one.message, one.title, one.file, one.article, one.part, " ".join(one.sentences),
            one.reason, one.page, one.url,
        )  # fmt: skip
        for column, value in enumerate(texts):
            if isinstance(value, str):
                sheet.write_string(row, column, printable(value)[:CELL], plain)
            else:
                _marked(sheet, row, column, *value, marks[one.severity], plain)
    if left:
        sheet.write_string(row + 1, 6, f"{left:,} more findings do not fit into a sheet; a CSV file has all.", plain)
    sheet.autofilter(0, 0, max(row, 1), len(COLUMNS) - 1)
    sheet.data_validation(
        1, 0, max(row, 1), 0,
        {"validate": "list", "source": list(JUDGED), "error_message": "Write confirmed or dismissed, or nothing."},
    )  # fmt: skip


def _marked(sheet: Any, row: int, column: int, text: str, span: Span | None, mark: Any, plain: Any) -> None:
    """Write a text with a span of it in colour."""
    start, end = (max(0, span.start), min(span.end, len(text))) if span else (0, 0)
    cut = max(0, min(start - CELL // 4, len(text) - CELL))
    text = printable(text)[cut : cut + CELL]
    start, end = start - cut, min(end - cut, len(text))
    before, marked, after = (text[:start], text[start:end], text[end:]) if start < end else (text, "", "")
    if marked and (before or after):
        pieces = [piece for part in ((before,), (mark, marked), (after,)) if part[-1] for piece in part]
        sheet.write_rich_string(row, column, *pieces, plain)
    else:
        sheet.write_string(row, column, text, plain)


def _figures(book: Workbook, figures: Figures) -> None:
    head = book.add_format({"bold": True, "bottom": 1})
    rate = book.add_format({"num_format": "0.0"})
    share = book.add_format({"num_format": "0%"})
    checks = book.add_worksheet("Checks")
    names = ("Check", "Errors", "Errors per 1,000", "Warnings", "Warnings per 1,000", "Notes", "Articles", "Open",
             "Confirmed", "Dismissed", "Right, as judged")  # fmt: skip
    _head(checks, names, head)
    for row, c in enumerate(figures.checks, 1):
        checks.write_string(row, 0, c.check)
        per = figures.sums.per_1000
        numbers = (
            c.errors, per(c.errors), c.warnings, per(c.warnings), c.notes, c.articles, c.open, c.confirmed, c.dismissed,
        )  # fmt: skip
        for column, number in enumerate(numbers, 1):
            checks.write_number(row, column, number, rate if column in (2, 4) else None)
        if c.precision is not None:
            checks.write_number(row, len(numbers) + 1, c.precision, share)
    groups = book.add_worksheet("Groups")
    columns = ("By", "Name", "Articles", "Pass", "Review", "Fail", "Facts", "Errors", "Errors per 1,000", "Warnings",
             "Warnings per 1,000")  # fmt: skip
    _head(groups, columns, head)
    rows: list[tuple[str, str, Sums]] = [
        (dimension, group.name, group.sums) for dimension, of in figures.groups.items() for group in of
    ]
    rows += [("run", point.name, point.sums) for point in figures.trend]
    for row, (dimension, name, s) in enumerate(rows, 1):
        groups.write_string(row, 0, dimension)
        groups.write_string(row, 1, printable(name)[:CELL])
        rates = {8: s.errors_per_1000, 10: s.warnings_per_1000}
        counts = {2: s.articles, 3: s.passed, 4: s.review, 5: s.failed, 6: s.facts, 7: s.errors, 9: s.warnings}
        for column, number in sorted({**counts, **rates}.items()):
            groups.write_number(row, column, number, rate if column in rates else None)


def _head(sheet: Any, names: Iterable[str], form: Any) -> None:
    for column, name in enumerate(names):
        sheet.set_column(column, column, max(12, len(name)))
        sheet.write_string(0, column, name, form)
    sheet.freeze_panes(1, 0)


def _whole(file: IO[bytes]) -> Iterator[bytes]:
    return workbook(file)


FINDINGS = Collected(piece=LINES.piece, whole=_whole)
