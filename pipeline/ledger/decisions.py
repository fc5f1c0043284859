"""What people have decided about items. The record of the next version is made with them (see :mod:`pipeline.run`)."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from ..types import Decision
from . import blobs
from .errors import LedgerError
from .schema import decisions, items, versions


def decide(connection: Connection, item: str, decision: Decision) -> None:
    """Keep a decision, with the version that stood there then.

    Raises:
        LedgerError: there is no such item.
    """
    row = connection.execute(select(items.c.id).where(items.c.key == item)).first()
    if row is None:
        raise LedgerError(f"There is no item {item!r} in the ledger.")
    version = connection.execute(
        select(versions.c.id)
        .where(versions.c.item == row.id, versions.c.state == "done")
        .order_by(versions.c.rank.desc())
        .limit(1)
    ).scalar()
    connection.execute(insert(decisions).values(item=row.id, version=version, decision=blobs.packed(decision)))


def decided(connection: Connection, item: str) -> list[Decision]:
    """All decisions about an item, in the order made."""
    query = (
        select(decisions.c.decision)
        .join(items, items.c.id == decisions.c.item)
        .where(items.c.key == item)
        .order_by(decisions.c.id)
    )
    return [blobs.unpacked(data, Decision) for data in connection.execute(query).scalars()]
