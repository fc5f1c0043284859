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
from ..types import Failure, Record, Severity, Signature

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

    ``written``: the files that each article has, if :meth:`add` is not told.
    """

    def __init__(self, written: Collection[str] = PAGES) -> None:
        self._written = written
        self._articles: dict[str | int, tuple[int, ArticleRow, Counter[tuple[str, Severity]]]] = {}
        self._added = 0
        self._failures: list[Failure] = []
        self._not_done = self._skipped = 0
        self._signatures: dict[str, Signature] = {}

    def add(
        self,
        record: Record,
        folder: str = "",
        reused: bool = False,
        place: int | None = None,
        written: Collection[str] | None = None,
        key: str | None = None,
    ) -> ArticleRow:
        """Add a record and return its row. ``place`` is its position in the list; by default the end.

        What was added under a ``key`` is replaced by what is added under the same one, and can be removed.
        """
        row = article_row(record, folder, reused, self._written if written is None else written)
        found = Counter((located.finding.check, located.finding.severity) for located in open_findings(record))
        self._added += 1
        self._articles[self._added if key is None else key] = self._added if place is None else place, row, found
        self._signatures.setdefault(repr(record.signature), record.signature)
        return row

    def remove(self, key: str) -> None:
        """Take out what was added under a key, if anything was."""
        self._articles.pop(key, None)

    def add_failure(self, failure: Failure) -> None:
        """Add an article that failed or was skipped. It is counted, and listed if it is among the first."""
        self._skipped += failure.skipped
        self._not_done += not failure.skipped
        if len(self._failures) < LISTED:
            self._failures.append(failure)

    def build(self, *, run_id: str = "", started: str = "", seconds: float = 0.0) -> RunReport:
        """The report so far. ``started`` is ISO 8601; ``seconds`` the wall time of the whole run, 0 if unknown."""
        rows = [row for _, row, _ in sorted(self._articles.values(), key=itemgetter(0))]
        verdicts = Counter(row.verdict for row in rows)
        by_check: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for _, _, found in self._articles.values():
            for (check, severity), number in found.items():
                by_check[check][severity] += number
            for check in {check for check, _ in found}:
                by_check[check]["articles"] += 1
        checks = [
            CheckRow(check, found["error"], found["warning"], found["note"], found["articles"])
            for check, found in by_check.items()
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
