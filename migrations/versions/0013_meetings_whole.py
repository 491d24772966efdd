"""Slots, stand-ins, reminders, signing in on the spot, and minutes that the resident confirms."""

revision = "0013_meetings_whole"
down_revision = "0012_messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the commit that follows."""


def downgrade() -> None:
    """Filled by the commit that follows."""
