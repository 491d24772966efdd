"""Promises that climb when they are late, and the milestones of long matters."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0012_promises"
down_revision = "0011_work_calendar"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Promises that stand now climb from their own time on; those of tickets that no resident reported never do."""
    op.add_column("ticket", sa.Column("promise_level", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ticket", sa.Column("promise_climbs_at", MOMENT, nullable=True))
    op.execute(
        "UPDATE ticket SET promise_climbs_at = next_word_by WHERE open_sort IS NOT NULL AND resident_reported"
    )
    where = sa.text("promise_climbs_at IS NOT NULL")
    op.create_index(
        "ix_ticket_promise", "ticket", ["promise_climbs_at"], sqlite_where=where, postgresql_where=where
    )
    op.create_table(
        "milestone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("planned", sa.Date(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_milestone_ticket_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index("ix_milestone_ticket", "milestone", ["ticket_id", "planned"])


def downgrade() -> None:
    """Forget milestones and how far promises have climbed; the promises themselves stay."""
    op.drop_table("milestone")
    op.drop_index("ix_ticket_promise", table_name="ticket")
    op.drop_column("ticket", "promise_climbs_at")
    op.drop_column("ticket", "promise_level")
