"""Weekly reviews: the week, the tickets that were picked with what was found, the measures."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0019_reviews"
down_revision = "0018_unwritten_results"
branch_labels = None
depends_on = None

TABLES = ("review_measure", "review_case", "review")


def upgrade() -> None:
    """Three new tables; nothing that stands is touched."""
    _review()
    _case()
    _measure()


def _review() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("held_at", MOMENT, nullable=True),
        sa.Column("people", sa.String(length=200), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("minutes_asked_at", MOMENT, nullable=True),
        sa.Column("minutes_key", sa.String(length=120), nullable=True),
        sa.Column("minutes_at", MOMENT, nullable=True),
        sa.CheckConstraint("(closed_at IS NOT NULL) = (state = 'closed')", name=op.f("ck_review_closed")),
        sa.CheckConstraint("(held_at IS NULL) = (state = 'planned')", name=op.f("ck_review_held")),
        _to("review", "unit_id", "unit"),
        _to("review", "made_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("unit_id", "week", name=op.f("uq_review_unit_id_week")),
    )


def _case() -> None:
    op.create_table(
        "review_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.Column("picked_at", MOMENT, nullable=False),
        sa.Column("cause", sa.String(length=24), nullable=True),
        sa.Column("wrong", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("noted_at", MOMENT, nullable=True),
        sa.CheckConstraint("(cause IS NULL) = (noted_at IS NULL)", name=op.f("ck_review_case_noted")),
        _to("review_case", "review_id", "review"),
        _to("review_case", "ticket_id", "ticket"),
        _to("review_case", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_case")),
        sa.UniqueConstraint("sort", name=op.f("uq_review_case_sort")),
        sa.UniqueConstraint("review_id", "ticket_id", name=op.f("uq_review_case_review_id_ticket_id")),
    )
    op.create_index("ix_review_case_ticket", "review_case", ["ticket_id"])
    op.create_index(op.f("ix_review_case_unit_id"), "review_case", ["unit_id"])


def _measure() -> None:
    op.create_table(
        "review_measure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by", sa.String(length=60), nullable=True),
        sa.Column("done_words", sa.String(length=200), nullable=True),
        sa.Column("late_at", MOMENT, nullable=True),
        _to("review_measure", "review_id", "review"),
        _to("review_measure", "owner_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_measure")),
    )
    op.create_index("ix_review_measure_review", "review_measure", ["review_id"])
    op.create_index("ix_review_measure_owner", "review_measure", ["owner_id", "done_at", "due"])
    where = sa.text("done_at IS NULL AND late_at IS NULL")
    op.create_index(
        "ix_review_measure_open", "review_measure", ["due"], sqlite_where=where, postgresql_where=where
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), initially="DEFERRED", deferrable=True
    )


def downgrade() -> None:
    """Forget the reviews; the line that they left in the tickets' history stays."""
    for table in TABLES:
        op.drop_table(table)
