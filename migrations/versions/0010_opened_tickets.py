"""Who has a ticket open at the verify desk, for two minutes, so that two operators get two tickets."""

revision = "0010_opened_tickets"
down_revision = "0009_given_passwords"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the commit that follows."""


def downgrade() -> None:
    """Filled by the commit that follows."""
