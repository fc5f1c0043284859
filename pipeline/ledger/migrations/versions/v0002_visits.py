"""Several processes share the feeds: one visits a feed at a time, and the row says which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Nobody is visiting yet."""
    with op.batch_alter_table("feeds") as feeds:
        feeds.add_column(sa.Column("visitor", sa.String(200)))
        feeds.add_column(sa.Column("visiting", sa.DateTime(timezone=True)))
