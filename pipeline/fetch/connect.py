"""Connections to checked addresses, each step of which ends when the time for the whole answer is over.

httpcore2's own limits are for a single read: a server that sends a byte now and then passes them for ever.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import httpcore2

from .guard import Guard

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port -> addresses, best first. Raises ``OSError``."""
_OPTION = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class Refused(Exception):
    """A host that must not be connected to, with the reason."""


class OutOfTime(Exception):
    """The time for the whole answer is over."""


@dataclass(slots=True)
class Exchange:
    """A request and its answer, as far as the connection has to know of it."""

    deadline: float
    """On the clock that ``Backend`` was given."""
    ended: bool = False
    """The server has closed the connection while something was awaited from it."""
    checked: bool = True
    """Whether the address that is connected to must be open to us; not so for that of a proxy."""


def resolve(host: str, port: int) -> list[str]:
    """Addresses of a host, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Backend(httpcore2.NetworkBackend):
    """Opens connections for a pool. What holds for a request is noted by its thread (:meth:`begin`), since the pool
    connects and reads in the thread of the request."""

    def __init__(self, guard: Guard, ticks: Callable[[], float], resolve: Resolve) -> None:
        self._guard = guard
        self._ticks = ticks
        self._resolve = resolve
        self._system = httpcore2.SyncBackend()
        self._here = threading.local()

    def begin(self, exchange: Exchange) -> None:
        """From now on this thread connects and reads for this exchange."""
        self._here.exchange = exchange

    @property
    def exchange(self) -> Exchange:
        found: Exchange = self._here.exchange
        return found

    def limit(self, timeout: float | None) -> float:
        """A limit for one step, cut to what is left for the whole.

        Raises:
            OutOfTime: nothing is left.
        """
        left = self.exchange.deadline - self._ticks()
        if left <= 0:
            raise OutOfTime
        return left if timeout is None else min(timeout, left)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """As the base class; to the first checked address that answers.

        Raises:
            Refused: the host has no address that may be connected to.
        """
        failure: Exception = httpcore2.ConnectError("the name has no address")
        for address in self._addresses(host, port, timeout):
            try:
                stream = self._system.connect_tcp(address, port, self.limit(timeout), local_address, socket_options)
                return _Stream(stream, self)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        if not self.exchange.checked:
            return [host]
        found = self._resolved(host, port, self.limit(timeout))
        open_ones = [address for address in found if not self._guard.refusal(address)]
        if found and not open_ones:
            raise Refused(f"{_name(host, found[0])} is {self._guard.refusal(found[0])}")
        return open_ones

    def _resolved(self, host: str, port: int, timeout: float) -> list[str]:
        """The system's resolver knows no time limit, so it is asked in a thread that may be left behind."""
        found: list[str] = []
        failed: list[Exception] = []

        def ask() -> None:
            try:
                found.extend(self._resolve(host, port))
            except (OSError, UnicodeError) as error:  # the second: a label too long
                failed.append(error)

        asking = threading.Thread(target=ask, name="resolve", daemon=True)
        asking.start()
        asking.join(timeout)
        if asking.is_alive():
            raise httpcore2.ConnectTimeout("the name server does not answer")
        if failed:
            raise httpcore2.ConnectError(failed[0]) from failed[0]
        return found

    def refuses(self, host: str, port: int, timeout: float) -> str:
        """Why a host must not be asked through a proxy, as far as that can be known here; empty if nothing is known."""
        try:
            found = self._resolved(host, port, timeout)
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
            return ""  # behind a proxy, names of the world outside often have no address
        reasons = [self._guard.refusal(address) for address in found]
        return f"{_name(host, found[0])} is {reasons[0]}" if reasons and all(reasons) else ""


def _name(host: str, address: str) -> str:
    return host if host == address else f"{host} ({address})"


class _Stream(httpcore2.NetworkStream):
    """A connection whose every step is cut to the time that is left."""

    def __init__(self, stream: httpcore2.NetworkStream, backend: Backend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._limited(timeout))
        self._backend.exchange.ended = not data
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._limited(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(
            self._stream.start_tls(ssl_context, server_hostname, self._limited(timeout)), self._backend
        )  # fmt: skip

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _limited(self, timeout: float | None) -> float:
        return self._backend.limit(timeout)
