"""The run: inputs in, a folder of records and everything rendered from them out.

Articles flow through in windows: as many as make up a few hundred sentences are read, translated together (long and
short sentences of many articles share batches), finished and written before the next window is read. Memory therefore
does not grow with the number of articles, and an interruption loses one window at most.
"""

from __future__ import annotations

import csv
import io
import platform
import socket
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice

import msgspec

from .. import render
from ..check import Checker
from ..codec import line, record_bytes
from ..config import Config
from ..render import ArticleRow
from ..translate.base import Translator
from ..types import Article, Failure, Record, RunInfo, Severity, Signature, Translation
from .article import Prepared, finish, judge_again, prepare
from .second import second_chances
from .signature import make_signature
from .store import Store

WINDOW_SENTENCES = 400
"""Sentences translated together. Enough for full batches of equal length; few enough to see progress and to lose
little when interrupted."""
ARTICLE_FILES = ("brief.md", "brief.html", "qa.html", "record.json")
"""In the order they are written: the record last, so that its presence means the article is done."""


@dataclass(slots=True)
class RunResult:
    """What a run did. ``interrupted`` is true if it was stopped before its inputs were exhausted."""

    rows: list[ArticleRow] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    interrupted: bool = False

    @property
    def reused(self) -> int:
        """How many articles were found done already."""
        return sum(row.reused for row in self.rows)

    @property
    def findings(self) -> dict[Severity, int]:
        """How many findings of each severity."""
        return {
            "note": sum(row.notes for row in self.rows),
            "warning": sum(row.warnings for row in self.rows),
            "error": sum(row.errors for row in self.rows),
        }


class Runner:
    """Everything a run needs, handed in; :meth:`run` does the rest.

    Args:
        config: the settings.
        store: the output folder.
        translator: the engine; its weights are loaded when the first sentence needs them.
        checker: the checker, with the desk's glossary.
        progress: called after every article (and failure) with the result so far.
    """

    def __init__(
        self,
        config: Config,
        store: Store,
        translator: Translator,
        checker: Checker,
        progress: Callable[[RunResult], None] = lambda _: None,
    ) -> None:
        self.config = config
        self.store = store
        self.translator = translator
        self.checker = checker
        self.progress = progress
        self.signature: Signature = make_signature(config, translator.identity)
        self.id = uuid.uuid4().hex[:12]
        self.started = datetime.now(UTC)

    def run(self, articles: Iterable[Article | Failure], limit: int | None = None) -> RunResult:
        """Process the articles and write the run's own files. An interruption (Ctrl-C) keeps what is done."""
        result = RunResult()
        output = _RunFiles()
        try:
            for window in self._windows(islice(articles, limit), result):
                for record, reused in self._process(window):
                    result.rows.append(output.add(record, reused))
                    self.progress(result)
        except KeyboardInterrupt:
            result.interrupted = True
        for failure in result.failures:
            output.report.add_failure(failure)
        self._write_run_files(result, output)
        return result

    def _windows(
        self, articles: Iterator[Article | Failure], result: RunResult
    ) -> Iterator[list[tuple[Prepared, str, Record | None]]]:
        window: list[tuple[Prepared, str, Record | None]] = []
        size = 0
        for article in articles:
            prepared = prepare(article) if isinstance(article, Article) else article
            if isinstance(prepared, Failure):
                result.failures.append(prepared)
                self.progress(result)
                continue
            assert isinstance(article, Article)
            done = self._done(prepared)
            window.append((prepared, article.origin, done))
            size += 0 if done else len(prepared.to_translate)
            if size >= WINDOW_SENTENCES or len(window) >= WINDOW_SENTENCES:
                yield window
                window, size = [], 0
        if window:
            yield window

    def _done(self, prepared: Prepared) -> Record | None:
        """The stored record, if made from the same content in the same way; judged again if only the policy differs."""
        stored = self.store.record(prepared.article.id)
        if stored is None or stored.digest != prepared.digest:
            return None
        if replace(stored.signature, policy=self.signature.policy) != self.signature:
            return None
        if stored.signature != self.signature:
            stored = judge_again(stored, self.config, self.signature)
            self._write(stored)
        elif not self.store.complete(stored.article.id, ARTICLE_FILES):
            self._write(stored)
        return stored

    def _process(self, window: Sequence[tuple[Prepared, str, Record | None]]) -> Iterator[tuple[Record, bool]]:
        texts = list(dict.fromkeys(s.source for p, _, done in window if done is None for s in p.to_translate))
        begun = time.perf_counter()
        translations: dict[str, Translation] = {}
        if texts:
            translations = dict(zip(texts, self.translator.translate(texts), strict=True))
        more = second_chances(translations, self.translator, self.checker, self.config.repair)
        each = (time.perf_counter() - begun) / max(1, len(texts))
        for prepared, origin, done in window:
            if done is not None:
                yield done, True
                continue
            begun = time.perf_counter()
            info = RunInfo(self.id, self.started.isoformat(timespec="seconds"), 0.0, socket.gethostname(), origin)
            try:
                record = finish(prepared, translations, self.checker, self.config, self.signature, info, more)
            except Exception as error:
                error.add_note(f"while checking article {prepared.article.id} ({origin})")
                raise
            seconds = time.perf_counter() - begun + each * len(prepared.to_translate)
            record = replace(record, run=replace(info, seconds=round(seconds, 2)))
            self._write(record)
            yield record, False

    def _write(self, record: Record) -> None:
        files = {
            "brief.md": render.brief_markdown(record).encode(),
            "brief.html": render.brief_html(record).encode(),
            "qa.html": render.qa_html(record).encode(),
            "record.json": record_bytes(record),
        }
        self.store.write_article(record.article.id, files)

    def _write_run_files(self, result: RunResult, output: _RunFiles) -> None:
        self.store.write("briefs.jsonl", output.briefs.getvalue())
        self.store.write("findings.csv", output.findings.getvalue().encode())
        started = self.started.isoformat(timespec="seconds")
        seconds = round((datetime.now(UTC) - self.started).total_seconds(), 2)
        report = output.report.build(run_id=self.id, started=started, seconds=seconds)
        self.store.write("report.html", render.report_html(report).encode())
        info = {
            "schema": "wortlaut/run/1",
            "id": self.id,
            "python": platform.python_version(),
            "host": socket.gethostname(),
            "started": started,
            "seconds": seconds,
            "interrupted": result.interrupted,
            "signature": self.signature,
            "totals": report.totals,
            "articles": result.rows,
            "failures": result.failures,
        }
        self.store.write("run.json", msgspec.json.format(line(info), indent=1))


class _RunFiles:
    """The run's collected outputs, a few hundred bytes an article."""

    def __init__(self) -> None:
        self.briefs = io.BytesIO()
        self.findings = io.StringIO(newline="")
        self._csv = csv.writer(self.findings)
        self._csv.writerow(render.FINDINGS_HEADER)
        self.report = render.ReportBuilder()

    def add(self, record: Record, reused: bool) -> ArticleRow:
        """Take a finished article in and return its row."""
        self.briefs.write(line(render.brief_json(record)))
        self._csv.writerows(render.findings_rows(record))
        return self.report.add(record, reused=reused)
