"""Whistles: what is called about, who is called and came, who does what by when, and the story."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0017_whistles"
down_revision = "0016_rates"
branch_labels = None
depends_on = None

TABLES = ("whistle_step", "whistle_task", "whistle_party", "whistle_ticket", "whistle")


def upgrade() -> None:
    """Five new tables; nothing that stands is touched."""
    _whistle()
    _party()
    _task_and_step()


def _whistle() -> None:
    op.create_table(
        "whistle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("blown_by", sa.Uuid(), nullable=True),
        sa.Column("blown_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("issue", sa.Text(), nullable=False),
        sa.Column("place_words", sa.String(length=120), nullable=False),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("arrive_by", MOMENT, nullable=False),
        sa.Column("spot_code", sa.String(length=8), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("keeper", sa.String(length=120), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_why", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NOT NULL) = (state IN ('ended','called_off'))", name=op.f("ck_whistle_ended")
        ),
        _to("whistle", "unit_id", "unit"),
        _to("whistle", "blown_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whistle")),
    )
    op.create_index("ix_whistle_street", "whistle", ["unit_id", "state", "arrive_by"])
    op.create_index("ix_whistle_state", "whistle", ["state", "arrive_by"])
    op.create_table(
        "whistle_ticket",
        sa.Column("whistle_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        _to("whistle_ticket", "whistle_id", "whistle"),
        _to("whistle_ticket", "ticket_id", "ticket"),
        sa.PrimaryKeyConstraint("whistle_id", "ticket_id", name=op.f("pk_whistle_ticket")),
    )
    op.create_index("ix_whistle_ticket_ticket", "whistle_ticket", ["ticket_id"])


def _party() -> None:
    op.create_table(
        "whistle_party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("whistle_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("guest_name", sa.String(length=40), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("called_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", sa.String(length=60), nullable=True),
        sa.Column("answer_words", sa.String(length=200), nullable=True),
        sa.Column("climb_level", sa.Integer(), nullable=False),
        sa.Column("climbs_at", MOMENT, nullable=True),
        sa.Column("arrived_at", MOMENT, nullable=True),
        sa.Column("arrived_by", sa.String(length=60), nullable=True),
        sa.Column("late_minutes", sa.Integer(), nullable=True),
        sa.Column("scanned", sa.Boolean(), nullable=False),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("metres", sa.Integer(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("rating_words", sa.String(length=200), nullable=True),
        sa.Column("rated_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(unit_id IS NULL) <> (guest_name IS NULL)", name=op.f("ck_whistle_party_one_kind")
        ),
        sa.CheckConstraint(
            "(token_hash IS NULL) = (guest_name IS NULL)", name=op.f("ck_whistle_party_guest_by_link")
        ),
        sa.CheckConstraint("stars IS NULL OR stars BETWEEN 1 AND 5", name=op.f("ck_whistle_party_stars")),
        _to("whistle_party", "whistle_id", "whistle"),
        _to("whistle_party", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whistle_party")),
        sa.UniqueConstraint("whistle_id", "unit_id", name=op.f("uq_whistle_party_whistle_id_unit_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_whistle_party_token_hash")),
    )
    op.create_index("ix_whistle_party_unit", "whistle_party", ["unit_id", "called_at"])
    for name, column, where in (
        ("ix_whistle_party_climbs", "climbs_at", "climbs_at IS NOT NULL"),
        ("ix_whistle_party_placed", "arrived_at", "lng IS NOT NULL"),
    ):
        op.create_index(
            name, "whistle_party", [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )


def _task_and_step() -> None:
    op.create_table(
        "whistle_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("whistle_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by", sa.String(length=60), nullable=True),
        sa.Column("done_words", sa.String(length=200), nullable=True),
        sa.Column("late_at", MOMENT, nullable=True),
        _to("whistle_task", "whistle_id", "whistle"),
        _to("whistle_task", "party_id", "whistle_party"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whistle_task")),
    )
    op.create_index("ix_whistle_task_whistle", "whistle_task", ["whistle_id"])
    op.create_index("ix_whistle_task_party", "whistle_task", ["party_id"])
    where = sa.text("done_at IS NULL AND late_at IS NULL")
    op.create_index(
        "ix_whistle_task_open", "whistle_task", ["due"], sqlite_where=where, postgresql_where=where
    )
    op.create_table(
        "whistle_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("whistle_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("unit_name", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        _to("whistle_step", "whistle_id", "whistle"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whistle_step")),
    )
    op.create_index("ix_whistle_step_whistle", "whistle_step", ["whistle_id", "at"])


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), initially="DEFERRED", deferrable=True
    )


def downgrade() -> None:
    """Forget the whistles; what they wrote into the tickets' history stays."""
    for table in TABLES:
        op.drop_table(table)
