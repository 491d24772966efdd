"""What field phones send besides reports: verdicts of a recheck that wait for their photos, imported outboxes."""

revision = "0007_field_sends"
down_revision = "0006_coordinates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled by the commits that follow."""


def downgrade() -> None:
    """Filled by the commits that follow."""
