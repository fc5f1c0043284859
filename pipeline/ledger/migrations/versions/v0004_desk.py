"""The review desk: its queue, who decided what, who may, and who is told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_MOMENT = sa.DateTime(timezone=True)
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The queue of what is done already is filled afterwards (:mod:`pipeline.ledger.migrate`)."""
    op.create_table(
        "logins",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logins")),
    )
    op.create_index(op.f("ix_logins_address"), "logins", ["address"], unique=False)
    op.create_index(op.f("ix_logins_at"), "logins", ["at"], unique=False)
    op.create_index(op.f("ix_logins_name"), "logins", ["name"], unique=False)
    op.create_table(
        "rules",
        sa.Column("id", _ID, nullable=False),
        sa.Column("check", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("target", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("undone_by", sa.String(length=64), nullable=False),
        sa.Column("undone_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules")),
    )
    op.create_table(
        "tokens",
        sa.Column("id", _ID, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("expires", _MOMENT, nullable=True),
        sa.Column("used", _MOMENT, nullable=True),
        sa.Column("revoked", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("token", name=op.f("uq_tokens_token")),
    )
    op.create_index(op.f("ix_tokens_owner"), "tokens", ["owner"], unique=False)
    op.create_table(
        "users",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("last", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_users")),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("webhook", _ID, nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next", _MOMENT, nullable=True),
        sa.Column("done", _MOMENT, nullable=True),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["webhook"], ["webhooks.id"], name=op.f("fk_deliveries_webhook")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_next"), "deliveries", ["next"], unique=False)
    op.create_index(op.f("ix_deliveries_webhook"), "deliveries", ["webhook"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("used", _MOMENT, nullable=False),
        sa.Column("expires", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name=op.f("fk_sessions_user")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_expires"), "sessions", ["expires"], unique=False)
    op.create_index(op.f("ix_sessions_user"), "sessions", ["user"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("item", _ID, nullable=True),
        sa.Column("version", _ID, nullable=True),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("standing", _ID, nullable=True),
        sa.Column("undone_by", _ID, nullable=True),
        sa.Column("undoes", _ID, nullable=True),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_audit_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_index(op.f("ix_audit_item"), "audit", ["item"], unique=False)
    op.create_index("ix_audit_who_id", "audit", ["who", "id"], unique=False)
    op.create_table(
        "claims",
        sa.Column("item", _ID, autoincrement=False, nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_claims_item")),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_who"), "claims", ["who"], unique=False)
    op.create_table(
        "findings",
        sa.Column("item", _ID, autoincrement=False, nullable=False),
        sa.Column("check", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("target", sa.String(length=255), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("dismissed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_findings_item")),
        sa.PrimaryKeyConstraint("item", "check", "source", "target", name=op.f("pk_findings")),
    )
    op.create_index("ix_findings_check", "findings", ["check", "source", "target"], unique=False)
    op.create_table(
        "presence",
        sa.Column("item", _ID, autoincrement=False, nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_presence_item")),
        sa.PrimaryKeyConstraint("item", "who", name=op.f("pk_presence")),
    )
    op.create_table(
        "searched",
        sa.Column("item", _ID, autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_searched_item")),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_searched")),
    )
    op.create_table(
        "bases",
        sa.Column("version", _ID, autoincrement=False, nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name=op.f("fk_bases_version")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_bases")),
    )
    op.create_table(
        "reviews",
        sa.Column("item", _ID, autoincrement=False, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("feed", _ID, nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("published", _MOMENT, nullable=True),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.Column("made", _MOMENT, nullable=False),
        sa.Column("embargo", _MOMENT, nullable=True),
        sa.Column("hits", sa.Text(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("approved_by", sa.String(length=64), nullable=False),
        sa.Column("approved_at", _MOMENT, nullable=True),
        sa.Column("approved_version", _ID, nullable=True),
        sa.Column("approved_signature", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["feed"], ["feeds.id"], name=op.f("fk_reviews_feed")),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_reviews_item")),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name=op.f("fk_reviews_version")),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_reviews")),
    )
    op.create_index("ix_reviews_counted", "reviews", ["hidden", "verdict", "state", "changed"], unique=False)
    op.create_index("ix_reviews_hidden_changed_risk", "reviews", ["hidden", "changed", "risk", "item"], unique=False)
    op.create_index("ix_reviews_hidden_item", "reviews", ["hidden", "item"], unique=False)
    op.create_index("ix_reviews_hidden_risk", "reviews", ["hidden", "risk", "item"], unique=False)
    op.create_index("ix_reviews_hidden_state_risk", "reviews", ["hidden", "state", "risk", "item"], unique=False)
    op.add_column("decisions", sa.Column("deed", _ID, nullable=True))
    op.create_index(op.f("ix_decisions_deed"), "decisions", ["deed"], unique=False)
