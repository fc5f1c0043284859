"""The figures of a report as JSON, with a published schema (docs/schema/report-1.json)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from ..figures import Compared, Figures
from ..limits import Outcome
from ..record import ArticleRow, RunReport
from ..types import Failure
from .findings_json import FindingLine

REPORT_SCHEMA = "wortlaut/report/1"
"""Name and version of the format. What an old reader would misread raises the number; a new key does not."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report: ``findings`` has every finding, those that were dismissed too; nothing else counts the latter."""

    schema: str
    about: str
    figures: Figures
    limits: tuple[Outcome, ...]
    compared: Compared | None
    failures: tuple[Failure, ...]
    articles: tuple[ArticleRow, ...]
    findings: tuple[FindingLine, ...]


def report_json(report: RunReport, findings: Iterable[bytes]) -> Iterator[bytes]:
    """The report, piece by piece; ``findings`` are lines of ``findings.jsonl``."""
    head = Report(
        REPORT_SCHEMA, report.about or report.run_id, report.figures, report.limits, report.compared, report.failures,
        report.articles, (),
    )  # fmt: skip
    start = msgspec.json.encode(head)
    assert start.endswith(b'"findings":[]}')
    yield start[:-2]
    comma = b"\n"
    for one in findings:
        yield comma + one.rstrip(b"\n")
        comma = b",\n"
    yield b"\n]}\n"


def report_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a report."""
    schema = msgspec.json.schema(Report)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": REPORT_SCHEMA, **schema}
