"""Settled meetings whose result is not written climb."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0018_unwritten_results"
down_revision = "0017_whistles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Times that are settled now and lie ahead climb from their own wait on; what is past by then climbs at once."""
    op.add_column("invitation", sa.Column("climb_level", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("invitation", sa.Column("climbs_at", MOMENT, nullable=True))
    op.execute(
        "UPDATE invitation SET climbs_at = CASE WHEN meet_at > wait_until THEN meet_at ELSE wait_until END"
        " WHERE state = 'accepted' AND meet_at IS NOT NULL"
    )
    where = sa.text("climbs_at IS NOT NULL")
    op.create_index(
        "ix_invitation_climbs", "invitation", ["climbs_at"], sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    """Forget how far it has climbed; the meetings stay."""
    op.drop_index("ix_invitation_climbs", table_name="invitation")
    op.drop_column("invitation", "climbs_at")
    op.drop_column("invitation", "climb_level")
