"""Who works on which version, until when, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, CursorResult, Row, and_, func, or_, select, update

from ..types import Article, Edition, Record
from . import blobs
from .database import upsert
from .deeds import based
from .errors import Overtaken, Unreadable
from .pending import touched
from .reviews import noted as noted_in_queue
from .reviews import revision
from .runs import noted
from .schema import feeds, items, records, texts, versions
from .twins import freed
from .values import Failed, Lease, State

Warn = Callable[[str], None]
PUT_OFF = timedelta(hours=1)
"""Until something that cannot be read is tried again: another machine, or this one brought up to date, may read it."""
_QUEUE = (versions.c.priority, versions.c.moment.desc(), versions.c.id.desc())


def expired(connection: Connection, now: datetime) -> None:
    """Give back what was leased until before now: whoever had it has died, or is too slow."""
    over = (
        select(versions.c.id).where(versions.c.until.is_not(None), versions.c.until <= now)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    ids = list(connection.execute(over).scalars())
    for part in blobs.chunks(ids):
        mine = versions.c.id.in_(part)
        connection.execute(
            update(versions).where(mine, versions.c.state == "leased").values(state="waiting", changed=now)
        )
        connection.execute(update(versions).where(mine).values(owner=None, until=None))


def lease(
    connection: Connection,
    owner: str,
    n: int,
    now: datetime,
    until: datetime,
    of: Collection[int] | None,
    since: datetime | None,
    only_failed: bool,
    warn: Warn,
) -> list[Lease]:
    """See :meth:`pipeline.ledger.Ledger.lease`."""
    expired(connection, now)
    rows = _queue(connection, n, now, of, since, only_failed, take=True)
    ids = [row.id for row in rows]
    connection.execute(
        update(versions)
        .where(versions.c.id.in_(ids))
        .values(state="leased", owner=owner, until=until, attempts=versions.c.attempts + 1, changed=now)
    )
    leases, unread = _leases(connection, rows, until, warn)
    for version, reason in unread.items():
        put_off(connection, version, "read", reason, now)
    return leases


def put_off(connection: Connection, version: int, stage: str, reason: str, now: datetime) -> None:
    """Leave to others, and to a later version of this program, what this one cannot read; the night goes on."""
    values = {"state": "waiting"} if stage == "read" else {}
    connection.execute(
        update(versions)
        .where(versions.c.id == version)
        .values(
            **values, owner=None, until=None, not_before=now + PUT_OFF, stage=stage, reason=blobs.text(reason),
            attempts=versions.c.attempts - 1, changed=now,
        )
    )  # fmt: skip


def queue(
    connection: Connection,
    n: int,
    now: datetime,
    of: Collection[int] | None,
    since: datetime | None,
    only_failed: bool,
    warn: Warn,
) -> list[Lease]:
    """What :func:`lease` would give, without taking it."""
    return _leases(connection, _queue(connection, n, now, of, since, only_failed, take=False), now, warn)[0]


def _queue(
    connection: Connection,
    n: int,
    now: datetime,
    of: Collection[int] | None,
    since: datetime | None,
    only_failed: bool,
    take: bool,
) -> Sequence[Row[*tuple[Any, ...]]]:
    query = (
        select(versions.c.id, versions.c.item, versions.c.feed, versions.c.rank, versions.c.attempts, versions.c.hits)
        .where(versions.c.state == "waiting")
        .where(or_(versions.c.not_before.is_(None), versions.c.not_before <= now))
        .order_by(*_QUEUE)
        .limit(n)
    )
    if of is not None:
        query = query.where(versions.c.feed.in_(sorted(of)))
    if since is not None:
        query = query.where(versions.c.seen >= since)
    if only_failed:
        query = query.where(versions.c.reason != "")
    return connection.execute(query.with_for_update(skip_locked=True) if take else query).all()


def _leases(
    connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]], until: datetime, warn: Warn
) -> tuple[list[Lease], dict[int, str]]:
    """With article, edition and the newest record that the item has from an earlier version; and why versions have none
    of it that can be read."""
    unread: dict[int, str] = {}
    ids = [row.id for row in rows]
    said: dict[int, tuple[str, Article, Edition]] = {}
    older: dict[int, Record] = {}
    for part in blobs.chunks(ids):
        query = (
            select(texts.c.version, items.c.key, texts.c.article, texts.c.edition)
            .join(versions, versions.c.id == texts.c.version)
            .join(items, items.c.id == versions.c.item)
            .where(texts.c.version.in_(part))
        )
        for version, key, article, edition in connection.execute(query):
            try:
                said[version] = (key, blobs.unpacked(article, Article), blobs.unpacked(edition, Edition))
            except Unreadable as error:
                unread[version] = f"its text in the ledger cannot be read: {error}"
                warn(f"{key}: {unread[version]}")
        this, before = versions.alias("this"), versions.alias("before")
        newest = (
            select(this.c.id, this.c.item, func.max(before.c.rank).label("rank"))
            .join(before, and_(before.c.item == this.c.item, before.c.rank < this.c.rank))
            .join(records, records.c.version == before.c.id)
            .where(this.c.id.in_(part))
            .group_by(this.c.id, this.c.item)
            .subquery()
        )
        made = (
            select(newest.c.id, items.c.key, records.c.record)
            .join(items, items.c.id == newest.c.item)
            .join(versions, and_(versions.c.item == newest.c.item, versions.c.rank == newest.c.rank))
            .join(records, records.c.version == versions.c.id)
        )
        for row in connection.execute(made):
            try:
                older[row.id] = blobs.unpacked_record(row.record)
            except Unreadable as error:  # what has changed since it cannot be said, and decisions on it do not go on
                warn(f"{row.key}: the record of its version before cannot be read, and is passed over: {error}")
    leases = [
        Lease(
            row.id, said[row.id][0], row.feed, said[row.id][1], said[row.id][2], row.attempts, until,
            older.get(row.id), tuple(msgspec.json.decode(row.hits)),
        )
        for row in rows if row.id in said
    ]  # fmt: skip
    return leases, unread


def renew(connection: Connection, owner: str, of: Collection[int], until: datetime) -> int:
    """Have leases longer; how many of these are still the owner's."""
    return _rows(
        connection.execute(update(versions).where(versions.c.id.in_(sorted(of)), *_held(owner)).values(until=until))
    )


