"""One address at a time into bytes: the whole chain of a fetch. May be used by several threads at once."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

import httpcore2
import httpx2
import stamina

from .. import __version__
from ..config import FetchConfig
from ..errors import ConfigError
from . import headers as said
from . import robots
from .connect import Backend, Exchange, Refused, Resolve, resolve
from .failures import FAILURES, Passing, failure
from .guard import Guard
from .hosts import LONGEST_PAUSE, HostMemory, Memory, Rests, Turns
from .proxies import environment, not_inside, proxy, proxy_for
from .unpack import ACCEPTED, body
from .urls import Target, redirected, target
from .values import Fetched, FetchError

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "text/html;q=0.8, */*;q=0.5"
)
REPETITIONS = 2
"""Of one request in a fetch, after failures that may pass."""
_FIRST_WAIT = 0.5
"""Seconds before the first repetition; four times as many before the second."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_STUMBLES = frozenset({500, 502, 503, 504})
_GIVES_UP = {404: " (not found)", 410: " (gone for good)", 401: " (it wants a name and password)", 403: " (forbidden)"}
_IDLE = 15.0
"""Seconds that a connection is kept open for the next request."""

logging.getLogger("stamina").addHandler(logging.NullHandler())  # else its repetitions are told on standard error


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class _Budget:
    """What is left for one fetch."""

    deadline: float
    repetitions: int = REPETITIONS


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    packed: bool = False


