"""Which sign-ins were ended by their person."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0013_ended_sign_ins"
down_revision = "0012_promises"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None so far. Sign-ins from before have no name by which they could be ended: everybody signs in once more."""
    op.create_table(
        "ended_sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ended_sign_in")),
    )


def downgrade() -> None:
    """A copied cookie of a sign-in that was ended is good again until it runs out by itself."""
    op.drop_table("ended_sign_in")
