"""Figures of a night for Prometheus, in a text file that its node exporter collects.

The file is always whole: it is written beside and renamed. Labels have few values: feeds by name, the first
:data:`FEEDS` of them, and words of closed lists; neither items nor runs nor addresses, of which there is no end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import get_args

from .. import __version__
from ..errors import OutputError
from ..ledger.values import State
from .log import Event

FEEDS = 500
"""Feeds with a label of their own; what further ones give is counted under :data:`OTHERS`."""
OTHERS = "(others)"
OUTCOMES = ("seen", "done", "failed", "skipped", "dropped", "twin", "withdrawn")
STAGES = ("visit", "page", "headlines", "article", "publish")
_BUCKETS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)


class Metrics:
    """The figures of one process.

    Args:
        path: the file; its name must end in ``.prom`` for the node exporter to read it.
        warn: told once if the file cannot be written any longer.

    Raises:
        OutputError: from the constructor, if the file cannot be written.
    """

    def __init__(self, path: Path, warn: Callable[[str], None] = lambda _: None) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, disable_created_metrics

        # A series beside each counter that says when it began: nobody reads them.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._path = path
        self._warn = warn
        self._said = False
        self._feeds: set[str] = set()
        self.registry = registry = CollectorRegistry()
        self._items = Counter("wortlaut_items", "Items by what became of them.", ("feed", "outcome"), registry=registry)
        self._news = Counter("wortlaut_news", "Versions of items as they came in.", ("news",), registry=registry)
        self._watched = Counter(
            "wortlaut_watched_items", "Briefs made of items with a watched word.", ("feed",), registry=registry
        )
        self._verdicts = Counter("wortlaut_briefs", "Briefs made, by verdict.", ("verdict",), registry=registry)
        self._findings = Counter("wortlaut_findings", "Findings in them.", ("severity",), registry=registry)
        self._queue = Gauge("wortlaut_queue_items", "Versions in the ledger, by state.", ("state",), registry=registry)
        self._oldest = Gauge(
            "wortlaut_queue_oldest_seconds", "Age of the oldest item that waits; 0 if none does.", registry=registry
        )
        self._status = Gauge(
            "wortlaut_feed_status", "HTTP status of the last visit, 0 without an answer.", ("feed",), registry=registry
        )
        self._up = Gauge("wortlaut_feed_up", "1 if the last visit was good, else 0.", ("feed",), registry=registry)
        self._visited = Gauge(
            "wortlaut_feed_success_timestamp_seconds", "Last good visit.", ("feed",), registry=registry
        )
        self._stages = Histogram(
            "wortlaut_stage_seconds", "Time taken.", ("stage",), buckets=_BUCKETS, registry=registry
        )
        self._started = Gauge("wortlaut_started_timestamp_seconds", "Start of this run.", registry=registry)
        self._success = Gauge(
            "wortlaut_success_timestamp_seconds", "Last time that a run or a round of --watch ended well.",
            registry=registry,
        )  # fmt: skip
        Info("wortlaut_run", "What runs.", registry=registry).info({"version": __version__})
        for verdict in ("pass", "review", "fail"):  # a figure that is 0 is there from the start
            self._verdicts.labels(verdict)
        for severity in ("error", "warning"):
            self._findings.labels(severity)
        try:
            self._put()
        except OSError as error:
            raise OutputError(f"{path}: the metrics cannot be written ({error.strerror or error}).") from error

    def started(self, at: datetime) -> None:
        """The run has begun."""
        self._started.set(at.timestamp())

    def count(self, event: Event) -> None:
        """Count what has happened; an event that is none of :data:`OUTCOMES` counts nothing."""
        if event.event not in OUTCOMES:
            return
        feed = self._label(event.feed)
        self._items.labels(feed, event.event).inc()
        if event.event == "seen" and event.news in ("new", "update", "correction", "withdrawn"):
            self._news.labels(event.news).inc()
        if event.event == "done":
            if event.hits:
                self._watched.labels(feed).inc()
            if event.verdict in ("pass", "review", "fail"):
                self._verdicts.labels(event.verdict).inc()
            self._findings.labels("error").inc(event.errors or 0)
            self._findings.labels("warning").inc(event.warnings or 0)
            if event.seconds is not None:
                self.took("article", event.seconds)

    def took(self, stage: str, seconds: float) -> None:
        """Note how long something took; ``stage`` is one of :data:`STAGES`."""
        assert stage in STAGES, stage
        self._stages.labels(stage).observe(seconds)

    def visited(self, feed: str, status: int, error: str, at: datetime) -> None:
        """Note what a visit to a feed gave."""
        label = self._label(feed)
        self._status.labels(label).set(status)
        self._up.labels(label).set(0 if error else 1)
        if not error:
            self._visited.labels(label).set(at.timestamp())

    def queue(self, counts: Mapping[str, int], oldest: datetime | None, now: datetime) -> None:
        """What the ledger has: versions by state, and since when the oldest waiting one does."""
        for state in {*get_args(State), *counts}:  # also those that have become empty
            self._queue.labels(state).set(counts.get(state, 0))
        self._oldest.set(max(0.0, (now - oldest).total_seconds()) if oldest is not None else 0)

    def succeeded(self, at: datetime) -> None:
        """A run, or a round of one that watches, has ended well."""
        self._success.set(at.timestamp())

    def write(self) -> None:
        """Write the file. Never fails."""
        try:
            self._put()
        except OSError as error:
            if not self._said:
                self._warn(f"{self._path}: the metrics cannot be written ({error.strerror or error}).")
            self._said = True
        else:
            self._said = False

    def _put(self) -> None:
        from prometheus_client import write_to_textfile

        write_to_textfile(str(self._path), self.registry)

    def _label(self, feed: str) -> str:
        if feed not in self._feeds and len(self._feeds) >= FEEDS:
            return OTHERS
        self._feeds.add(feed)
        return feed