class Fetcher:
    """Fetches addresses by the rules of a configuration.

    Args:
        config: limits, politeness, private networks that are open.
        clock: the time, with its zone.
        ticks: seconds on a clock that only goes forward.
        sleep: waits for so many seconds.
        resolve: host and port -> addresses.
        hosts: remembers which hosts rest; one that outlives the process keeps the next one from asking too early.
        proxies: by scheme; those of the environment if left out.

    Raises:
        ConfigError: ``fetch.allow`` or ``fetch.contact`` cannot be used.
    """

    def __init__(
        self,
        config: FetchConfig,
        *,
        clock: Callable[[], datetime] = _now,
        ticks: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        resolve: Resolve = resolve,
        hosts: HostMemory | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> None:
        self._config = config
        self._clock = clock
        self._ticks = ticks
        self._sleep = sleep
        self.user_agent = user_agent(config.contact)
        self._backend = Backend(Guard(config.allow), ticks, resolve)
        self._proxies = environment() if proxies is None else proxies
        self._pools: dict[str, httpcore2.ConnectionPool] = {}
        self._lock = threading.Lock()
        self._turns = Turns(config.concurrency, config.per_host, ticks, sleep)
        self._rests = Rests(Memory() if hosts is None else hosts)
        self._robots = robots.Robots(self._rules_of, clock)

    def get(self, url: str, *, etag: str = "", last_modified: str = "", accept: str = "") -> Fetched:
        """The answer at an address, after redirects.

        Args:
            url: http or https; ``feed:`` may stand before it.
            etag: of the answer that is there already: if it still holds, the status is 304.
            last_modified: likewise.
            accept: media types that are wanted.

        Raises:
            FetchError: there is none that can be used.
        """
        wanted = {"accept": accept or ACCEPT}
        if _sendable(etag):
            wanted["if-none-match"] = etag
        if _sendable(last_modified):
            wanted["if-modified-since"] = last_modified
        here, answer, permanent = self._followed(target(url), wanted)
        if answer.status == 304 and len(wanted) == 1:
            raise FetchError(str(here), "answers 304 (not changed), though nothing was known of it", status=304)
        media_type, charset = said.content_type(answer.headers.get("content-type", ""))
        return Fetched(
            status=304 if answer.status == 304 else 200,
            url=str(here),
            body=answer.body,
            media_type="" if answer.packed else media_type,
            charset=charset,
            etag=answer.headers.get("etag", ""),
            last_modified=answer.headers.get("last-modified", ""),
            permanent=permanent,
            moved=here.with_login() if permanent else "",
            max_age=said.max_age(answer.headers, self._clock()),
        )

    def close(self) -> None:
        """Close the connections that are kept open."""
        with self._lock:
            for pool in self._pools.values():
                pool.close()
            self._pools.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _followed(self, asked: Target, wanted: Mapping[str, str]) -> tuple[Target, _Answer, bool]:
        """The answer at the end of the redirects, where that is, and whether all of them were for good."""
        budget = _Budget(self._ticks() + self._config.total_timeout)
        here, kinds, seen = asked, set[int](), set[str]()
        try:
            while True:
                if str(here) in seen:
                    raise FetchError(str(here), "redirects lead back to it, in a loop")
                seen.add(str(here))
                answer = self._asked(here, wanted, budget, self._pause(here))
                if answer.status not in _REDIRECTS:
                    return here, answer, bool(kinds) and kinds <= _PERMANENT
                if len(seen) > self._config.redirects:
                    raise FetchError(str(here), f"redirects more than {self._config.redirects} times (fetch.redirects)")
                kinds.add(answer.status)
                here = redirected(here, answer.headers["location"])
        except FetchError as error:
            if error.url == str(asked):
                raise
            raise error.about(str(asked), f"redirects to {error.url}: {error.reason}") from error

    def _pause(self, here: Target) -> float:
        """Whether this address may be asked for now; the least seconds between two requests to its host.

        Raises:
            FetchError: it may not.
        """
        self._not_resting(here)
        pause = self._config.host_pause
        if self._config.robots and not robots.is_robots(str(here)):
            try:
                rules = self._robots.rules(here.origin)
            except FetchError as error:
                raise error.about(str(here)) from error
            if not rules.allow(str(here)):
                raise FetchError(str(here), "its robots.txt does not allow it (fetch.robots)", final=True)
            pause = max(pause, rules.delay)
            if pause > LONGEST_PAUSE and (wait := self._turns.wait(here.site)) > LONGEST_PAUSE:
                raise FetchError(
                    str(here),
                    f"its robots.txt asks for {pause:g} seconds between two requests",
                    retry_at=self._clock() + timedelta(seconds=wait),
                )
        return pause

    def _not_resting(self, here: Target) -> None:
        if until := self._rests.until(here.site, self._clock()):
            raise FetchError(
                str(here),
                f"{here.site} has asked for patience; not asked before {until:%Y-%m-%d %H:%M:%S} UTC",
                retry_at=until,
            )

    def _rules_of(self, address: str) -> tuple[int, bytes]:
        """A robots.txt, for :class:`~.robots.Robots`. Redirects are followed, to other hosts too."""
        budget = _Budget(self._ticks() + self._config.total_timeout)
        here = target(address)
        try:
            for _ in range(self._config.redirects + 1):
                answer = self._asked(here, {"accept": "text/plain, */*;q=0.5"}, budget, self._config.host_pause)
                if answer.status not in _REDIRECTS:
                    return answer.status, answer.body
                here = redirected(here, answer.headers["location"])
                self._not_resting(here)
        except FetchError as error:
            if 400 <= error.status < 500 and error.retry_at is None:
                return error.status, b""
            what = error.reason if isinstance(error.__cause__, Refused) else f"robots.txt: {error.reason}"
            raise error.about(address, what) from error
        return 404, b""  # RFC 9309: after so many redirects it counts as missing

    def _asked(self, here: Target, wanted: Mapping[str, str], budget: _Budget, pause: float) -> _Answer:
        """One request and its repetitions. The answer has status 200, 304, or a redirect's with its location."""
        tries = 0

        def again(error: Exception) -> bool | float:
            wait = _FIRST_WAIT * 4 ** (REPETITIONS - budget.repetitions) * random.uniform(0.75, 1.25)  # noqa: S311
            if not isinstance(error, Passing) or not budget.repetitions or self._ticks() + wait >= budget.deadline:
                return False
            budget.repetitions -= 1
            self._sleep(wait)  # here and not in stamina, which knows only the real clock
            return 0.0

        try:
            for attempt in stamina.retry_context(on=again, attempts=1 + budget.repetitions, timeout=None):
                with attempt:
                    tries += 1
                    return self._once(here, wanted, budget, pause)
        except Passing as error:
            often = f", {tries} times in a row" if tries > 1 else ""
            raise FetchError(error.url, error.reason + often, status=error.status, retry_at=error.retry_at) from error
        raise AssertionError("unreachable")

    def _once(self, here: Target, wanted: Mapping[str, str], budget: _Budget, pause: float) -> _Answer:
        """One request, when it is its turn. The time until then does not count."""
        begun = self._ticks()
        with self._turns.turn(here.site, pause):
            self._not_resting(here)  # another thread may have been told so while this one waited
            budget.deadline += self._ticks() - begun
            through = proxy_for(here, self._proxies)
            exchange = Exchange(budget.deadline, checked=not through)
            self._backend.begin(exchange)
            try:
                if through:
                    not_inside(here, self._backend, self._config.connect_timeout)
                return self._exchanged(here, wanted, self._pool(through))
            except FAILURES as error:
                late = self._ticks() >= budget.deadline
                raise failure(error, str(here), exchange, self._config, late=late) from error

    def _exchanged(self, here: Target, wanted: Mapping[str, str], pool: httpcore2.ConnectionPool) -> _Answer:
        sent = {"user-agent": self.user_agent, "accept-encoding": ACCEPTED, **wanted}
        if here.authorization:
            sent["authorization"] = here.authorization
        config = self._config
        limits = {
            "connect": config.connect_timeout,
            "read": config.read_timeout,
            "write": config.read_timeout,
            "pool": config.total_timeout,
        }
        where = httpcore2.URL(
            scheme=here.url.raw_scheme, host=here.url.raw_host, port=here.url.port, target=here.url.raw_path
        )
        coded = [(name.encode(), value.encode("latin-1")) for name, value in sent.items()]
        with pool.stream("GET", where, headers=coded, extensions={"timeout": limits}) as response:
            told = said.plain(response.headers)
            answer = self._judged(here, _Answer(response.status, told))
            if answer.status == 304:
                for _ in response.iter_stream():  # nothing comes, but the connection is free then
                    pass
            if answer.status != 200:
                return answer
            rules = robots.is_robots(str(here))
            limit = min(robots.LARGEST, config.max_bytes) if rules else config.max_bytes
            length = told.get("content-length", "")
            if not rules and length.isdecimal() and int(length[:18]) > limit:
                raise FetchError(
                    str(here), f"larger than {limit:,} bytes (fetch.max_bytes): it has {length}", status=200
                )
            data, packed = body(response.iter_stream(), told.get("content-encoding", ""), limit, cut=rules)
            return replace(answer, body=data, packed=packed)

    def _judged(self, here: Target, answer: _Answer) -> _Answer:
        """An answer by its head: one that can be used, as it is.

        Raises:
            FetchError: it cannot be used.
        """
        status, site, now = answer.status, here.site, self._clock()
        wants = said.retry_after(answer.headers, now)
        words = f"answers {status}{_GIVES_UP.get(status) or _phrase(status)}"
        if status in (200, 203, 304):
            self._rests.answered(site)
            return replace(answer, status=304 if status == 304 else 200)
        if status in _REDIRECTS:
            if answer.headers.get("location"):
                return answer
            raise FetchError(str(here), f"{words} and does not say where to", status=status)
        if status == 429 or (status == 503 and wants):
            until = self._rests.begin(site, now, wants, words)
            raise FetchError(
                str(here), f"{words}; not asked before {until:%Y-%m-%d %H:%M:%S} UTC", status=status, retry_at=until
            )
        if status == 403 and (banned := self._rests.banned(site, now, words)):
            raise FetchError(
                str(here),
                f"{words} after it had asked for patience; not asked before {banned:%Y-%m-%d %H:%M:%S} UTC",
                status=status,
                retry_at=banned,
            )
        if status in _STUMBLES:
            raise Passing(str(here), words, status=status, retry_at=wants)
        raise FetchError(str(here), words, status=status, retry_at=wants, final=status == 410)

    def _pool(self, through: str) -> httpcore2.ConnectionPool:
        with self._lock:
            if through not in self._pools:
                self._pools[through] = httpcore2.ConnectionPool(
                    ssl_context=httpx2.create_ssl_context(),
                    proxy=proxy(through) if through else None,
                    max_connections=self._config.concurrency,
                    keepalive_expiry=_IDLE,
                    network_backend=self._backend,
                )
            return self._pools[through]


def user_agent(contact: str) -> str:
    """What publishers see.

    Raises:
        ConfigError: the contact has characters that a header cannot have.
    """
    contact = contact.strip()
    if not contact.isascii() or not contact.isprintable() or "(" in contact or ")" in contact:
        raise ConfigError(
            f"fetch.contact is {contact!r}; a mail address or the address of a page is needed, in ASCII and without "
            "brackets."
        )
    return f"{robots.AGENT}/{__version__}" + (f" (+{contact})" if contact else "")


def _phrase(status: int) -> str:
    words = httpx2.codes.get_reason_phrase(status)
    return f" ({words})" if words else ""


def _sendable(value: str) -> bool:
    """Whether a validator can be sent back: one from a ledger may be anything."""
    return bool(value) and value.isprintable() and all(ord(c) < 256 for c in value) and len(value) < 1000
