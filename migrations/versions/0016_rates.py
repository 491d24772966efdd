"""Who had handled a callback's ticket and how they had met, kept at closing; the facts and sums of the three rates."""

import sqlalchemy as sa
from alembic import op

revision = "0016_rates"
down_revision = "0015_meetings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Callbacks that stand take what their ticket says now; the facts are counted by the timed work afterwards."""
    op.add_column("callback_task", sa.Column("unit_id", sa.Uuid(), nullable=True))
    op.add_column("callback_task", sa.Column("gate", sa.String(length=24), nullable=True))
    op.execute(
        "UPDATE callback_task SET unit_id = (SELECT unit_id FROM ticket WHERE ticket.id = callback_task.ticket_id), "
        "gate = (SELECT meeting_gate FROM ticket WHERE ticket.id = callback_task.ticket_id)"
    )
    op.create_table(
        "rate_fact",
        sa.Column("callback_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        *_shared(),
        *_counted(),
        _to("callback_task", "callback_id"),
        _to("ticket", "ticket_id"),
        sa.PrimaryKeyConstraint("callback_id", name=op.f("pk_rate_fact")),
    )
    op.create_index("ix_rate_fact_half", "rate_fact", ["half", "callback_id"])
    op.create_table(
        "rate_sum",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_shared(),
        sa.Column("valid", sa.Integer(), nullable=False),
        *_counted(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_sum")),
    )
    op.create_index("ix_rate_sum_half", "rate_sum", ["half"])


def _shared() -> list[sa.Column]:
    ids = ("office_id", "unit_id", "community_id", "class_id")
    return [
        sa.Column("half", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in ids),
        sa.Column("gate", sa.String(length=24), nullable=False),
    ]


def _counted() -> list[sa.Column]:
    names = ("contacted", "solved", "satisfied", "basically")
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _to(other: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_rate_fact_{column}"), initially="DEFERRED", deferrable=True
    )


def downgrade() -> None:
    """Forget the rates; they can be counted again."""
    op.drop_table("rate_sum")
    op.drop_table("rate_fact")
    op.drop_column("callback_task", "gate")
    op.drop_column("callback_task", "unit_id")
