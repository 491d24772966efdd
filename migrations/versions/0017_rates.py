"""Roll-ups of the three rates, dated weights, published periods."""

revision = "0017_rates"
down_revision = "0016_whistles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the commit that follows."""


def downgrade() -> None:
    """Filled by the commit that follows."""
