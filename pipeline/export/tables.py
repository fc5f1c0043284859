"""The files with one or more lines per record: ``briefs.jsonl`` and ``findings.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ..codec import line
from ..render.brief import brief_json
from ..render.findings import FINDINGS_HEADER, findings_rows
from .table import Collected


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as lines of CSV. Foreign text in them must have been disarmed (:func:`~pipeline.render.text.csv_cell`)."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


BOM = b"\xef\xbb\xbf"
"""Before a CSV file for Excel, which else takes it for the system's old code page."""
BRIEFS = Collected(piece=lambda record, new: line(brief_json(record) | {"new": new}))
FINDINGS = Collected(piece=lambda record, _: csv_text(findings_rows(record)), head=csv_text([FINDINGS_HEADER]))
