"""The figures of a run, added up as its records stream past."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from operator import itemgetter
from urllib.parse import quote

from ..record import ArticleRow, CheckRow, RunReport, Totals, counts, open_findings
from ..render.changed import in_a_line
from ..render.text import one_line
from ..render.words import headline
from ..types import Failure, Record, Signature

PAGES = ("brief.html", "qa.html")
"""The pages of an article that the report links to."""

LISTED = 10_000
"""Failures that a run lists; further ones are only counted. A file of a million broken lines would fill the memory, and
nobody reads them."""


def article_row(record: Record, folder: str = "", reused: bool = False, written: Collection[str] = PAGES) -> ArticleRow:
    """A record's row. ``folder`` is where its files are, relative to the report; ``articles/<id>`` if not given.

    ``written`` are the names of those files: the row links to no page that is not among them.
    """
    figures = counts(record)
    base = quote((folder or f"articles/{record.article.id}").strip("/").replace("\\", "/"))
    brief, qa = (f"{base}/{name}" if name in written else "" for name in PAGES)
    return ArticleRow(
        id=record.article.id,
        title=headline(record.brief) or one_line(record.article.title) or record.article.id,
        source=one_line(record.article.source),
        published=record.article.published,
        sentences=figures.sentences,
        facts=figures.facts,
        errors=figures.errors,
        warnings=figures.warnings,
        notes=figures.notes,
        repairs=figures.repairs,
        verdict=record.brief.verdict,
        seconds=record.run.seconds,
        brief=brief,
        qa=qa,
        reused=reused,
        changed="" if reused else in_a_line(record),
    )


class Tally:
    """Collects a :class:`~pipeline.record.RunReport` from a stream of records; keeps a row for each, never the record.

    ``written``: the files that each article has.
    """

    def __init__(self, written: Collection[str] = PAGES) -> None:
        self._written = written
        self._articles: list[tuple[int, ArticleRow]] = []
        self._failures: list[Failure] = []
        self._not_done = self._skipped = 0
        self._checks: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._signatures: dict[str, Signature] = {}

    def add(self, record: Record, folder: str = "", reused: bool = False, place: int | None = None) -> ArticleRow:
        """Add a record and return its row. ``place`` is its position in the list; by default the end."""
        row = article_row(record, folder, reused, self._written)
        self._articles.append((len(self._articles) if place is None else place, row))
        self._signatures.setdefault(repr(record.signature), record.signature)
        found = Counter((located.finding.check, located.finding.severity) for located in open_findings(record))
        for (check, severity), number in found.items():
            self._checks[check][severity] += number
        for check in {check for check, _ in found}:
            self._checks[check]["articles"] += 1
        return row

    def add_failure(self, failure: Failure) -> None:
        """Add an article that failed or was skipped. It is counted, and listed if it is among the first."""
        self._skipped += failure.skipped
        self._not_done += not failure.skipped
        if len(self._failures) < LISTED:
            self._failures.append(failure)

    def build(self, *, run_id: str = "", started: str = "", seconds: float = 0.0) -> RunReport:
        """The report so far. ``started`` is ISO 8601; ``seconds`` the wall time of the whole run, 0 if unknown."""
        rows = [row for _, row in sorted(self._articles, key=itemgetter(0))]
        verdicts = Counter(row.verdict for row in rows)
        checks = [
            CheckRow(check, found["error"], found["warning"], found["note"], found["articles"])
            for check, found in self._checks.items()
        ]
        return RunReport(
            run_id=run_id,
            started=started,
            seconds=seconds,
            totals=Totals(
                articles=len(rows),
                reused=sum(row.reused for row in rows),
                sentences=sum(row.sentences for row in rows),
                facts=sum(row.facts for row in rows),
                errors=sum(row.errors for row in rows),
                warnings=sum(row.warnings for row in rows),
                notes=sum(row.notes for row in rows),
                repairs=sum(row.repairs for row in rows),
                passed=verdicts["pass"],
                review=verdicts["review"],
                failed=verdicts["fail"],
                not_done=self._not_done,
                skipped=self._skipped,
            ),
            articles=tuple(rows),
            checks=tuple(sorted(checks, key=lambda row: (-row.errors, -row.warnings, -row.notes, row.check))),
            failures=tuple(self._failures),
            signatures=tuple(self._signatures.values()),
        )
