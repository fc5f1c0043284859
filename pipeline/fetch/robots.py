"""robots.txt: what a site lets programs fetch, and how fast (RFC 9309)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from .values import FetchError

AGENT = "Wortlaut"
"""The name that rules for us are under."""
LARGEST = 500 * 1024
"""Bytes that are read of a robots.txt; the rest is ignored, as the RFC allows."""
FRESH = timedelta(days=1)
STALE = timedelta(days=30)
"""How long rules are used that cannot be asked for again."""
AGAIN = timedelta(minutes=15)
"""After this a robots.txt that could not be had is asked for again. Until then its site is not asked for anything."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site wants."""

    parsed: Protego | None
    """``None``: it wants nothing."""
    delay: float = 0.0
    """Least seconds between two requests."""

    def allow(self, url: str) -> bool:
        """Whether this address may be fetched."""
        return self.parsed is None or self.parsed.can_fetch(url, AGENT)


FREE = Rules(None)


@dataclass(slots=True)
class _Kept:
    rules: Rules
    until: datetime
    fetched: datetime
    failure: FetchError | None = None


class Robots:
    """The rules of all sites asked so far, each asked for once a day.

    Args:
        load: gives the status (200 or 4xx) and the content of a robots.txt, or raises ``FetchError``.
        clock: the time.
    """

    def __init__(self, load: Callable[[str], tuple[int, bytes]], clock: Callable[[], datetime]) -> None:
        self._load = load
        self._clock = clock
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._kept: dict[str, _Kept] = {}

    def rules(self, origin: str) -> Rules:
        """The rules of a site.

        Raises:
            FetchError: they cannot be had, so nothing of this site may be asked for now.
        """
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            kept = self._kept.get(origin)
            now = self._clock()
            if kept is None or kept.until <= now:
                kept = self._kept[origin] = self._asked(origin, kept, now)
            if kept.failure is not None:
                raise kept.failure.about(origin)
            return kept.rules

    def _asked(self, origin: str, before: _Kept | None, now: datetime) -> _Kept:
        address = f"{origin}/robots.txt"
        try:
            status, content = self._load(address)
        except FetchError as error:
            if before is not None and before.failure is None and now - before.fetched < STALE:
                return _Kept(before.rules, now + AGAIN, before.fetched)
            if error.status < 500:
                raise
            until = error.retry_at or now + AGAIN
            reason = f"{error.reason}; while it cannot be had, nothing else is asked for either"
            return _Kept(FREE, until, now, FetchError(address, reason, status=error.status, retry_at=until))
        return _Kept(read(content) if status == 200 else FREE, now + FRESH, now)


def read(content: bytes) -> Rules:
    """The rules in a robots.txt. Whatever is in it that is not one is ignored: many sites answer with a page."""
    parsed = Protego.parse(content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))
    delay = parsed.crawl_delay(AGENT) or 0.0
    if rate := parsed.request_rate(AGENT):
        delay = max(delay, rate.seconds / max(rate.requests, 1))
    return Rules(parsed, max(delay, 0.0))


def is_robots(url: str) -> bool:
    """Whether an address is itself that of a robots.txt, which every site lets everybody fetch."""
    return urlsplit(url).path == "/robots.txt"
