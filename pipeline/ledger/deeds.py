"""What people do to records, and the history of it. A change is one transaction: records, queue and history agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, or_, select, update

from ..types import Decision
from . import blobs, reviews
from .database import upsert
from .desk_values import Approval, Change, Conflict, Deed, Made, Review, Situation, What
from .errors import LedgerError
from .hooks import emitted
from .pending import touched
from .schema import decisions, items, records
from .schema_desk import audit, bases, concerned
from .schema_desk import reviews as queue


@dataclass(frozen=True, slots=True)
class Done:
    """What is written down of a change besides its decisions."""

    what: What
    who: str
    now: datetime
    before: str = ""
    after: str = ""
    rule: int | None = None
    undoes: int | None = None
    approval: Approval | None = None


def revise(connection: Connection, changes: Sequence[Change], done: Done) -> list[Review] | Conflict:
    """See :meth:`pipeline.ledger.desk.Desk.revise`. Of several, none is made if one is in conflict."""
    keys = [change.item for change in changes]
    if len(set(keys)) < len(keys):
        raise LedgerError("An item can be changed once at a time.")
    there = reviews.by_ids(connection, reviews.ids(connection, keys), lock=True)
    for change in changes:
        if change.item not in there:
            raise LedgerError(f"{change.item}: is not in the queue, or was withdrawn by its sender.")
        _, now = there[change.item]
        if now.revision != change.revision:
            return Conflict(now, blobs.unpacked_record(_record(connection, now.version)), now.by, now.made)
    deed = entered(connection, [(there[key][0], there[key][1].version) for key in keys], done)
    for change in changes:
        item, before = there[change.item]
        _remember(connection, before.version)
        _keep(connection, before.version, change.made, done)
        stays = done.rule is not None and done.what != "glossary"
        reviews.noted(connection, before.version, change.made.record, done.now, done.who, stays=stays)
        rows = [
            {"item": item, "version": before.version, "decision": blobs.packed(decision), "deed": deed}
            for decision in change.decisions
        ]
        if rows:
            connection.execute(insert(decisions), rows)
        if done.approval is not None:
            _approve(connection, item, before.version, change.made, done.approval)
        touched(connection, [item], done.now)
    return [review for _, review in reviews.by_ids(connection, [there[key][0] for key in keys]).values()]


def _record(connection: Connection, version: int) -> bytes:
    data: bytes = connection.execute(select(records.c.record).where(records.c.version == version)).scalar_one()
    return data


def _remember(connection: Connection, version: int) -> None:
    """Keep the record as the engine made it, before the first decision on it."""
    if connection.execute(select(bases.c.version).where(bases.c.version == version)).first() is not None:
        return
    data = _record(connection, version)
    if not blobs.unpacked_record(data).decisions:
        connection.execute(insert(bases).values(version=version, record=data))


def based(connection: Connection, version: int, base: bytes | None) -> None:
    """Keep, or forget, what the engine has made of a version."""
    if base is not None:
        new = upsert(connection, bases).values(version=version, record=base)
        connection.execute(new.on_conflict_do_update(index_elements=["version"], set_={"record": base}))
    else:
        connection.execute(bases.delete().where(bases.c.version == version))


def _keep(connection: Connection, version: int, made: Made, done: Done) -> None:
    connection.execute(
        update(records)
        .where(records.c.version == version)
        .values(
            made=done.now,
            record=blobs.packed_record(made.record),
            brief=blobs.squeezed(made.brief),
            findings=blobs.squeezed(made.findings),
        )
    )


def _approve(connection: Connection, item: int, version: int, made: Made, approval: Approval) -> None:
    connection.execute(
        update(queue)
        .where(queue.c.item == item)
        .values(
            state="approved", changed=False, approved_by=blobs.text(approval.who, 64), approved_at=approval.at,
            approved_version=version, note=blobs.text(approval.note),
            approved_signature=reviews.signature_digest(made.record.signature),
        )
    )  # fmt: skip
    emitted(connection, "approved", item, approval.at)


def entered(connection: Connection, of: Sequence[tuple[int, int]], done: Done) -> int:
    """Write a line of the history about items and their versions, and on the line that it takes back that it does."""
    one = of[0] if len(of) == 1 else None
    if done.undoes is not None:
        taken_back = update(audit).where(audit.c.id == done.undoes, audit.c.undone_by.is_(None)).values(undone_by=0)
        if connection.execute(taken_back).rowcount == 0:
            raise LedgerError("It has been taken back already.")
    row = {
        "at": done.now, "who": blobs.text(done.who, 64), "what": done.what, "item": one[0] if one else None,
        "version": one[1] if one else None, "before": blobs.text(done.before), "after": blobs.text(done.after),
        "standing": done.rule, "undoes": done.undoes,
    }  # fmt: skip
    inserted = connection.execute(insert(audit).values(**row)).inserted_primary_key
    assert inserted is not None
    deed: int = inserted[0]
    if done.undoes is not None:
        connection.execute(update(audit).where(audit.c.id == done.undoes).values(undone_by=deed))
    return deed


def history(
    connection: Connection,
    item: str | None,
    since: datetime | None,
    who: str | None,
    limit: int | None,
    before: int | None,
) -> list[Deed]:
    """See :meth:`pipeline.ledger.desk.Desk.history`."""
    query = select(audit, items.c.key).outerjoin(items, items.c.id == audit.c.item).order_by(audit.c.id.desc())
    if item is not None:
        query = query.where(_about(item))
    if since is not None:
        query = query.where(audit.c.at >= since)
    if who is not None:
        query = query.where(audit.c.who == blobs.text(who))
    if before is not None:
        query = query.where(audit.c.id < before)
    return _deeds(connection, connection.execute(query.limit(limit)).all())


def _about(item: str) -> ColumnElement[bool]:
    """A condition: a deed was about this item, perhaps among others."""
    own = select(items.c.id).where(items.c.key == blobs.text(item)).scalar_subquery()
    return or_(
        audit.c.item == own,
        audit.c.id.in_(select(decisions.c.deed).where(decisions.c.item == own)),
        audit.c.id.in_(select(concerned.c.deed).where(concerned.c.item == own)),
    )


def deed(connection: Connection, number: int) -> Deed | None:
    """A line of the history."""
    query = select(audit, items.c.key).outerjoin(items, items.c.id == audit.c.item).where(audit.c.id == number)
    return next(iter(_deeds(connection, connection.execute(query).all())), None)


def last(connection: Connection, who: str, item: str | None, before: int | None) -> Deed | None:
    """What somebody did last, before a deed, that is not taken back yet."""
    query = (
        select(audit.c.id)
        .where(
            audit.c.who == blobs.text(who),
            audit.c.undone_by.is_(None),
            audit.c.what.not_in(("undo", "unapprove", "back")),
        )
        .order_by(audit.c.id.desc())
        .limit(1)
    )
    if item is not None:
        query = query.where(_about(item))
    if before is not None:
        query = query.where(audit.c.id < before)
    number = connection.execute(query).scalar()
    return None if number is None else deed(connection, number)


def _deeds(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Deed]:
    made: dict[int, list[tuple[str, Decision]]] = {}
    about: dict[int, list[str]] = {}
    for part in blobs.chunks([row.id for row in rows]):
        query = (
            select(decisions.c.deed, decisions.c.decision, items.c.key)
            .join(items, items.c.id == decisions.c.item)
            .where(decisions.c.deed.in_(part))
            .order_by(decisions.c.id)
        )
        for row in connection.execute(query):
            made.setdefault(row.deed, []).append((row.key, blobs.unpacked(row.decision, Decision)))
        aside = (
            select(concerned.c.deed, items.c.key)
            .join(items, items.c.id == concerned.c.item)
            .where(concerned.c.deed.in_(part))
            .order_by(concerned.c.item)
        )
        for number, key in connection.execute(aside):
            about.setdefault(number, []).append(key)
    return [
        Deed(
            row.id, row.at, row.who, row.what, row.key or "", row.version, row.before, row.after,
            tuple(made.get(row.id, ())), row.standing, row.undone_by, row.undoes, tuple(about.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip


def situations(connection: Connection, keys: set[str]) -> list[Situation]:
    """Items as they stand, those in the queue."""
    there = reviews.by_ids(connection, reviews.ids(connection, keys))
    found = []
    for _, review in there.values():
        base = connection.execute(select(bases.c.record).where(bases.c.version == review.version)).scalar()
        row = connection.execute(
            select(records.c.record, records.c.brief).where(records.c.version == review.version)
        ).one()
        before = None if base is None else blobs.unpacked_record(base)
        found.append(Situation(review, blobs.unpacked_record(row.record), before, blobs.unsqueezed(row.brief)))
    return found
