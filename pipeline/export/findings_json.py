"""``findings.jsonl``: a JSON object per finding, with a published schema (docs/schema/finding-1.json)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from ..codec import line
from ..figures import Listed, listed
from ..figures.measure import State
from ..types import Kind, Record, Severity, Span
from .table import Collected

FINDING_SCHEMA = "wortlaut/finding/1"
"""Name and version of a line's format. What an old reader would misread raises the number; a new key does not."""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding. Spans are character offsets into ``source_text`` and ``target_text``, ``end`` exclusive."""

    schema: str
    article: str
    title: str
    file: str
    """Name of the file that the article was read from; empty for an address."""
    url: str
    page: str
    """Where the side-by-side page shows it; empty if that is not known."""
    part: Literal["article", "brief"]
    sentences: tuple[str, ...]
    severity: Severity
    check: str
    kind: Kind
    source: Span | None
    target: Span | None
    expected: tuple[str, ...]
    message: str
    source_text: str
    target_text: str
    judged: State
    """``dismissed`` ones count nowhere."""
    reason: str
    """Why it was dismissed."""


def finding_line(one: Listed) -> FindingLine:
    """A finding as its line has it."""
    finding = one.finding
    return FindingLine(
        schema=FINDING_SCHEMA, article=one.article, title=one.title, file=one.file, url=one.url,
        page=f"{one.page}#r{one.row}" if one.page and one.row else one.page, part=one.part, sentences=one.sentences,
        severity=finding.severity, check=finding.check, kind=finding.kind, source=finding.source,
        target=finding.target, expected=finding.expected, message=finding.message, source_text=one.source,
        target_text=one.target, judged=one.state, reason=one.reason,
    )  # fmt: skip


def lines(found: Iterable[Listed]) -> bytes:
    """Findings as lines of JSON."""
    return b"".join(line(finding_line(one)) for one in found)


def finding_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a line."""
    schema = msgspec.json.schema(FindingLine)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": FINDING_SCHEMA, **schema}


def _piece(record: Record, _: bool) -> bytes:
    return lines(listed(record))


FINDINGS = Collected(piece=_piece)
