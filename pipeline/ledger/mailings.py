"""Digests by mail: what a reader has been told of, what is new to them, and what no longer holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, delete, or_, select, update

from . import blobs, showing
from .database import Database, upsert
from .pending import wanted
from .schema import items
from .schema_desk import reviews
from .schema_mail import mailboxes, mailed
from .values import Shown

KEPT = timedelta(days=90)
"""How long it is known what a reader was told of: what is taken back later is no longer said to them."""
_PART = 500


@dataclass(frozen=True, slots=True)
class Box:
    """A reader of a digest."""

    since: datetime
    """What is older was never to be sent to them."""
    last: datetime | None
    """When they were last sent one."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader has been told of an item."""

    item: str
    said: str
    """Stands for the version, and for when it was approved."""
    approved: bool
    named: bool
    """Whether the digest had it, or only counted it."""
    headline: str


@dataclass(frozen=True, slots=True)
class Gone:
    """An item that a reader was told of and that no longer holds as they know it."""

    told: Told
    reason: Literal["withdrawn", "held", "merged", "changed"]
    """``merged``: another item says the same. ``changed``: its approval no longer holds."""
    until: datetime | None = None
    """For ``held``."""
    said: str = ""
    """What they know of it after having been told so; empty if it may then be forgotten."""


class Mailings:
    """Who is sent digests. A reader is a name of 64 characters at most."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def box(self, reader: str) -> Box | None:
        """What is known of a reader; ``None`` for a new one."""
        return self._db.read(_box, reader)

    def claim(self, reader: str, first: datetime, now: datetime, ttl: timedelta) -> Box | None:
        """Be the only one who sends to a reader, until :meth:`sent`, :meth:`let_go` or for ``ttl``; ``None`` if another
        process is. ``first``: nothing older is sent to a new reader."""
        return self._db.write(_claim, reader, first, now, now + ttl)

    def let_go(self, reader: str) -> None:
        """Nothing was sent."""
        self._db.write(_let_go, reader)

    def told(self, reader: str, keys: Collection[str]) -> dict[str, Told]:
        """What a reader knows of these items, by their keys."""
        return self._db.read(_told, reader, keys)

    def gone(self, reader: str, now: datetime) -> list[Gone]:
        """What a reader was told of that no longer holds, in the order of the items."""
        return self._db.read(_gone, reader, now)

    def sent(self, reader: str, told: Sequence[Told], forgotten: Collection[str], now: datetime) -> None:
        """A digest has been sent: the reader knows of these, and no longer of those (keys)."""
        self._db.write(_sent, reader, told, forgotten, now)

    def fresh(self, since: datetime, now: datetime) -> Iterator[Shown]:
        """Items to be shown, with their records, that were made, changed, approved or brought back since then, or whose
        embargo has ended since. What is set aside is no news."""
        after: int | None = 0
        while after is not None:
            part, after = self._db.read(showing.changed_since, since, after, _PART, now, self._db.warn)
            yield from part


def _box(connection: Connection, reader: str) -> Box | None:
    row = connection.execute(select(mailboxes).where(mailboxes.c.reader == reader)).first()
    return None if row is None else Box(row.since, row.last)


def _claim(connection: Connection, reader: str, first: datetime, now: datetime, until: datetime) -> Box | None:
    new = upsert(connection, mailboxes).values(reader=reader, since=first)
    connection.execute(new.on_conflict_do_nothing(index_elements=["reader"]))
    free = or_(mailboxes.c.busy.is_(None), mailboxes.c.busy <= now)
    mine = update(mailboxes).where(mailboxes.c.reader == reader, free).values(busy=until)
    return _box(connection, reader) if connection.execute(mine).rowcount else None


def _let_go(connection: Connection, reader: str) -> None:
    connection.execute(update(mailboxes).where(mailboxes.c.reader == reader).values(busy=None))


def _told(connection: Connection, reader: str, keys: Collection[str]) -> dict[str, Told]:
    found = {}
    for part in blobs.chunks(sorted(keys)):
        query = (
            select(mailed, items.c.key)
            .join(items, items.c.id == mailed.c.item)
            .where(mailed.c.reader == reader, items.c.key.in_(part))
        )
        for row in connection.execute(query):
            found[row.key] = Told(row.key, row.said, row.approved, row.named, row.headline)
    return found


def _gone(connection: Connection, reader: str, now: datetime) -> list[Gone]:
    query = (
        select(
            mailed, items.c.key, items.c.withdrawn, items.c.twin_of, reviews.c.state, reviews.c.version,
            reviews.c.embargo,
        )
        .join(items, items.c.id == mailed.c.item)
        .outerjoin(reviews, reviews.c.item == mailed.c.item)
        .where(
            mailed.c.reader == reader,
            items.c.withdrawn
            | items.c.twin_of.is_not(None)
            | (reviews.c.embargo > now)
            | (mailed.c.approved & (reviews.c.state != "approved")),
        )
        .order_by(mailed.c.item)
    )  # fmt: skip
    rows = connection.execute(query).all()
    want = wanted(connection, [row.item for row in rows], now)
    found = []
    for row in rows:
        told = Told(row.key, row.said, row.approved, row.named, row.headline)
        now_shown = want[row.item]
        if row.withdrawn:
            found.append(Gone(told, "withdrawn"))
        elif row.twin_of is not None:
            found.append(Gone(told, "merged"))
        elif now_shown.version is None:
            found.append(Gone(told, "held", now_shown.later))
        elif row.approved and row.state != "approved" and row.version == now_shown.version:
            found.append(Gone(told, "changed", said=said(row.version, "")))
    return found


def said(version: object, approved: str) -> str:
    """What stands for a version and its approval."""
    return f"{version}/{approved}"[:80]


def _sent(connection: Connection, reader: str, told: Sequence[Told], forgotten: Collection[str], now: datetime) -> None:
    ids: dict[str, int] = {}
    for part in blobs.chunks(sorted({*(one.item for one in told), *forgotten})):
        for row in connection.execute(select(items.c.id, items.c.key).where(items.c.key.in_(part))):
            ids[row.key] = row.id
    for over in blobs.chunks([ids[key] for key in forgotten if key in ids]):
        connection.execute(delete(mailed).where(mailed.c.reader == reader, mailed.c.item.in_(over)))
    rows = [
        {"reader": reader, "item": ids[one.item], "said": one.said, "approved": one.approved, "named": one.named,
         "headline": blobs.text(one.headline, 500), "at": now}
        for one in told if one.item in ids
    ]  # fmt: skip
    if rows:
        new = upsert(connection, mailed)
        kept = {name: new.excluded[name] for name in ("said", "approved", "named", "headline", "at")}
        connection.execute(new.on_conflict_do_update(index_elements=["reader", "item"], set_=kept), rows)
    connection.execute(delete(mailed).where(mailed.c.reader == reader, mailed.c.at < now - KEPT))
    connection.execute(update(mailboxes).where(mailboxes.c.reader == reader).values(last=now, busy=None))
