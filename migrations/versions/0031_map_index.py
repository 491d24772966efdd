"""The index of open tickets that a map counts by; it takes the place of the one by cell, which it begins with."""

import sqlalchemy as sa
from alembic import op

revision = "0031_map_index"
down_revision = "0030_own_views"
branch_labels = None
depends_on = None

OPEN = sa.text("open_sort IS NOT NULL")
COLUMNS = (
    "cell", "state", "due", "counted_from", "reported_at", "next_word_by", "urgent", "lng", "lat", "place_doubt",
    "street_id", "class_id", "open_sort", "id",
)  # fmt: skip


def upgrade() -> None:
    """Make the wide index, then take the narrow one away; no row changes."""
    op.create_index(
        "ix_ticket_map", "ticket", list(COLUMNS), unique=False, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.drop_index("ix_ticket_cell", table_name="ticket")


def downgrade() -> None:
    """The narrow index comes back."""
    op.create_index(
        "ix_ticket_cell", "ticket", ["cell"], unique=False, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.drop_index("ix_ticket_map", table_name="ticket")
