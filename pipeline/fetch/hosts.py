"""Politeness to hosts: whose turn it is, and which host is left alone for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

LONGEST_PAUSE = 60.0
"""Seconds that a caller waits for a turn; if a host wants longer pauses, it is told when to come back instead."""
FIRST_REST = timedelta(minutes=5)
"""After a 429 that names no time; doubled with each further one in a row."""
FIRST_BAN = timedelta(hours=1)
"""After a 403 that follows a 429: such hosts ban instead of asking for patience. Doubled likewise."""
LONGEST_REST = timedelta(days=1)
REMEMBERED = timedelta(days=1)
"""How long after the end of a rest a 403 still counts as following it."""


class HostMemory(Protocol):
    """Which hosts rest. One that outlives the process keeps the next one from starting anew."""

    def get(self, host: str) -> datetime | None:
        """Until when a host rests, or rested last; ``None`` if nothing is known."""

    def set(self, host: str, until: datetime, reason: str) -> None:
        """Let a host rest."""


class Memory:
    """A memory for one process."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def get(self, host: str) -> datetime | None:
        """As the protocol says."""
        return self._until.get(host)

    def set(self, host: str, until: datetime, reason: str) -> None:
        """As the protocol says."""
        self._until[host] = until


class Rests:
    """Decides how long a host rests that has had enough of us."""

    def __init__(self, memory: HostMemory) -> None:
        self._memory = memory
        self._lock = threading.Lock()
        self._times: dict[str, int] = {}
        """How often in a row a host has had enough."""
        self._well: set[str] = set()
        """Hosts that have answered since."""

    def until(self, host: str, now: datetime) -> datetime | None:
        """When the rest of a host ends; ``None`` if it does not rest."""
        until = self._memory.get(host)
        return until if until is not None and until > now else None

    def answered(self, host: str) -> None:
        """A host has given what was asked for."""
        with self._lock:
            self._well.add(host)
            self._times.pop(host, None)

    def begin(self, host: str, now: datetime, wanted: datetime | None, reason: str) -> datetime:
        """A host has had enough: lets it rest until ``wanted``, or as long as is usual. Returns the end."""
        return self._rest(host, now, wanted, FIRST_REST, reason)

    def banned(self, host: str, now: datetime, reason: str) -> datetime | None:
        """A 403: if the host had enough a short while ago, it rests. Returns the end, else ``None``."""
        last = self._memory.get(host)
        if host in self._well or last is None or now - last > REMEMBERED:
            return None
        return self._rest(host, now, None, FIRST_BAN, reason)

    def _rest(self, host: str, now: datetime, wanted: datetime | None, first: timedelta, reason: str) -> datetime:
        with self._lock:
            self._well.discard(host)
            times = self._times.get(host, 0)
            self._times[host] = times + 1
        until = wanted if wanted is not None else now + min(first * 2 ** min(times, 16), LONGEST_REST)
        until = max(until, self._memory.get(host) or until)
        self._memory.set(host, until, reason)
        return until


class Turns:
    """Hands out turns: so many requests at once in all and to one host, and a pause between two to one host.

    Args:
        concurrency: requests at once in all.
        per_host: requests at once to one host.
        ticks: seconds on a clock that only goes forward.
        sleep: waits for so many seconds.
    """

    def __init__(
        self, concurrency: int, per_host: int, ticks: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._all = threading.BoundedSemaphore(concurrency)
        self._per_host = per_host
        self._ticks = ticks
        self._sleep = sleep
        self._lock = threading.Lock()
        self._at: dict[str, threading.BoundedSemaphore] = {}
        self._next: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, pause: float) -> Iterator[None]:
        """Waits for a turn and holds it."""
        with self._lock:
            at = self._at.setdefault(host, threading.BoundedSemaphore(self._per_host))
        with at:
            with self._lock:
                now = self._ticks()
                start = max(now, self._next.get(host, now))
                self._next[host] = start + pause
            if start > now:
                self._sleep(start - now)
            with self._all:
                yield

    def wait(self, host: str) -> float:
        """Seconds until this host's next turn, requests under way not counted."""
        with self._lock:
            now = self._ticks()
            return max(self._next.get(host, now) - now, 0.0)
