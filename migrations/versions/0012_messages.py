"""Messages to people, their deliveries by channel, and the texts that an administrator edits."""

revision = "0012_messages"
down_revision = "0011_work_calendar"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the commit that follows."""


def downgrade() -> None:
    """Filled by the commit that follows."""
