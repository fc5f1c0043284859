"""Titles, translated ahead of their articles, so that people can choose what to read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, or_, select, update

from . import blobs
from .database import upsert
from .pending import visible
from .schema import feeds, headlines, items, versions
from .values import Headline

_COLUMNS = (
    versions.c.id, versions.c.title, versions.c.url, versions.c.seen, versions.c.hits, items.c.key,
    feeds.c.name.label("feed_name"),
)  # fmt: skip


HELD = (
    (versions.c.state == "waiting")
    & versions.c.not_before.is_not(None)
    & (versions.c.attempts == 0)
    & (versions.c.reason == "")
)
"""A version that is still to be compared with other stories; as a twin it needs no title."""


def untitled(
    connection: Connection,
    limit: int,
    of: Collection[int] | None = None,
    now: datetime | None = None,
    owner: str | None = None,
    until: datetime | None = None,
) -> list[Headline]:
    """The newest versions that still lack a translated title; with ``now``, none that another process is at.

    With an ``owner`` they are his until then, or until :func:`titled`.
    """
    query = (
        select(*_COLUMNS)
        .join(items, items.c.id == versions.c.item)
        .join(feeds, feeds.c.id == versions.c.feed)
        .where(versions.c.untitled, ~HELD)
        .order_by(versions.c.id.desc())
        .limit(limit)
    )
    if of is not None:
        query = query.where(versions.c.feed.in_(sorted(of)))
    if now is not None:
        query = query.where(or_(versions.c.titling.is_(None), versions.c.titling <= now))
    if owner is not None:
        query = query.with_for_update(of=versions, skip_locked=True)
    found = [_headline(row) for row in connection.execute(query)]
    if owner is not None:
        mine = versions.c.id.in_([one.version for one in found])
        connection.execute(update(versions).where(mine).values(titler=owner, titling=until))
    return found


def titled(connection: Connection, done: Sequence[Headline]) -> None:
    """Keep translated titles. One without any is not asked for again."""
    for one in done:
        blob = {"english": blobs.text(one.english), "doubt": blobs.text(one.doubt)}
        new = upsert(connection, headlines).values(version=one.version, **blob)
        connection.execute(new.on_conflict_do_update(index_elements=["version"], set_=blob))
        connection.execute(
            update(versions).where(versions.c.id == one.version).values(untitled=False, titler=None, titling=None)
        )


def listed(connection: Connection, since: datetime | None, limit: int | None, now: datetime) -> list[Headline]:
    """The title of each item's newest version, the newest first; none that is withdrawn, a twin or under embargo."""
    query = (
        select(*_COLUMNS, headlines.c.english, headlines.c.doubt)
        .join(headlines, headlines.c.version == versions.c.id)
        .join(items, items.c.newest == versions.c.id)
        .join(feeds, feeds.c.id == versions.c.feed)
        .where(~items.c.withdrawn, items.c.twin_of.is_(None), visible(now))
        .order_by(versions.c.id.desc())
        .limit(limit)
    )
    if since is not None:
        query = query.where(versions.c.seen >= since)
    return [_headline(row, row.english, row.doubt) for row in connection.execute(query)]


def _headline(row: Row[*tuple[Any, ...]], english: str = "", doubt: str = "") -> Headline:
    hits = tuple(msgspec.json.decode(row.hits))
    return Headline(row.id, row.key, row.feed_name, row.title, row.url, row.seen, english, doubt, hits)
