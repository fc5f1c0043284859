"""``report.html``: a whole run at a glance, built while the records stream by."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from operator import itemgetter
from urllib.parse import quote

from ..types import Failure, Level, Record, Signature
from .located import all_findings, counts
from .pages import page
from .text import one_line
from .words import DRAFT_NOTICE, decoding_label, model_label, readable_date, readable_seconds


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article's line in the report and in the terminal's summary. ``seconds`` is the time its record took to make.

    ``brief`` and ``qa`` are relative links, percent-encoded. ``reused`` is true for an article that an earlier run
    had done already.
    """

    id: str
    title: str
    source: str
    published: str
    sentences: int
    facts: int
    errors: int
    warnings: int
    notes: int
    repairs: int
    verdict: Level
    seconds: float
    brief: str
    qa: str
    reused: bool = False


@dataclass(frozen=True, slots=True)
class CheckRow:
    """How often a check found something, by severity, and in how many articles."""

    check: str
    errors: int
    warnings: int
    notes: int
    articles: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a run's articles."""

    articles: int
    reused: int
    sentences: int
    facts: int
    errors: int
    warnings: int
    notes: int
    repairs: int
    passed: int
    review: int
    failed: int
    not_done: int
    skipped: int


@dataclass(frozen=True, slots=True)
class RunReport:
    """Everything ``report.html`` shows. ``signatures`` has one entry unless older records were made differently."""

    run_id: str
    started: str
    seconds: float
    totals: Totals
    articles: tuple[ArticleRow, ...]
    checks: tuple[CheckRow, ...]
    failures: tuple[Failure, ...]
    signatures: tuple[Signature, ...]


def article_row(record: Record, folder: str = "", reused: bool = False) -> ArticleRow:
    """A record's row. ``folder`` is where its files lie, relative to the report; ``articles/<id>`` if not given."""
    figures = counts(record)
    base = quote((folder or f"articles/{record.article.id}").strip("/").replace("\\", "/"))
    return ArticleRow(
        id=record.article.id,
        title=one_line(record.brief.headline or record.article.title) or record.article.id,
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
        brief=f"{base}/brief.html",
        qa=f"{base}/qa.html",
        reused=reused,
    )


class ReportBuilder:
    """Collects a :class:`RunReport` from a stream of records; keeps a row of each, never the record."""

    def __init__(self) -> None:
        self._articles: list[tuple[int, ArticleRow]] = []
        self._failures: list[Failure] = []
        self._checks: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._signatures: dict[str, Signature] = {}

    def add(self, record: Record, folder: str = "", reused: bool = False, place: int | None = None) -> ArticleRow:
        """Take a record in and return its row. ``place`` is where it goes in the list; without, at the end."""
        row = article_row(record, folder, reused)
        self._articles.append((len(self._articles) if place is None else place, row))
        self._signatures.setdefault(repr(record.signature), record.signature)
        found = Counter((located.finding.check, located.finding.severity) for located in all_findings(record))
        for (check, severity), number in found.items():
            self._checks[check][severity] += number
        for check in {check for check, _ in found}:
            self._checks[check]["articles"] += 1
        return row

    def add_failure(self, failure: Failure) -> None:
        """Take in an article that did not make it."""
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
                not_done=sum(not failure.skipped for failure in self._failures),
                skipped=sum(failure.skipped for failure in self._failures),
            ),
            articles=tuple(rows),
            checks=tuple(sorted(checks, key=lambda row: (-row.errors, -row.warnings, -row.notes, row.check))),
            failures=tuple(self._failures),
            signatures=tuple(self._signatures.values()),
        )


def report_html(report: RunReport) -> str:
    """The page. Sorting and filtering need its inline script; without it everything is shown in input order."""
    return page(
        "report.html.j2",
        script="report.js",
        report=report,
        totals=report.totals,
        facts=[fact for fact in _facts(report) if fact],
        draft_notice=DRAFT_NOTICE if any(signature.draft for signature in report.signatures) else "",
        models=[(s, model_label(s), decoding_label(s.decoding)) for s in report.signatures],
        most=max((row.errors + row.warnings + row.notes for row in report.checks), default=1),
    )


def _facts(report: RunReport) -> tuple[str, ...]:
    return (
        f"Run {report.run_id}" if report.run_id else "",
        readable_date(report.started),
        readable_seconds(report.seconds) if report.seconds else "",
        f"{report.totals.reused:,} done before" if report.totals.reused else "",
    )
