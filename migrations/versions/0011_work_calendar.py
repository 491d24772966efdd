"""The working calendar: days that are worked or not, the hours of units, and a stamp that changes with them."""

import sqlalchemy as sa
from alembic import op

revision = "0011_work_calendar"
down_revision = "0010_opened_tickets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("day", "source", name=op.f("pk_holiday")),
    )
    op.create_table(
        "unit_hours",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 7", name=op.f("ck_unit_hours_weekday")),
        sa.CheckConstraint(
            "0 <= opens AND opens < closes AND closes < 1440", name=op.f("ck_unit_hours_opens")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_unit_hours_unit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("unit_id", "weekday", "opens", name=op.f("pk_unit_hours")),
    )
    op.create_table(
        "calendar_stamp",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_calendar_stamp")),
    )


def downgrade() -> None:
    op.drop_table("calendar_stamp")
    op.drop_table("unit_hours")
    op.drop_table("holiday")
