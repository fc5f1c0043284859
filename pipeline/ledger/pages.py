"""Pages that have the whole text of an item, and the sketches of texts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection, and_, or_, select, update

from ..types import Article
from . import blobs
from .errors import Unreadable
from .items import sketched
from .runs import noted
from .schema import items, sketches, texts, versions
from .twins import freed
from .values import Page, State
from .work import Warn, expired, put_off


def pages(
    connection: Connection,
    n: int,
    now: datetime,
    until: datetime,
    owner: str,
    warn: Warn,
    of: Collection[int] | None = None,
) -> list[Page]:
    """Versions whose page is to be fetched, in the order of the queue; they are the owner's until then."""
    expired(connection, now)
    query = (
        select(versions.c.id, versions.c.feed, versions.c.page, versions.c.attempts, items.c.key, texts.c.article)
        .join(items, items.c.id == versions.c.item)
        .join(texts, texts.c.version == versions.c.id)
        .where(versions.c.state == "listed", versions.c.owner.is_(None))
        .where(or_(versions.c.not_before.is_(None), versions.c.not_before <= now))
        .order_by(versions.c.priority, versions.c.moment.desc(), versions.c.id.desc())
        .limit(n)
        .with_for_update(of=versions, skip_locked=True)
    )
    if of is not None:
        query = query.where(versions.c.feed.in_(sorted(of)))
    rows = connection.execute(query).all()
    connection.execute(
        update(versions)
        .where(versions.c.id.in_([row.id for row in rows]))
        .values(owner=owner, until=until, attempts=versions.c.attempts + 1)
    )
    found = []
    for row in rows:
        try:
            article = blobs.unpacked(row.article, Article)
        except Unreadable as error:
            reason = f"its text in the ledger cannot be read: {error}"
            warn(f"{row.key}: {reason}")
            put_off(connection, row.id, "page", reason, now)
            continue
        found.append(Page(row.id, row.key, row.feed, row.page, article, row.attempts))
    return found


def paged(
    connection: Connection,
    version: int,
    article: Article,
    sketch: bytes,
    digest: str,
    now: datetime,
    dropped: str,
    hits: Sequence[str],
    held: datetime | None = None,
) -> State | None:
    """Put the page's article in the place of the feed's teaser; the version is then in the queue.

    A page that says what it said when the version before was made needs no new brief: the version is then superseded.

    Returns:
        What the version is now; ``None`` if it no longer waited for a page (a newer one came), and nothing is changed.
    """
    row = connection.execute(
        select(versions.c.item, versions.c.rank, items.c.key, versions.c.signal)
        .join(items, items.c.id == versions.c.item)
        .where(versions.c.id == version, versions.c.state == "listed")
        .with_for_update(of=versions)
    ).first()
    if row is None:
        return None
    before = connection.execute(
        select(versions.c.page_digest, versions.c.state)
        .where(versions.c.item == row.item, versions.c.rank < row.rank, versions.c.state == "done")
        .order_by(versions.c.rank.desc())
        .limit(1)
    ).first()
    same = before is not None and bool(digest) and before.page_digest == digest and row.signal != "correction"
    state: State = "superseded" if same else "dropped" if dropped else "waiting"
    title = blobs.text(article.title)
    connection.execute(
        update(versions)
        .where(versions.c.id == version)
        .values(
            state=state, owner=None, until=None, not_before=held if state == "waiting" else None, attempts=0, stage="",
            page="",
            reason=blobs.text(dropped), hits=msgspec.json.encode([blobs.text(hit) for hit in hits]).decode(),
            page_digest=blobs.name(digest, 64), changed=now, **({"title": title} if title else {}),
            **({"untitled": False} if same or dropped else {}),
        )
    )  # fmt: skip
    connection.execute(
        update(texts).where(texts.c.version == version).values(article=blobs.packed(replace(article, id=row.key)))
    )
    if sketch and not dropped:
        sketched(connection, row.item, sketch, now)
    if dropped:
        freed(connection, [row.item], now)
    return state


def page_failed(
    connection: Connection, version: int, reason: str, now: datetime, retry_at: datetime | None, run: str
) -> bool:
    """A page that could not be fetched: to be tried again at a time, or given up."""
    reason = blobs.text(reason) or "no reason was given"
    row = connection.execute(
        update(versions)
        .where(versions.c.id == version, versions.c.state == "listed")
        .values(
            state="listed" if retry_at else "failed", owner=None, until=None, not_before=retry_at, stage="page",
            reason=reason, changed=now,
        )
        .returning(versions.c.item)
    ).first()  # fmt: skip
    if row is None:
        return False
    noted(connection, run, version, now, "retried" if retry_at else "failed", "page", reason)
    if retry_at is None:
        freed(connection, [row.item], now)
    return True


def sketch_list(
    connection: Connection, since: datetime | None, after: int, limit: int
) -> Sequence[tuple[int, str, bytes]]:
    """Row, key and sketch of items that tell their story themselves, in the order of their rows."""
    query = (
        select(sketches.c.item, items.c.key, sketches.c.sketch)
        .join(items, items.c.id == sketches.c.item)
        .where(sketches.c.item > after, ~items.c.withdrawn, items.c.twin_of.is_(None))
        .where(and_(items.c.newest.is_not(None)))
        .order_by(sketches.c.item)
        .limit(limit)
    )
    if since is not None:
        query = query.where(sketches.c.seen >= since)
    return [(row.item, row.key, row.sketch) for row in connection.execute(query)]