def finish(
    connection: Connection,
    owner: str,
    version: int,
    record: Record,
    brief: bytes,
    findings: bytes,
    now: datetime,
    run: str,
    base: Record | None,
    seen: int | None,
) -> bool:
    """See :meth:`pipeline.ledger.Ledger.finish`."""
    done = connection.execute(
        update(versions)
        .where(versions.c.id == version, *_held(owner))
        .values(state="done", owner=None, until=None, stage="", reason="", not_before=None, changed=now)
        .returning(versions.c.item)
    ).first()
    if done is None:
        # Tried again after a connection that broke just when this had been written?
        mine = and_(records.c.version == version, records.c.run == run, records.c.made == now)
        return connection.execute(select(records.c.version).where(mine)).first() is not None
    if seen is not None and revision(connection, done.item) != seen:
        raise Overtaken("The item's record was changed meanwhile.")
    _keep(connection, version, record, brief, findings, now, run, base)
    connection.execute(update(items).where(items.c.id == done.item).values(twin_of=None, score=None))
    noted(connection, run, version, now, "done", seconds=record.run.seconds)
    touched(connection, [done.item], now)
    return True


def amend(
    connection: Connection, version: int, record: Record, brief: bytes, findings: bytes, now: datetime, run: str
) -> bool:
    """Put another record in the place of a finished version's; ``False`` if it is not finished."""
    row = connection.execute(
        select(versions.c.item).where(versions.c.id == version, versions.c.state == "done").with_for_update()
    ).first()
    if row is None:
        return False
    _keep(connection, version, record, brief, findings, now, run)
    touched(connection, [row.item], now)
    return True


def _keep(
    connection: Connection,
    version: int,
    record: Record,
    brief: bytes,
    findings: bytes,
    now: datetime,
    run: str,
    base: Record | None = None,
) -> None:
    blob = {
        "run": run, "made": now, "record": blobs.packed_record(record), "brief": blobs.squeezed(brief),
        "findings": blobs.squeezed(findings),
    }  # fmt: skip
    new = upsert(connection, records).values(version=version, **blob)
    connection.execute(new.on_conflict_do_update(index_elements=["version"], set_=blob))
    based(connection, version, blobs.packed_record(base) if base is not None and record.decisions else None)
    noted_in_queue(connection, version, record, now)


def fail(
    connection: Connection,
    owner: str,
    version: int,
    stage: str,
    reason: str,
    now: datetime,
    retry_at: datetime | None,
    run: str,
    seconds: float,
) -> bool:
    """See :meth:`pipeline.ledger.Ledger.fail`."""
    stage, reason = blobs.text(stage, 64), blobs.text(reason) or "no reason was given"
    row = connection.execute(
        update(versions)
        .where(versions.c.id == version, *_held(owner))
        .values(
            state="waiting" if retry_at else "failed", owner=None, until=None, not_before=retry_at, stage=stage,
            reason=reason, changed=now,
        )
        .returning(versions.c.item)
    ).first()  # fmt: skip
    if row is None:
        return False
    noted(connection, run, version, now, "retried" if retry_at else "failed", stage, reason, seconds)
    if retry_at is None:
        freed(connection, [row.item], now)
    return True


