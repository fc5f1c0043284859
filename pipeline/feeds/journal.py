"""Tells the log, the metrics and the lists of headlines what happens in a night."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from shlex import quote

from ..fetch.urls import bare, without_logins
from ..ledger.values import Headline, Lease, Page, Shown, State
from ..record import counts
from ..render.words import headline, plural
from ..types import Failure, Record
from .log import Event, EventLog
from .metrics import Metrics
from .night import Journal
from .poll import Visited

_WRITE = 10.0
"""Seconds between two writings of the metrics."""


class Log(Journal):
    """The :class:`~pipeline.feeds.night.Journal` of a real night. Called from several threads.

    Args:
        log: where a line for everything goes.
        metrics: counted there; ``None`` if nobody wants them.
        feed_name: the name of a feed by its row id.
        listed: called when there are new headlines, to list them.
    """

    def __init__(
        self,
        log: EventLog,
        metrics: Metrics | None,
        feed_name: Callable[[int], str],
        listed: Callable[[], None],
    ) -> None:
        self._log = log
        self._metrics = metrics
        self._feed_name = feed_name
        self._listed = listed
        self._written = time.monotonic()
        self._lock = threading.Lock()
        self._relisted = time.monotonic()
        self._stale = threading.Event()
        """Titles go or come: at once."""
        self._briefed = threading.Event()
        """Briefs go or come: the lists of headlines link to them."""

    def visited(self, visited: Visited, at: datetime) -> None:
        """A line for the visit, and one for each item that could not be used."""
        name = visited.feed.name
        self._tell(
            Event(
                "visited",
                feed=name,
                status=visited.status,
                items=len(visited.news),
                error=visited.error or _as_before(visited.again),
            )
        )
        if visited.moved:
            advice = f"moved for good; to follow it: wortlaut feeds change {name} --url {quote(bare(visited.moved))}"
            self._tell(Event("moved", feed=name, url=visited.moved, error=advice))
        if any(one.news == "withdrawn" for one in visited.news):
            self._stale.set()
        for one, dropped in visited.items:
            if dropped and one.news not in ("known", "late"):
                self._tell(Event("dropped", feed=name, item=one.item, error=dropped))
        for refused in visited.refused:
            self._tell(Event("failed", feed=name, url=refused.origin, error=refused.reason))
        if self._metrics is not None:
            with self._lock:
                self._metrics.visited(name, visited.status, visited.error, at)
                for one, _ in visited.items:
                    self._metrics.count(Event("seen", feed=name, news=one.news))

    def headlines(self, done: Sequence[Headline]) -> None:
        """A line for each, and the lists anew."""
        for one in done:
            self._tell(
                Event("headline", feed=one.feed, item=one.item, title=one.english, hits=one.hits, error=one.doubt)
            )
        self._listed()

    def made(self, lease: Lease, record: Record, seconds: float) -> None:
        """A line, and the counts."""
        figures = counts(record)
        self._tell(
            Event(
                "done",
                feed=self._feed_name(lease.feed),
                item=lease.item,
                version=lease.edition.version or None,
                news=lease.edition.signal,
                title=headline(record.brief),
                verdict=record.brief.verdict,
                errors=figures.errors,
                warnings=figures.warnings,
                seconds=seconds,
                hits=lease.hits,
            )
        )

    def unread(self, page: Page, reason: str, retry_at: datetime | None) -> None:
        """A line that says whether it is tried again."""
        said = f"at page: {reason} ({_again(retry_at)})"
        self._tell(Event("failed", feed=self._feed_name(page.feed), item=page.item, url=page.url, error=said))

    def teaser(self, page: Page, reason: str) -> None:
        """A line with the reason."""
        said = f"made from the feed's own text: {reason}"
        self._tell(Event("teaser", feed=self._feed_name(page.feed), item=page.item, url=page.url, error=said))

    def twinned(self, feed: int, item: str, other: str) -> None:
        """A line that names the other item."""
        self._tell(Event("twin", feed=self._feed_name(feed), item=item, error=f"shown with {other}"))

    def failed(self, lease: Lease, failure: Failure, retry_at: datetime | None) -> None:
        """A line that says whether it is tried again."""
        reason = f"at {failure.stage}: {failure.reason} ({_again(retry_at)})"
        self._tell(
            Event("failed", feed=self._feed_name(lease.feed), item=lease.item, url=lease.article.url, error=reason)
        )

    def lost(self, lease: Lease) -> None:
        """A line."""
        reason = "made for nothing: a newer version came, or another process was first"
        self._tell(Event("lost", feed=self._feed_name(lease.feed), item=lease.item, error=reason))

    def shown(self, shown: Shown) -> None:
        """A line for what replaces or is taken out; what is new was told when it was made."""
        gone = shown.record is None
        self._briefed.set()  # its title becomes a link
        if shown.record is None or (shown.record.run.edition is not None and shown.record.run.edition.embargo):
            self._stale.set()  # its title goes, or comes
        if gone or shown.news in ("update", "correction"):
            name = self._feed_name(shown.feed)
            what, news = (shown.news, "") if gone else ("replaced", shown.news)
            self._tell(Event(what, feed=name, item=shown.item, news=news, error=shown.note))

    def took(self, stage: str, seconds: float) -> None:
        """Counted."""
        if self._metrics is not None:
            with self._lock:
                self._metrics.took(stage, seconds)

    def succeeded(self, now: datetime) -> None:
        """Counted."""
        if self._metrics is not None:
            with self._lock:
                self._metrics.succeeded(now)

    def keep(self, counts: Mapping[State, int], oldest: datetime | None, now: datetime, *, last: bool = False) -> None:
        """Write the metrics, now and then, and the lists of headlines if titles go or come without new ones."""
        listed = last or time.monotonic() - self._relisted > _WRITE
        if self._stale.is_set() or (self._briefed.is_set() and listed):
            self._stale.clear()
            self._briefed.clear()
            self._relisted = time.monotonic()
            self._listed()
        if self._metrics is not None and (last or time.monotonic() - self._written > _WRITE):
            with self._lock:
                self._metrics.queue({str(state): number for state, number in counts.items()}, oldest, now)
                self._metrics.write()
            self._written = time.monotonic()

    def _tell(self, event: Event) -> None:
        # Whoever may read the log need not know with what password a feed is fetched.
        event = replace(event, url=bare(event.url), error=without_logins(event.error))
        self._log.write(event)
        if self._metrics is not None:
            with self._lock:
                self._metrics.count(event)


def _again(retry_at: datetime | None) -> str:
    return f"tried again after {retry_at:%H:%M:%S} UTC" if retry_at else "given up"


def _as_before(number: int) -> str:
    """What a visit says of items that were told before."""
    return f"{plural(number, 'item')} still cannot be used" if number else ""
