"""Several processes share the titles: one translates a title, and the row says which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Nobody is translating yet."""
    with op.batch_alter_table("versions") as versions:
        versions.add_column(sa.Column("titler", sa.String(200)))
        versions.add_column(sa.Column("titling", sa.DateTime(timezone=True)))
