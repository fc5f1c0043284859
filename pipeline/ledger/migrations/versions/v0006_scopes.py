"""Dismissals for one article, lines of the glossary in their place, and briefs that are set aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What there is holds for all articles."""
    with op.batch_alter_table("rules") as rules:
        rules.add_column(sa.Column("scope", sa.String(8), nullable=False, server_default="all"))
        rules.add_column(sa.Column("item", _ID, nullable=True))
        rules.add_column(sa.Column("kind", sa.String(64), nullable=False, server_default=""))
        rules.create_foreign_key(op.f("fk_rules_item_items"), "items", ["item"], ["id"])
        rules.create_index(op.f("ix_rules_item"), ["item"], unique=False)
    op.create_table(
        "concerned",
        sa.Column("deed", _ID, autoincrement=False, nullable=False),
        sa.Column("item", _ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["deed"], ["audit.id"], name=op.f("fk_concerned_deed_audit")),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_concerned_item_items")),
        sa.PrimaryKeyConstraint("deed", "item", name=op.f("pk_concerned")),
    )
    op.create_index(op.f("ix_concerned_item"), "concerned", ["item"], unique=False)
