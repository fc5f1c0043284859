"""Which news a found item is, given what is known of it: pure functions. :mod:`pipeline.ledger.items` acts on it."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from ..types import Edition
from . import blobs
from .values import Found

_GLOBAL = re.compile(r"(?i)(?:urn|tag|https?):")
"""Beginning of a name that is meant to be the sender's own everywhere; others ("1234") count within their feed."""


@dataclass(frozen=True, slots=True)
class Old:
    """A version that is known."""

    id: int
    rank: int
    digest: str
    number: int
    updated: datetime | None
    state: str
    title: str
    embargo: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """An item that is known. ``newest`` is ``None`` if rules leave out all that was ever found of it."""

    id: int
    key: str
    asked: str
    guid: str
    feed: int
    urls: frozenset[str]
    withdrawn: bool
    highest: int
    versions: tuple[Old, ...]
    newest: Old | None
    sighted: bool
    """Whether the feed that is just being entered has had it before."""
    owned: bool
    """Whether the feed that it was found in first, or last counted for, is still watched."""


Step = Literal["known", "noted", "refreshed", "revived", "late", "withdrawn", "newer", "dropped"]
"""``noted``: nothing new, but another feed has it as well. ``refreshed``: the same words, other things said about them.
``revived``: known words that rules had left out and now keep. ``newer``: a version that replaces the others."""


def step(item: Item, found: Found, feed: int) -> tuple[Step, Old | None]:
    """What to do with an item that is known, and the known version that it is, if it is one.

    The rules, in order. A withdrawal counts unless a higher number came before. The words of the newest version are
    nothing new. Versions are ordered by the sender's numbers, else by the dates of their making, else as they come; one
    that is older than the newest is late. Known words come back as news (an editor has taken a change back) only if
    nothing says that they are the older ones, and never to an item that is withdrawn. What a second feed has in other
    words, without a number or a signal, is the same version.
    """
    newest, number = item.newest, blobs.number(found.edition.version)
    same = next((old for old in reversed(item.versions) if old.digest == found.digest), None)
    lower = bool(number and number < item.highest)
    if found.edition.signal == "withdrawn":
        if lower:
            return ("known", same) if same is not None else ("late", None)
        return ("known", newest) if item.withdrawn and number <= item.highest else ("withdrawn", None)
    if found.dropped:
        return ("noted", same) if same is not None else ("dropped", None)
    if same is not None and same.state == "dropped":
        return ("revived", same) if not item.withdrawn and not lower else ("noted", same)
    if newest is None:
        return "newer", None
    if not item.withdrawn and same is not None and same.id == newest.id:
        return "refreshed", same
    order = _order(item, newest, number, found)
    if order < 0:
        return ("known", same) if same is not None else ("late", None)
    if item.feed != feed and item.owned and not number and not found.edition.signal:
        return "noted", newest
    if item.withdrawn and order == 0 and (same is not None or 0 < number <= item.highest):
        return ("known", same) if same is not None else ("late", None)
    return "newer", None


def _order(item: Item, newest: Old, number: int, found: Found) -> int:
    """Below 0: older than the newest version; above 0: said to be newer; 0: nothing says so."""
    if number and item.highest and number != item.highest:
        return 1 if number > item.highest else -1
    updated = blobs.moment(found.edition.updated)
    if updated is None or newest.updated is None or updated == newest.updated:
        return 0
    return 1 if updated > newest.updated else -1


def stamp(found: Found) -> str:
    """A digest of all that a feed says about an item and that matters here: the same again needs no further look."""
    return stamp_of(found.digest, found.edition, bool(found.dropped))


def stamp_of(digest: str, edition: Edition, dropped: bool) -> str:
    """The :func:`stamp` of words and what their sender says of them; ``dropped``: the feed's rules leave them out."""
    said = (
        digest, str(edition.version), edition.signal, edition.embargo, edition.updated, "dropped" if dropped else "",
    )  # fmt: skip
    return hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()


def reading_order(found: Sequence[Found]) -> list[int]:
    """Places in the list, older versions of an item before newer ones.

    Where neither numbers nor dates tell them apart, a feed has the newer one first.
    """

    def age(place: int) -> tuple[int, float, int]:
        edition = found[place].edition
        updated = blobs.moment(edition.updated)
        return blobs.number(edition.version), updated.timestamp() if updated else 0.0, -place

    return sorted(range(len(found)), key=age)


def shared_guids(found: Iterable[Found]) -> frozenset[str]:
    """Names that a feed gives to several stories at once: same name, other addresses, no version numbers."""
    urls: dict[str, set[str]] = defaultdict(set)
    for one in found:
        if one.guid and not one.edition.version:
            urls[one.guid].add(one.article.url)
    return frozenset(guid for guid, several in urls.items() if len(several - {""}) > 1)


def match(
    found: Found, feed: int, guid: str, by_guid: Sequence[Item], by_key: Sequence[Item], shared: bool
) -> Item | None:
    """The known item that this is. ``guid``: digest of the found item's name; ``shared``: see :func:`shared_guids`.

    In its own feed an item is known by its name or its key; where a feed has given one name to several, by its address
    too. In another feed of the same house, by name or key if the name is meant to be unique everywhere or the address
    is the same.
    """
    url = blobs.text(found.article.url)
    mine = _unique([item for item in (*by_guid, *by_key) if item.feed == feed or item.sighted])
    named = [item for item in mine if guid and item.guid == guid]
    if shared or len(named) > 1:
        key = blobs.name(found.key)
        return next((item for item in named if (url in item.urls if url else item.asked == key)), None)
    if mine:
        return (named or mine)[0]
    return next(
        (
            item
            for item in _unique([*by_guid, *by_key])
            if (guid and item.guid == guid and _GLOBAL.match(found.guid)) or (url and url in item.urls)
        ),
        None,
    )


def _unique(items: Iterable[Item]) -> list[Item]:
    return list({item.id: item for item in items}.values())


def family(url: str, urls: Mapping[int, str]) -> Collection[int]:
    """Feeds of the same house: the same host, or one that belongs to it. Only they may speak about one another's items.

    Feeds are untrusted: one must not be able to replace or withdraw what another house has sent.
    """
    house = _house(url)
    return [
        feed
        for feed, other in urls.items()
        if (theirs := _house(other)) == house
        or (house and theirs and (house.endswith("." + theirs) or theirs.endswith("." + house)))
    ]


def _house(url: str) -> str:
    """The host without its "www."; empty for a folder."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") if "://" in url else ""
    except ValueError:
        return ""
