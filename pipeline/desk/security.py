"""What keeps strangers out of the desk whatever a page or an article says: headers, hosts, and where a request is from.

Article text, feed names and notes are hostile. Templates escape them; the policy here is the second wall: no inline
script or style runs, nothing is loaded from elsewhere, and no other site can frame the desk or send it a form.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Collection, Iterable, Mapping
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with "no-referrer" browsers send "Origin: null" with our own forms
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Names by which this machine calls itself."""
MAX_BODY = 12 * 1024 * 1024
"""Bytes of a request, an uploaded file included."""

_FORWARDED = ("forwarded", "via", "x-real-ip")
"""What proxies add to a request, besides ``X-Forwarded-For`` and the like."""


def forwarded(headers: Iterable[str]) -> bool:
    """Whether a request with headers of these names has come through a proxy, from wherever."""
    return any(name.startswith("x-forwarded") or name in _FORWARDED for name in headers)


def foreign(method: str, headers: Mapping[str, str], scheme: str) -> bool:
    """Whether a request that may change something comes from a page of another site.

    Browsers say so in ``Sec-Fetch-Site``; the few that do not send it send ``Origin``. Programs send neither, and carry
    no cookie that another site could abuse.
    """
    if method in SAFE:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site != "same-origin"
    origin = headers.get("origin")
    if origin is None:
        return False
    return origin.casefold() != f"{scheme}://{headers.get('host', '')}".casefold()


def local_path(target: str) -> str:
    """The path to go to after a login, if it is one of ours; else the first page."""
    try:
        parts = urlsplit(target)
    except ValueError:  # a bracket that is not closed
        return "/"
    odd = parts.scheme or parts.netloc or not target.startswith("/") or target.startswith(("//", "/\\"))
    return "/" if odd or any(ord(char) < 32 or char == "\\" for char in target) else target


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and nobody else can reach it by that name."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host_of(header: str) -> str:
    """The name in a Host header, without its port."""
    name, colon, port = header.rpartition(":")
    return (name if colon and port.isdecimal() else header).casefold().rstrip(".")


class Guard:
    """Sets the headers of every answer, and refuses requests for other hosts, of other sites, and of excessive length.

    Args:
        app: what is guarded.
        hosts: names under which it may be called. A stranger's name that leads to this machine (DNS rebinding) would
            make the stranger's page one of ours.
        max_body: bytes.
        has_users: whether one has to log in; may wait for the ledger. Once it is so it stays so. At a desk without
            users everybody is an administrator, so nobody may come to it through a proxy.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Collection[str] = LOOPBACK,
        max_body: int = MAX_BODY,
        has_users: Callable[[], bool] = lambda: True,
    ) -> None:
        self.app = app
        self._has_users = has_users
        self._users = False
        self.hosts = frozenset(map(host_of, hosts))
        self.max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                out = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    out.setdefault(name, value)
                out.setdefault("cache-control", "no-store")
                if scope["scheme"] == "https":
                    out.setdefault("strict-transport-security", "max-age=31536000")
            await send(message)

        if host_of(headers.get("host", "")) not in self.hosts:
            unknown = PlainTextResponse("This desk is not known under that name; see --allow-host.\n", 400)
            await unknown(scope, receive, guarded)
            return
        if foreign(scope["method"], headers, scope["scheme"]):
            refused = PlainTextResponse("Refused: this request comes from a page of another site.\n", 403)
            await refused(scope, receive, guarded)
            return
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self.max_body:
            await PlainTextResponse("Too long.\n", 413)(scope, receive, guarded)
            return
        if forwarded(headers.keys()) and not await self._somebody():
            closed = PlainTextResponse(
                "Refused: this request comes through a proxy, and the desk has no users, so that everybody could do "
                "everything. Add one first (wortlaut users add NAME --role admin).\n",
                403,
            )
            await closed(scope, receive, guarded)
            return
        try:
            await self.app(scope, _bounded(receive, self.max_body), guarded)
        except Exception:  # told to the log by the server; its own answer would lack the headers
            if not begun:
                await PlainTextResponse("An error in Wortlaut; its log says more.\n", 500)(scope, receive, guarded)
            raise

    async def _somebody(self) -> bool:
        self._users = self._users or await to_thread.run_sync(self._has_users)
        return self._users


def _bounded(receive: Receive, most: int) -> Receive:
    """A body without a stated length ends where the limit is."""
    got = 0

    async def receiving() -> Message:
        nonlocal got
        message = await receive()
        if message["type"] == "http.request":
            got += len(message.get("body", b""))
            if got > most:
                return {"type": "http.disconnect"}
        return message

    return receiving
