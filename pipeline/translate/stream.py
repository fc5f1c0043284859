"""Translation in the background: texts of many articles go in, answers come out as soon as they are ready.

    ask -> pool of what waits -> lanes (threads), a batch of one length each -> answers

While an engine computes it does not hold Python's lock, so that checking and writing can run alongside. Which batch a
text lands in is a matter of chance, and must not matter: see :class:`~pipeline.translate.base.Translator`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, NamedTuple

from ..types import Hypothesis, Translation
from .base import Translator
from .pool import Pool

REMEMBERED = 4096
"""Answers kept for repeated texts (agency copy): some six megabytes."""


TYPICAL = 25
"""Tokens in a typical news sentence."""


class Request(NamedTuple):
    """A text to translate or, with ``beams``, to search that widely for further candidates."""

    text: str
    beams: int = 0


Answer = Translation | tuple[Hypothesis, ...]


class Reply(NamedTuple):
    """An answer, and who asked for it."""

    owner: int
    request: Request
    answer: Answer


class Aside(NamedTuple):
    """The result of work done aside, and who asked for it."""

    owner: int
    value: Any


class Stream:
    """A translator at work in the background, for one run and therefore one signature.

    A text asked for again, by anyone, is not translated again as long as it is remembered. Use as a context manager;
    leaving it ends the lanes once they have finished their current batches.

    Other slow work that an article needs can be done :meth:`aside`, in separate threads: no lane waits for it, and its
    results come out among the answers.

    Args:
        translator: the engine.
        remembered: how many answers are kept.
        helpers: threads for work done aside.
    """

    def __init__(self, translator: Translator, remembered: int = REMEMBERED, helpers: int = 1) -> None:
        self._translator = translator
        self._remembered = remembered
        self._known: OrderedDict[Request, Answer] = OrderedDict()
        self._owners: dict[Request, list[int]] = {}
        self._ready: deque[Reply | Aside] = deque()
        self._pool: Pool[Request] = Pool()
        # A plain lock and a queue, not a threading.Condition: Ctrl-C can strike after a Condition, which is Python
        # code, has taken its lock and before the block that would release it. Then no lane could ever end.
        self._lock = threading.Lock()
        self._calls: SimpleQueue[None] = SimpleQueue()
        """One entry for every request put into the pool, plus one for every lane at the end."""
        self._closed = False
        self._back: SimpleQueue[tuple[Request, Answer] | Aside | BaseException] = SimpleQueue()
        self._lanes: list[threading.Thread] = []
        self._work: SimpleQueue[tuple[int, Callable[[], Any]] | None] = SimpleQueue()
        """Work to be done aside; ``None`` for every helper at the end."""
        self._most_helpers = helpers
        self._helpers: list[threading.Thread] = []
        self._aside = 0

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        for _ in self._lanes:
            self._calls.put(None)
        for _ in self._helpers:
            self._work.put(None)
        for thread in (*self._lanes, *self._helpers):
            thread.join()

    @property
    def waiting(self) -> int:
        """How many distinct texts have been asked for and are not yet back."""
        return len(self._owners)

    @property
    def waiting_aside(self) -> int:
        """How many pieces of work done aside are not yet back."""
        return self._aside

    @property
    def appetite(self) -> int:
        """Twice what all lanes take in one call, in sentences; 0 before the first is asked for."""
        return 2 * len(self._lanes) * self._translator.batch_tokens // TYPICAL if self._lanes else 0

    def ask(self, owner: int, requests: Iterable[Request], urgent: bool = False) -> None:
        """Ask for answers; each comes out of :meth:`replies` once for every time it was asked for."""
        new: list[Request] = []
        for request in requests:
            if request in self._known:
                self._known.move_to_end(request)
                self._ready.append(Reply(owner, request, self._known[request]))
            elif request in self._owners:
                self._owners[request].append(owner)
            else:
                self._owners[request] = [owner]
                new.append(request)
        if not new:
            return
        lengths = [self._translator.length(request.text) for request in new]
        with self._lock:
            for request, length in zip(new, lengths, strict=True):
                self._pool.put(request, length, urgent)
        for _ in new:
            self._calls.put(None)
        if not self._lanes:
            count = self._translator.lanes
            self._lanes = [threading.Thread(target=self._run, name=f"lane-{i}", daemon=True) for i in range(count)]
            for lane in self._lanes:
                lane.start()

    def aside(self, owner: int, work: Callable[[], Any]) -> None:
        """Have work done alongside translation; its value comes out of :meth:`replies` as an :class:`Aside`."""
        self._aside += 1
        self._work.put((owner, work))
        if len(self._helpers) < min(self._most_helpers, self._aside):
            helper = threading.Thread(target=self._help, name=f"aside-{len(self._helpers)}", daemon=True)
            self._helpers.append(helper)
            helper.start()

    def replies(self, wait: bool) -> list[Reply | Aside]:
        """The answers that are ready; with ``wait`` at least one, if any is due.

        Raises:
            BaseException: whatever the translator, or work done aside, raised.
        """
        if wait and not self._ready and (self._owners or self._aside):
            self._take(self._back.get())
        while True:
            try:
                self._take(self._back.get_nowait())
            except Empty:
                break
        found = list(self._ready)
        self._ready.clear()
        return found

    def _take(self, back: tuple[Request, Answer] | Aside | BaseException) -> None:
        if isinstance(back, BaseException):
            raise back
        if isinstance(back, Aside):
            self._aside -= 1
            self._ready.append(back)
            return
        request, answer = back
        self._ready.extend(Reply(owner, request, answer) for owner in self._owners.pop(request))
        self._known[request] = answer
        if len(self._known) > self._remembered:
            self._known.popitem(last=False)

    def _run(self) -> None:
        while True:
            self._calls.get()
            if self._closed:
                return
            with self._lock:
                batch = self._pool.take(self._translator.batch_tokens)
            try:
                for back in zip(batch, self._answer(batch), strict=True):
                    self._back.put(back)
            except BaseException as error:  # handed on to whoever waits for the answer
                self._back.put(error)
                return

    def _help(self) -> None:
        while (task := self._work.get()) is not None and not self._closed:
            owner, work = task
            try:
                self._back.put(Aside(owner, work()))
            except BaseException as error:  # handed on to whoever waits for the answer
                self._back.put(error)
                return

    def _answer(self, batch: list[Request]) -> list[Answer]:
        answers: dict[Request, Answer] = {}
        for beams in dict.fromkeys(request.beams for request in batch):
            requests = [request for request in batch if request.beams == beams]
            texts = [request.text for request in requests]
            found: list[Translation] | list[tuple[Hypothesis, ...]]
            if beams:
                found = self._translator.alternatives(texts, beams=beams, hypotheses=beams)
            else:
                found = self._translator.translate(texts)
            answers.update(zip(requests, found, strict=True))
        return [answers[request] for request in batch]
