"""Items that say the same as another: linked to it, and shown with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select, update

from .blobs import chunks
from .database import lock
from .pending import touched
from .schema import items, versions

OPEN = ("listed", "waiting", "leased")
"""States of a version that is still to be worked on."""


def joined(connection: Connection, version: int, of_item: str, score: float, now: datetime) -> bool:
    """Mark a version that is still open, and with it its item, as a twin of another item.

    Returns:
        False, and nothing is changed, if there is no such item, nothing of it is shown or to come, it is the same one,
        or the version is no longer open.
    """
    lock(connection, "twins")  # else two processes could each make one item the twin of the other's
    mine = connection.execute(
        select(versions.c.item, versions.c.state).where(versions.c.id == version).with_for_update()
    ).first()
    other = _root(connection, of_item)
    if mine is None or mine.state not in OPEN or other is None or other == mine.item or not _alive(connection, other):
        return False
    connection.execute(
        update(versions)
        .where(versions.c.id == version)
        .values(state="twin", owner=None, until=None, untitled=False, changed=now)
    )
    connection.execute(update(items).where(items.c.id == mine.item).values(twin_of=other, score=round(1000 * score)))
    connection.execute(update(items).where(items.c.twin_of == mine.item).values(twin_of=other))  # its own twins too
    touched(connection, [mine.item, other], now)
    return True


def freed(connection: Connection, gone: Iterable[int], now: datetime) -> None:
    """Items whose story these were to tell must tell it themselves, unless what they stand beside goes on."""
    alone = [item for item in sorted(set(gone)) if not _alive(connection, item)]
    for part in chunks(alone):
        twins = list(connection.execute(select(items.c.id).where(items.c.twin_of.in_(part))).scalars())
        if not twins:
            continue
        connection.execute(update(items).where(items.c.id.in_(twins)).values(twin_of=None, score=None))
        again = versions.c.item.in_(twins) & (versions.c.state == "twin")
        for state, page in (("listed", versions.c.page != ""), ("waiting", versions.c.page == "")):
            connection.execute(update(versions).where(again & page).values(state=state, changed=now))
        touched(connection, twins, now)


def _root(connection: Connection, key: str) -> int | None:
    """The item of this key, or the one that it is a twin of."""
    row = connection.execute(select(items.c.id, items.c.twin_of).where(items.c.key == key)).first()
    return None if row is None else row.twin_of or row.id


def _alive(connection: Connection, item: int) -> bool:
    """Whether something of the item is shown or to come."""
    return (
        connection.execute(
            select(versions.c.id)
            .join(items, items.c.id == versions.c.item)
            .where(versions.c.item == item, ~items.c.withdrawn, versions.c.state.in_((*OPEN, "done")))
            .limit(1)
        ).first()
        is not None
    )
