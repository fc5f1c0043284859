"""What is to be shown of an item, and who is to hear that it may have changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, or_, select

from .blobs import chunks
from .database import lock, upsert
from .reviews import synced
from .schema import items, outlets, pending, versions

LOCK = "outlet"


def touched(connection: Connection, changed: Collection[int], due: datetime) -> None:
    """Enter items whose state has changed for all outlets, to be looked at from ``due`` on, and in the queue."""
    if not changed:
        return
    synced(connection, changed, due)
    lock(connection, LOCK, shared=True)  # an outlet that is being entered at this moment must not miss it
    names = list(connection.execute(select(outlets.c.name)).scalars())
    rows = [
        {"outlet": name, "item": item, "due": due, "handed": False} for name in names for item in sorted(set(changed))
    ]
    entered(connection, rows)


def entered(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Enter rows; one that is there already is looked at at the earlier of the two times."""
    if rows:
        new = upsert(connection, pending)
        earlier = case((new.excluded.due < pending.c.due, new.excluded.due), else_=pending.c.due)
        connection.execute(
            new.on_conflict_do_update(index_elements=["outlet", "item"], set_={"due": earlier, "handed": False}), rows
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown of an item."""

    version: int | None
    later: datetime | None
    """When an embargo ends that keeps back a newer version."""


def wanted(connection: Connection, of: Iterable[int], now: datetime) -> dict[int, Wanted]:
    """For each item the newest version that is done and whose embargo is over, unless it is withdrawn or a twin."""
    found = {item: Wanted(None, None) for item in of}
    for part in chunks(list(found)):
        query = (
            select(versions.c.item, versions.c.id, versions.c.embargo)
            .join(items, items.c.id == versions.c.item)
            .where(versions.c.item.in_(part), versions.c.state == "done")
            .where(~items.c.withdrawn, items.c.twin_of.is_(None))
            .order_by(versions.c.item, versions.c.rank)
        )
        for row in connection.execute(query):
            if row.embargo is None or row.embargo <= now:
                found[row.item] = Wanted(row.id, None)
            else:
                before = found[row.item]
                found[row.item] = Wanted(before.version, min(before.later or row.embargo, row.embargo))
    return found


def visible(now: datetime) -> Any:
    """A condition: this version's embargo is over."""
    return or_(versions.c.embargo.is_(None), versions.c.embargo <= now)
