"""Holidays, make-up days and the hours of units: what work time is counted by."""

revision = "0011_work_calendar"
down_revision = "0010_opened_tickets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the commit that follows."""


def downgrade() -> None:
    """Filled by the commit that follows."""
