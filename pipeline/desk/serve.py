"""The desk as a server: where it listens, who may call it, what it loads, and how it ends."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..check import Checker
from ..config import Config
from ..errors import ConfigError, WortlautError
from ..feeds.service import Tools
from ..ledger import Ledger, open_ledger
from . import passwords
from .security import LOOPBACK

PORT = 8484
_TCP, _NODELAY = 6, 1
"""``IPPROTO_TCP`` and ``TCP_NODELAY`` of the module that only pipeline.fetch uses; the same on all systems."""
_GRACE = 5
"""Seconds that open requests have to end when the desk is told to stop."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the desk listens, and by which names it may be called."""

    host: str = "127.0.0.1"
    port: int = PORT
    allowed: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    """Addresses and networks of proxies that are believed who has asked them, and how (``X-Forwarded-For``,
    ``X-Forwarded-Proto``)."""

    @property
    def here_only(self) -> bool:
        """Whether only this machine can call it, by a name of its own."""
        return is_loopback(self.host) and all(is_loopback(name) for name in self.allowed) and not self.proxies

    @property
    def names(self) -> tuple[str, ...]:
        """All names by which it may be called."""
        own = () if _is_any(self.host) else (f"[{self.host}]" if ":" in self.host else self.host,)
        return tuple(dict.fromkeys((*LOOPBACK, *own, *self.allowed)))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and nobody else can reach it by that name."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_any(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def serve(
    where: str,
    config: Config,
    listening: Listening,
    *,
    say: Callable[[str], None],
    warn: Callable[[str], None],
) -> None:
    """Serve until told to stop.

    Args:
        where: the ledger.
        config: the settings.
        listening: where.
        say: is told the address once the desk answers there.
        warn: is told what one should know.

    Raises:
        ConfigError: others could reach the desk, and it has no users; or a proxy is no address.
        WortlautError: the address is taken, or the ledger cannot be opened.
    """
    for proxy in listening.proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            raise ConfigError(f"{proxy[:80]!r} is no address or network of a proxy, such as 127.0.0.1.") from None
    with open_ledger(where, warn=warn) as ledger:
        if not listening.here_only and not ledger.accounts.users():
            names = (name for name in (listening.host, *listening.allowed) if not is_loopback(name))
            way = next((f"under {name}" for name in names), "through the proxy")
            raise ConfigError(
                f"others could reach this desk {way}, and it has no users: everybody could do everything. "
                f"Add one first (wortlaut users add NAME --role admin --ledger {ledger.place})."
            )
        _run(ledger, config, listening, say, warn)


def _run(
    ledger: Ledger, config: Config, listening: Listening, say: Callable[[str], None], warn: Callable[[str], None]
) -> None:
    import uvicorn

    from ..fetch import Poster
    from .app import create_app
    from .hooks import Hooks, patience
    from .warm import Warm
    from .worker import Worker

    tools = Tools(config, "desk", "local", warn, ledger)
    hooks = Hooks(ledger, Poster(patience(config.fetch)).post, warn=warn)
    loading = threading.Lock()

    def checker() -> Checker:
        with loading:
            return tools.checker

    worker = Worker(config, ledger, tools.engine, checker=checker, told=lambda _: hooks.wake(), warn=warn)

    warm = Warm(checker, warn)

    @contextmanager
    def running() -> Iterator[None]:
        worker.start()
        hooks.start()
        threading.Thread(target=passwords.ready, name="passwords", daemon=True).start()
        warm.begin()
        try:
            yield
        finally:
            hooks.stop(0)
            worker.stop(_GRACE)

    app = create_app(
        ledger,
        config,
        checker,
        hosts=listening.names,
        wake=worker.wake,
        wordings=_wordings(tools, warn),
        running=running(),
        changed=hooks.wake,
        problem=lambda: worker.problem,
        ready=lambda: warm.state,
    )
    settings = uvicorn.Config(
        app,
        host=listening.host,
        port=listening.port,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(listening.proxies),
        forwarded_allow_ips=list(listening.proxies),  # or anybody on this machine could be from anywhere
        timeout_graceful_shutdown=_GRACE,
        lifespan="on",
    )
    try:
        socket = settings.bind_socket()
    except SystemExit:
        raise ConfigError(
            f"{listening.host}:{listening.port}: cannot listen there; is another desk running? Choose another --port."
        ) from None
    socket.setsockopt(_TCP, _NODELAY, 1)  # asyncio does that only for sockets that it has opened; else 40 ms an answer
    host = f"[{listening.host}]" if ":" in listening.host else listening.host
    address = f"http://{host}:{socket.getsockname()[1]}/"

    class Server(uvicorn.Server):
        """Says where it is when somebody is there to answer."""

        async def startup(self, sockets: list[Any] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                say(f"The desk is at {address} (Ctrl-C ends it).")

    server = Server(settings)
    if not is_loopback(listening.host):
        warn("Passwords and briefs travel unencrypted: put a proxy with HTTPS before the desk.")
        if not listening.allowed and _is_any(listening.host):
            warn("Nobody can call it from elsewhere yet: name the host that people use with --allow-host.")
    try:
        server.run([socket])
    except KeyboardInterrupt:
        pass  # uvicorn has ended all in order, and raises the signal again
    finally:
        socket.close()


def _wordings(tools: Tools, warn: Callable[[str], None]) -> Callable[[str], Sequence[str]]:
    """Asks the translator for its other wordings of a sentence, one at a time; the last answers are kept."""
    one = threading.Lock()

    @lru_cache(maxsize=500)
    def asked(source: str) -> tuple[str, ...]:
        with one:
            [translation] = tools.translator.translate([source])
        return tuple(hypothesis.text for hypothesis in translation.hypotheses)

    def wordings(source: str) -> Sequence[str]:
        try:
            return asked(source)
        except WortlautError as error:  # no model: the rest of the desk works
            warn(str(error))
            return ()

    return wordings
