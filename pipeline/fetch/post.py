"""One request to an address that somebody has entered, with the same guard as a fetch: for webhooks and for single
sign-on."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import httpcore2
import httpx2

from ..config import FetchConfig
from . import headers as said
from .client import user_agent
from .connect import Backend, Exchange, Resolve, resolve
from .failures import FAILURES, failure
from .guard import Guard
from .proxies import environment, not_inside, proxy, proxy_for
from .unpack import ACCEPTED
from .unpack import body as unpacked
from .urls import Target, target


@dataclass(frozen=True, slots=True)
class Posted:
    """What a server said to something that was sent to it."""

    status: int
    retry_at: datetime | None = None
    """Not to be sent again before, as the server wants it."""
    body: bytes = b""
    """Of the answer, if it was asked for."""

    @property
    def taken(self) -> bool:
        """Whether the server has it now: any status of 2xx."""
        return 200 <= self.status < 300


@cache
def _trust() -> ssl.SSLContext:
    """Whose certificates are believed; reading them takes longer than a request on the same machine."""
    return httpx2.create_ssl_context()


class Poster:
    """Sends bodies by the rules of a configuration. May be used by several threads at once.

    A redirect is an answer like any other and is not followed, and nothing is sent twice: whoever calls keeps count
    of what is still to be sent. robots.txt is not asked, since whoever entered the address wants to be called.

    Args:
        config: limits, private networks that are open (``fetch.allow``).
        clock: the time, with its zone.
        ticks: seconds on a clock that only goes forward.
        resolve: host and port -> addresses.
        proxies: by scheme; those of the environment if left out.

    Raises:
        ConfigError: ``fetch.allow`` or ``fetch.contact`` cannot be used.
    """

    def __init__(
        self,
        config: FetchConfig,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        ticks: Callable[[], float] = time.monotonic,
        resolve: Resolve = resolve,
        proxies: Mapping[str, str] | None = None,
    ) -> None:
        self._config = config
        self._clock = clock
        self._ticks = ticks
        self._user_agent = user_agent(config.contact)
        self._backend = Backend(Guard(config.allow), ticks, resolve)
        self._proxies = environment() if proxies is None else proxies

    def post(self, url: str, body: bytes, headers: Mapping[str, str], most: int = 0) -> Posted:
        """Send a body once, and give the server's answer, whatever its status.

        Args:
            url: where to.
            body: what.
            headers: besides ``User-Agent`` and ``Content-Length``.
            most: bytes of the answer's body that are wanted; a longer one is an error. 0 for none, then it is not read.

        Raises:
            FetchError: there is no answer, or the address must not be asked (``final``).
        """
        return self._asked("POST", url, body, {"content-length": str(len(body)), **headers}, most)

    def get(self, url: str, headers: Mapping[str, str], most: int) -> Posted:
        """Ask once for what is there, as :meth:`post` does: no redirect is followed, and robots.txt is not asked.

        Raises:
            FetchError: there is no answer, or the address must not be asked (``final``).
        """
        return self._asked("GET", url, b"", headers, most)

    def _asked(self, method: str, url: str, body: bytes, headers: Mapping[str, str], most: int) -> Posted:
        here = target(url)
        exchange = Exchange(self._ticks() + self._config.total_timeout)
        through = proxy_for(here, self._proxies)
        exchange.checked = not through
        self._backend.begin(exchange)
        try:
            if through:
                not_inside(here, self._backend, self._config.connect_timeout)
            return self._exchanged(method, here, body, headers, through, most)
        except FAILURES as error:
            late = self._ticks() >= exchange.deadline
            raise failure(error, str(here), exchange, self._config, late=late) from error

    def _exchanged(
        self, method: str, here: Target, body: bytes, headers: Mapping[str, str], through: str, most: int
    ) -> Posted:
        sent = {"user-agent": self._user_agent, **({"accept-encoding": ACCEPTED} if most else {}), **headers}
        if here.authorization:
            sent["authorization"] = here.authorization
        limits = {
            "connect": self._config.connect_timeout,
            "read": self._config.read_timeout,
            "write": self._config.read_timeout,
            "pool": self._config.total_timeout,
        }
        where = httpcore2.URL(
            scheme=here.url.raw_scheme, host=here.url.raw_host, port=here.url.port, target=here.url.raw_path
        )
        coded = [(name.encode(), value.encode("latin-1")) for name, value in sent.items()]
        with (
            httpcore2.ConnectionPool(
                ssl_context=_trust(),
                proxy=proxy(through) if through else None,
                network_backend=self._backend,
            ) as pool,
            pool.stream(method, where, headers=coded, content=body, extensions={"timeout": limits}) as response,
        ):
            told = said.plain(response.headers)
            answer = b""
            if most:
                answer, _ = unpacked(response.iter_stream(), told.get("content-encoding", ""), most)
            return Posted(response.status, said.retry_after(told, self._clock()), answer)
