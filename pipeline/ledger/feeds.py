"""The feeds that are watched, what their last visit gave, and hosts that are left in peace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import count
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, or_, select, true, update

from ..types import Edition
from .blobs import chunks, text, unpacked
from .blobs import name as cut
from .chain import stamp_of
from .errors import LedgerError
from .schema import feeds, hosts, items, sightings, texts, versions
from .twins import OPEN, freed
from .values import Feed, Visit

GONE = "its feed was removed"
"""The rule that leaves out what a removed feed had in the queue."""


def add(connection: Connection, name: str, url: str, rules: Mapping[str, Any], now: datetime) -> Feed:
    """A new feed, or one that was removed and is watched again, with what was then in its queue.

    Raises:
        LedgerError: there is one of this name.
    """
    values = {"url": url, "rules": _json(rules), "active": True, "removed": None, **_UNVISITED}
    row = connection.execute(select(feeds.c.id, feeds.c.removed, feeds.c.url).where(feeds.c.name == name)).first()
    if row is None:
        connection.execute(insert(feeds).values(name=name, title="", **values))
        return named(connection, name)
    if row.removed is None:
        from ..fetch.urls import bare  # not needed where no feed is fetched

        there = f"There is already a feed {name!r} ({bare(row.url)})."
        raise LedgerError(f"{there} Choose another name, or change that one.")
    connection.execute(update(feeds).where(feeds.c.id == row.id).values(**values))
    again = (versions.c.feed == row.id) & (versions.c.state == "dropped") & (versions.c.reason == GONE)
    for state, page in (("listed", versions.c.page != ""), ("waiting", versions.c.page == "")):
        connection.execute(update(versions).where(again & page).values(state=state, reason="", changed=now))
    return named(connection, name)


def own(connection: Connection, name: str, url: str, rules: Mapping[str, Any], title: str, now: datetime) -> Feed:
    """The feed of this address that the software keeps for itself, made when it is first asked for. It is not active,
    so that it is never visited. If somebody's feed has the name, it is called ``name-2`` and so on."""
    # One question for both: between two, another process may make it, and then there would be two of it.
    there = {row.name: row for row in connection.execute(select(feeds.c.name, feeds.c.url, feeds.c.removed))}
    row = next((row for row in there.values() if row.url == url), None)
    if row is not None:
        if row.removed is not None:
            add(connection, row.name, url, rules, now)
        return change(connection, row.name, None, False, None, title)
    name = next(given for n in count(1) if (given := name if n == 1 else f"{name}-{n}") not in there)
    # Whoever is a moment faster takes the name; the transaction is then begun again and finds the feed.
    values = {"url": url, "rules": _json(rules), "active": False, "removed": None, **_UNVISITED}
    connection.execute(insert(feeds).values(name=name, title=text(title), **values))
    return named(connection, name)


_UNVISITED: dict[str, Any] = {
    "etag": "", "last_modified": "", "not_before": None, "fetched": None, "status": 0, "error": "", "failures": 0,
    "visitor": None, "visiting": None,
}  # fmt: skip


def listed(connection: Connection, active: bool | None) -> list[Feed]:
    """All feeds that are not removed, or of those the active or inactive ones, by name."""
    query = select(feeds).where(feeds.c.removed.is_(None)).order_by(feeds.c.name)
    if active is not None:
        query = query.where(feeds.c.active.is_(active))
    return [_feed(row) for row in connection.execute(query)]


def named(connection: Connection, name: str) -> Feed:
    """The feed of this name.

    Raises:
        LedgerError: there is none.
    """
    row = connection.execute(select(feeds).where(feeds.c.name == name, feeds.c.removed.is_(None))).first()
    if row is None:
        known = ", ".join(feed.name for feed in listed(connection, None)[:20])
        raise LedgerError(f"There is no feed {name!r}. {f'There are: {known}.' if known else 'There is none at all.'}")
    return _feed(row)


def change(
    connection: Connection,
    name: str,
    rules: Mapping[str, Any] | None,
    active: bool | None,
    url: str | None,
    title: str | None,
) -> Feed:
    """Change what is not ``None``. A feed with another address or other rules is visited as a new one is.

    Raises:
        LedgerError: there is no such feed.
    """
    feed = named(connection, name)
    values: dict[str, Any] = {}
    if rules is not None and _json(rules) != _json(feed.rules):
        values |= {"rules": _json(rules), "etag": "", "last_modified": ""}
    if url is not None and url != feed.url:
        values |= {"url": url, **_UNVISITED}
    if active is not None:
        values["active"] = active
    if title is not None:
        values["title"] = text(title)
    if values:
        connection.execute(update(feeds).where(feeds.c.id == feed.id).values(**values))
    return named(connection, name)


