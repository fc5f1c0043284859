"""Webhooks: who is told of what. An event is entered in the transaction that it is about, so none is lost or invented;
:mod:`pipeline.desk.hooks` sends them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update

from . import blobs
from .desk_values import Delivery, Webhook
from .errors import LedgerError
from .schema import items
from .schema_desk import deliveries, reviews, webhooks

Event = Literal["verdict", "approved", "changed", "withdrawn", "test"]
_KEPT = timedelta(days=30)
"""How long it can be seen what was sent."""
EVENTS: tuple[Event, ...] = ("verdict", "approved", "changed", "withdrawn")


def emitted(connection: Connection, event: Event, item: int, now: datetime) -> None:
    """Enter an event for everybody who is to hear of it. What is under embargo is told when that ends, unless it is
    withdrawn or told anew before; a withdrawal is told at once, without the headline that nobody may know yet."""
    wanted = select(webhooks.c.id, webhooks.c.events).where(webhooks.c.active)
    hooks = [(row.id, row.events.split()) for row in connection.execute(wanted)]
    if not hooks:
        return
    row = connection.execute(
        select(reviews, items.c.key).join(items, items.c.id == reviews.c.item).where(reviews.c.item == item)
    ).first()
    if row is None:
        return
    voided(connection, row.key, now, EVENTS if event == "withdrawn" else (event,))
    kept = row.embargo is not None and row.embargo > now
    body = {
        "event": event, "at": now.isoformat(timespec="seconds"), "id": row.key, "version": row.version,
        "revision": row.revision, "verdict": row.verdict, "errors": row.errors, "warnings": row.warnings,
        "headline": "" if kept and event == "withdrawn" else row.headline, "state": row.state,
        "embargo": _written(row.embargo),
    }  # fmt: skip
    if event == "approved":
        body |= {"approved_by": row.approved_by, "signature": row.approved_signature}
    if told := [hook for hook, events in hooks if event in events]:
        due_at = row.embargo if kept and event != "withdrawn" else now
        _enter(connection, told, event, msgspec.json.encode(body), now, due_at)


def voided(connection: Connection, key: str, now: datetime, events: Sequence[Event]) -> None:
    """These events of an item are not told, if they are still kept back by an embargo."""
    held = [number for number, body in _held(connection, key, now) if body["event"] in events]
    if held:
        connection.execute(delete(deliveries).where(deliveries.c.id.in_(held)))


def moved(connection: Connection, key: str, embargo: datetime | None, now: datetime) -> None:
    """An item's embargo is another now: what it keeps back is told when that ends."""
    for number, body in _held(connection, key, now):
        values = {"next": max(embargo or now, now), "body": msgspec.json.encode(body | {"embargo": _written(embargo)})}
        connection.execute(update(deliveries).where(deliveries.c.id == number).values(**values))


def _held(connection: Connection, key: str, now: datetime) -> list[tuple[int, dict[str, Any]]]:
    """Deliveries about an item that an embargo keeps back: not yet due, and never tried."""
    query = select(deliveries.c.id, deliveries.c.body).where(
        deliveries.c.next > now, deliveries.c.attempts == 0, deliveries.c.event != "test"
    )
    bodies = [(row.id, msgspec.json.decode(row.body)) for row in connection.execute(query)]
    return [(number, body) for number, body in bodies if body["id"] == key]


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _enter(
    connection: Connection, told: Sequence[int], event: Event, body: bytes, now: datetime, due_at: datetime
) -> None:
    new = {"event": event, "body": body, "created": now, "attempts": 0, "next": due_at, "status": 0, "error": ""}
    connection.execute(insert(deliveries), [{"webhook": one, **new} for one in told])


def tried(connection: Connection, webhook: int, body: bytes, now: datetime) -> None:
    """Enter an event for one address, to try it."""
    _enter(connection, [webhook], "test", body, now, now)


def _known(events: Sequence[str]) -> str:
    if unknown := sorted(set(events) - set(EVENTS)):
        raise LedgerError(f"There is no event {unknown[0]!r}: {', '.join(EVENTS)}.")
    return " ".join(dict.fromkeys(events))


def add(connection: Connection, name: str, url: str, secret: str, events: Sequence[str], now: datetime) -> Webhook:
    """A new one."""
    row = {
        "name": blobs.text(name, 200), "url": blobs.text(url), "secret": blobs.text(secret),
        "events": _known(events), "active": True, "created": now,
    }  # fmt: skip
    done = connection.execute(insert(webhooks).values(**row)).inserted_primary_key
    assert done is not None
    return next(one for one in listed(connection) if one.id == done[0])


def listed(connection: Connection) -> list[Webhook]:
    """All, in the order made."""
    return [_webhook(row) for row in connection.execute(select(webhooks).order_by(webhooks.c.id))]


def change(connection: Connection, webhook: int, active: bool) -> None:
    """Stop telling an address, or go on. What is on its way to one that is stopped is given up."""
    connection.execute(update(webhooks).where(webhooks.c.id == webhook).values(active=active))
    if not active:
        mine = deliveries.c.webhook == webhook
        connection.execute(update(deliveries).where(mine).values(next=None))


def listen(connection: Connection, webhook: int, events: Sequence[str]) -> None:
    """Tell an address of other events from now on."""
    connection.execute(update(webhooks).where(webhooks.c.id == webhook).values(events=_known(events)))


def remove(connection: Connection, webhook: int) -> None:
    """Forget an address and what was sent to it."""
    connection.execute(delete(deliveries).where(deliveries.c.webhook == webhook))
    connection.execute(delete(webhooks).where(webhooks.c.id == webhook))


def due(connection: Connection, now: datetime, until: datetime, limit: int) -> list[Delivery]:
    """Take deliveries that are due, until then: if nothing is said of them, they are due again."""
    query = (
        select(deliveries.c.id)
        .where(deliveries.c.next <= now)
        .order_by(deliveries.c.next, deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = list(connection.execute(query).scalars())
    mine = deliveries.c.id.in_(taken)
    connection.execute(update(deliveries).where(mine).values(next=until, attempts=deliveries.c.attempts + 1))
    return _deliveries(connection, mine)


def told(
    connection: Connection, delivery: int, now: datetime, status: int, error: str, retry_at: datetime | None
) -> None:
    """Note what came of a delivery; without an error it has arrived."""
    values: dict[str, Any] = {"status": status, "error": blobs.text(error, 1000), "next": retry_at if error else None}
    if not error:
        values["done"] = now
    connection.execute(update(deliveries).where(deliveries.c.id == delivery).values(**values))
    connection.execute(delete(deliveries).where(deliveries.c.next.is_(None), deliveries.c.created < now - _KEPT))


def sent(connection: Connection, webhook: int | None, limit: int) -> list[Delivery]:
    """The last deliveries, the newest first."""
    where = deliveries.c.webhook == webhook if webhook is not None else deliveries.c.id > 0
    return _deliveries(connection, where, limit)


def _deliveries(connection: Connection, where: Any, limit: int | None = None) -> list[Delivery]:
    of = {one.id: one for one in listed(connection)}
    query = select(deliveries).where(where).order_by(deliveries.c.id.desc()).limit(limit)
    return [
        Delivery(
            row.id, of[row.webhook], row.event, row.body, row.created, row.attempts, row.next, row.done, row.status,
            row.error,
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def _webhook(row: Row[*tuple[Any, ...]]) -> Webhook:
    return Webhook(row.id, row.name, row.url, row.secret, tuple(row.events.split()), row.active, row.created)
