"""The tables of the ledger. A change here needs a revision in ``migrations/versions``; a test holds that they agree.

Rows that the queue reads are short: texts, records and sketches, which are long, stand in tables of their own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""Of the schema, oldest first; a ledger at the last one is opened without loading Alembic."""
VERSION_TABLE = "ledger_version"


class Moment(TypeDecorator[datetime]):
    """An aware moment, in UTC. SQLite keeps no zone, so it is taken off there and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database.

        Raises:
            ValueError: a moment without zone, which is a mistake in the program.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Id = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only where the type is exactly INTEGER."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

feeds = Table(
    "feeds", metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("rules", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("removed", Moment),
    Column("title", Text, nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("not_before", Moment),
    Column("fetched", Moment),
    Column("status", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("visitor", String(200)),  # who is visiting it just now, and until when that is believed
    Column("visiting", Moment),
    Column("broken", Text, nullable=False, server_default=""),  # marks of what could not be used, between blanks
)  # fmt: skip

hosts = Table(
    "hosts", metadata,
    Column("host", String(255), primary_key=True),
    Column("until", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)  # fmt: skip

items = Table(
    "items", metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(255), nullable=False, unique=True),
    Column("asked", String(255), nullable=False, index=True),  # the key its feed gave; another feed's item may have it
    Column("guid", String(32), nullable=False, index=True),  # digest of the sender's own name for it; empty: none
    Column("feed", Id, ForeignKey("feeds.id"), nullable=False),
    Column("seen", Moment, nullable=False),
    Column("hour", String(13), nullable=False),
    Column("newest", Id),  # the version that counts; none if all are left out by rules
    Column("highest", BigInteger, nullable=False),  # number seen
    Column("withdrawn", Boolean, nullable=False),
    Column("twin_of", Id, ForeignKey("items.id"), index=True),
    Column("score", Integer),  # of the likeness to that item, in thousandths
    Index("ix_items_hour_id", "hour", "id"),
)  # fmt: skip

versions = Table(
    "versions", metadata,
    Column("id", Id, primary_key=True),
    Column("item", Id, ForeignKey("items.id"), nullable=False),
    Column("feed", Id, ForeignKey("feeds.id"), nullable=False),
    Column("rank", Integer, nullable=False),  # place in the item's chain, from 1; 0: came late or is left out
    Column("digest", String(64), nullable=False),
    Column("page_digest", String(64), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("signal", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("updated", Moment),
    Column("embargo", Moment),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("page", Text, nullable=False),  # address that has the whole text
    Column("hits", Text, nullable=False),
    Column("seen", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("untitled", Boolean, nullable=False),  # its title is still to be translated ahead
    Column("priority", SmallInteger, nullable=False),  # 0 before 1 before 2
    Column("moment", Moment, nullable=False),  # within a priority the newest goes first
    Column("not_before", Moment),
    Column("attempts", Integer, nullable=False),
    Column("owner", String(200)),
    Column("until", Moment),
    Column("stage", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("changed", Moment, nullable=False),  # its state
    Column("titler", String(200)),  # who is translating its title just now, and until when that is believed
    Column("titling", Moment),
    Index("ix_versions_item_rank", "item", "rank"),
    Index("ix_versions_queue", "state", "priority", text("moment DESC"), text("id DESC")),
    Index("ix_versions_until", "until", sqlite_where=text("until IS NOT NULL"),
          postgresql_where=text("until IS NOT NULL")),
    Index("ix_versions_untitled", "id", sqlite_where=text("untitled"), postgresql_where=text("untitled")),
    Index("ix_versions_failed", "changed", sqlite_where=text("reason <> ''"), postgresql_where=text("reason <> ''")),
)  # fmt: skip

texts = Table(
    "texts", metadata,
    Column("version", Id, ForeignKey("versions.id"), primary_key=True, autoincrement=False),
    Column("article", LargeBinary, nullable=False),
    Column("edition", LargeBinary, nullable=False),
)  # fmt: skip

sketches = Table(
    "sketches", metadata,
    Column("item", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("seen", Moment, nullable=False, index=True),
    Column("sketch", LargeBinary, nullable=False),
)  # fmt: skip

sightings = Table(
    "sightings", metadata,
    Column("feed", Id, ForeignKey("feeds.id"), primary_key=True, autoincrement=False),
    Column("item", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False, index=True),
    Column("stamp", String(64), nullable=False),  # digest of what the feed last said about it
    Column("url", Text, nullable=False),
)  # fmt: skip

records = Table(
    "records", metadata,
    Column("version", Id, ForeignKey("versions.id"), primary_key=True, autoincrement=False),
    Column("run", String(64), nullable=False),
    Column("made", Moment, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("brief", LargeBinary, nullable=False),
    Column("findings", LargeBinary, nullable=False),
)  # fmt: skip

headlines = Table(
    "headlines", metadata,
    Column("version", Id, ForeignKey("versions.id"), primary_key=True, autoincrement=False),
    Column("english", Text, nullable=False),
    Column("doubt", Text, nullable=False),
)  # fmt: skip

runs = Table(
    "runs", metadata,
    Column("id", String(64), primary_key=True),
    Column("started", Moment, nullable=False, index=True),
    Column("ended", Moment),
    Column("host", String(255), nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("interrupted", Boolean, nullable=False),
)  # fmt: skip

attempts = Table(
    "attempts", metadata,
    Column("id", Id, primary_key=True),
    Column("run", String(64), nullable=False, index=True),
    Column("version", Id, ForeignKey("versions.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("stage", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("seconds", Integer, nullable=False),  # in thousandths
)  # fmt: skip

decisions = Table(
    "decisions", metadata,
    Column("id", Id, primary_key=True),
    Column("item", Id, ForeignKey("items.id"), nullable=False, index=True),
    Column("version", Id),  # that stood there then
    Column("decision", LargeBinary, nullable=False),
    Column("deed", Id, index=True),  # row of the desk's history that it was made with
)  # fmt: skip

outlets = Table("outlets", metadata, Column("name", String(255), primary_key=True))

shown = Table(
    "shown", metadata,
    Column("outlet", String(255), ForeignKey("outlets.name"), primary_key=True),
    Column("item", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("version", Id),  # none: taken out
)  # fmt: skip

pending = Table(
    "pending", metadata,
    Column("outlet", String(255), ForeignKey("outlets.name"), primary_key=True),
    Column("item", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("due", Moment, nullable=False),
    Column("handed", Boolean, nullable=False),  # given to a publisher since it last changed
    Index("ix_pending_due", "outlet", "due"),
)  # fmt: skip
"""Items of which an outlet may have to show something else. Whoever changes what is to be shown enters them here, so a
publisher reads what has changed and not all there is."""