def remove(connection: Connection, name: str, now: datetime) -> None:
    """Watch a feed no longer. What has been made of it stays; what is in the queue is left out, or goes on as another
    feed's if that has it as well: it has seen the item and will not enter it again.

    Raises:
        LedgerError: there is no such feed.
    """
    feed = named(connection, name)
    connection.execute(update(feeds).where(feeds.c.id == feed.id).values(removed=now, active=False))
    left = (versions.c.feed == feed.id) & versions.c.state.in_(OPEN)
    for heir, ids in _heirs(connection, left).items():
        for part in chunks(ids):
            of = select(versions.c.item).where(versions.c.id.in_(part))
            connection.execute(update(items).where(items.c.feed == feed.id, items.c.id.in_(of)).values(feed=heir))
            connection.execute(update(versions).where(versions.c.id.in_(part)).values(feed=heir, changed=now))
    alone = list(connection.execute(select(versions.c.item).where(left)).scalars())
    connection.execute(
        update(versions)
        .where(left)
        .values(state="dropped", reason=GONE, owner=None, until=None, untitled=False, changed=now)
    )
    freed(connection, alone, now)


def _heirs(connection: Connection, left: ColumnElement[bool]) -> dict[int, list[int]]:
    """Versions that another feed has as well and does not leave out, by the row id of that feed."""
    query = (
        select(versions.c.id, versions.c.digest, texts.c.edition, sightings.c.feed, sightings.c.stamp)
        .join(texts, texts.c.version == versions.c.id)
        .join(sightings, (sightings.c.item == versions.c.item) & (sightings.c.feed != versions.c.feed))
        .join(feeds, feeds.c.id == sightings.c.feed)
        .where(left, feeds.c.removed.is_(None))
        .order_by(feeds.c.active.desc(), feeds.c.id)
    )
    heirs: dict[int, int] = {}
    for version, digest, edition, other, stamp in connection.execute(query):
        if version not in heirs and stamp != stamp_of(digest, unpacked(edition, Edition), dropped=True):
            heirs[version] = other
    by_feed: dict[int, list[int]] = defaultdict(list)
    for version, heir in heirs.items():
        by_feed[heir].append(version)
    return by_feed


def due(
    connection: Connection,
    now: datetime,
    limit: int | None,
    owner: str | None,
    until: datetime | None,
    since: datetime | None = None,
    of: Collection[int] | None = None,
    insist: bool = False,
) -> list[Feed]:
    """Active feeds to be visited, the longest due first.

    With an ``owner`` they are his until then, or until :func:`visited`: no other who asks as an owner gets them.
    With ``since``, those that nobody has visited since then or is visiting now, due or not; but if they failed the last
    time, not before they are due, unless the caller does ``insist``.
    """
    free = or_(feeds.c.visiting.is_(None), feeds.c.visiting <= now)
    wanted = or_(feeds.c.not_before.is_(None), feeds.c.not_before <= now)
    if since is not None:
        may = or_(wanted, feeds.c.failures == 0) if not insist else true()
        wanted = and_(or_(feeds.c.fetched.is_(None), feeds.c.fetched < since), may)
    query = (
        select(feeds)
        .where(feeds.c.active, feeds.c.removed.is_(None))
        .where(wanted)
        .order_by(feeds.c.not_before.is_not(None), feeds.c.not_before, feeds.c.id)
        .limit(limit)
    )
    if of is not None:
        query = query.where(feeds.c.id.in_(sorted(of)))
    if owner is None:
        return [_feed(row) for row in connection.execute(query if since is None else query.where(free))]
    rows = connection.execute(query.where(free).with_for_update(skip_locked=True)).all()
    mine = [row.id for row in rows]
    connection.execute(update(feeds).where(feeds.c.id.in_(mine)).values(visitor=owner, visiting=until))
    return [_feed(row) for row in rows]


def visited(connection: Connection, feed: int, visit: Visit) -> None:
    """Note what a visit gave. Validators and title stay if the visit has none: an answer 304 need not repeat them."""
    values: dict[str, Any] = {
        "fetched": visit.at, "status": visit.status, "not_before": visit.not_before, "error": text(visit.error),
        "failures": feeds.c.failures + 1 if visit.error else 0, "visitor": None, "visiting": None,
    }  # fmt: skip
    if visit.etag or visit.last_modified or (visit.status != 304 and not visit.error):
        values |= {"etag": text(visit.etag), "last_modified": text(visit.last_modified)}
    if visit.broken is not None:
        values["broken"] = " ".join(visit.broken)
    if visit.title:
        values["title"] = text(visit.title)
    connection.execute(update(feeds).where(feeds.c.id == feed).values(**values))


def host_not_before(connection: Connection, host: str) -> datetime | None:
    """Until when a host is left in peace."""
    return connection.execute(select(hosts.c.until).where(hosts.c.host == cut(host))).scalar()


def host_rests(connection: Connection, host: str, until: datetime, reason: str) -> None:
    """Leave a host in peace until then."""
    connection.execute(delete(hosts).where(hosts.c.host == cut(host)))
    connection.execute(insert(hosts).values(host=cut(host), until=until, reason=text(reason)))


def _json(rules: Mapping[str, Any]) -> str:
    return msgspec.json.encode(rules, order="sorted").decode()


def _feed(row: Row[*tuple[Any, ...]]) -> Feed:
    return Feed(
        row.id, row.name, row.url, msgspec.json.decode(row.rules), row.active, row.title, row.etag, row.last_modified,
        row.not_before, row.fetched, row.status, row.error, row.failures, frozenset(row.broken.split()),
    )  # fmt: skip
