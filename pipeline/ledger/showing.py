"""What an outlet (an output folder) is to show, and what it shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, null, select, update

from ..release import moment, released
from ..types import Record, Release
from . import blobs
from .database import lock, upsert
from .errors import Unreadable
from .pending import LOCK, Wanted, entered, wanted
from .schema import feeds, items, outlets, pending, records, shown, sightings, versions
from .schema_desk import reviews
from .values import InHour, Shown
from .work import PUT_OFF, Warn


def news(connection: Connection, outlet: str, now: datetime) -> bool:
    """Whether there may be something to show; costs next to nothing."""
    known = select(outlets.c.name).where(outlets.c.name == outlet)
    due = select(pending.c.item).where(pending.c.outlet == outlet, pending.c.due <= now).limit(1)
    return connection.execute(known).first() is None or connection.execute(due).first() is not None


def to_show(connection: Connection, outlet: str, now: datetime, limit: int, warn: Warn, skip: int = 0) -> list[Shown]:
    """See :meth:`pipeline.ledger.Ledger.to_show`."""
    _register(connection, outlet, now)
    while True:
        query = (
            select(pending.c.item, shown.c.version, shown.c.item.label("before"))
            .outerjoin(shown, (shown.c.outlet == pending.c.outlet) & (shown.c.item == pending.c.item))
            .where(pending.c.outlet == outlet, pending.c.due <= now)
            .order_by(pending.c.due, pending.c.item)
            .limit(limit)
            .offset(skip)
        )
        rows = connection.execute(query).all()
        for part in blobs.chunks([row.item for row in rows]):
            mine = (pending.c.outlet == outlet) & pending.c.item.in_(part)
            connection.execute(update(pending).where(mine).values(handed=True))
        want = wanted(connection, [row.item for row in rows], now)
        idle = [row.item for row in rows if want[row.item].version is None and row.version is None]
        if not idle:
            given, unread = _shown(connection, rows, want, now, warn)
            for part in blobs.chunks(unread):
                mine = (pending.c.outlet == outlet) & pending.c.item.in_(part)
                connection.execute(update(pending).where(mine).values(due=now + PUT_OFF))
            if given or not unread:
                return given
        _settled(connection, outlet, {item: want[item] for item in idle})


def was_shown(connection: Connection, outlet: str, done: Sequence[tuple[str, int | None]], now: datetime) -> None:
    """Note what an outlet shows now. What has changed again since it was handed out stays to be shown."""
    keys = dict(done)
    ids: dict[int, int | None] = {}
    for part in blobs.chunks(sorted(keys)):
        for row in connection.execute(select(items.c.id, items.c.key).where(items.c.key.in_(part))):
            ids[row.id] = keys[row.key]
    if not ids:
        return
    new = upsert(connection, shown)
    connection.execute(
        new.on_conflict_do_update(index_elements=["outlet", "item"], set_={"version": new.excluded.version}),
        [{"outlet": outlet, "item": item, "version": version} for item, version in sorted(ids.items())],
    )
    want = wanted(connection, ids, now)
    _settled(connection, outlet, {item: want[item] for item, version in ids.items() if want[item].version == version})


def newest(
    connection: Connection, approved: bool, skip: int, limit: int, now: datetime, warn: Warn
) -> tuple[list[Shown], bool]:
    """See :meth:`pipeline.ledger.Ledger.newest`; also whether there may be more behind these."""
    which, order = reviews.c.state == "open", reviews.c.made
    if approved:
        which, order = reviews.c.approved_at.is_not(None), reviews.c.approved_at
    query = (
        select(reviews.c.item, null().label("version"), null().label("before"))
        .where(reviews.c.hidden.is_(False), which)
        .order_by(order.desc(), reviews.c.item.desc())
        .limit(limit)
        .offset(skip)
    )
    rows = connection.execute(query).all()
    found, _ = _shown(connection, rows, wanted(connection, [row.item for row in rows], now), now, warn)
    return [one for one in found if one.release is not None], len(rows) == limit


def changed_since(
    connection: Connection, since: datetime, after: int, limit: int, now: datetime, warn: Warn
) -> tuple[list[Shown], int | None]:
    """See :meth:`pipeline.ledger.mailings.Mailings.fresh`: those of some items, and the item to ask on from."""
    ended = (reviews.c.embargo >= since) & (reviews.c.embargo <= now)
    query = (
        select(reviews.c.item, null().label("version"), null().label("before"))
        .where(reviews.c.hidden.is_(False), reviews.c.state != "aside", reviews.c.item > after)
        .where((reviews.c.made >= since) | (reviews.c.approved_at >= since) | ended)
        .order_by(reviews.c.item)
        .limit(limit)
    )
    rows = connection.execute(query).all()
    found, _ = _shown(connection, rows, wanted(connection, [row.item for row in rows], now), now, warn)
    return [one for one in found if one.release is not None], rows[-1].item if len(rows) == limit else None


def forget(connection: Connection, outlet: str) -> None:
    """An outlet whose folder is gone, or is to be made anew: all is to be shown again."""
    for table, column in ((pending, pending.c.outlet), (shown, shown.c.outlet), (outlets, outlets.c.name)):
        connection.execute(delete(table).where(column == outlet))


def hour(
    connection: Connection, name: str, after: int, limit: int, now: datetime, warn: Warn
) -> list[tuple[int, InHour]]:
    """Row, brief and findings of items first seen in an hour that are to be shown, in that order.

    An item that is not to be shown has a row as well, with empty bytes: so that one can ask on from the last row.
    """
    query = select(items).where(items.c.hour == name, items.c.id > after).order_by(items.c.id).limit(limit)
    about = {row.id: row for row in connection.execute(query)}
    ids = list(about)
    want = wanted(connection, ids, now)
    also = _also(connection, [item for item in ids if want[item].version is not None], about)
    of = [w.version for w in want.values() if w.version is not None]
    made: dict[int, tuple[bytes, bytes]] = {}
    for part in blobs.chunks(of):
        query = select(records.c.version, records.c.brief, records.c.findings).where(records.c.version.in_(part))
        for row in connection.execute(query):
            try:
                made[row.version] = blobs.unsqueezed(row.brief), blobs.unsqueezed(row.findings)
            except Unreadable as error:
                warn(f"version {row.version}: what was made of it cannot be read, and is not shown: {error}")
    return [(item, InHour(*made.get(want[item].version or 0, (b"", b"")), also.get(item, ()))) for item in ids]


def _register(connection: Connection, outlet: str, now: datetime) -> None:
    """Know an outlet. To a new one, all that is done is news."""
    if connection.execute(select(outlets.c.name).where(outlets.c.name == outlet)).first() is not None:
        return
    lock(connection, LOCK)
    if connection.execute(select(outlets.c.name).where(outlets.c.name == outlet)).first() is not None:
        return
    connection.execute(insert(outlets).values(name=outlet))
    done = select(versions.c.item).where(versions.c.state == "done").distinct()
    for part in blobs.chunks(list(connection.execute(done).scalars()), 10_000):
        entered(connection, [{"outlet": outlet, "item": item, "due": now, "handed": False} for item in part])


def _settled(connection: Connection, outlet: str, want: Mapping[int, Wanted]) -> None:
    """Take items that show what they should off the list, or put them back for when an embargo ends."""
    later = {item: w.later for item, w in want.items() if w.later is not None}
    for part in blobs.chunks([item for item in want if item not in later]):
        mine = (pending.c.outlet == outlet) & pending.c.item.in_(part)
        connection.execute(delete(pending).where(mine, pending.c.handed))  # not what has changed since
    for item, due in later.items():
        mine = (pending.c.outlet == outlet) & (pending.c.item == item)
        connection.execute(update(pending).where(mine).values(due=due))


def _shown(
    connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]], want: Mapping[int, Wanted], now: datetime, warn: Warn
) -> tuple[list[Shown], list[int]]:
    """What is to be shown, and the items whose record cannot be read."""
    ids = [row.item for row in rows]
    about: dict[int, Row[*tuple[Any, ...]]] = {}
    for part in blobs.chunks(ids):
        for row in connection.execute(select(items).where(items.c.id.in_(part))):
            about[row.id] = row
    of = {item: want[item].version or about[item].newest for item in ids}
    version: dict[int, Row[*tuple[Any, ...]]] = {}
    made: dict[int, bytes] = {}
    for part in blobs.chunks([number for number in of.values() if number is not None]):
        for row in connection.execute(select(versions).where(versions.c.id.in_(part))):
            version[row.id] = row
        for row in connection.execute(select(records.c.version, records.c.record).where(records.c.version.in_(part))):
            made[row.version] = row.record
    also = _also(connection, ids, about)
    queue = _reviews(connection, ids)
    found, unread = [], []
    for row in rows:
        item, number = about[row.item], want[row.item].version
        one = version.get(of[row.item] or 0)
        try:
            record = blobs.unpacked_record(made[number]) if number is not None else None
        except Unreadable as error:
            warn(f"{item.key}: its record cannot be read, and is not shown: {error}")
            unread.append(row.item)
            continue
        release = None if record is None else release_by_row(record, number, queue.get(row.item), now)
        found.append(
            Shown(
                item.key, one.feed if one else item.feed, item.hour, number, row.version, record,
                _news(number, row, one, item), one.note if one else "", also.get(row.item, ()),
                tuple(msgspec.json.decode(one.hits)) if one else (),
                release, want[row.item].later,
                queue[row.item].revision - 1 if record is None and row.item in queue else 0,
            )
        )  # fmt: skip
    return found, unread


def _news(
    number: int | None,
    row: Row[*tuple[Any, ...]],
    one: Row[*tuple[Any, ...]] | None,
    item: Row[*tuple[Any, ...]],
) -> Any:
    if number is None:
        return "merged" if item.twin_of is not None and not item.withdrawn else "withdrawn"
    if row.before is None:
        return "new"
    if number == row.version:
        return "also"
    return "correction" if one is not None and one.signal == "correction" else "update"


def _reviews(connection: Connection, ids: Collection[int]) -> dict[int, Row[*tuple[Any, ...]]]:
    """The desk's rows of items."""
    found: dict[int, Row[*tuple[Any, ...]]] = {}
    for part in blobs.chunks(list(ids)):
        for row in connection.execute(select(reviews).where(reviews.c.item.in_(part))):
            found[row.item] = row
    return found


