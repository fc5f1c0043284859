"""What of a feed could not be used at its last visit: said once, and then only counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Nothing is known to be broken yet."""
    with op.batch_alter_table("feeds") as feeds:
        feeds.add_column(sa.Column("broken", sa.Text(), nullable=False, server_default=""))
