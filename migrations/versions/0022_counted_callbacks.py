"""The callbacks that a published period of the rates was counted from, as they were then."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT, append_only

revision = "0022_counted_callbacks"
down_revision = "0021_published_rates"
branch_labels = None
depends_on = None

SHARED = ("office_id", "unit_id", "community_id", "class_id")
COUNTED = ("contacted", "solved", "satisfied", "basically")


def upgrade() -> None:
    """What was published before has no list: nobody can tell any more which callbacks it was counted from."""
    op.create_table(
        "rate_snapshot_fact",
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("callback_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("solved_said", sa.String(length=24), nullable=True),
        sa.Column("satisfied_said", sa.String(length=24), nullable=True),
        sa.Column("half", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in SHARED),
        sa.Column("gate", sa.String(length=24), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTED),
        _to("snapshot_id", "rate_snapshot"),
        _to("callback_id", "callback_task"),
        _to("ticket_id", "ticket"),
        sa.PrimaryKeyConstraint("snapshot_id", "place", name=op.f("pk_rate_snapshot_fact")),
        sa.UniqueConstraint(
            "snapshot_id", "callback_id", name=op.f("uq_rate_snapshot_fact_snapshot_id_callback_id")
        ),
    )
    append_only(op, "rate_snapshot_fact")


def downgrade() -> None:
    """Forget the lists; the published numbers stay."""
    op.drop_table("rate_snapshot_fact")


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_rate_snapshot_fact_{column}"), initially="DEFERRED", deferrable=True
    )  # fmt: skip
