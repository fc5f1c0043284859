"""The files with one or more lines per record: ``briefs.jsonl`` and ``findings.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ..codec import line
from ..render.brief import brief_json
from ..render.findings import FINDINGS_HEADER, findings_rows
from .table import Collected


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


BRIEFS = Collected(piece=lambda record, new: line(brief_json(record) | {"new": new}))
FINDINGS = Collected(piece=lambda record, _: _csv(findings_rows(record)), head=_csv([FINDINGS_HEADER]))
