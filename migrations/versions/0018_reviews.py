"""Weekly reviews: typical tickets, causes, rules changed, actions."""

revision = "0018_reviews"
down_revision = "0017_rates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the commit that follows."""


def downgrade() -> None:
    """Filled by the commit that follows."""
