"""Runs over the feeds, and each attempt that they made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from . import blobs
from .schema import attempts, runs
from .values import RunRow


def begin(connection: Connection, run: str, host: str, pid: int, now: datetime) -> None:
    """A run has begun."""
    row = {"id": run, "started": now, "host": blobs.name(host), "pid": pid, "interrupted": False}
    connection.execute(insert(runs).values(**row))


def end(connection: Connection, run: str, now: datetime, interrupted: bool) -> None:
    """A run has ended. One that was killed never does."""
    connection.execute(update(runs).where(runs.c.id == run).values(ended=now, interrupted=interrupted))


def listed(connection: Connection, limit: int | None) -> list[RunRow]:
    """The last runs, the newest first, and how many versions each has done and failed."""
    rows = connection.execute(select(runs).order_by(runs.c.started.desc()).limit(limit)).all()
    count = {
        (run, outcome): number
        for part in blobs.chunks([row.id for row in rows])
        for run, outcome, number in connection.execute(
            select(attempts.c.run, attempts.c.outcome, func.count())
            .where(attempts.c.run.in_(part))
            .group_by(attempts.c.run, attempts.c.outcome)
        )
    }
    return [
        RunRow(
            row.id, row.started, row.ended, row.host, row.pid, count.get((row.id, "done"), 0),
            count.get((row.id, "failed"), 0), row.interrupted,
        )
        for row in rows
    ]  # fmt: skip


def noted(
    connection: Connection,
    run: str,
    version: int,
    now: datetime,
    outcome: str,
    stage: str = "",
    reason: str = "",
    seconds: float = 0.0,
) -> None:
    """Note an attempt of a run at a version: ``done``, ``retried`` (it will be) or ``failed``."""
    connection.execute(
        insert(attempts).values(
            run=run, version=version, at=now, outcome=outcome, stage=stage, reason=reason,
            seconds=round(1000 * min(seconds, 1e6)),
        )
    )  # fmt: skip
