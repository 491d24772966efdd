"""Components with state, owner, keeper and grid, what happened to them, and the tickets that are about them."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import DOCUMENT, MOMENT, append_only

revision = "0026_components"
down_revision = "0025_notices"
branch_labels = None
depends_on = None

TIED = sa.text("component_id IS NOT NULL")


def upgrade() -> None:
    """Who owned a component still does; nobody has said yet who keeps it, and all count as sound."""
    with op.batch_alter_table("component") as table:
        table.drop_index("ix_component_unit_id")
        table.drop_constraint("fk_component_unit_id", type_="foreignkey")
        table.alter_column("unit_id", new_column_name="owner_id")
    with op.batch_alter_table("component") as table:
        table.add_column(sa.Column("state", sa.String(24), nullable=False, server_default="sound"))
        table.add_column(sa.Column("owner_words", sa.String(60), nullable=False, server_default=""))
        table.add_column(sa.Column("keeper_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("keeper_words", sa.String(60), nullable=False, server_default=""))
        table.add_column(sa.Column("grid_id", sa.Uuid(), nullable=True))
        for column, other in (("owner_id", "unit"), ("keeper_id", "unit"), ("grid_id", "grid")):
            table.create_foreign_key(
                f"fk_component_{column}", other, [column], ["id"], initially="DEFERRED", deferrable=True
            )
    for column in ("owner_id", "keeper_id", "grid_id"):
        op.create_index(f"ix_component_{column}", "component", [column])
    for column in ("klass", "state"):
        op.create_index(f"ix_component_{column}", "component", [column, "code"])
    op.create_table(
        "component_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("before", sa.String(length=24), nullable=True),
        sa.Column("after", sa.String(length=24), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_component_change_{other}_id"),
                initially="DEFERRED", deferrable=True,
            )
            for other in ("component", "person", "ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_component_change")),
    )  # fmt: skip
    op.create_index("ix_component_change_component", "component_change", ["component_id", "at"])
    append_only(op, "component_change")
    op.add_column("ticket", sa.Column("component_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_ticket_component", "ticket", ["component_id", "sort"], sqlite_where=TIED, postgresql_where=TIED
    )


def downgrade() -> None:
    """Forget which ticket is about which component, and what happened to components; the owner stays."""
    op.drop_index("ix_ticket_component", table_name="ticket")
    op.drop_column("ticket", "component_id")
    op.drop_table("component_change")
    for column in ("state", "klass", "grid_id", "keeper_id", "owner_id"):
        op.drop_index(f"ix_component_{column}", table_name="component")
    with op.batch_alter_table("component") as table:
        for column in ("owner_id", "keeper_id", "grid_id"):
            table.drop_constraint(f"fk_component_{column}", type_="foreignkey")
        for column in ("state", "owner_words", "keeper_id", "keeper_words", "grid_id"):
            table.drop_column(column)
        table.alter_column("owner_id", new_column_name="unit_id")
    with op.batch_alter_table("component") as table:
        table.create_foreign_key(
            "fk_component_unit_id", "unit", ["unit_id"], ["id"], initially="DEFERRED", deferrable=True
        )
    op.create_index("ix_component_unit_id", "component", ["unit_id"])
