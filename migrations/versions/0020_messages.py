"""Messages to staff: what each is told, its deliveries, the channels, a district's own texts, addresses for mails."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import DOCUMENT, LONG, MOMENT

revision = "0020_messages"
down_revision = "0019_reviews"
branch_labels = None
depends_on = None

TABLES = (
    "message_address", "message_text", "message_delivery", "message", "message_channel_state", "message_channel",
)  # fmt: skip


def upgrade() -> None:
    """Six new tables; nothing that stands is touched."""
    _channel()
    _message()
    _delivery()
    op.create_table(
        "message_text",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("form", sa.String(length=24), nullable=False),
        sa.Column("body", sa.String(length=300), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "form", name=op.f("pk_message_text")),
    )
    op.create_table(
        "message_address",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("mail", sa.String(length=120), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        _to("message_address", "person_id", "person"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_message_address")),
    )


def _channel() -> None:
    op.create_table(
        "message_channel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("means", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("account", sa.String(length=120), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("starttls", sa.Boolean(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        _to("message_channel", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_channel")),
    )
    op.create_table(
        "message_channel_state",
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("posts", DOCUMENT, nullable=False),
        sa.Column("rests_until", MOMENT, nullable=True),
        sa.Column("troubles", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=120), nullable=False),
        _to("message_channel_state", "channel_id", "message_channel"),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_message_channel_state")),
    )


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("channel_id", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("thing", sa.String(length=24), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("slot", LONG, nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN channel_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN report_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_message_one_reader"),
        ),
        _to("message", "person_id", "person"),
        _to("message", "channel_id", "message_channel"),
        _to("message", "report_id", "report"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        *(
            sa.UniqueConstraint(reader, "thing", "thing_id", "slot", name=op.f(f"uq_message_{reader}_thing_thing_id_slot"))
            for reader in ("person_id", "channel_id", "report_id")
        ),
    )  # fmt: skip
    op.create_index("ix_message_person", "message", ["person_id", "made_at"])
    op.create_index("ix_message_made", "message", ["made_at"])
    unread = sa.text("read_at IS NULL")
    op.create_index(
        "ix_message_unread", "message", ["person_id"], sqlite_where=unread, postgresql_where=unread
    )


def _delivery() -> None:
    op.create_table(
        "message_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("error", sa.String(length=120), nullable=True),
        _to("message_delivery", "message_id", "message", ondelete="CASCADE"),
        _to("message_delivery", "channel_id", "message_channel"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_delivery")),
        sa.UniqueConstraint(
            "message_id", "channel_id", name=op.f("uq_message_delivery_message_id_channel_id")
        ),
    )
    queued = sa.text("state = 'queued'")
    op.create_index(
        "ix_message_delivery_waiting", "message_delivery", ["channel_id", "next_try_at", "id"],
        sqlite_where=queued, postgresql_where=queued,
    )  # fmt: skip
    op.create_index("ix_message_delivery_fate", "message_delivery", ["channel_id", "state"])


def _to(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), initially="DEFERRED", deferrable=True,
        ondelete=ondelete,
    )  # fmt: skip


def downgrade() -> None:
    """Forget the messages; what they told of stays where it happened."""
    for table in TABLES:
        op.drop_table(table)
