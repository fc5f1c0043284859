"""The feeds that a page links to: what somebody means who gives the address of a newspaper."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from ..render.text import one_line
from .names import address, same_place

MOST = 50
"""Feeds of one page."""
_LARGEST = 5_000_000
"""Bytes of a page that are searched: links to feeds are in its head."""
_TYPES = frozenset(
    (
        "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
        "application/xml", "text/xml", "application/x.atom+xml", "application/x-atom+xml",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed that a page links to."""

    url: str
    title: str


def offered(page: bytes, charset: str, url: str) -> tuple[Offer, ...]:
    """The feeds that the page at ``url`` names as its own (``<link rel="alternate">``), each once, in its order.

    The page is not trusted: only addresses of http(s) are given.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding=charset if _known(charset) else None, no_network=True, huge_tree=False)
    try:
        tree = html.document_fromstring(page[:_LARGEST], parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    base = next(iter(tree.xpath("//base/@href")), "")
    found: dict[str, Offer] = {}
    for link in tree.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").split(";")[0].strip().lower()
        if not ("alternate" in relations and kind in _TYPES) and "feed" not in relations:
            continue
        try:
            where = address(urljoin(urljoin(url, base), (link.get("href") or "").strip()))
        except ValueError:  # a bracket that is no IPv6 address
            continue
        if where and same_place(where) not in found and same_place(where) != same_place(url) and len(found) < MOST:
            found[same_place(where)] = Offer(where, one_line(link.get("title") or "")[:200])
    return tuple(found.values())


def _known(charset: str) -> bool:
    """Whether lxml can be told of this encoding."""
    import codecs

    try:
        return bool(charset) and bool(codecs.lookup(charset))
    except LookupError:
        return False
