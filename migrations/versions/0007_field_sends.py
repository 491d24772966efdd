"""What field phones send besides reports: verdicts of a recheck that wait for their photos; the place words of a report."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import DOCUMENT, MOMENT

revision = "0007_field_sends"
down_revision = "0006_coordinates"
branch_labels = None
depends_on = None


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), initially="DEFERRED", deferrable=True
    )


def upgrade() -> None:
    op.create_table(
        "recheck_sent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=True),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("place", DOCUMENT, nullable=True),
        sa.Column("captured_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column("skew_seconds", sa.Double(), nullable=False),
        sa.Column("device_hash", sa.String(length=64), nullable=True),
        sa.Column("client", sa.String(length=40), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        _key("recheck_sent", "ticket_id", "ticket"),
        _key("recheck_sent", "person_id", "person"),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (outcome = 'waiting')", name=op.f("ck_recheck_sent_settled")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck_sent")),
    )
    op.create_index("ix_recheck_sent_ticket", "recheck_sent", ["ticket_id"], unique=False)
    op.create_index("ix_recheck_sent_outcome", "recheck_sent", ["outcome", "received_at"], unique=False)
    op.create_table(
        "recheck_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recheck_id", sa.Uuid(), nullable=False),
        sa.Column("place_in_order", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("place", DOCUMENT, nullable=True),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.Column("refused_why", sa.String(length=120), nullable=True),
        _key("recheck_photo", "recheck_id", "recheck_sent"),
        sa.PrimaryKeyConstraint("recheck_id", "id", name=op.f("pk_recheck_photo")),
    )
    op.add_column(
        "recheck_task", sa.Column("sample", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("report", sa.Column("point", sa.String(length=40), nullable=True))
    op.add_column("report", sa.Column("component", sa.String(length=40), nullable=True))
    op.add_column("photo", sa.Column("sent_as", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_photo_promised", "photo", ["ticket_id"], unique=False,
        sqlite_where=sa.text("state = 'promised'"), postgresql_where=sa.text("state = 'promised'"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_photo_promised", table_name="photo")
    op.drop_column("photo", "sent_as")
    op.drop_column("report", "component")
    op.drop_column("report", "point")
    op.drop_column("recheck_task", "sample")
    op.drop_table("recheck_photo")
    op.drop_table("recheck_sent")
