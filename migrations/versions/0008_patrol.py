"""The patrol library: point types, checklists, points, rounds, visits and the plan of each day."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import DOCUMENT, LONG, MOMENT

revision = "0008_patrol"
down_revision = "0007_field_sends"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "point_type",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("cycle_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("cycle_days BETWEEN 1 AND 366", name=op.f("ck_point_type_cycle_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_type")),
        sa.UniqueConstraint("code", name=op.f("uq_point_type_code")),
    )
    op.create_table(
        "checklist",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("items", DOCUMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["type_id"],
            ["point_type.id"],
            name=op.f("fk_checklist_type_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist")),
        sa.UniqueConstraint("type_id", "version", name=op.f("uq_checklist_type_id_version")),
    )
    op.create_table(
        "patrol_beat",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("street_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_patrol_beat_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["street_id"],
            ["street.id"],
            name=op.f("fk_patrol_beat_street_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_patrol_beat")),
    )
    op.create_table(
        "patrol_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_patrol_round_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_patrol_round_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_round")),
    )
    op.create_index("ix_patrol_round_started", "patrol_round", ["started_at"], unique=False)
    op.create_index(
        "uq_patrol_round_open",
        "patrol_round",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "patrol_point",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("type_id", sa.Uuid(), nullable=False),
        sa.Column("street_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("letters", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("visited_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("cell", LONG, nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_patrol_point_community_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["street_id"],
            ["street.id"],
            name=op.f("fk_patrol_point_street_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["type_id"],
            ["point_type.id"],
            name=op.f("fk_patrol_point_type_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_point")),
        sa.UniqueConstraint("code", name=op.f("uq_patrol_point_code")),
        sa.UniqueConstraint("label", name=op.f("uq_patrol_point_label")),
    )
    op.create_index("ix_patrol_point_cell", "patrol_point", ["cell"], unique=False)
    op.create_index(
        "ix_patrol_point_due",
        "patrol_point",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.create_index("ix_patrol_point_street", "patrol_point", ["street_id", "code"], unique=False)
    op.create_index("ix_patrol_point_type", "patrol_point", ["type_id", "code"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("point_id", sa.Uuid(), nullable=True),
        sa.Column("point_code", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("checklist_id", sa.Uuid(), nullable=True),
        sa.Column("checklist_version", sa.Integer(), nullable=False),
        sa.Column("items", DOCUMENT, nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("clear", "faults", name="outcome", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("scanned", sa.String(length=200), nullable=True),
        sa.Column("place", DOCUMENT, nullable=True),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("distance_m", sa.Integer(), nullable=True),
        sa.Column("captured_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("visited_at", MOMENT, nullable=False),
        sa.Column("skew_seconds", sa.Double(), nullable=True),
        sa.Column("device_hash", sa.String(length=64), nullable=True),
        sa.Column("client", sa.String(length=40), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("flags", DOCUMENT, nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("looked_at", MOMENT, nullable=True),
        sa.Column("looked_by", sa.Uuid(), nullable=True),
        sa.Column("looked_words", sa.String(length=200), nullable=True),
        sa.Column("second_of", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checklist_id"],
            ["checklist.id"],
            name=op.f("fk_visit_checklist_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["looked_by"],
            ["person.id"],
            name=op.f("fk_visit_looked_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_visit_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["patrol_point.id"],
            name=op.f("fk_visit_point_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["patrol_round.id"],
            name=op.f("fk_visit_round_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["second_of"],
            ["visit.id"],
            name=op.f("fk_visit_second_of"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(
        "ix_visit_flagged",
        "visit",
        ["visited_at"],
        unique=False,
        sqlite_where=sa.text("flagged AND looked_at IS NULL"),
        postgresql_where=sa.text("flagged AND looked_at IS NULL"),
    )
    op.create_index("ix_visit_person", "visit", ["person_id", "visited_at"], unique=False)
    op.create_index("ix_visit_point", "visit", ["point_id", "visited_at"], unique=False)
    op.create_index("ix_visit_received", "visit", ["received_at"], unique=False)
    op.create_index("ix_visit_visited", "visit", ["visited_at"], unique=False)
    op.create_table(
        "visit_fault",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
            name=op.f("fk_visit_fault_visit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_fault")),
        sa.UniqueConstraint("visit_id", "item", name=op.f("uq_visit_fault_visit_id_item")),
    )
    op.create_index("ix_visit_fault_report", "visit_fault", ["report_id"], unique=False)
    op.create_table(
        "visit_photo",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("problem", "before", "after", "voice", name="photorole", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("promised", "kept", "ready", "refused", name="photostate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("place_in_order", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("original_key", sa.String(length=120), nullable=True),
        sa.Column("large_key", sa.String(length=120), nullable=True),
        sa.Column("small_key", sa.String(length=120), nullable=True),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("place", DOCUMENT, nullable=True),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.Column("refused_why", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
            name=op.f("fk_visit_photo_visit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("visit_id", "id", name=op.f("pk_visit_photo")),
    )
    op.create_index("ix_visit_photo_sha256", "visit_photo", ["sha256"], unique=False)
    op.create_table(
        "visit_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("point_id", sa.Uuid(), nullable=False),
        sa.Column(
            "why",
            sa.Enum("due", "overdue", "second", name="why", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("place_in_order", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("planned", "done", "missed", "withdrawn", name="taskstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("second_of", sa.Uuid(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(state = 'done') = (visit_id IS NOT NULL)", name=op.f("ck_visit_task_done_with_visit")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_visit_task_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["patrol_point.id"],
            name=op.f("fk_visit_task_point_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["second_of"],
            ["visit.id"],
            name=op.f("fk_visit_task_second_of"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["visit.id"],
            name=op.f("fk_visit_task_visit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_task")),
    )
    op.create_index("ix_visit_task_day", "visit_task", ["day", "state"], unique=False)
    op.create_index(
        "ix_visit_task_person", "visit_task", ["person_id", "day", "place_in_order"], unique=False
    )
    op.create_index("ix_visit_task_point", "visit_task", ["point_id", "day"], unique=False)
    op.create_index(
        "uq_visit_task_planned",
        "visit_task",
        ["day", "person_id", "point_id"],
        unique=True,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_visit_task_planned",
        table_name="visit_task",
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.drop_index("ix_visit_task_point", table_name="visit_task")
    op.drop_index("ix_visit_task_person", table_name="visit_task")
    op.drop_index("ix_visit_task_day", table_name="visit_task")
    op.drop_table("visit_task")
    op.drop_index("ix_visit_photo_sha256", table_name="visit_photo")
    op.drop_table("visit_photo")
    op.drop_index("ix_visit_fault_report", table_name="visit_fault")
    op.drop_table("visit_fault")
    op.drop_index("ix_visit_visited", table_name="visit")
    op.drop_index("ix_visit_received", table_name="visit")
    op.drop_index("ix_visit_point", table_name="visit")
    op.drop_index("ix_visit_person", table_name="visit")
    op.drop_index(
        "ix_visit_flagged",
        table_name="visit",
        sqlite_where=sa.text("flagged AND looked_at IS NULL"),
        postgresql_where=sa.text("flagged AND looked_at IS NULL"),
    )
    op.drop_table("visit")
    op.drop_index("ix_patrol_point_type", table_name="patrol_point")
    op.drop_index("ix_patrol_point_street", table_name="patrol_point")
    op.drop_index(
        "ix_patrol_point_due",
        table_name="patrol_point",
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.drop_index("ix_patrol_point_cell", table_name="patrol_point")
    op.drop_table("patrol_point")
    op.drop_index(
        "uq_patrol_round_open",
        table_name="patrol_round",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_patrol_round_started", table_name="patrol_round")
    op.drop_table("patrol_round")
    op.drop_table("patrol_beat")
    op.drop_table("checklist")
    op.drop_table("point_type")
