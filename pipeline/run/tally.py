"""The figures of a run, added up as its records stream past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from operator import itemgetter
from urllib.parse import quote

from ..config import PolicyConfig
from ..figures import Total, Worst, listed, measure
from ..limits import counted
from ..record import ArticleRow, RunReport, Totals, counts, file_name
from ..render.changed import in_a_line
from ..render.text import one_line
from ..render.words import headline
from ..types import Failure, Record, Signature

PAGES = ("brief.html", "qa.html")
"""The pages of an article that the report links to."""

LISTED = 10_000
"""Failures that a run lists; further ones are only counted. A file of a million broken lines would fill the memory, and
nobody reads them."""
FINDINGS = 10_000
"""Findings that the report shows one by one, the most severe first. More make a page that opens slowly; all of them are
in ``findings.csv``."""


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
        file=one_line(file_name(record.run.origin)),
    )


class Tally:
    """Collects a :class:`~pipeline.record.RunReport` from a stream of records; keeps a row for each, never the record.

    Args:
        written: the files that each article has, if :meth:`add` is not told.
        policy: says which findings count for limits; the default one if it is not given.
    """

    def __init__(self, written: Collection[str] = PAGES, policy: PolicyConfig | None = None) -> None:
        self._written = written
        self._policy = policy or PolicyConfig()
        self._articles: dict[str | int, tuple[int, ArticleRow]] = {}
        self._total, self._worst = Total(), Worst(FINDINGS)
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
        feed: str = "",
        point: tuple[str, str] = ("", ""),
    ) -> ArticleRow:
        """Add a record and return its row. ``place`` is its position in the list; by default the end.

        What was added under a ``key`` is replaced by what is added under the same one, and can be removed. ``feed`` is
        the one it came from, ``point`` the run or day it belongs to, and when that started.
        """
        row = article_row(record, folder, reused, self._written if written is None else written)
        row = replace(row, run=point[0])
        self._added += 1
        self._articles[self._added if key is None else key] = self._added if place is None else place, row
        self._total.add(measure(record, feed), *point, key=key)
        if key is not None:
            self._worst.remove(key)
        where = " · ".join(filter(None, (row.file, row.run)))
        weights = {(at.sentences, at.finding): (as_, approved) for at, as_, approved in counted(record, self._policy)}
        for one in listed(record):
            as_, approved = weights.get((one.sentences, one.finding), (None, False))
            self._worst.add(replace(one, title=row.title, page=row.qa, file=where, counts=as_, approved=approved), key)
        self._signatures.setdefault(repr(record.signature), record.signature)
        return row

    def remove(self, key: str) -> None:
        """Take out what was added under a key, if anything was."""
        if self._articles.pop(key, None) is not None:
            self._total.remove(key)
            self._worst.remove(key)

    def add_failure(self, failure: Failure) -> None:
        """Add an article that failed or was skipped. It is counted, and listed if it is among the first."""
        self._skipped += failure.skipped
        self._not_done += not failure.skipped
        if len(self._failures) < LISTED:
            self._failures.append(failure)

    def build(self, *, run_id: str = "", started: str = "", seconds: float = 0.0) -> RunReport:
        """The report so far. ``started`` is ISO 8601; ``seconds`` the wall time of the whole run, 0 if unknown."""
        rows = [row for _, row in sorted(self._articles.values(), key=itemgetter(0))]
        verdicts = Counter(row.verdict for row in rows)
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
            figures=self._total.figures(),
            found=self._worst.worst(),
            failures=tuple(self._failures),
            signatures=tuple(self._signatures.values()),
        )
