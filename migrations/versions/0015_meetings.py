"""Whose calendar holds a meeting, what came of it, who was there, and what reminded of it."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import DOCUMENT, MOMENT

revision = "0015_meetings"
down_revision = "0014_callback_desk"
branch_labels = None
depends_on = None

NEW = (
    ("place_kind", sa.String(length=24), {"nullable": False, "server_default": "door"}),
    ("arranged_at", MOMENT, {}),
    ("stand_in", sa.String(length=40), {}),
    ("called_off", sa.String(length=200), {}),
    ("missed_by", sa.String(length=24), {}),
    ("promises", DOCUMENT, {"nullable": False, "server_default": "[]"}),
    ("met_with", DOCUMENT, {"nullable": False, "server_default": "[]"}),
    ("asked", sa.Text(), {}),
    ("offered", sa.Text(), {}),
    ("why", sa.Text(), {}),
)
INDEXES = (
    ("ix_invitation_host_waits", ["host_id", "state", "wait_until"]),
    ("ix_invitation_host_meets", ["host_id", "meet_at"]),
    ("ix_invitation_meets", ["state", "meet_at"]),
)


def upgrade() -> None:
    """Meetings that stand belong to the unit that has the ticket; settled ones count as settled when answered."""
    for name, kind, more in NEW:
        op.add_column("invitation", sa.Column(name, kind, **({"nullable": True} | more)))
    op.add_column("invitation", sa.Column("host_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE invitation SET host_id = (SELECT unit_id FROM ticket WHERE ticket.id = invitation.ticket_id), "
        "arranged_at = CASE WHEN meet_at IS NOT NULL THEN coalesce(answered_at, sent_at) END"
    )
    # After the filling: PostgreSQL makes no index while a key that was just written waits to be checked.
    with op.batch_alter_table("invitation") as table:
        table.create_foreign_key(
            "fk_invitation_host_id", "unit", ["host_id"], ["id"], initially="DEFERRED", deferrable=True
        )
    for name, columns in INDEXES:
        op.create_index(name, "invitation", columns)
    where = sa.text("disputed IS NOT NULL")
    op.create_index(
        "ix_invitation_disputed", "invitation", ["ticket_id"], sqlite_where=where, postgresql_where=where
    )
    _answers_and_reminders()
    _presence_and_addresses()


def _answers_and_reminders() -> None:
    op.create_table(
        "minutes_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        _to("minutes_answer", "invitation_id", "invitation"),
        _to("minutes_answer", "report_id", "report"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_answer")),
        sa.UniqueConstraint(
            "invitation_id", "report_id", name=op.f("uq_minutes_answer_invitation_id_report_id")
        ),
    )
    op.create_table(
        "meeting_reminder",
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("meet_at", MOMENT, nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _to("meeting_reminder", "invitation_id", "invitation"),
        sa.PrimaryKeyConstraint("invitation_id", "meet_at", "hours", name=op.f("pk_meeting_reminder")),
    )


def _presence_and_addresses() -> None:
    op.create_table(
        "meeting_presence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("scanned", sa.Boolean(), nullable=False),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("metres", sa.Integer(), nullable=True),
        _to("meeting_presence", "invitation_id", "invitation"),
        _to("meeting_presence", "person_id", "person"),
        _to("meeting_presence", "report_id", "report"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_presence")),
        sa.UniqueConstraint("invitation_id", "side", name=op.f("uq_meeting_presence_invitation_id_side")),
    )
    where = sa.text("lng IS NOT NULL")
    op.create_index(
        "ix_meeting_presence_placed", "meeting_presence", ["at"], sqlite_where=where, postgresql_where=where
    )
    op.create_table(
        "calendar_address",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        _to("calendar_address", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_address")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_address_digest")),
    )
    op.create_index("ix_calendar_address_person_id", "calendar_address", ["person_id"])


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), initially="DEFERRED", deferrable=True
    )


def downgrade() -> None:
    """Forget places, promises, presence and reminders; invitations and their minutes stay.

    A time that came to nothing is one without an answer again: the word for it is new.
    """
    for table in ("calendar_address", "meeting_presence", "meeting_reminder", "minutes_answer"):
        op.drop_table(table)
    op.execute("UPDATE invitation SET state = 'unanswered' WHERE state = 'missed'")
    for name in ("ix_invitation_disputed", *(name for name, _ in INDEXES)):
        op.drop_index(name, table_name="invitation")
    with op.batch_alter_table("invitation") as table:
        table.drop_constraint("fk_invitation_host_id", type_="foreignkey")
        table.drop_column("host_id")
        for name, _, _ in NEW:
            table.drop_column(name)
