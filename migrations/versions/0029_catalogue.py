"""Standards of classes with the days between which they hold, groups of classes, older numbers; what a ticket was filed under."""

import sqlalchemy as sa
from alembic import op

revision = "0029_catalogue"
down_revision = "0028_rota"
branch_labels = None
depends_on = None

OTHERS = ("parent_id", "same_as_id")
IS_CHILD = sa.text("parent_id IS NOT NULL")


def upgrade() -> None:
    """No class has a standard yet: its own limit counts as before. The keys that are added have no constraint.

    SQLite would have to write every ticket anew for one, and only acts that have read the row write them.
    """
    op.add_column(
        "matter_class", sa.Column("is_group", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for name in OTHERS:
        op.add_column("matter_class", sa.Column(name, sa.Uuid(), nullable=True))
    op.create_index("ix_matter_class_parent", "matter_class", ["parent_id"])
    op.create_table(
        "standard",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("condition", sa.String(length=80), nullable=False),
        sa.Column("closing", sa.String(length=120), nullable=False),
        sa.Column("limit_value", sa.Integer(), nullable=False),
        sa.Column("limit_unit", sa.String(length=24), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.CheckConstraint("limit_value BETWEEN 1 AND 366", name=op.f("ck_standard_limit_value")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_standard_valid_to")),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["matter_class.id"],
            name=op.f("fk_standard_class_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard")),
        sa.UniqueConstraint(
            "class_id", "condition", "valid_from", name=op.f("uq_standard_class_id_condition_valid_from")
        ),
    )
    op.add_column("ticket", sa.Column("standard_id", sa.Uuid(), nullable=True))
    op.add_column("ticket", sa.Column("parent_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_ticket_parent", "ticket", ["parent_id"], sqlite_where=IS_CHILD, postgresql_where=IS_CHILD
    )


def downgrade() -> None:
    """Tickets keep their limits and forget the standard; classes of other schemes stay as classes."""
    op.drop_index("ix_ticket_parent", "ticket")
    op.drop_column("ticket", "parent_id")
    op.drop_column("ticket", "standard_id")
    op.drop_table("standard")
    op.drop_index("ix_matter_class_parent", "matter_class")
    for name in (*OTHERS, "is_group"):
        op.drop_column("matter_class", name)
