"""Promises that climb, milestones of long matters, canned sentences."""

revision = "0014_promises"
down_revision = "0013_meetings_whole"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the commit that follows."""


def downgrade() -> None:
    """Filled by the commit that follows."""
