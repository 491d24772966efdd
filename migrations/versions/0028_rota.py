"""The desk's rota, absences and notes from shift to shift; on tickets, from when handling is counted."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import DOCUMENT, MOMENT

revision = "0028_rota"
down_revision = "0027_bulk_acts"
branch_labels = None
depends_on = None

COUNTED = """
    UPDATE ticket SET counted_from =
        (SELECT started_at FROM ticket_clock WHERE ticket_clock.ticket_id = ticket.id AND ticket_clock.kind = 'H')
    WHERE open_sort IS NOT NULL
"""


def upgrade() -> None:
    """Three new tables, empty: the desk keeps its usual hours. Open tickets take over where their clock began."""
    op.create_table(
        "shift",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("begins", MOMENT, nullable=False),
        sa.Column("ends", MOMENT, nullable=False),
        sa.CheckConstraint("begins < ends", name=op.f("ck_shift_begins")),
        _to("shift", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index("ix_shift_begins", "shift", ["begins"])
    op.create_index("ix_shift_person", "shift", ["person_id", "begins"])
    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("stand_in_id", sa.Uuid(), nullable=True),
        sa.Column("begins", MOMENT, nullable=False),
        sa.Column("ends", MOMENT, nullable=False),
        sa.Column("why", sa.String(length=60), nullable=False),
        sa.CheckConstraint("begins < ends", name=op.f("ck_absence_begins")),
        sa.CheckConstraint(
            "stand_in_id IS NULL OR stand_in_id <> person_id", name=op.f("ck_absence_stand_in")
        ),
        _to("absence", "person_id", "person"),
        _to("absence", "stand_in_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_person", "absence", ["person_id", "begins"])
    _hand_over()
    op.add_column("ticket", sa.Column("counted_from", MOMENT, nullable=True))
    op.execute(COUNTED)


def _hand_over() -> None:
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("stood", DOCUMENT, nullable=False),
        sa.Column("read_by", sa.Uuid(), nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.CheckConstraint("(read_by IS NULL) = (read_at IS NULL)", name=op.f("ck_hand_over_read")),
        sa.CheckConstraint(
            "read_by IS NULL OR read_by <> written_by", name=op.f("ck_hand_over_read_by_another")
        ),
        _to("hand_over", "unit_id", "unit"),
        _to("hand_over", "written_by", "person"),
        _to("hand_over", "read_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
    )
    op.create_index("ix_hand_over_unit", "hand_over", ["unit_id", "written_at"])


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), initially="DEFERRED", deferrable=True
    )


def downgrade() -> None:
    """Forget the rota and its notes; the desk's usual hours count again."""
    op.drop_column("ticket", "counted_from")
    for table in ("hand_over", "absence", "shift"):
        op.drop_table(table)
