"""The run's own files, built while articles get done in any order and written in the order of the input."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from functools import partial

from .. import render
from ..codec import line
from ..render import ArticleRow, ReportBuilder, RunReport
from ..types import Failure, Record
from .store import Store, output_errors

CHUNK = 1 << 20
"""Bytes copied at a time."""


class RunFiles:
    """``briefs.jsonl``, ``findings.csv`` and ``report.html`` of one run.

    What an article adds to the first two goes to disk as soon as all articles before it are done; in memory remains its
    row of the report, a few hundred bytes.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        # Nameless files: a crash leaves nothing behind.
        with output_errors():
            self._briefs = tempfile.TemporaryFile(dir=store.root)  # noqa: SIM115 - closed in __exit__
            self._findings = tempfile.TemporaryFile(dir=store.root)  # noqa: SIM115
        self._findings.write(_csv([render.FINDINGS_HEADER]))
        self._held: dict[int, tuple[bytes, bytes]] = {}
        self._next = 0
        self._report = ReportBuilder()

    def __enter__(self) -> RunFiles:
        return self

    def __exit__(self, *_: object) -> None:
        self._briefs.close()
        self._findings.close()

    def add(self, place: int, record: Record, reused: bool) -> ArticleRow:
        """Take in the article that stands at this place of the input and return its row."""
        self._put(place, line(render.brief_json(record)), _csv(render.findings_rows(record)))
        return self._report.add(record, reused=reused, place=place)

    def add_failure(self, place: int, failure: Failure) -> None:
        """Take in an article that did not make it."""
        self._put(place, b"", b"")
        self._report.add_failure(failure)

    def write(self, run_id: str, started: str, seconds: float) -> RunReport:
        """Write the three files; what could not be done before an interruption is not in them."""
        for place in sorted(self._held):
            self._append(*self._held.pop(place))
        for name, file in (("briefs.jsonl", self._briefs), ("findings.csv", self._findings)):
            file.seek(0)
            self._store.write(name, iter(partial(file.read, CHUNK), b""))
        report = self._report.build(run_id=run_id, started=started, seconds=seconds)
        self._store.write("report.html", [render.report_html(report).encode()])
        return report

    def _put(self, place: int, brief: bytes, findings: bytes) -> None:
        self._held[place] = brief, findings
        while self._next in self._held:
            self._append(*self._held.pop(self._next))
            self._next += 1

    def _append(self, brief: bytes, findings: bytes) -> None:
        with output_errors():
            self._briefs.write(brief)
            self._findings.write(findings)


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
