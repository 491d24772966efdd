"""Dispatch rules: versions of the table, and their lines."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0024_dispatch_rules"
down_revision = "0023_reporters_brought"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two new tables; without a published one everything goes as before."""
    op.create_table(
        "rule_set",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("replaced_at", MOMENT, nullable=True),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(version IS NULL) = (state IN ('draft','discarded'))", name=op.f("ck_rule_set_version")
        ),
        sa.CheckConstraint(
            "(published_at IS NULL) = (version IS NULL)", name=op.f("ck_rule_set_published_at")
        ),
        _to("rule_set", "made_by", "person"),
        _to("rule_set", "published_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set")),
    )
    _only_one("version", "version", "version IS NOT NULL")
    _only_one("published", "state", "state = 'published'")
    _only_one("draft", "made_by", "state = 'draft'")
    _rule()


def _only_one(name: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(
        f"uq_rule_set_{name}", "rule_set", [column], unique=True, sqlite_where=where, postgresql_where=where
    )


def _rule() -> None:
    op.create_table(
        "dispatch_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("class_match", sa.String(length=24), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column("class_scheme", sa.String(length=20), nullable=True),
        sa.Column("class_kind", sa.String(length=20), nullable=True),
        sa.Column("class_prefix", sa.String(length=20), nullable=True),
        sa.Column("place", sa.String(length=24), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("owner", sa.String(length=24), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("hours", sa.String(length=24), nullable=False),
        sa.Column("target", sa.String(length=24), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("way", sa.String(length=24), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=True),
        _check("unit_id", "(target = 'unit') = (unit_id IS NOT NULL)"),
        _check("class_id", "(class_match = 'one') = (class_id IS NOT NULL)"),
        _check("class_prefix", "(class_match = 'prefix') = (class_prefix IS NOT NULL)"),
        _check("place_id", "(place = 'any') = (place_id IS NULL)"),
        _check("owner_id", "(owner = 'unit') = (owner_id IS NOT NULL)"),
        _to("dispatch_rule", "set_id", "rule_set"),
        _to("dispatch_rule", "class_id", "matter_class"),
        _to("dispatch_rule", "owner_id", "unit"),
        _to("dispatch_rule", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_rule")),
    )
    op.create_index("ix_dispatch_rule_set", "dispatch_rule", ["set_id", "number"])


def _check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_dispatch_rule_{name}"))


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), initially="DEFERRED", deferrable=True
    )


def downgrade() -> None:
    """Forget the rules; what they sent stays where it is."""
    op.drop_table("dispatch_rule")
    op.drop_table("rule_set")
