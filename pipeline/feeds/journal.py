"""Tells the log, the metrics and the headline files what happens in a night."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from ..ledger.values import Headline, Lease, Shown
from ..record import counts
from ..render.words import headline
from ..types import Failure, Record
from .log import Event, EventLog
from .metrics import Metrics
from .poll import Visited

_WRITE = 10.0
"""Seconds between two writings of the metrics."""


class Log:
    """The :class:`~pipeline.feeds.night.Journal` of a real night.

    Args:
        log: where a line for everything goes.
        metrics: counted there; ``None`` if nobody wants them.
        feed_name: the name of a feed by its row id.
        titles: told of translated headlines, to list them.
    """

    def __init__(
        self,
        log: EventLog,
        metrics: Metrics | None,
        feed_name: Callable[[int], str],
        titles: Callable[[Sequence[Headline]], None],
    ) -> None:
        self._log = log
        self._metrics = metrics
        self._feed_name = feed_name
        self._titles = titles
        self._written = time.monotonic()

    def visited(self, visited: Visited) -> None:
        """A line for the visit, and one for each item that could not be used."""
        name = visited.feed.name
        self._log.write(
            Event("visited", feed=name, status=visited.status, items=len(visited.news), error=visited.error)
        )
        for refused in visited.refused:
            self._log.write(Event("failed", feed=name, url=refused.origin, error=refused.reason))
        if self._metrics is not None:
            self._metrics.visited(name, visited.status, bool(visited.error))
            for one in visited.news:
                self._metrics.seen(name, one.news)

    def headlines(self, done: Sequence[Headline]) -> None:
        """A line for each, and the lists anew."""
        for one in done:
            self._log.write(
                Event("headline", feed=one.feed, item=one.item, title=one.english, hits=one.hits, error=one.doubt)
            )
        self._titles(done)

    def made(self, lease: Lease, record: Record, seconds: float) -> None:
        """A line, and the counts."""
        figures = counts(record)
        name = self._feed_name(lease.feed)
        self._log.write(
            Event(
                "done",
                feed=name,
                item=lease.item,
                version=lease.edition.version or None,
                news=lease.edition.signal,
                title=headline(record.brief),
                verdict=record.brief.verdict,
                errors=figures.errors,
                warnings=figures.warnings,
                seconds=seconds,
            )
        )
        if self._metrics is not None:
            self._metrics.made(name, record.brief.verdict, seconds)

    def failed(self, lease: Lease, failure: Failure, retry_at: datetime | None) -> None:
        """A line that says whether it is tried again."""
        again = f"; tried again after {retry_at:%H:%M:%S} UTC" if retry_at else "; given up"
        name = self._feed_name(lease.feed)
        self._log.write(
            Event("failed", feed=name, item=lease.item, url=lease.article.url, error=f"{failure.stage}: {failure.reason}{again}")
        )
        if self._metrics is not None:
            self._metrics.failed(name, failure.stage)

    def lost(self, lease: Lease) -> None:
        """A line."""
        error = "made for nothing: a newer version came, or another process was first"
        self._log.write(Event("lost", feed=self._feed_name(lease.feed), item=lease.item, error=error))

    def shown(self, shown: Shown) -> None:
        """A line for what replaces or is taken out; what is new was told when it was made."""
        if shown.record is None or shown.previous is not None:
            self._log.write(
                Event(
                    "withdrawn" if shown.record is None else "replaced",
                    feed=self._feed_name(shown.feed),
                    item=shown.item,
                    news=shown.news,
                    error=shown.note,
                )
            )

    def keep(self, counts: Mapping[str, int], oldest: float | None = None) -> None:
        """Write the metrics, now and then."""
        if self._metrics is not None and time.monotonic() - self._written > _WRITE:
            self._metrics.queue(counts)
            self._metrics.write()
            self._written = time.monotonic()
