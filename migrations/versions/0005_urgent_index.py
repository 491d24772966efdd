"""The index of urgent tickets that nobody has accepted, so that every page can say how many there are."""

import sqlalchemy as sa
from alembic import op

revision = "0005_urgent_index"
down_revision = "0004_desks"
branch_labels = None
depends_on = None

RINGS = "urgent AND coalesce(state, '') IN ('new','filed','dispatched')"


def upgrade() -> None:
    """Make the index of these few rows."""
    op.create_index(
        "ix_ticket_rings",
        "ticket",
        ["sort", "id"],
        unique=False,
        sqlite_where=sa.text(RINGS),
        postgresql_where=sa.text(RINGS),
    )


def downgrade() -> None:
    """Take the index away; no row changes."""
    op.drop_index("ix_ticket_rings", table_name="ticket")
