"""Lists that people have put by under a name, for themselves or for a role."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0030_own_views"
down_revision = "0029_catalogue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One new table; nothing that stands is touched."""
    op.create_table(
        "own_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=True),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint("NOT is_default OR role IS NOT NULL", name=op.f("ck_own_view_default_of_role")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_own_view_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_view")),
    )  # fmt: skip
    op.create_index("ix_own_view_person", "own_view", ["person_id"])
    where = sa.text("is_default")
    op.create_index(
        "uq_own_view_default", "own_view", ["role"], unique=True, sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    """Forget them; the addresses they kept still lead to the same lists."""
    op.drop_table("own_view")
