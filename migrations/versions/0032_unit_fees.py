"""What management units were owed and paid for a month; the index of their tickets by deadline."""

import sqlalchemy as sa
from alembic import op

revision = "0032_unit_fees"
down_revision = "0031_map_index"
branch_labels = None
depends_on = None

HAS_DUE = sa.text("due IS NOT NULL")


def upgrade() -> None:
    """Make the table and the index; nothing is filled in."""
    op.create_table(
        "fee_month",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("management_unit_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("due_cents", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paid_cents", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(60), nullable=False),
        sa.CheckConstraint(
            "due_cents > 0 AND paid_cents >= 0 AND paid_cents <= due_cents", name=op.f("ck_fee_month_cents")
        ),
        sa.ForeignKeyConstraint(
            ["management_unit_id"], ["management_unit.id"],
            name=op.f("fk_fee_month_management_unit_id"), deferrable=True, initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_month")),
        sa.UniqueConstraint("management_unit_id", "month", name=op.f("uq_fee_month_management_unit_id_month")),
    )  # fmt: skip
    op.create_index(
        "ix_ticket_due", "ticket", ["management_unit_id", "due"], unique=False,
        sqlite_where=HAS_DUE, postgresql_where=HAS_DUE,
    )  # fmt: skip


def downgrade() -> None:
    """The months that were put down are lost."""
    op.drop_index("ix_ticket_due", table_name="ticket")
    op.drop_table("fee_month")
