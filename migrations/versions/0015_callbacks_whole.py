"""Second looks, samples, and callbacks left out of the rates by two people."""

revision = "0015_callbacks_whole"
down_revision = "0014_promises"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the commit that follows."""


def downgrade() -> None:
    """Filled by the commit that follows."""
