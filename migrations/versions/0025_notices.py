"""Notices of the supervising desk: offices and their series, what was asked, pictures, cards, the story."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import LONG, MOMENT

revision = "0025_notices"
down_revision = "0024_dispatch_rules"
branch_labels = None
depends_on = None

TABLES = (
    "notice_step", "notice_card", "notice_picture", "notice_copy", "notice_ticket", "notice", "notice_series", "notice_office",
)  # fmt: skip


def upgrade() -> None:
    """New tables alone; nothing that stands is touched."""
    _office()
    _notice()
    _parts()
    _picture()
    _card()
    _step()


def _office() -> None:
    op.create_table(
        "notice_office",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(length=12), nullable=False),
        sa.Column("head", sa.String(length=40), nullable=False),
        sa.Column("contact", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        _to("notice_office", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_notice_office")),
        sa.UniqueConstraint("mark", name=op.f("uq_notice_office_mark")),
    )
    op.create_table(
        "notice_series",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        _to("notice_series", "office_id", "unit"),
        sa.PrimaryKeyConstraint("office_id", "year", name=op.f("pk_notice_series")),
    )


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sort", LONG, nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=12), nullable=False),
        sa.Column("head", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("place_words", sa.String(length=160), nullable=False),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("contact", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("waits_since", MOMENT, nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.Column("signed_by", sa.String(length=60), nullable=True),
        sa.Column("replied_at", MOMENT, nullable=True),
        sa.Column("replied_by", sa.String(length=60), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("in_time", sa.Boolean(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("urges", sa.Integer(), nullable=False),
        sa.Column("card", sa.String(length=24), nullable=True),
        sa.Column("carded_at", MOMENT, nullable=True),
        sa.Column("proposes_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NOT NULL) = (state IN ('accepted','withdrawn'))", name=op.f("ck_notice_ended")
        ),
        sa.CheckConstraint(
            "state <> 'accepted' OR replied_at IS NOT NULL", name=op.f("ck_notice_accepted_reply")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_notice_number")),
        sa.CheckConstraint(
            "proposes_at IS NULL OR state IN ('issued','signed')", name=op.f("ck_notice_proposes")
        ),
        sa.CheckConstraint("unit_id <> office_id", name=op.f("ck_notice_another")),
        _to("notice", "office_id", "unit"),
        _to("notice", "unit_id", "unit"),
        _to("notice", "issued_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("office_id", "year", "number", name=op.f("uq_notice_office_id_year_number")),
    )
    op.create_index("ix_notice_sort", "notice", ["sort"], unique=True)
    op.create_index("ix_notice_unit", "notice", ["unit_id", "state", "due"])
    op.create_index("ix_notice_office", "notice", ["office_id", "state", "due"])
    _index_some("ix_notice_open", "notice", ["due", "id"], "ended_at IS NULL")
    _index_some("ix_notice_proposes", "notice", ["proposes_at"], "proposes_at IS NOT NULL")


def _parts() -> None:
    for table, column, other in (
        ("notice_ticket", "ticket_id", "ticket"),
        ("notice_copy", "unit_id", "unit"),
    ):
        op.create_table(
            table,
            sa.Column("notice_id", sa.Uuid(), nullable=False),
            sa.Column(column, sa.Uuid(), nullable=False),
            _to(table, "notice_id", "notice"),
            _to(table, column, other),
            sa.PrimaryKeyConstraint("notice_id", column, name=op.f(f"pk_{table}")),
        )
    op.create_index("ix_notice_ticket_ticket", "notice_ticket", ["ticket_id"])
    op.create_index("ix_notice_copy_unit", "notice_copy", ["unit_id"])


def _picture() -> None:
    op.create_table(
        "notice_picture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("place_in_order", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("original_key", sa.String(length=120), nullable=True),
        sa.Column("large_key", sa.String(length=120), nullable=True),
        sa.Column("small_key", sa.String(length=120), nullable=True),
        sa.Column("refused_why", sa.String(length=120), nullable=True),
        sa.CheckConstraint(
            "(photo_id IS NULL) = (original_key IS NOT NULL)", name=op.f("ck_notice_picture_one_source")
        ),
        _to("notice_picture", "notice_id", "notice"),
        _to("notice_picture", "photo_id", "photo"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_picture")),
    )
    op.create_index("ix_notice_picture_notice", "notice_picture", ["notice_id", "turn", "place_in_order"])


def _card() -> None:
    op.create_table(
        "notice_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("card", sa.String(length=24), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("issued", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.CheckConstraint("NOT issued OR decided_at IS NOT NULL", name=op.f("ck_notice_card_decided")),
        sa.CheckConstraint("points >= 0", name=op.f("ck_notice_card_points")),
        _to("notice_card", "notice_id", "notice"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_card")),
    )
    op.create_index("ix_notice_card_notice", "notice_card", ["notice_id"])
    _index_some("uq_notice_card_proposed", "notice_card", ["notice_id"], "decided_at IS NULL", unique=True)
    _index_some(
        "uq_notice_card_once", "notice_card", ["notice_id", "card"], "issued AND card <> 'urge'", unique=True
    )


def _step() -> None:
    op.create_table(
        "notice_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("unit_name", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        _to("notice_step", "notice_id", "notice"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_step")),
    )
    op.create_index("ix_notice_step_notice", "notice_step", ["notice_id", "at"])


def _index_some(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), initially="DEFERRED", deferrable=True
    )


def downgrade() -> None:
    """Forget the notices; the lines that they left in the tickets' history stay."""
    for table in TABLES:
        op.drop_table(table)
