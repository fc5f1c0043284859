"""Articles in progress: each asks for what it still needs and becomes a record when the last answer is in."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ..errors import SummariserError, UnusableAnswer
from ..summarise.base import Draft, Exchanged, Fault, Reviser
from ..summarise.brief import usable
from ..summarise.guarantee import faults, settled
from ..translate.stream import Answer, Aside, Reply, Request, Stream
from ..types import Article, CheckedSentence, Hypothesis, Record, RunInfo, Translation
from .article import Means, Prepared, finish
from .examine import Examination

SHARE = 100
"""Sentences that one article may have waiting at a time. A book submits the rest as its first ones come back, leaving
room for other articles."""


class Passage:
    """One article between reading and writing.

    Args:
        place: its position in the input; identifies it in requests.
        prepared: the article, cleaned and split.
        info: what the record says about the run; its ``seconds`` are filled in at the end.
        stream: where to ask for translations.
        means: what it is processed with.
        older: the record that it will replace.
    """

    def __init__(
        self,
        place: int,
        prepared: Prepared,
        info: RunInfo,
        stream: Stream,
        means: Means,
        older: Record | None = None,
    ) -> None:
        self.place = place
        self.prepared = prepared
        self.info = info
        self._stream = stream
        self._means = means
        self._older = older
        self._begun = time.perf_counter()
        self._unasked = deque(dict.fromkeys(Request(s.source) for s in prepared.to_translate))
        self._asked: set[Request] = set()
        self._answers: dict[Request, Answer] = {}
        self._examination: Examination | None = None
        self._offered: tuple[tuple[Draft, ...], tuple[Fault, ...]] | None = None
        """The summariser's first answer and what is wrong with it, once it has been asked again."""
        self._ask_more()

    def _ask_more(self) -> None:
        new = [self._unasked.popleft() for _ in range(min(len(self._unasked), SHARE - len(self._asked)))]
        self._ask(new)

    def _ask(self, requests: list[Request], urgent: bool = False) -> None:
        self._asked.update(requests)
        self._stream.ask(self.place, requests, urgent)

    def take(self, reply: Reply | Aside) -> Record | None:
        """Accept an answer; returns the record if it was the last one."""
        if isinstance(reply, Aside):
            assert self._examination is not None
            return self._reviewed(self._examination.checked, reply.value)
        self._asked.discard(reply.request)
        self._answers[reply.request] = reply.answer
        if self._unasked:
            self._ask_more()
        if self._asked:
            return None
        if self._examination is None:
            translations = {request.text: a for request, a in self._answers.items() if isinstance(a, Translation)}
            article, sentences = self.prepared.article, self.prepared.sentences
            self._examination = Examination(
                article,
                sentences,
                translations,
                self._means.checker,
                self._means.config.repair,
                house=self._means.config.glossary.mode == "apply",
            )
        else:
            self._examination.go_on({request: _candidates(answer) for request, answer in self._answers.items()})
        self._answers = {}
        if wanted := self._examination.wanted:
            # Ahead of everything waiting: these answers are the last that a whole article needs.
            self._ask(wanted, urgent=True)
            return None
        return self._summarise(self._examination.checked)

    def _summarise(self, checked: tuple[CheckedSentence, ...]) -> Record | None:
        """The record, or ``None`` for now if the summariser works aside."""
        article, summariser = self.prepared.article, self._means.summariser
        if not summariser.lanes:
            return self._finish(checked, summariser.drafts(article, usable(checked)))

        shown = titled(article, checked)
        self._aside(lambda: summariser.drafts(shown, usable(checked)))
        return None

    def _aside(self, work: Callable[[], Iterable[Draft]]) -> None:
        def safely() -> tuple[Draft, ...] | Exception:
            try:
                return tuple(work())
            except Exception as error:  # this article's affair, and not the other threads'
                return error

        self._stream.aside(self.place, safely)

    def _reviewed(self, checked: tuple[CheckedSentence, ...], answer: tuple[Draft, ...] | Exception) -> Record | None:
        """The record, or ``None`` for now if the summariser is asked once more for what the check did not let pass."""
        summariser, checker = self._means.summariser, self._means.checker
        second = self._offered is not None
        if isinstance(answer, Exception) and not isinstance(answer, SummariserError if second else UnusableAnswer):
            raise answer  # without a second answer, the first one is still there
        body = usable(checked)
        if self._offered is None:
            if isinstance(answer, Exception):
                return self._finish(checked, (), silence=str(answer))
            faulty = faults(answer, body, checker)
            if faulty and isinstance(summariser, Reviser):
                self._offered = answer, faulty
                shown = titled(self.prepared.article, checked)
                self._aside(lambda: summariser.again(shown, body, faulty))
                return None
            made = settled(answer, faulty, (), body, checker)
        else:
            made = settled(*self._offered, () if isinstance(answer, Exception) else answer, body, checker)
        return self._finish(checked, made.drafts, made.refused, made.silence)

    def _finish(
        self,
        checked: tuple[CheckedSentence, ...],
        drafts: Iterable[Draft],
        refused: Sequence[Exchanged] = (),
        silence: str = "",
    ) -> Record:
        record = finish(
            self.prepared, checked, drafts, self._means, self.info, self._older, refused=refused, silence=silence
        )
        return replace(record, run=replace(record.run, seconds=round(time.perf_counter() - self._begun, 2)))


def titled(article: Article, checked: Iterable[CheckedSentence]) -> Article:
    """The article with its title in English, as a summariser with lanes is to see it; empty if it has none."""
    title = [s.target or "" for s in checked if s.kind == "title" and s.removed_by is None]
    return replace(article, title=" ".join(filter(None, title)))


def _candidates(answer: Answer) -> tuple[Hypothesis, ...]:
    assert isinstance(answer, tuple)
    return answer