def release(connection: Connection, owner: str, now: datetime, died: bool = False) -> int:
    """Give back all that an owner has, as if it had not been taken (unless he ``died`` at it); how many."""
    back = connection.execute(
        update(versions)
        .where(versions.c.owner == owner, versions.c.state == "leased")
        .values(state="waiting", owner=None, until=None, attempts=versions.c.attempts - (0 if died else 1), changed=now)
    )
    pages = connection.execute(update(versions).where(versions.c.owner == owner).values(owner=None, until=None))
    connection.execute(update(versions).where(versions.c.titler == owner).values(titler=None, titling=None))
    visits = connection.execute(update(feeds).where(feeds.c.visitor == owner).values(visitor=None, visiting=None))
    return _rows(back) + _rows(pages) + _rows(visits)


def failed(connection: Connection, limit: int | None) -> list[Failed]:
    """What could not be made, given up or to be tried again, the newest first."""
    query = (
        select(versions, items.c.key, feeds.c.name)
        .join(items, items.c.id == versions.c.item)
        .join(feeds, feeds.c.id == versions.c.feed)
        .where(versions.c.reason != "", versions.c.state.in_(("failed", "waiting", "listed", "leased")))
        .order_by(versions.c.changed.desc(), versions.c.id.desc())
        .limit(limit)
    )
    return [
        Failed(
            row.id, row.key, row.name, row.title, row.url, row.stage, row.reason, row.attempts, row.changed,
            None if row.state == "failed" else row.not_before or row.changed,
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def retry(connection: Connection, of: Collection[int] | None, now: datetime) -> int:
    """Put failed versions, and those that wait for another try, back into the queue with a clean slate; how many."""
    tried = or_(versions.c.state == "failed", versions.c.not_before.is_not(None))
    open_ = versions.c.state.in_(("failed", "waiting", "listed"))
    count = 0
    for state, page in (("listed", versions.c.page != ""), ("waiting", versions.c.page == "")):
        base = update(versions).where(tried, open_, page).values(state=state, not_before=None, attempts=0, changed=now)
        parts = [base] if of is None else [base.where(versions.c.id.in_(part)) for part in blobs.chunks(sorted(of))]
        count += sum(_rows(connection.execute(part)) for part in parts)
    return count


def counts(connection: Connection) -> dict[State, int]:
    """How many versions there are of each state."""
    query = select(versions.c.state, func.count().label("number")).group_by(versions.c.state)
    return {row.state: row.number for row in connection.execute(query)}


def ready(connection: Connection, feed: int, now: datetime) -> bool:
    """See :meth:`pipeline.ledger.Ledger.ready`."""
    free = and_(versions.c.owner.is_(None), or_(versions.c.not_before.is_(None), versions.c.not_before <= now))
    query = (
        select(versions.c.id)
        .where(versions.c.state.in_(("listed", "waiting", "leased")), versions.c.feed == feed)
        .where(or_(free, versions.c.until <= now))
        .limit(1)
    )
    return connection.execute(query).first() is not None


def oldest_waiting(connection: Connection) -> datetime | None:
    """Since when the oldest of what is in the queue has been known."""
    found: datetime | None = connection.execute(
        select(func.min(versions.c.seen)).where(versions.c.state.in_(("listed", "waiting", "leased")))
    ).scalar()
    return found


def record(connection: Connection, item: str) -> Record | None:
    """The newest record of an item that counts; ``None`` if there is none or it is withdrawn.

    Raises:
        Unreadable: this version cannot read it.
    """
    row = connection.execute(
        select(records.c.record)
        .join(versions, versions.c.id == records.c.version)
        .join(items, items.c.id == versions.c.item)
        .where(items.c.key == blobs.text(item), versions.c.state == "done")
        .order_by(versions.c.rank.desc())
        .limit(1)
    ).first()
    try:
        return None if row is None else blobs.unpacked_record(row.record)
    except Unreadable as error:
        raise Unreadable(f"{item}: its record in the ledger cannot be read: {error}") from error


def article(connection: Connection, version: int) -> Article | None:
    """A version's article as it was found."""
    data = connection.execute(select(texts.c.article).where(texts.c.version == version)).scalar()
    return None if data is None else blobs.unpacked(data, Article)


def newest_article(connection: Connection, item: str) -> Article | None:
    """The article of an item's newest version."""
    query = select(texts.c.article).join(items, items.c.newest == texts.c.version).where(items.c.key == item)
    data = connection.execute(query).scalar()
    try:
        return None if data is None else blobs.unpacked(data, Article)
    except Unreadable:  # it is only compared with others
        return None


def _held(owner: str) -> tuple[Any, Any]:
    """A lease that has ended counts for as long as nobody else has taken the version: the work is done, so keep it."""
    return versions.c.state == "leased", versions.c.owner == owner


def _rows(result: CursorResult[Any]) -> int:
    return result.rowcount
