"""What people ask of the ledger: how far each feed is, and what became of one item."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, or_, select

from . import blobs
from .errors import Unreadable
from .pending import visible
from .schema import feeds, items, records, versions
from .values import Past, State, Stored
from .work import Warn


def feed_counts(connection: Connection) -> dict[int, dict[State, int]]:
    """How many versions of each state each feed has; feeds without any are missing."""
    found: dict[int, dict[State, int]] = {}
    query = select(versions.c.feed, versions.c.state, func.count()).group_by(versions.c.feed, versions.c.state)
    for feed, state, number in connection.execute(query):
        found.setdefault(feed, {})[state] = number
    return found


def history(connection: Connection, item: str) -> list[Past]:
    """All versions of an item, in the order in which they came; none if there is no such item."""
    query = (
        select(versions, feeds.c.name.label("feed_name"), records.c.made, records.c.run)
        .join(items, items.c.id == versions.c.item)
        .join(feeds, feeds.c.id == versions.c.feed)
        .outerjoin(records, records.c.version == versions.c.id)
        .where(items.c.key == item)
        .order_by(versions.c.id)
    )
    return [_past(row) for row in connection.execute(query)]


def stored(
    connection: Connection,
    after: int,
    limit: int,
    warn: Warn,
    since: datetime | None,
    until: datetime | None,
    feed: str | None,
    run: str | None,
    now: datetime,
) -> tuple[list[Stored], int | None]:
    """Records in the order of their rows, and the last row looked at; ``None`` if there are no more.

    Without a run these are the newest of each item that its sender lets be shown now (no embargo), but of none that is
    withdrawn or a twin; of a run all that it made.
    """
    query = (
        select(versions.c.id, items.c.key, feeds.c.name.label("feed_name"), records.c.made, records.c.run,
               records.c.record)
        .join(items, items.c.id == versions.c.item)
        .join(feeds, feeds.c.id == versions.c.feed)
        .join(records, records.c.version == versions.c.id)
        .where(versions.c.id > after)
        .order_by(versions.c.id)
        .limit(limit)
    )  # fmt: skip
    if run is not None:
        query = query.where(records.c.run == run)
    else:
        other = versions.alias()
        free = or_(other.c.embargo.is_(None), other.c.embargo <= now)
        newest = (
            select(func.max(other.c.rank)).where(other.c.item == items.c.id, other.c.state == "done", free)
        ).correlate(items)
        query = query.where(
            versions.c.rank == newest.scalar_subquery(), versions.c.state == "done", items.c.withdrawn.is_(False),
            items.c.twin_of.is_(None), visible(now),
        )  # fmt: skip
    if since is not None:
        query = query.where(records.c.made >= since)
    if until is not None:
        query = query.where(records.c.made < until)
    if feed is not None:
        query = query.where(feeds.c.name == feed)
    rows = connection.execute(query).all()
    found = []
    for row in rows:
        try:
            record = blobs.unpacked_record(row.record)
        except Unreadable as error:
            warn(f"{row.key}: its record in the ledger cannot be read: {error}")
            continue
        found.append(Stored(row.key, row.feed_name, row.made, row.run, record))
    return found, rows[-1].id if rows else None


def _past(row: Row[Any]) -> Past:
    return Past(
        version=row.id,
        feed=row.feed_name,
        number=row.number,
        signal=row.signal,
        note=row.note,
        title=row.title,
        url=row.url,
        seen=row.seen,
        updated=row.updated,
        embargo=row.embargo,
        state=row.state,
        reason=row.reason,
        made=row.made,
        run=row.run or "",
        hits=tuple(msgspec.json.decode(row.hits)),
    )
