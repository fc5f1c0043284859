"""The pipe: articles in, records and failures out, as they are reached.

Articles stream through: one is read whenever there is room among the sentences waiting for translation, its sentences
go into one pool with those of others, and it is checked and handed on when the last of them is back, whatever the
others do. Memory therefore does not grow with the number of articles, and an interruption loses at most those in
progress. A run over files and a night over feeds both go through here.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from ..check import Checker
from ..config import Config
from ..errors import UNEXPECTED, RecordError, StrictError, SummariserError, WortlautError, unexpected
from ..export.table import Outputs, Withdrawal
from ..judge import judged
from ..read.admit import STAGE
from ..release import release_of
from ..summarise.base import Summariser
from ..translate.base import Translator
from ..translate.stream import Aside, Reply, Stream
from ..types import Article, Edition, Failure, Record, RunInfo, Withheld
from .article import Means, Prepared, prepare
from .decide import Changed, Done, New, Rejudge, Rerender, Step, decide
from .flow import Passage
from .records import Records
from .signature import make_signature

ROOM = 400
"""Sentences waiting for translation, or more if the engine takes more at a time. Enough for batches of equal length and
to keep the engine busy during a long article's check; few enough to show progress and to lose little if interrupted."""
SUMMARIES = 32
"""Articles that may wait for a summariser that works aside. If it is slower than translation, reading more gains
nothing, and each article in progress holds its sentences in memory."""

Outcome = tuple[int, Record | Failure, bool]
"""An article's place in the input, its outcome, and whether it had been done before."""


class Pipe:
    """Everything an article is made with.

    Args:
        config: the settings.
        translator: the engine; its weights are loaded when the first sentence needs them.
        checker: the checker, with the desk's glossary.
        summariser: writes the briefs.
        records: where records are looked for and put.
        outputs: the files made from each record.
        run: names the run in the records.
        strict: an unexpected exception while an article is made is raised, instead of being that article's failure.
    """

    def __init__(
        self,
        config: Config,
        translator: Translator,
        checker: Checker,
        summariser: Summariser,
        records: Records,
        outputs: Outputs,
        run: str,
        *,
        strict: bool = False,
    ) -> None:
        signature = make_signature(config, translator.identity, summariser.identity, checker.identity)
        self.means = Means(config, checker, summariser, signature)
        self.records = records
        self.outputs = outputs
        self.run = run
        self.started = datetime.now(UTC)
        self.waiting: Callable[[int], None] = lambda _: None
        """Told how many articles are with a summariser that works aside, whenever that changes."""
        self._translator = translator
        self._strict = strict
        self._back: dict[str, Withheld] = {}
        """Items of the input that must not be used, by id."""

    def outcomes(self, articles: Iterator[Article | Failure]) -> Generator[Outcome, None, None]:
        """The outcome of each article, as it is reached."""
        with Stream(self._translator, helpers=self.means.summariser.lanes) as stream:
            yield from self._outcomes(enumerate(articles), stream)

    def _outcomes(self, coming: Iterator[tuple[int, Article | Failure]], stream: Stream) -> Iterator[Outcome]:
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
            return place, self._kept_back(article) if isinstance(article, Withheld) else article, False
        try:
            prepared = prepare(article)
            if isinstance(prepared, Failure):
                return place, prepared, False
            step = self._decide(prepared)
            if not isinstance(step, New | Changed):
                record = self._kept(step)
                return place, self._barred(record) or record, True
            started = self.started.isoformat(timespec="seconds")
            info = RunInfo(self.run, started, 0.0, platform.node(), article.origin)
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
                return self._barred(record) or record
            return None
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
        if stored is not None and (edition := _freed(stored, prepared.article.edition)) is not None:
            stored = replace(stored, run=replace(stored.run, edition=edition))
        there = self.outputs.current(stored, kept) if stored is not None else ()
        return decide(stored, prepared.digest, self.means.signature, there, self.outputs.names("article"))

    def _kept(self, step: Rejudge | Rerender | Done) -> Record:
        """The stored record, judged again and rewritten if necessary."""
        if isinstance(step, Done):
            return step.stored
        record = judged(step.stored, self.means.config.policy) if isinstance(step, Rejudge) else step.stored
        self._write(record)
        return record

    def _kept_back(self, article: Withheld) -> Failure:
        """What an earlier run has made of an item that must not be used now goes, but for its record."""
        self._back[article.article] = article
        try:
            stored = self.records.get(article.article)
            if stored is not None:
                self._write(stored)
        except RecordError as error:
            return Failure(article.article, article.origin, "store", str(error))
        return article.plain

    def _barred(self, record: Record) -> Failure | None:
        """That a record must not be used: this input says so of its article, or an earlier one did."""
        edition = record.run.edition or Edition()
        back = self._back.get(record.article.id)
        if back is not None and edition.version <= back.edition.version:
            return back.plain
        if edition.signal == "withdrawn":
            article = record.article
            return Failure(article.id, record.run.origin, STAGE, "withdrawn by its sender", skipped=True)
        return None

    def _write(self, record: Record) -> None:
        back = self._back.get(record.article.id)
        if back is not None and self._barred(record) is not None:
            record = replace(record, run=replace(record.run, edition=back.edition))
        files = self.outputs.of_article(record)
        if release_of(record).state == "withdrawn":
            at = self.started.isoformat(timespec="seconds")
            gone = Withdrawal(record.article.id, at, "withdrawn", version=str(record.version + 1))
            files = {**self.outputs.of_withdrawal(gone), **files}  # the record stays the last
        self.records.put(record, files, without=self.outputs.unwanted("article", files))


def _freed(stored: Record, now: Edition | None) -> Edition | None:
    """What an item's sender says of it now, if that may end an embargo or a withdrawal that the stored record has."""
    before = stored.run.edition
    if before is None or now is None or now.version < before.version:
        return None
    return now if release_of(stored).state in ("held", "withdrawn") else None
