"""What is being fetched: hosts side by side, the addresses of one host one after the other.

More can be asked for at any time, and what has arrived is taken whenever it suits: a host that lets one wait keeps
nobody but those who want something of the same host.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar
from urllib.parse import urlsplit

Wanted = TypeVar("Wanted")
Got = TypeVar("Got")


class Errands(Generic[Wanted, Got]):
    """Runs errands in threads. To be used from one thread.

    Args:
        get: fetches one; what it raises is handed to whoever takes what has arrived.
        url: where that is.
        key: what tells one errand from another; one that is under way is not begun again.
        threads: how many hosts are asked at once.
        name: of the threads.
    """

    def __init__(
        self,
        get: Callable[[Wanted], Got],
        url: Callable[[Wanted], str],
        key: Callable[[Wanted], Hashable],
        threads: int,
        name: str,
    ) -> None:
        self._get = get
        self._url = url
        self._key = key
        self._most = threads
        self._name = name
        self._closed = threading.Event()
        self._under_way: set[Hashable] = set()
        self._arrived: SimpleQueue[tuple[Wanted, Got | Exception]] = SimpleQueue()
        self._lock = threading.Lock()
        self._hosts: dict[str, deque[Wanted]] = {}
        """What is still to be fetched from each host that a thread is at, or will be."""
        self._next: deque[str] = deque()
        """Hosts that no thread is at yet."""
        self._threads = 0

    def __len__(self) -> int:
        """How many are under way."""
        return len(self._under_way)

    def begin(self, wanted: Iterable[Wanted]) -> None:
        """Begin those that are not under way."""
        for one in wanted:
            if self._key(one) in self._under_way or self._closed.is_set():
                continue
            self._under_way.add(self._key(one))
            host = _host(self._url(one))
            with self._lock:
                if host in self._hosts:
                    self._hosts[host].append(one)
                    continue
                self._hosts[host] = deque([one])
                self._next.append(host)
                if self._threads == self._most:
                    continue
                self._threads += 1
            # A process does not wait for daemon threads when it ends: an address may take a minute to answer.
            threading.Thread(target=self._work, name=self._name, daemon=True).start()

    def arrived(self, timeout: float) -> Iterator[tuple[Wanted, Got | Exception]]:
        """Wait for something to arrive, no longer than so many seconds; then all that is there."""
        if not self._under_way:
            return
        try:
            while True:
                one, got = self._arrived.get(timeout=timeout)
                timeout = 0.0
                self._under_way.discard(self._key(one))
                yield one, got
        except Empty:
            return

    def close(self) -> None:
        """Begin nothing more, and wait for nothing that is being fetched."""
        self._closed.set()

    def _work(self) -> None:
        while True:
            with self._lock:
                if self._closed.is_set() or not self._next:
                    self._threads -= 1
                    return
                host = self._next.popleft()
            self._run(host)

    def _run(self, host: str) -> None:
        while not self._closed.is_set():
            with self._lock:
                if not self._hosts[host]:
                    del self._hosts[host]
                    return
                one = self._hosts[host].popleft()
            try:
                self._arrived.put((one, self._get(one)))
            except Exception as error:  # handed to whoever asked
                self._arrived.put((one, error))


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return url