def release_by_row(record: Record, version: int | None, row: Any, now: datetime) -> Release:
    """Whether a record may be published, by the desk's row of its item (or a
    :class:`~pipeline.ledger.desk_values.Review`, which has the same names). The row is about the item's newest version;
    of an older one, which is shown while an embargo keeps the newest back, its record says whether it was approved.

    What is handed out is under no embargo: the ledger knows when it ends, even where the sender has moved it since.
    """
    said = released(replace(record, run=replace(record.run, edition=None)), now)
    if row is None:
        return said
    if row.version != version:
        at = moment(said.at)
        return replace(said, at=at.isoformat(timespec="seconds") if at else said.at, revision=row.revision)
    freed = row.embargo if row.embargo is not None and row.embargo <= now else row.made
    updated = max(row.made, freed).isoformat(timespec="seconds")
    if row.state == "approved":
        at = row.approved_at.isoformat(timespec="seconds")
        return Release("approved", row.approved_by, at, record.version, row.revision, updated=updated)
    before = said.before if row.approved_at is None else row.approved_at.isoformat(timespec="seconds")
    return Release("changed" if before else "unreviewed", revision=row.revision, before=before, updated=updated)


def _also(
    connection: Connection, ids: Collection[int], about: Mapping[int, Row[*tuple[Any, ...]]]
) -> dict[int, tuple[tuple[str, str], ...]]:
    """Name and address of other feeds that have the story: as the same item, or as one that says the same."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for part in blobs.chunks(list(ids)):
        sighted = (
            select(sightings.c.item, sightings.c.feed, feeds.c.name, sightings.c.url)
            .join(feeds, feeds.c.id == sightings.c.feed)
            .where(sightings.c.item.in_(part))
            .order_by(sightings.c.item, feeds.c.name)
        )
        for row in connection.execute(sighted):
            if row.feed != about[row.item].feed:
                found[row.item].append((row.name, row.url))
        twins = (
            select(items.c.twin_of, feeds.c.name, versions.c.url)
            .join(versions, versions.c.id == items.c.newest)
            .join(feeds, feeds.c.id == versions.c.feed)
            .where(items.c.twin_of.in_(part))
            .order_by(items.c.twin_of, items.c.id)
        )
        for twin in connection.execute(twins):
            found[twin.twin_of].append((twin.name, twin.url))
    return {item: tuple(dict.fromkeys(others)) for item, others in found.items()}
