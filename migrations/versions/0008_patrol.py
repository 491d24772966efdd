"""The patrol library: point types, checklists, points, rounds and visits."""

revision = "0008_patrol"
down_revision = "0007_field_sends"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the commits that follow."""


def downgrade() -> None:
    """Filled by the commits that follow."""
