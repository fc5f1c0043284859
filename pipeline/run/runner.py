"""The run: inputs in, a folder of records and everything rendered from them out."""

from __future__ import annotations

import platform
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from operator import itemgetter

from ..check import Checker
from ..config import Config
from ..export.settings import Settings
from ..export.table import Outputs
from ..limits import Outcome
from ..record import ArticleRow, by_extraction
from ..summarise.base import Summariser
from ..summarise.load import load_summariser
from ..translate.base import Translator
from ..types import Article, Failure, Record, Severity, Signature
from .files import RunFiles
from .pipe import Pipe
from .records import Records
from .store import Store
from .tally import LISTED


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
        self.store = store
        self.progress = progress
        self.reached: Callable[[ArticleRow | Failure], None] = lambda _: None
        """Told of each article as it is done, and of each that is not."""
        self.weigh: Callable[[Record | Failure], None] = lambda _: None
        """Given each record, an older run's too, and each failure."""
        self.limits: Callable[[], tuple[Outcome, ...]] = tuple
        """What the run was held against, once all is weighed: for its report."""
        self.outputs = outputs or Outputs(config.output.files, settings=Settings.of(config))
        self.id = uuid.uuid4().hex[:12]
        summariser = summariser or load_summariser(config.summarise)
        self.pipe = Pipe(
            config, translator, checker, summariser, records or store, self.outputs, self.id, strict=strict
        )
        self.signature: Signature = self.pipe.means.signature

    def run(self, articles: Iterable[Article | Failure], limit: int | None = None) -> RunResult:
        """Process the articles and write the run's own files. An interruption (Ctrl-C) keeps what is done."""
        result = RunResult()
        rows: list[tuple[int, ArticleRow]] = []
        with RunFiles(self.store, self.outputs, self.config.policy) as files:
            try:
                with closing(self.pipe.outcomes(islice(articles, limit))) as outcomes:
                    for place, outcome, reused in outcomes:
                        self.weigh(outcome)
                        if isinstance(outcome, Failure):
                            files.add_failure(place, outcome)
                            result.add_failure(outcome)
                            self.reached(outcome)
                        else:
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

    def _write_run_files(self, result: RunResult, files: RunFiles) -> None:
        files.write(
            replace(
                files.report(),
                run_id=self.id,
                started=self.pipe.started.isoformat(timespec="seconds"),
                seconds=round((datetime.now(UTC) - self.pipe.started).total_seconds(), 2),
                signature=self.signature,
                limits=self.limits(),
                interrupted=result.interrupted,
                host=platform.node(),
                python=platform.python_version(),
                files=(*self.outputs.names("records"), *(n for n in self.outputs.names("run") if n.endswith(".json"))),
            )
        )
