"""Webhooks: others are told of verdicts and approvals, signed as Standard Webhooks wants it, until they have it.

The ledger's deliveries are the truth: whoever changes a brief enters them in the same transaction. Several processes
may send; each delivery is one process's at a time. An event may arrive twice if a process dies between the answer and
its being noted; it then has the same ``webhook-id``, so that a receiver can tell.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from ..config import FetchConfig
from ..errors import ConfigError, WortlautError, unexpected
from ..feeds.names import address
from ..fetch import FetchError, Posted, bare, target
from ..ledger import Ledger
from ..ledger.desk_values import Delivery
from ..render.text import one_line

PREFIX = "whsec_"
EVENTS = ("verdict", "approved", "changed", "withdrawn")
"""What others can be told of."""
RESTS = tuple(
    timedelta(seconds=seconds) for seconds in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 24 * 3600)
)
"""After each attempt that failed; after the last one nothing more is sent. As the specification suggests."""
LEASE = timedelta(minutes=5)
"""How long a delivery is one process's; longer than a batch can take."""
BATCH = 10
PAUSE = 5.0
"""Seconds between two looks at what is to be sent."""
_TIMEOUT = 20.0
"""Seconds that a receiver has."""


class Post(Protocol):
    """As :meth:`pipeline.fetch.Poster.post`."""

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted: ...


def new_secret() -> str:
    """A secret to sign with: 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def checked_url(url: str) -> str:
    """An address that can be told of events.

    Raises:
        ConfigError: it is none. Whether it may be reached is known only when something is sent.
    """
    found = address(url)
    if not found:
        raise ConfigError("an address with http:// or https:// is needed.")
    try:
        target(found)
    except FetchError as error:
        raise ConfigError(f"{error}.") from None
    if "@" in urlsplit(found).netloc:
        raise ConfigError(
            "a webhook's address is shown to all who see webhooks, so it can have no name and password; what is sent "
            "is signed, by which the receiver can tell."
        )
    return found


def key_of(secret: str) -> bytes:
    """The bytes to sign with.

    Raises:
        ConfigError: it is no secret of the kind that the specification knows: ``whsec_`` and 24 to 64 bytes in base64.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (NotBase64, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not 24 <= len(key) <= 64:
        raise ConfigError(f"a webhook's secret is {PREFIX} and 24 to 64 bytes in base64.")
    return key


def signature(secret: str, message: str, at: datetime, body: bytes) -> str:
    """The value of ``webhook-signature``.

    Args:
        secret: the webhook's.
        message: the value of ``webhook-id``.
        at: when it is sent, to the second.
        body: as sent.
    """
    signed = f"{message}.{int(at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key_of(secret), signed, hashlib.sha256).digest()).decode()


def headers(delivery: Delivery, place: str, now: datetime) -> dict[str, str]:
    """All headers of a delivery. Its id is the same at every attempt, its time is not.

    Args:
        delivery: what is sent.
        place: what tells this ledger from others, of which a receiver may have several.
        now: when it is sent.
    """
    message = f"msg_{hashlib.sha256(f'{place} {delivery.id} {delivery.created.isoformat()}'.encode()).hexdigest()[:24]}"
    return {
        "content-type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature(delivery.webhook.secret, message, now, delivery.body),
    }


def patience(config: FetchConfig) -> FetchConfig:
    """The settings for sending: a receiver must answer sooner than a publisher."""
    return replace(
        config,
        connect_timeout=min(config.connect_timeout, _TIMEOUT),
        read_timeout=min(config.read_timeout, _TIMEOUT),
        total_timeout=min(config.total_timeout, _TIMEOUT),
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """What an attempt came to."""

    delivery: Delivery
    status: int
    error: str
    next: datetime | None
    """When it is tried again; ``None`` if it has arrived or is given up."""


class Hooks:
    """Sends what is due, in a thread of its own.

    Args:
        ledger: where the deliveries are.
        post: how they are sent.
        warn: told of what is given up, and of what keeps anything from being sent.
        clock: the time, UTC.
    """

    def __init__(
        self,
        ledger: Ledger,
        post: Post,
        *,
        warn: Callable[[str], None] = lambda _: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._ledger = ledger
        self._post = post
        self._warn = warn
        self._clock = clock
        self._place = ledger.place
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="desk hooks", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there may be something to send."""
        self._wake.set()

    def stop(self, timeout: float | None = None) -> None:
        """End after what is just being sent."""
        self._ending.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def once(self) -> list[Sent]:
        """Send what is due. Two processes that do so at once share it."""
        done = []
        for delivery in self._ledger.hooks.due(self._clock(), LEASE, BATCH):
            if self._ending.is_set():
                break  # its lease runs out
            done.append(self._send(delivery))
        return done

    def _send(self, delivery: Delivery) -> Sent:
        now = self._clock()
        status, error, retry_at, final = 0, "", None, False
        try:
            posted = self._post(delivery.webhook.url, delivery.body, headers(delivery, self._place, now))
            status, retry_at = posted.status, posted.retry_at
            error = "" if posted.taken else f"answers {status}"
            final = status == 410  # gone: the receiver wants nothing more, as the specification says
        except FetchError as problem:
            error, final = problem.reason, problem.final
        except WortlautError as problem:
            error, final = str(problem), True  # a secret that cannot be used
        now = self._clock()
        after = self._rest(delivery.attempts, now, retry_at) if error and not final else None
        self._ledger.hooks.told(delivery.id, now, status=status, error=one_line(error)[:500], retry_at=after)
        if error and after is None:
            where = bare(delivery.webhook.url)
            self._warn(
                f"webhook {delivery.webhook.name}: {where} was not told of '{delivery.event}': {one_line(error)}"
            )
        return Sent(delivery, status, error, after)

    @staticmethod
    def _rest(attempts: int, now: datetime, retry_at: datetime | None) -> datetime | None:
        """When to try again after so many attempts that failed; ``None`` after the last."""
        if attempts > len(RESTS):
            return None
        return max(now + RESTS[attempts - 1], retry_at or now)

    def _work(self) -> None:
        problem, pause = "", 0.0
        while not self._ending.is_set():
            self._wake.wait(pause)
            self._wake.clear()
            if self._ending.is_set():
                return
            try:
                pause = 0.2 if self.once() else PAUSE
                problem = ""
            except Exception as error:
                said = one_line(str(error) if isinstance(error, WortlautError) else unexpected(error))
                if said != problem:
                    self._warn(f"webhooks cannot be sent at present: {said}")
                problem, pause = said, 6 * PAUSE
