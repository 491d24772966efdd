"""Two offices may issue at the same moment: the order of notices is no key."""

from alembic import op

revision = "0033_notice_order"
down_revision = "0032_unit_fees"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The same index, which lets two rows tie."""
    op.drop_index("ix_notice_sort", "notice")
    op.create_index("ix_notice_sort", "notice", ["sort"])


def downgrade() -> None:
    """Each row a place of its own again; fails where two tie."""
    op.drop_index("ix_notice_sort", "notice")
    op.create_index("ix_notice_sort", "notice", ["sort"], unique=True)
