"""Addresses: which ones can be fetched at all, and what a redirect makes of them."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace

import httpx2

from .values import FetchError

PORTS = {"http": 80, "https": 443}
BLOCKED_PORTS = frozenset({
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
})  # fmt: skip
"""Ports of other protocols, which browsers do not speak HTTP to either (https://fetch.spec.whatwg.org/#port-blocking)."""
_LOGIN = re.compile(r"(://)[^\s/?#@]*(?:@[^\s/?#@]*)*@")
LONGEST = 8000
"""Characters of an address; RFC 9110 asks servers to take as many."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that can be asked."""

    url: httpx2.URL
    """Without name, password and fragment."""
    login: bytes = b""
    """Name and password as the address had them; empty if it had none."""

    @property
    def host(self) -> str:
        """The host in ASCII, without brackets."""
        return self.url.raw_host.decode("ascii")

    @property
    def port(self) -> int:
        return self.url.port or PORTS[self.url.scheme]

    @property
    def site(self) -> str:
        """What politeness goes by: the host, with its port unless that is the usual one."""
        return self.url.netloc.decode("ascii")

    @property
    def origin(self) -> str:
        """Scheme and site: robots.txt is one of each."""
        return f"{self.url.scheme}://{self.site}"

    @property
    def authorization(self) -> str:
        """Value of the header; empty without name and password."""
        if not self.login:
            return ""
        name, _, password = self.login.partition(b":")
        plain = b":".join((_unquoted(name), _unquoted(password)))
        return "Basic " + base64.b64encode(plain).decode("ascii")

    def __str__(self) -> str:
        return str(self.url)

    def with_login(self) -> str:
        """The address with its name and password."""
        return str(self.url.copy_with(userinfo=self.login)) if self.login else str(self.url)


def target(address: str) -> Target:
    """An address as named by a person or a feed; ``feed:`` before it is taken off.

    Raises:
        FetchError: it cannot be fetched; final.
    """
    text = address.strip()
    if text[:5].lower() == "feed:":
        rest = text[5:]
        text = f"http:{rest}" if rest.startswith("//") else rest
    if len(text) > LONGEST:
        raise FetchError(bare(text)[:200] + "…", f"the address has more than {LONGEST:,} characters", final=True)
    try:
        return _checked(httpx2.URL(text), bare(text))
    except (httpx2.InvalidURL, ValueError) as error:  # the second: characters that no host name has
        raise FetchError(bare(text), f"not an address ({_one_line(error)})", final=True) from None


def redirected(before: Target, location: str) -> Target:
    """Where a redirect leads. Name and password stay with their host, and never go from https to http; one that the
    redirect itself brings is ignored.

    Raises:
        FetchError: it leads to something that must not or cannot be fetched; final.
    """
    where = bare(location)[:200]
    if len(location) > LONGEST:
        raise FetchError(f"{where}…", f"the address has more than {LONGEST:,} characters", final=True)
    try:
        after = _checked(before.url.join(location), where)
    except (httpx2.InvalidURL, ValueError) as error:
        raise FetchError(where, f"not an address ({_one_line(error)})", final=True) from None
    same = after.host == before.host and (after.origin == before.origin or _upgraded(before, after))
    return replace(after, login=before.login if same else b"")


def _upgraded(before: Target, after: Target) -> bool:
    return (before.url.scheme, before.port, after.url.scheme, after.port) == ("http", 80, "https", 443)


def _checked(url: httpx2.URL, shown: str) -> Target:
    if url.scheme not in PORTS:
        what = f"'{url.scheme}:' addresses are" if url.scheme else "addresses without http:// or https:// are"
        raise FetchError(shown, f"{what} not fetched, only http and https", final=True)
    if not url.raw_host:
        raise FetchError(shown, "not an address: it names no host", final=True)
    if not url.raw_host.isascii() or any(byte <= 32 or byte in b'%"<>\\^`{|}' for byte in url.raw_host):
        raise FetchError(shown, "not an address: its host has characters that no host name has", final=True)
    if url.port is not None and url.port > 65535:
        raise FetchError(shown, f"not an address: there is no port {url.port}", final=True)
    if url.port in BLOCKED_PORTS:
        raise FetchError(shown, f"port {url.port} belongs to another protocol and is not asked", final=True)
    plain = url.copy_with(userinfo=b"", fragment=None)
    return Target(plain, url.userinfo)


def bare(address: str) -> str:
    """An address as it may stand in a message or a file: without name and password, on one line."""
    text = " ".join(address.split())
    scheme, mark, rest = text.partition("//")
    if not mark:
        return text
    authority = rest[: next((i for i, c in enumerate(rest) if c in "/?#"), len(rest))]
    return f"{scheme}//{authority.rpartition('@')[2]}{rest[len(authority) :]}"


def without_logins(text: str) -> str:
    """A text for people in which no address has a name or password."""
    return _LOGIN.sub(r"\1", text)


def same_login(before: str, after: str) -> str:
    """The second address, with name and password of the first if it is on the same host and has none of its own."""
    try:
        old, new = target(before), target(after)
    except FetchError:
        return after
    if new.login or not old.login or old.host != new.host or (old.origin != new.origin and not _upgraded(old, new)):
        return after
    return replace(new, login=old.login).with_login()


def _unquoted(part: bytes) -> bytes:
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(part)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
