"""Who calls and who has it open, what is left out of the rates by whom, and which calls are checked."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0014_callback_desk"
down_revision = "0013_ended_sign_ins"
branch_labels = None
depends_on = None

STANDS = sa.text("state IN ('proposed','approved')")
FLAGGED = sa.text("flagged IS NOT NULL")


def upgrade() -> None:
    """Numbers that somebody was to leave out become proposals with their caller; the calls go to the place's street."""
    op.add_column("callback_task", sa.Column("caller_unit_id", sa.Uuid(), nullable=True))
    op.add_column("callback_task", sa.Column("contacted", sa.Boolean(), nullable=True))
    op.add_column(
        "callback_task", sa.Column("left_out", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        "UPDATE callback_task SET caller_unit_id = (SELECT street.unit_id FROM ticket "
        "JOIN street ON street.id = ticket.street_id WHERE ticket.id = callback_task.ticket_id)"
    )
    op.create_index("ix_callback_task_next", "callback_task", ["caller_unit_id", "state", "due_at", "id"])
    op.create_index(
        "ix_callback_task_flagged", "callback_task", ["done_at", "id"], sqlite_where=FLAGGED, postgresql_where=FLAGGED
    )  # fmt: skip
    op.create_index("ix_callback_task_done", "callback_task", ["done_at", "id"])
    op.create_index("ix_callback_attempt_person", "callback_attempt", ["person_id", "at"])
    _opened()
    _leave_out()
    _check()
    # The task's own id serves its first proposal too: one for each, and no database needs to make ids.
    op.execute(
        "INSERT INTO callback_leave_out (id, task_id, state, reason, proposed_by, proposed_at) "
        "SELECT id, id, 'proposed', '号码不对', clerk_id, done_at FROM callback_task "
        "WHERE ',' || flagged || ',' LIKE '%,leave_out,%' AND clerk_id IS NOT NULL AND done_at IS NOT NULL"
    )
    op.execute(
        "UPDATE callback_task SET flagged = NULLIF(TRIM(REPLACE(',' || flagged || ',', ',leave_out,', ','), ','), '') "
        "WHERE ',' || flagged || ',' LIKE '%,leave_out,%'"
    )


def _person(column: str, table: str) -> sa.ForeignKeyConstraint:
    return _to("person", column, table)


def _to(other: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), initially="DEFERRED", deferrable=True
    )


def _opened() -> None:
    op.create_table(
        "opened_callback",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        _to("callback_task", "task_id", "opened_callback"),
        _person("person_id", "opened_callback"),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_opened_callback")),
    )
    op.create_index("ix_opened_callback_person", "opened_callback", ["person_id"])


def _leave_out() -> None:
    op.create_table(
        "callback_leave_out",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_words", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by", name=op.f("ck_callback_leave_out_two_people")
        ),
        _to("callback_task", "task_id", "callback_leave_out"),
        _person("proposed_by", "callback_leave_out"),
        _person("decided_by", "callback_leave_out"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_leave_out")),
    )
    op.create_index(
        "uq_callback_leave_out_stands", "callback_leave_out", ["task_id"], unique=True,
        sqlite_where=STANDS, postgresql_where=STANDS,
    )  # fmt: skip
    op.create_index("ix_callback_leave_out_state", "callback_leave_out", ["state", "proposed_at", "id"])


def _check() -> None:
    op.create_table(
        "callback_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("drawn_at", MOMENT, nullable=False),
        sa.Column("clerk_id", sa.Uuid(), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", MOMENT, nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "reviewed_by IS NULL OR reviewed_by <> clerk_id", name=op.f("ck_callback_check_two_people")
        ),
        _to("callback_task", "task_id", "callback_check"),
        _person("clerk_id", "callback_check"),
        _person("reviewed_by", "callback_check"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_check")),
        sa.UniqueConstraint("task_id", name=op.f("uq_callback_check_task_id")),
    )
    op.create_index("ix_callback_check_state", "callback_check", ["state", "drawn_at", "id"])
    op.create_index("ix_callback_check_day", "callback_check", ["day"])


def downgrade() -> None:
    """Proposals that nobody has decided become flags again; decisions, checks and who had what open are forgotten."""
    # The program below knows no flag `check`. One statement: PostgreSQL alters no table of which a row was written twice.
    op.execute(
        "UPDATE callback_task SET flagged = NULLIF(TRIM("
        "REPLACE(',' || COALESCE(flagged, '') || ',', ',check,', ',') || CASE WHEN id IN "
        "(SELECT task_id FROM callback_leave_out WHERE state = 'proposed') THEN 'leave_out' ELSE '' END, ','), '') "
        "WHERE ',' || flagged || ',' LIKE '%,check,%' OR id IN "
        "(SELECT task_id FROM callback_leave_out WHERE state = 'proposed')"
    )
    for table in ("callback_check", "callback_leave_out", "opened_callback"):
        op.drop_table(table)
    op.drop_index("ix_callback_attempt_person", table_name="callback_attempt")
    for index in ("ix_callback_task_done", "ix_callback_task_flagged", "ix_callback_task_next"):
        op.drop_index(index, table_name="callback_task")
    for column in ("left_out", "contacted", "caller_unit_id"):
        op.drop_column("callback_task", column)
