"""What people ask of the ledger: how far each feed is, and what became of one item."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select

from .schema import feeds, items, records, versions
from .values import Past, State


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
