"""Who is at what: presence on a brief, and "take next", which hands different items to different people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, case, delete, select, update

from . import blobs, reviews
from .database import lock, upsert
from .desk_values import Filter, Review
from .schema import items
from .schema_desk import claims, presence
from .schema_desk import reviews as queue

_PASSED_BY = timedelta(minutes=15)
"""So long does somebody who has gone on to the next get the others first."""


def take_next(
    connection: Connection, filter_: Filter, who: str, now: datetime, until: datetime, skip: Collection[str]
) -> Review | None:
    """See :meth:`pipeline.ledger.desk.Desk.take_next`."""
    who = blobs.text(who, 64)
    if not filter_.state:
        filter_ = replace(filter_, state="open")
    lock(connection, "claims")
    connection.execute(delete(claims).where(claims.c.until <= now - _PASSED_BY))
    passed_by(connection, who, now)
    taken = select(claims.c.item).where(claims.c.until > now)
    others = select(presence.c.item).where(presence.c.who != who, presence.c.until > now)
    mine = claims.c.who == who
    query = (
        select(queue.c.item)
        .outerjoin(claims, and_(claims.c.item == queue.c.item, mine))
        .where(*reviews.conditions(filter_), queue.c.item.not_in(taken), queue.c.item.not_in(others))
        .order_by(case((claims.c.item.is_(None), 0), else_=1), claims.c.until, *reviews.ordered(filter_))
        .limit(1)
    )
    if skip:
        query = query.where(queue.c.item.not_in(reviews.ids(connection, skip)))
    item = connection.execute(query).scalar()
    if item is None:
        return None
    new = upsert(connection, claims).values(item=item, who=who, until=until)
    connection.execute(new.on_conflict_do_update(index_elements=["item"], set_={"who": who, "until": until}))
    [(_, review)] = reviews.by_ids(connection, [item]).values()
    return review


def passed_by(connection: Connection, who: str, now: datetime) -> None:
    """What somebody was handed is there for others; the rows stay, so that he himself gets the rest first."""
    mine = claims.c.who == blobs.text(who, 64)
    connection.execute(update(claims).where(mine, claims.c.until > now).values(until=now))


def release(connection: Connection, who: str, item: str | None) -> None:
    """Give back one, or all, of what somebody was handed."""
    who = blobs.text(who, 64)
    query = delete(claims).where(claims.c.who == who)
    if item is not None:
        query = query.where(claims.c.item.in_(select(items.c.id).where(items.c.key == blobs.text(item))))
    connection.execute(query)


def present(connection: Connection, item: str, who: str, now: datetime, until: datetime) -> list[str]:
    """See :meth:`pipeline.ledger.desk.Desk.presence`."""
    who = blobs.text(who, 64)
    number = connection.execute(select(items.c.id).where(items.c.key == blobs.text(item))).scalar()
    if number is None:
        return []
    connection.execute(delete(presence).where(presence.c.until <= now))
    new = upsert(connection, presence).values(item=number, who=who, until=until)
    connection.execute(new.on_conflict_do_update(index_elements=["item", "who"], set_={"until": until}))
    query = select(presence.c.who).where(presence.c.item == number, presence.c.who != who).order_by(presence.c.who)
    return list(connection.execute(query).scalars())


def left(connection: Connection, item: str, who: str) -> None:
    """Somebody has closed a brief."""
    who = blobs.text(who, 64)
    mine = presence.c.item.in_(select(items.c.id).where(items.c.key == blobs.text(item)))
    connection.execute(delete(presence).where(mine, presence.c.who == who))
