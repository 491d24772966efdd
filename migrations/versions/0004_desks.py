"""Invitations, rechecks, callbacks, sheets of plates."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import DOCUMENT, MOMENT

revision = "0004_desks"
down_revision = "0003_tickets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plate_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("management_unit_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("plates", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("file_key", sa.String(length=120), nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["person.id"],
            name=op.f("fk_plate_sheet_asked_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["management_unit_id"],
            ["management_unit.id"],
            name=op.f("fk_plate_sheet_management_unit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plate_sheet")),
    )
    op.create_index("ix_plate_sheet_asked", "plate_sheet", ["asked_at"], unique=False)
    op.create_table(
        "callback_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("has_phone", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("solved", sa.String(length=24), nullable=True),
        sa.Column("satisfied", sa.String(length=24), nullable=True),
        sa.Column("verbatim", sa.Text(), nullable=True),
        sa.Column("by_resident", sa.Boolean(), nullable=False),
        sa.Column("device_hash", sa.String(length=64), nullable=True),
        sa.Column("flagged", sa.String(length=60), nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("clerk_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clerk_id"],
            ["person.id"],
            name=op.f("fk_callback_task_clerk_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
            name=op.f("fk_callback_task_report_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_callback_task_ticket_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_task")),
        sa.UniqueConstraint(
            "ticket_id",
            "report_id",
            "series",
            "kind",
            name=op.f("uq_callback_task_ticket_id_report_id_series_kind"),
        ),
    )
    op.create_index("ix_callback_task_ticket", "callback_task", ["ticket_id"], unique=False)
    op.create_index("ix_callback_task_waiting", "callback_task", ["state", "due_at"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("place_words", sa.String(length=120), nullable=False),
        sa.Column("times", DOCUMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("wait_until", MOMENT, nullable=False),
        sa.Column("meet_at", MOMENT, nullable=True),
        sa.Column("proposal", sa.String(length=200), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answer_words", sa.String(length=200), nullable=True),
        sa.Column("said_no", DOCUMENT, nullable=False),
        sa.Column("held_at", MOMENT, nullable=True),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("agreed", sa.Text(), nullable=True),
        sa.Column("by_phone", sa.Boolean(), nullable=False),
        sa.Column("held_by", sa.Uuid(), nullable=True),
        sa.Column("disputed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["report.id"],
            name=op.f("fk_invitation_answered_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["held_by"],
            ["person.id"],
            name=op.f("fk_invitation_held_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_invitation_ticket_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint(
            "ticket_id", "series", "round", name=op.f("uq_invitation_ticket_id_series_round")
        ),
    )
    op.create_index("ix_invitation_wait", "invitation", ["state", "wait_until"], unique=False)
    op.create_index(
        "uq_invitation_live",
        "invitation",
        ["ticket_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('sent','accepted','proposed')"),
        postgresql_where=sa.text("state IN ('sent','accepted','proposed')"),
    )
    op.create_table(
        "meeting_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_meeting_call_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
            name=op.f("fk_meeting_call_report_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_meeting_call_ticket_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_call")),
    )
    op.create_index(op.f("ix_meeting_call_ticket_id"), "meeting_call", ["ticket_id"], unique=False)
    op.create_table(
        "recheck_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_recheck_task_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_recheck_task_ticket_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck_task")),
    )
    op.create_index("ix_recheck_task_person", "recheck_task", ["person_id", "state", "due_at"], unique=False)
    op.create_index(
        "uq_recheck_task_waiting",
        "recheck_task",
        ["ticket_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "callback_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("half_day", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_callback_attempt_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["callback_task.id"],
            name=op.f("fk_callback_attempt_task_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_attempt")),
    )
    op.create_index("ix_callback_attempt_task", "callback_attempt", ["task_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_callback_attempt_task", table_name="callback_attempt")
    op.drop_table("callback_attempt")
    op.drop_index(
        "uq_recheck_task_waiting",
        table_name="recheck_task",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index("ix_recheck_task_person", table_name="recheck_task")
    op.drop_table("recheck_task")
    op.drop_index(op.f("ix_meeting_call_ticket_id"), table_name="meeting_call")
    op.drop_table("meeting_call")
    op.drop_index(
        "uq_invitation_live",
        table_name="invitation",
        sqlite_where=sa.text("state IN ('sent','accepted','proposed')"),
        postgresql_where=sa.text("state IN ('sent','accepted','proposed')"),
    )
    op.drop_index("ix_invitation_wait", table_name="invitation")
    op.drop_table("invitation")
    op.drop_index("ix_callback_task_waiting", table_name="callback_task")
    op.drop_index("ix_callback_task_ticket", table_name="callback_task")
    op.drop_table("callback_task")
    op.drop_index("ix_plate_sheet_asked", table_name="plate_sheet")
    op.drop_table("plate_sheet")
