"""Acts on many tickets at once: what was asked, by whom, and how it went with each ticket."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0027_bulk_acts"
down_revision = "0026_components"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('waiting','applying')")
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Two new tables; nothing that stands is touched."""
    op.create_table(
        "bulk_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("verb", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_at IS NOT NULL) = (state IN ('done','dropped'))", name=op.f("ck_bulk_act_ended")),
        _to("bulk_act", "person_id", "person"),
        _to("bulk_act", "unit_id", "unit"),
        _to("bulk_act", "target_id", "ticket"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_act")),
    )  # fmt: skip
    op.create_index("ix_bulk_act_open", "bulk_act", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_bulk_act_person", "bulk_act", ["person_id", "asked_at"])
    op.create_table(
        "bulk_item",
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=True),
        _to("bulk_item", "act_id", "bulk_act"),
        _to("bulk_item", "ticket_id", "ticket"),
        sa.PrimaryKeyConstraint("act_id", "place", name=op.f("pk_bulk_item")),
    )
    op.create_index(
        "ix_bulk_item_waiting", "bulk_item", ["act_id", "tries", "place"],
        sqlite_where=WAITING, postgresql_where=WAITING,
    )  # fmt: skip


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), initially="DEFERRED", deferrable=True,
    )  # fmt: skip


def downgrade() -> None:
    """Forget which acts were asked for together; what was done stands in the tickets' own histories."""
    op.drop_table("bulk_item")
    op.drop_table("bulk_act")
