"""Coordinates of doors and tickets, the cells they are found by, and the first components."""

revision = "0006_coordinates"
down_revision = "0005_urgent_index"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the commits that follow."""


def downgrade() -> None:
    """Filled by the commits that follow."""
