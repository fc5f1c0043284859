"""Items that say the same as another: linked to it, and shown with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, select, update

from ..types import Article
from .blobs import chunks, unpacked
from .database import lock
from .pending import touched
from .schema import items, texts, versions

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


def root(connection: Connection, key: str) -> str | None:
    """The key of the item that this one is a twin of; ``None`` if it tells its story itself."""
    other = items.alias()
    found: str | None = connection.execute(
        select(other.c.key).join(items, items.c.twin_of == other.c.id).where(items.c.key == key)
    ).scalar()
    return found


def before(connection: Connection, version: int) -> Article | None:
    """The article of the version before this one, of those that rules keep and that are not withdrawn."""
    this = versions.alias()
    data = connection.execute(
        select(texts.c.article)
        .join(versions, versions.c.id == texts.c.version)
        .join(this, this.c.item == versions.c.item)
        .where(this.c.id == version, versions.c.id != version, versions.c.rank.between(1, this.c.rank))
        .where(versions.c.state.not_in(("dropped", "withdrawn")))
        .order_by(versions.c.rank.desc())
        .limit(1)
    ).scalar()
    return None if data is None else unpacked(data, Article)


def judged(connection: Connection, of: Collection[int], now: datetime) -> None:
    """These versions have been compared with other stories: they may be worked on. Those that are no twins tell their
    story themselves from now on, also where an earlier version was one."""
    for part in chunks(sorted(of)):
        mine = versions.c.id.in_(part) & versions.c.state.in_(("waiting", "leased"))  # others still lack their text
        rows = connection.execute(
            select(items.c.id)
            .join(versions, versions.c.item == items.c.id)
            .where(mine, items.c.newest == versions.c.id, items.c.twin_of.is_not(None))
        )
        apart = list(rows.scalars())
        connection.execute(update(items).where(items.c.id.in_(apart)).values(twin_of=None, score=None))
        touched(connection, apart, now)
        fresh = (versions.c.attempts == 0) & (versions.c.reason == "")
        connection.execute(update(versions).where(mine, fresh).values(not_before=None))


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
