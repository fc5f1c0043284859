"""Bring a ledger to the schema of this version: made if there is none, migrated if it is older, refused if newer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, inspect, select, table
from sqlalchemy.sql import column

from .database import Database, lock
from .errors import NewerLedger, NotALedger
from .reviews import fill
from .schema import REVISIONS, VERSION_TABLE, metadata

SCRIPTS = Path(__file__).parent / "migrations"
DESK = "0004"
"""The schema that brought the desk's queue, which is filled with what was done before."""
_VERSION = table(VERSION_TABLE, column("version_num"))


def to_head(database: Database, warn: Callable[[str], None], head: str = REVISIONS[-1]) -> None:
    """Bring the ledger to a revision of its schema, by default the newest. Others wait meanwhile.

    Raises:
        NewerLedger: a newer version has been here.
        NotALedger: the database is somebody else's.
    """
    if database.read(_revision) == head:
        return
    if database.sqlite:
        database.write_unguarded(_upgrade, database.place, head, warn)
    else:
        database.write(_upgrade, database.place, head, warn)


def _revision(connection: Connection) -> str:
    """Of the ledger; empty if there is none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    return connection.execute(select(_VERSION.c.version_num)).scalar() or ""


def _upgrade(connection: Connection, place: str, head: str, warn: Callable[[str], None]) -> None:
    lock(connection, "schema")
    now = _revision(connection)  # again: another process may have done it while we waited
    if now == head:
        return
    if now and now not in REVISIONS:
        raise NewerLedger(
            f"{place}: a newer version of Wortlaut has written this ledger (schema {now}, this version knows "
            f"{REVISIONS[-1]}). Use that version, or another ledger."
        )
    if not now:
        _refuse_others(connection, place)
    else:
        warn(f"{place}: the ledger is brought from schema {now} to {head}.")
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, head)
    if now and now < DESK <= head == REVISIONS[-1]:
        fill(connection)


def _refuse_others(connection: Connection, place: str) -> None:
    """An empty database becomes a ledger; one with other tables of our names, or any other SQLite file, does not."""
    there = set(inspect(connection).get_table_names())
    if connection.dialect.name == "postgresql":
        there &= set(metadata.tables)  # a schema may be shared with others
    if there:
        raise NotALedger(
            f"{place}: this database belongs to another program (it has the table {min(there)}). Choose another with "
            "--ledger."
        )
