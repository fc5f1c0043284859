"""The pipe: articles in, records and failures out, as they are reached.

Articles stream through: one is read whenever there is room among the sentences waiting for translation, its sentences
go into one pool with those of others, and it is checked and handed on when the last of them is back, whatever the
others do. Memory therefore does not grow with the number of articles, and an interruption loses at most those in
progress. A run over files and a night over feeds both go through here.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime

from ..check import Checker
from ..config import Config
from ..errors import UNEXPECTED, RecordError, StrictError, SummariserError, WortlautError, unexpected
from ..export.table import Outputs
from ..judge import judged
from ..summarise.base import Summariser
from ..translate.base import Translator
from ..translate.stream import Aside, Reply, Stream
from ..types import Article, Failure, Record, RunInfo
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
            return place, article, False
        try:
            prepared = prepare(article)
            if isinstance(prepared, Failure):
                return place, prepared, False
            step = self._decide(prepared)
            if not isinstance(step, New | Changed):
                return place, self._kept(step), True
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
        return decide(stored, prepared.digest, self.means.signature, there, self.outputs.names("article"))

    def _kept(self, step: Rejudge | Rerender | Done) -> Record:
        """The stored record, judged again and rewritten if necessary."""
        if isinstance(step, Done):
            return step.stored
        record = judged(step.stored, self.means.config.policy) if isinstance(step, Rejudge) else step.stored
        self._write(record)
        return record

    def _write(self, record: Record) -> None:
        files = self.outputs.of_article(record)
        self.records.put(record, files, without=self.outputs.unwanted("article", files))
