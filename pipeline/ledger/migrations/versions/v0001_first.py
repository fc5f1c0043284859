"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """From nothing."""
    op.create_table(
        "feeds",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("removed", _MOMENT, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("not_before", _MOMENT, nullable=True),
        sa.Column("fetched", _MOMENT, nullable=True),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("name", name=op.f("uq_feeds_name")),
    )
    op.create_table(
        "hosts",
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
    )
    op.create_table(
        "outlets",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_outlets")),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("started", _MOMENT, nullable=False),
        sa.Column("ended", _MOMENT, nullable=True),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("pid", sa.BigInteger(), nullable=False),
        sa.Column("interrupted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_started"), "runs", ["started"], unique=False)
    op.create_table(
        "items",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("asked", sa.String(length=255), nullable=False),
        sa.Column("guid", sa.String(length=32), nullable=False),
        sa.Column("feed", _ID, nullable=False),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.Column("hour", sa.String(length=13), nullable=False),
        sa.Column("newest", _ID, nullable=True),
        sa.Column("highest", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("twin_of", _ID, nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["feed"], ["feeds.id"], name=op.f("fk_items_feed")),
        sa.ForeignKeyConstraint(["twin_of"], ["items.id"], name=op.f("fk_items_twin_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("key", name=op.f("uq_items_key")),
    )
    op.create_index(op.f("ix_items_asked"), "items", ["asked"], unique=False)
    op.create_index(op.f("ix_items_guid"), "items", ["guid"], unique=False)
    op.create_index("ix_items_hour_id", "items", ["hour", "id"], unique=False)
    op.create_index(op.f("ix_items_twin_of"), "items", ["twin_of"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("item", _ID, nullable=False),
        sa.Column("version", _ID, nullable=True),
        sa.Column("decision", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_decisions_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_item"), "decisions", ["item"], unique=False)
    op.create_table(
        "pending",
        sa.Column("outlet", sa.String(length=255), nullable=False),
        sa.Column("item", _ID, autoincrement=False, nullable=False),
        sa.Column("due", _MOMENT, nullable=False),
        sa.Column("handed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_pending_item")),
        sa.ForeignKeyConstraint(["outlet"], ["outlets.name"], name=op.f("fk_pending_outlet")),
        sa.PrimaryKeyConstraint("outlet", "item", name=op.f("pk_pending")),
    )
    op.create_index("ix_pending_due", "pending", ["outlet", "due"], unique=False)
    op.create_table(
        "shown",
        sa.Column("outlet", sa.String(length=255), nullable=False),
        sa.Column("item", _ID, autoincrement=False, nullable=False),
        sa.Column("version", _ID, nullable=True),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_shown_item")),
        sa.ForeignKeyConstraint(["outlet"], ["outlets.name"], name=op.f("fk_shown_outlet")),
        sa.PrimaryKeyConstraint("outlet", "item", name=op.f("pk_shown")),
    )
    op.create_table(
        "sightings",
        sa.Column("feed", _ID, autoincrement=False, nullable=False),
        sa.Column("item", _ID, autoincrement=False, nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["feed"], ["feeds.id"], name=op.f("fk_sightings_feed")),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_sightings_item")),
        sa.PrimaryKeyConstraint("feed", "item", name=op.f("pk_sightings")),
    )
    op.create_index(op.f("ix_sightings_item"), "sightings", ["item"], unique=False)
    op.create_table(
        "sketches",
        sa.Column("item", _ID, autoincrement=False, nullable=False),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_sketches_item")),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_sketches")),
    )
    op.create_index(op.f("ix_sketches_seen"), "sketches", ["seen"], unique=False)
    op.create_table(
        "versions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("item", _ID, nullable=False),
        sa.Column("feed", _ID, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("page_digest", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("signal", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("updated", _MOMENT, nullable=True),
        sa.Column("embargo", _MOMENT, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("hits", sa.Text(), nullable=False),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("untitled", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("moment", _MOMENT, nullable=False),
        sa.Column("not_before", _MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("until", _MOMENT, nullable=True),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["feed"], ["feeds.id"], name=op.f("fk_versions_feed")),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_versions_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
    )
    op.create_index(
        "ix_versions_failed",
        "versions",
        ["changed"],
        unique=False,
        sqlite_where=sa.text("reason <> ''"),
        postgresql_where=sa.text("reason <> ''"),
    )
    op.create_index("ix_versions_item_rank", "versions", ["item", "rank"], unique=False)
    op.create_index(
        "ix_versions_until",
        "versions",
        ["until"],
        unique=False,
        sqlite_where=sa.text("until IS NOT NULL"),
        postgresql_where=sa.text("until IS NOT NULL"),
    )
    op.create_index(
        "ix_versions_untitled",
        "versions",
        ["id"],
        unique=False,
        sqlite_where=sa.text("untitled"),
        postgresql_where=sa.text("untitled"),
    )
    op.create_table(
        "attempts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("run", sa.String(length=64), nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name=op.f("fk_attempts_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_run"), "attempts", ["run"], unique=False)
    op.create_index(op.f("ix_attempts_version"), "attempts", ["version"], unique=False)
    op.create_table(
        "headlines",
        sa.Column("version", _ID, autoincrement=False, nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("doubt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name=op.f("fk_headlines_version")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_headlines")),
    )
    op.create_table(
        "records",
        sa.Column("version", _ID, autoincrement=False, nullable=False),
        sa.Column("run", sa.String(length=64), nullable=False),
        sa.Column("made", _MOMENT, nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("brief", sa.LargeBinary(), nullable=False),
        sa.Column("findings", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name=op.f("fk_records_version")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_records")),
    )
    op.create_table(
        "texts",
        sa.Column("version", _ID, autoincrement=False, nullable=False),
        sa.Column("article", sa.LargeBinary(), nullable=False),
        sa.Column("edition", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name=op.f("fk_texts_version")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_texts")),
    )
    op.create_index("ix_versions_queue", "versions", ["state", "priority", sa.text("moment DESC"), sa.text("id DESC")])
