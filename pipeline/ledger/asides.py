"""Briefs that nobody means to use are set aside, many at once, and brought back. Their records stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, update

from . import reviews
from .deeds import Done, entered
from .desk_values import ReviewState, What
from .pending import touched
from .schema_desk import concerned
from .schema_desk import reviews as queue


def move(
    connection: Connection,
    of: Mapping[str, int],
    to: ReviewState,
    who: str,
    now: datetime,
    undoes: int | None,
) -> list[str]:
    """See :meth:`pipeline.ledger.desk.Desk.set_aside`."""
    there = reviews.by_ids(connection, reviews.ids(connection, of), lock=True)
    from_: ReviewState = "open" if to == "aside" else "aside"
    moves = {
        item: (number, row)
        for item, (number, row) in there.items()
        if row.state == from_ and of[item] in (row.revision, 0)
    }
    if not moves:
        return []
    before, after = ("", f"{len(moves):,}") if to == "aside" else (f"{len(moves):,}", "")
    what: What = "undo" if undoes is not None else "aside" if to == "aside" else "back"
    done = Done(what, who, now, before if len(moves) > 1 else "", after if len(moves) > 1 else "", undoes=undoes)
    deed = entered(connection, [(number, row.version) for number, row in moves.values()], done)
    for number, row in moves.values():
        made = now if to == "open" else row.made  # what is brought back is news again
        values = {"state": to, "revision": row.revision + 1, "by": who[:64], "made": made}
        connection.execute(update(queue).where(queue.c.item == number).values(**values))
    connection.execute(insert(concerned), [{"deed": deed, "item": number} for number, _ in moves.values()])
    touched(connection, [number for number, _ in moves.values()], now)
    return list(moves)
