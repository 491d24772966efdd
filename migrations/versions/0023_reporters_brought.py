"""Who reports to a ticket because another was merged into it, and into which of them they had reported before."""

import sqlalchemy as sa
from alembic import op

revision = "0023_reporters_brought"
down_revision = "0022_counted_callbacks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Merges of before are left open: their withdrawn meetings were told when they happened."""
    op.add_column("reporter", sa.Column("brought_from", sa.Uuid(), nullable=True))


def downgrade() -> None:
    """Forget where they came from; they stay where they are."""
    op.drop_column("reporter", "brought_from")
