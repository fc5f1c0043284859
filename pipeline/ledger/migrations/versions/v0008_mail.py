"""Digests by mail: to whom they go, and what each reader has been told of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_MOMENT = sa.DateTime(timezone=True)
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nobody has been told of anything yet."""
    op.create_table(
        "mailboxes",
        sa.Column("reader", sa.String(length=64), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("last", _MOMENT, nullable=True),
        sa.Column("busy", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("reader", name=op.f("pk_mailboxes")),
    )
    op.create_table(
        "mailed",
        sa.Column("reader", sa.String(length=64), nullable=False),
        sa.Column("item", _ID, autoincrement=False, nullable=False),
        sa.Column("said", sa.String(length=80), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_mailed_item_items")),
        sa.ForeignKeyConstraint(["reader"], ["mailboxes.reader"], name=op.f("fk_mailed_reader_mailboxes")),
        sa.PrimaryKeyConstraint("reader", "item", name=op.f("pk_mailed")),
    )
    op.create_index("ix_mailed_reader_at", "mailed", ["reader", "at"], unique=False)
