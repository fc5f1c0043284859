"""Makes what is submitted into briefs: a thread of ``wortlaut serve``, one of perhaps several that share a ledger.

It looks every now and then (and at once when this process takes something) whether there is anything to do, and works
as a night does until there is nothing left. What another process has taken is left to it until its lease runs out.
"""

from __future__ import annotations

import os
import platform
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from ..check import Checker
from ..config import Config
from ..errors import WortlautError, unexpected
from ..feeds.duplicates import Stories
from ..feeds.engine import Engine, Engines, Profile
from ..feeds.hosts import LedgerHosts
from ..feeds.night import Journal, Night, Plan
from ..feeds.people import People
from ..feeds.poll import Poller
from ..feeds.report import Report
from ..fetch import Fetcher
from ..ledger import Ledger
from ..ledger.values import Lease
from ..render.text import one_line
from ..types import Failure, Record
from .submit import PLACE

PAUSE = 2.0
"""Seconds between two looks at what others may have submitted."""
AGAIN = 0.2
"""Seconds until the next look after work: what came meanwhile is done with it, unless it came at the very end."""
AFTER_TROUBLE = 30.0
"""Seconds until the next try after something that every article would meet: no model, no database."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of an article: a brief, or the reason why there is none."""

    item: str
    reason: str = ""
    final: bool = True
    """False: it is tried again."""


class Worker:
    """See the module.

    Args:
        config: the settings.
        ledger: where the work is, and who works on what.
        engine: the engine for the articles of a profile; asked for when the first article is there, from this thread.
        checker: gives the checker, loading it when first asked: for what people have decided about older versions.
        told: told of every article that is through. It must not raise.
        warn: told what keeps it from working.
        clock: the time, UTC.
        fetcher: how submitted addresses are fetched; made from the settings if left out.
    """

    def __init__(
        self,
        config: Config,
        ledger: Ledger,
        engine: Callable[[Profile], Engine],
        *,
        checker: Callable[[], Checker],
        run: str = "",
        told: Callable[[Made], None] = lambda _: None,
        warn: Callable[[str], None] = lambda _: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        fetcher: Callable[[], Fetcher] | None = None,
    ) -> None:
        self._config = config
        self._ledger = ledger
        self._people = People(ledger, checker, config.policy)
        self._told = told
        self._warn = warn
        self._clock = clock
        self._fetcher = fetcher or (lambda: Fetcher(config.fetch, clock=clock, hosts=LedgerHosts(ledger)))
        self._run = run or f"desk-{uuid.uuid4().hex[:12]}"
        self._owner = f"{platform.node()}/{os.getpid()}/{self._run}"
        self._engines = Engines(engine, lambda: checker().identity)
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._night: Night | None = None
        self._noted = False
        self._thread = threading.Thread(target=self._work, name="desk worker", daemon=True)
        self.problem = ""
        """What keeps it from working at present, for people; empty if nothing does."""

    def start(self) -> None:
        """Begin to work, in a thread of its own."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something to do."""
        self._wake.set()

    def stop(self, timeout: float | None = None) -> None:
        """End when the articles under way are done; what was taken and not begun is given back."""
        self._ending.set()
        self._wake.set()
        if (night := self._night) is not None:
            night.stop()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def once(self) -> bool:
        """Do what there is to do; whether there was anything.

        Raises:
            WortlautError: what every article would meet.
        """
        feed = next((feed.id for feed in self._ledger.feeds() if feed.url == PLACE), None)
        if feed is None or not self._ledger.ready(feed, self._clock()):
            return False
        if not self._noted:
            self._ledger.begin_run(self._run, platform.node(), os.getpid(), self._clock())
            self._noted = True
        journal = _Journal(self._told)
        with self._fetcher() as fetcher:
            poller = Poller(
                self._ledger,
                fetcher,
                self._config,
                Stories(),
                self._clock,
                unread=lambda page, reason, retry_at: self._told(Made(page.item, reason, retry_at is None)),
            )
            night = self._night = Night(
                self._config,
                self._ledger,
                self._owner,
                self._run,
                profiles=lambda: {feed: ("", "")},
                names=lambda _: "submitted",
                engine=self._engines.of,
                titles=lambda _: [],
                poller=poller,
                outlet=None,
                report=Report(self._run, self._clock(), self._config.policy),
                journal=journal,
                clock=self._clock,
                people=self._people,
            )
            if self._ending.is_set():
                return False
            try:
                night.run(Plan(feeds={feed}, visit=True, at_once=True, titles=False))
            finally:
                self._night = None
        return True

    def _work(self) -> None:
        pause = 0.0
        while not self._ending.is_set():
            self._wake.wait(pause)
            self._wake.clear()
            if self._ending.is_set():
                break
            try:
                worked = self.once()
                self.problem, pause = "", (AGAIN if worked else PAUSE)
            except Exception as error:
                said = one_line(str(error) if isinstance(error, WortlautError) else unexpected(error))
                if said != self.problem:
                    self._warn(f"what is submitted cannot be made at present: {said}")
                self.problem, pause = said, AFTER_TROUBLE
        if self._noted:
            with suppress(WortlautError):
                self._ledger.end_run(self._run, self._clock())


class _Journal(Journal):
    """A night's journal that passes on what became of each article, and keeps nothing else."""

    def __init__(self, told: Callable[[Made], None]) -> None:
        self._told = told

    def made(self, lease: Lease, record: Record, seconds: float) -> None:
        self._told(Made(lease.item))

    def failed(self, lease: Lease, failure: Failure, retry_at: datetime | None) -> None:
        self._told(Made(lease.item, failure.reason, retry_at is None))
