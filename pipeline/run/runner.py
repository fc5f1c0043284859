"""The run: inputs in, a folder of records and everything rendered from them out.

Articles stream through: one is read whenever there is room among the sentences waiting for translation, its sentences
go into one pool with those of others, and it is checked and written when the last of them is back, whatever the others
do. Memory therefore does not grow with the number of articles, and an interruption loses at most those in progress.
"""

from __future__ import annotations

import platform
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from operator import itemgetter

from ..check import Checker
from ..config import Config
from ..errors import UNEXPECTED, RecordError, StrictError, SummariserError, WortlautError, unexpected
from ..export.table import Outputs
from ..judge import apply_policy, judged
from ..record import ArticleRow, by_extraction, open_findings
from ..summarise.base import Summariser
from ..summarise.load import load_summariser
from ..translate.base import Translator
from ..translate.stream import Aside, Reply, Stream
from ..types import Article, Failure, Record, RunInfo, Severity, Signature
from .article import Means, Prepared, prepare
from .decide import Changed, Done, New, Rejudge, Rerender, Step, decide
from .files import RunFiles
from .flow import Passage
from .records import Records
from .signature import make_signature
from .store import Store
from .tally import LISTED

ROOM = 400
"""Sentences waiting for translation, or more if the engine takes more at a time. Enough for batches of equal length and
to keep the engine busy during a long article's check; few enough to show progress and to lose little if interrupted."""
SUMMARIES = 32
"""Articles that may wait for a summariser that works aside. If it is slower than translation, reading more gains
nothing, and each article in progress holds its sentences in memory."""

Outcome = tuple[int, Record | Failure, bool]
"""An article's place in the input, its outcome, and whether an earlier run had already done it."""


@dataclass(slots=True)
class RunResult:
    """What a run did, in the order of its input. ``interrupted``: stopped before the inputs were exhausted."""

    rows: list[ArticleRow] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    """The first of what was not done, at most ``LISTED``."""
    failed: int = 0
    """How many articles failed."""
    skipped: int = 0
    """How many were left out for a reason that is no failure."""
    findings: Counter[Severity] = field(default_factory=Counter)
    """How many findings of each severity."""
    counted: Counter[Severity] = field(default_factory=Counter)
    """The same under the policy, which ignores or caps some: what ``--fail-on`` looks at."""
    extracted: int = 0
    """How many briefs have sentences of the article because the summariser's could not be used."""
    interrupted: bool = False

    @property
    def reused(self) -> int:
        """How many articles were already done."""
        return sum(row.reused for row in self.rows)

    @property
    def unlisted(self) -> int:
        """How many of those not done are missing in ``failures``."""
        return self.failed + self.skipped - len(self.failures)

    def add_failure(self, failure: Failure) -> None:
        """Count in an article that failed or was skipped."""
        self.skipped += failure.skipped
        self.failed += not failure.skipped
        if len(self.failures) < LISTED:
            self.failures.append(failure)

    def add(self, row: ArticleRow) -> None:
        """Count an article in."""
        self.rows.append(row)
        self.findings.update({"note": row.notes, "warning": row.warnings, "error": row.errors})


