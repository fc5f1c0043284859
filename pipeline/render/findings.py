"""``findings.csv``: a row per finding, for spreadsheets and scripts."""

from __future__ import annotations

from collections.abc import Iterator

from ..record import all_findings
from ..types import Record, Span
from .text import csv_cell

FINDINGS_HEADER: list[str] = [
    "article", "title", "part", "sentences", "severity", "check", "kind",
    "source", "source_start", "source_end", "target", "target_start", "target_end",
    "expected", "message", "german", "english", "url",
]  # fmt: skip
"""``part`` is ``article`` or ``brief``; ``*_start``/``*_end`` are character offsets into ``german`` and ``english``;
several sentence ids are joined by spaces, several expected forms by `` | ``."""


def findings_rows(record: Record) -> Iterator[list[str]]:
    """A row of strings for each finding, as in :data:`FINDINGS_HEADER`; quoting is left to the :mod:`csv` module.

    Cells that a spreadsheet could take for a formula get a leading apostrophe.
    """
    for located in all_findings(record):
        finding = located.finding
        row = [
            record.article.id, record.article.title, located.part, " ".join(located.sentences),
            finding.severity, finding.check, finding.kind,
            *span_cells(finding.source), *span_cells(finding.target),
            " | ".join(finding.expected), finding.message, located.source, located.target, record.article.url,
        ]  # fmt: skip
        yield [csv_cell(cell) for cell in row]


def span_cells(span: Span | None) -> list[str]:
    """Text, start and end of a span as three cells, empty if there is no span."""
    return [span.text, str(span.start), str(span.end)] if span else ["", "", ""]
