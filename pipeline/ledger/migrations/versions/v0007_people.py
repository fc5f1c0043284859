"""People by single sign-on, passwords that are for one login, and from where somebody is logged in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Nobody is known by a provider yet, and all passwords there are stay."""
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("once", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("sessions") as sessions:
        sessions.add_column(sa.Column("agent", sa.String(length=200), nullable=False, server_default=""))
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name=op.f("fk_identities_user")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identities")),
    )
    op.create_index(op.f("ix_identities_user"), "identities", ["user"], unique=False)
