"""Which network addresses may be connected to: feeds are untrusted, and must not reach into the house.

What is checked is the address that is then connected to, not the name, so a name that resolves to something else the
next moment gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from ..errors import ConfigError

Address = IPv4Address | IPv6Address
_NAT64 = ip_network("64:ff9b::/96")
_OTHERWISE_CLOSED = tuple(
    ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments; a cloud's metadata service at .192 (RFC 6890)
        "168.63.129.16/32",  # the platform service of a cloud, under a public address
        "192.88.99.0/24",  # relays of 6to4, given up (RFC 7526)
        "fec0::/10",  # site-local, given up (RFC 3879)
        "64:ff9b:1::/48",  # translation within a network (RFC 8215)
        "2001::/23",  # protocol assignments, Teredo among them (RFC 2928)
        "3fff::/20",  # documentation (RFC 9637)
        "5f00::/16",  # segment routing (RFC 9602)
    )
)
"""Closed whatever the installed Python's table of special addresses says of them."""


class Guard:
    """The rule for addresses.

    Args:
        allow: networks that may be reached although they are private (``fetch.allow``).

    Raises:
        ConfigError: one of them is not a network.
    """

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._allow = []
        for network in allow:
            try:
                self._allow.append(ip_network(network.strip()))
            except ValueError as error:
                raise ConfigError(
                    f"fetch.allow has {network!r}, which is not a network ({error}); write 10.1.0.0/16 or 127.0.0.1/32."
                ) from None

    def refusal(self, address: str) -> str:
        """Why an address must not be connected to; empty if it may be."""
        try:
            found = ip_address(address.partition("%")[0])  # an interface may be named behind a link-local address
        except ValueError:
            return "not an address"
        for face in _faces(found):
            if not any(face in network for network in self._allow) and (reason := _closed(face)):
                return reason
        return ""


def _faces(address: Address) -> tuple[Address, ...]:
    """The addresses that a packet to this one may end at: translated and tunnelled ones hold another."""
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (IPv4Address(address.packed[12:]),)
    if address.sixtofour is not None:
        return (address, address.sixtofour)
    if address.packed[8:12] in (b"\0\0\x5e\xfe", b"\x02\0\x5e\xfe"):  # ISATAP
        return (address, IPv4Address(address.packed[12:]))
    return (address,)


def _closed(address: Address) -> str:
    for name, is_so in (
        ("the unspecified address", address.is_unspecified),
        ("the machine itself", address.is_loopback),
        ("a link-local address", address.is_link_local),
        ("a multicast address", address.is_multicast),
        ("a private address", address.is_private),
        ("a reserved address", address.is_reserved or not address.is_global),
        ("a reserved address", any(address in network for network in _OTHERWISE_CLOSED)),
    ):
        if is_so:
            return name
    return ""
