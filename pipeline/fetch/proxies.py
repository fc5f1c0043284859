"""The proxies that the environment names (``HTTP_PROXY``, ``HTTPS_PROXY``, ``ALL_PROXY``, ``NO_PROXY``).

A proxy resolves names itself, so the check of addresses cannot hold for what it connects to. Names that are private
as far as can be known here are still refused; beyond that the proxy has to keep its own network closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote
from urllib.request import getproxies_environment, proxy_bypass_environment  # type: ignore[attr-defined]

import httpcore2
import httpx2

from ..errors import ConfigError
from .connect import Backend, Refused
from .urls import Target, bare

_INSIDE = (".local", ".localdomain", ".localhost", ".internal", ".intranet", ".lan", ".corp", ".home", ".home.arpa")
"""Ends of names that exist only inside networks (RFC 6762, 6761, 8375, ICANN's reserved ones)."""


def environment() -> Mapping[str, str]:
    """The proxies by scheme."""
    return getproxies_environment()


def proxy_for(target: Target, proxies: Mapping[str, str]) -> str:
    """The proxy for an address; empty if it is asked directly."""
    found = proxies.get(target.url.scheme) or proxies.get("all", "")
    if not found or proxy_bypass_environment(f"{target.host}:{target.port}", dict(proxies)):
        return ""
    return found if "//" in found else f"http://{found}"


def is_inside(host: str) -> bool:
    """Whether a name can only be one inside a network."""
    name = host.rstrip(".").lower()
    return ("." not in name and ":" not in name) or name.endswith(_INSIDE)


def not_inside(target: Target, backend: Backend, timeout: float) -> None:
    """Refuse what is known to be private before a proxy is asked for it.

    Args:
        target: what the proxy would be asked for.
        backend: knows which addresses are closed.
        timeout: seconds that looking the name up may take.

    Raises:
        Refused: it is private.
    """
    reason = backend.refuses(target.host, target.port, timeout)
    if not reason and is_inside(target.host):
        reason = f"{target.host} is a name inside a network"
    if reason:
        raise Refused(reason)


def proxy(address: str) -> httpcore2.Proxy:
    """A proxy as the pool wants it.

    Raises:
        ConfigError: it is of a kind that is not supported.
    """
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL as error:
        raise ConfigError(
            f"{bare(address)}: the environment names this as a proxy; not an address ({error})."
        ) from None
    if url.scheme not in ("http", "https") or not url.raw_host:
        raise ConfigError(
            f"{bare(address)}: the environment names this as a proxy; only http:// and https:// proxies are supported."
        )
    name, _, password = url.userinfo.decode("ascii").partition(":")
    return httpcore2.Proxy(
        httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/"),
        auth=(unquote(name).encode(), unquote(password).encode()) if url.userinfo else None,
    )
