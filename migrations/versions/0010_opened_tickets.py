"""Who has a ticket open at the verify desk, for three minutes; who said 知道了 to an urgent ticket, and when."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0010_opened_tickets"
down_revision = "0009_given_passwords"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has anything open, and everything that rings goes on ringing until somebody says so."""
    op.create_table(
        "opened_ticket",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_opened_ticket_ticket_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_opened_ticket_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_opened_ticket")),
    )
    op.create_index("ix_opened_ticket_person", "opened_ticket", ["person_id"], unique=False)
    op.create_table(
        "heard_alarm",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_heard_alarm_ticket_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_heard_alarm_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("ticket_id", "person_id", name=op.f("pk_heard_alarm")),
    )


def downgrade() -> None:
    """Two operators may get the same ticket again, the first to act wins; the audit keeps who heard."""
    op.drop_table("heard_alarm")
    op.drop_table("opened_ticket")
