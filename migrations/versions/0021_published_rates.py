"""Periods of the rates as they were published; the weights of the composite as one decision; sums read from an index."""

from itertools import groupby

import sqlalchemy as sa
from alembic import op

from migrations.columns import DOCUMENT, MOMENT, append_only

revision = "0021_published_rates"
down_revision = "0020_messages"
branch_labels = None
depends_on = None

ASKED = (
    "half", "office_id", "gate", "unit_id", "community_id", "class_id",
    "valid", "contacted", "solved", "satisfied", "basically",
)  # fmt: skip
COUNTED = ("valid", "contacted", "solved", "satisfied", "basically")
RATES = ("response", "solution", "satisfaction", "composite")
WEIGHTS = {"rate_response": ("响应", 10), "rate_solution": ("解决", 50), "rate_satisfaction": ("满意", 40), "rate_basically": ("基本满意", 90)}  # fmt: skip
SETTING = sa.table("setting", sa.column("name"), sa.column("since", sa.Date()), sa.column("value", DOCUMENT))


def upgrade() -> None:
    """Weights that were decided one by one are decided together from the same day on, with what stood beside them."""
    op.create_table(
        "rate_snapshot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("first_half", sa.Integer(), nullable=False),
        sa.Column("after_half", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("office_name", sa.String(length=80), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("response", "solution", "satisfaction", "basically")
        ),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("published_name", sa.String(length=60), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.CheckConstraint("first_half < after_half", name=op.f("ck_rate_snapshot_halves")),
        _to("rate_snapshot", "office_id", "unit"),
        _to("rate_snapshot", "published_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_snapshot")),
    )
    _unique("uq_rate_snapshot_office", ["kind", "begins", "office_id"], "office_id IS NOT NULL")
    _unique("uq_rate_snapshot_district", ["kind", "begins"], "office_id IS NULL")
    op.create_index("ix_rate_snapshot_begins", "rate_snapshot", ["begins", "id"])
    op.create_table(
        "rate_snapshot_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTED),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in RATES),
        _to("rate_snapshot_row", "snapshot_id", "rate_snapshot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_snapshot_row")),
        sa.UniqueConstraint(
            "snapshot_id", "by", "key", "side", name=op.f("uq_rate_snapshot_row_snapshot_id_by_key_side")
        ),
    )
    for table in ("rate_snapshot", "rate_snapshot_row"):
        append_only(op, table)
    op.drop_index("ix_rate_sum_half", "rate_sum")
    op.create_index("ix_rate_sum_asked", "rate_sum", list(ASKED))
    _join_weights()


def downgrade() -> None:
    """Forget what was published; the weights are decided one by one again."""
    _part_weights()
    op.drop_index("ix_rate_sum_asked", "rate_sum")
    op.create_index("ix_rate_sum_half", "rate_sum", ["half"])
    op.drop_table("rate_snapshot_row")
    op.drop_table("rate_snapshot")


def _join_weights() -> None:
    bind, stands = op.get_bind(), {name: number for name, (_, number) in WEIGHTS.items()}
    old = sa.select(SETTING).where(SETTING.c.name.in_(WEIGHTS)).order_by(SETTING.c.since)
    for since, decided in groupby(bind.execute(old).all(), key=lambda row: row.since):
        stands |= {row.name: row.value for row in decided}
        value = [[words, str(stands[name])] for name, (words, _) in WEIGHTS.items()]
        bind.execute(sa.insert(SETTING).values(name="rate_weights", since=since, value=value))
    bind.execute(sa.delete(SETTING).where(SETTING.c.name.in_(WEIGHTS)))


def _part_weights() -> None:
    bind = op.get_bind()
    for row in bind.execute(sa.select(SETTING).where(SETTING.c.name == "rate_weights")).all():
        decided = dict(row.value)
        for name, (words, _) in WEIGHTS.items():
            bind.execute(sa.insert(SETTING).values(name=name, since=row.since, value=int(decided[words])))
    bind.execute(sa.delete(SETTING).where(SETTING.c.name == "rate_weights"))


def _unique(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, "rate_snapshot", columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )  # fmt: skip


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), initially="DEFERRED", deferrable=True
    )
