"""Whistles, who is called, who came, commitments and marks."""

revision = "0016_whistles"
down_revision = "0015_callbacks_whole"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the commit that follows."""


def downgrade() -> None:
    """Filled by the commit that follows."""