class Runner:
    """Everything a run needs is passed in; :meth:`run` does the rest.

    Args:
        config: the settings.
        store: the output folder, for the files of the run and, if ``records`` does not say otherwise, for the records.
        translator: the engine; its weights are loaded when the first sentence needs them.
        checker: the checker, with the desk's glossary.
        progress: called after every article (and failure) with the result so far.
        outputs: what is written; by default what the settings say.
        summariser: writes the briefs; by default the one named in the settings.
        records: where records are kept.
        strict: an unexpected exception while an article is made stops the run, instead of being that article's failure.
    """

    def __init__(
        self,
        config: Config,
        store: Store,
        translator: Translator,
        checker: Checker,
        progress: Callable[[RunResult], None] = lambda _: None,
        outputs: Outputs | None = None,
        summariser: Summariser | None = None,
        records: Records | None = None,
        strict: bool = False,
    ) -> None:
        self.config = config
        self._strict = strict
        self.store = store
        self.records: Records = records or store
        self.translator = translator
        self.progress = progress
        self.waiting: Callable[[int], None] = lambda _: None
        """Told how many articles are with a summariser that works aside, whenever that changes."""
        self.reached: Callable[[ArticleRow | Failure], None] = lambda _: None
        """Told of each article as it is done, and of each that is not."""
        self.outputs = outputs or Outputs(config.output.files)
        summariser = summariser or load_summariser(config.summarise)
        self.signature: Signature = make_signature(config, translator.identity, summariser.identity, checker.identity)
        self.means = Means(config, checker, summariser, self.signature)
        self.id = uuid.uuid4().hex[:12]
        self.started = datetime.now(UTC)

    def run(self, articles: Iterable[Article | Failure], limit: int | None = None) -> RunResult:
        """Process the articles and write the run's own files. An interruption (Ctrl-C) keeps what is done."""
        result = RunResult()
        rows: list[tuple[int, ArticleRow]] = []
        with RunFiles(self.store, self.outputs) as files:
            try:
                with Stream(self.translator, helpers=self.means.summariser.lanes) as stream:
                    for place, outcome, reused in self._outcomes(islice(articles, limit), stream):
                        if isinstance(outcome, Failure):
                            files.add_failure(place, outcome)
                            result.add_failure(outcome)
                            self.reached(outcome)
                        else:
                            found = (located.finding for located in open_findings(outcome))
                            result.counted.update(f.severity for f in apply_policy(found, self.config.policy))
                            result.extracted += by_extraction(outcome)
                            rows.append((place, files.add(place, outcome, reused)))
                            result.add(rows[-1][1])
                            self.reached(rows[-1][1])
                        self.progress(result)
            except KeyboardInterrupt:
                result.interrupted = True
            result.rows = [row for _, row in sorted(rows, key=itemgetter(0))]
            self._write_run_files(result, files)
        return result

    def _outcomes(self, articles: Iterator[Article | Failure], stream: Stream) -> Iterator[Outcome]:
        """The outcome of each article, as it is reached."""
        coming = enumerate(articles)
        under_way: dict[int, Passage] = {}
        exhausted = False
        aside = 0
        while under_way or not exhausted:
            room = not exhausted and stream.waiting < max(ROOM, stream.appetite) and stream.waiting_aside < SUMMARIES
            if room:
                place, article = next(coming, (-1, None))
                if article is None:
                    exhausted = True
                    continue
                entered = self._enter(place, article, stream)
                if isinstance(entered, Passage):
                    under_way[place] = entered
                else:
                    yield entered
            for reply in stream.replies(wait=not room):
                passage = under_way.get(reply.owner)
                if passage is None:
                    continue  # it has failed; its other sentences come back all the same
                outcome = self._take(passage, reply)
                if stream.waiting_aside != aside:
                    aside = stream.waiting_aside
                    self.waiting(aside)
                if outcome is not None:
                    del under_way[reply.owner]
                    yield reply.owner, outcome, False

    def _enter(self, place: int, article: Article | Failure, stream: Stream) -> Passage | Outcome:
        """Start an article, unless it is already done."""
        if isinstance(article, Failure):
            if self._strict and article.reason.startswith(UNEXPECTED):
                raise StrictError(f"{article.origin}: {article.reason}")
            return place, article, False
        try:
            prepared = prepare(article)
            if isinstance(prepared, Failure):
                return place, prepared, False
            step = self._decide(prepared)
            if not isinstance(step, New | Changed):
                return place, self._kept(step), True
            started = self.started.isoformat(timespec="seconds")
            info = RunInfo(self.id, started, 0.0, platform.node(), article.origin)
            older = step.stored if isinstance(step, Changed) else None
            return Passage(place, prepared, info, stream, self.means, older)
        except Exception as error:
            return place, self._failed(article, "prepare", error), False

    def _take(self, passage: Passage, reply: Reply | Aside) -> Record | Failure | None:
        """Give an article an answer; if that was the last one, write it."""
        try:
            record = passage.take(reply)
            if record is not None:
                self._write(record)
            return record
        except Exception as error:
            return self._failed(passage.prepared.article, "make", error)

    def _failed(self, article: Article, stage: str, error: Exception) -> Failure:
        """What an exception means for its article. One that others would meet as well is raised again, with its name.

        Raises:
            Exception: the output cannot be written, the model fails; or any, if the run is strict.
        """
        if isinstance(error, RecordError):
            return Failure(article.id, article.origin, "store", str(error))
        if isinstance(error, SummariserError):
            return Failure(article.id, article.origin, "summarise", str(error))
        if self._strict or isinstance(error, WortlautError):
            error.add_note(f"while processing article {article.id} ({article.origin or 'no origin'})")
            raise error
        return Failure(article.id, article.origin, stage, unexpected(error))

    def _decide(self, prepared: Prepared) -> Step:
        name = prepared.article.id
        stored, kept = self.records.get(name), self.records.renderings(name)
        there = self.outputs.current(stored, kept) if stored is not None else ()
        return decide(stored, prepared.digest, self.signature, there, self.outputs.names("article"))

    def _kept(self, step: Rejudge | Rerender | Done) -> Record:
        """The stored record, judged again and rewritten if necessary."""
        if isinstance(step, Done):
            return step.stored
        record = judged(step.stored, self.config.policy) if isinstance(step, Rejudge) else step.stored
        self._write(record)
        return record

    def _write(self, record: Record) -> None:
        self.records.put(record, self.outputs.of_article(record), without=self.outputs.unwanted("article"))

    def _write_run_files(self, result: RunResult, files: RunFiles) -> None:
        files.write(
            replace(
                files.report(),
                run_id=self.id,
                started=self.started.isoformat(timespec="seconds"),
                seconds=round((datetime.now(UTC) - self.started).total_seconds(), 2),
                signature=self.signature,
                interrupted=result.interrupted,
                host=platform.node(),
                python=platform.python_version(),
            )
        )
