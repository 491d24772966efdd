"""Classes, tickets with their history, clocks, reporters, photos; reports and contacts; who takes part."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import (
    DOCUMENT,
    LONG,
    MOMENT,
    append_only,
    drop_append_only,
    drop_text_index,
    make_text_index,
)

revision = "0003_tickets"
down_revision = "0002_work_and_audit"
branch_labels = None
depends_on = None

FEW = {
    "ix_ticket_asked": "asked IS NOT NULL AND coalesce(open_sort, 0) > 0",
    "ix_ticket_raised": "(level IN ('street','district') OR reopened > 0) AND coalesce(open_sort, 0) > 0",
}


def upgrade() -> None:
    op.create_table(
        "matter_class",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("tile", sa.String(length=20), nullable=True),
        sa.Column("tile_order", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=24), nullable=False),
        sa.Column("limit_value", sa.Integer(), nullable=False),
        sa.Column("limit_unit", sa.String(length=24), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("public_facility", sa.Boolean(), nullable=False),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("self_handled", sa.Boolean(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.CheckConstraint("limit_value BETWEEN 1 AND 366", name=op.f("ck_matter_class_limit_value")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_class")),
        sa.UniqueConstraint("scheme", "kind", "code", name=op.f("uq_matter_class_scheme_kind_code")),
    )
    op.create_index(op.f("ix_matter_class_code"), "matter_class", ["code"], unique=False)
    op.create_table(
        "firm_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(length=40), nullable=False),
        sa.Column("bind_code_hash", sa.String(length=64), nullable=False),
        sa.Column("device_hash", sa.String(length=64), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("bound_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
            name=op.f("fk_firm_link_made_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_firm_link_unit_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_firm_link_token_hash")),
    )
    op.create_index(op.f("ix_firm_link_unit_id"), "firm_link", ["unit_id"], unique=False)
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=True),
        sa.Column("door_id", sa.Uuid(), nullable=True),
        sa.Column("door_code", sa.String(length=16), nullable=True),
        sa.Column("place", DOCUMENT, nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("joins", sa.Uuid(), nullable=True),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("order_no", sa.String(length=60), nullable=True),
        sa.Column("external_due", MOMENT, nullable=True),
        sa.Column("captured_at", MOMENT, nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("skew_seconds", sa.Double(), nullable=True),
        sa.Column("device_hash", sa.String(length=64), nullable=True),
        sa.Column("client", sa.String(length=40), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["door_id"], ["door.id"], name=op.f("fk_report_door_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_report_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index("ix_report_device", "report", ["device_hash"], unique=False)
    op.create_index("ix_report_received", "report", ["received_at"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("sort", LONG, nullable=False),
        sa.Column("open_sort", LONG, nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column("tier", sa.String(length=24), nullable=False),
        sa.Column("limit_value", sa.Integer(), nullable=False),
        sa.Column("limit_unit", sa.String(length=24), nullable=False),
        sa.Column("summary", sa.String(length=80), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=True),
        sa.Column("compound_id", sa.Uuid(), nullable=True),
        sa.Column("management_unit_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("street_id", sa.Uuid(), nullable=True),
        sa.Column("place_words", sa.String(length=160), nullable=False),
        sa.Column("coarse_words", sa.String(length=80), nullable=False),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("datum", sa.String(length=8), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("handler_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_to", sa.String(length=40), nullable=True),
        sa.Column("finder_id", sa.Uuid(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("about_unit", sa.Boolean(), nullable=False),
        sa.Column("resident_reported", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=24), nullable=False),
        sa.Column("meeting_gate", sa.String(length=24), nullable=False),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("hang_ups", sa.Integer(), nullable=False),
        sa.Column("objections", sa.Integer(), nullable=False),
        sa.Column("reworked", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("joins", sa.Integer(), nullable=False),
        sa.Column("noticed", sa.Boolean(), nullable=False),
        sa.Column("recheck_passed", sa.Boolean(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("self_handled", sa.Boolean(), nullable=False),
        sa.Column("reporters_open", sa.Integer(), nullable=True),
        sa.Column("asked", sa.String(length=24), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("filed_at", MOMENT, nullable=True),
        sa.Column("dispatched_at", MOMENT, nullable=True),
        sa.Column("due", MOMENT, nullable=True),
        sa.Column("next_word_by", MOMENT, nullable=True),
        sa.Column("fed_back_at", MOMENT, nullable=True),
        sa.Column("in_time", sa.Boolean(), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("wake_at", MOMENT, nullable=True),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.Column("refused_why", sa.Text(), nullable=True),
        sa.Column("referral", sa.String(length=200), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("order_no", sa.String(length=60), nullable=True),
        sa.Column("external_due", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NOT NULL) = (state IN ('closed','ended'))", name=op.f("ck_ticket_closed_at")
        ),
        sa.CheckConstraint(
            "(merged_into IS NOT NULL) = (state = 'merged')", name=op.f("ck_ticket_merged_into")
        ),
        sa.CheckConstraint(
            "(open_sort IS NOT NULL) = (state IN ('new','filed','dispatched','accepted','handling','hung_up','fed_back','passed'))",
            name=op.f("ck_ticket_open_sort"),
        ),
        sa.CheckConstraint("state <> 'hung_up' OR wake_at IS NOT NULL", name=op.f("ck_ticket_wake_at")),
        sa.CheckConstraint(
            "state NOT IN ('closed','ended') OR recheck_passed OR answered OR self_handled",
            name=op.f("ck_ticket_closed_why"),
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id", name=op.f("ck_ticket_merged_elsewhere")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["person.id"],
            name=op.f("fk_ticket_asked_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["matter_class.id"],
            name=op.f("fk_ticket_class_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_ticket_community_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"],
            ["compound.id"],
            name=op.f("fk_ticket_compound_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["door_id"], ["door.id"], name=op.f("fk_ticket_door_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["finder_id"],
            ["person.id"],
            name=op.f("fk_ticket_finder_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["handler_id"],
            ["person.id"],
            name=op.f("fk_ticket_handler_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["management_unit_id"],
            ["management_unit.id"],
            name=op.f("fk_ticket_management_unit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["ticket.id"],
            name=op.f("fk_ticket_merged_into"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["street_id"],
            ["street.id"],
            name=op.f("fk_ticket_street_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_ticket_unit_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
    )
    op.create_index("ix_ticket_compound", "ticket", ["compound_id", "state"], unique=False)
    op.create_index("ix_ticket_door", "ticket", ["door_id", "state"], unique=False)
    op.create_index(
        "ix_ticket_open",
        "ticket",
        ["open_sort", "state", "due", "next_word_by", "id"],
        unique=False,
        sqlite_where=sa.text("open_sort IS NOT NULL"),
        postgresql_where=sa.text("open_sort IS NOT NULL"),
    )
    op.create_index(op.f("ix_ticket_order_no"), "ticket", ["order_no"], unique=False)
    op.create_index("ix_ticket_sort", "ticket", ["sort"], unique=False)
    op.create_index("ix_ticket_state", "ticket", ["state", "sort"], unique=False)
    op.create_index("ix_ticket_unit", "ticket", ["unit_id", "sort"], unique=False)
    op.create_index("ix_ticket_unit_state", "ticket", ["unit_id", "state", "sort", "id"], unique=False)
    for name, condition in FEW.items():
        where = sa.text(condition)
        op.create_index(
            name, "ticket", ["sort", "id"], unique=False, sqlite_where=where, postgresql_where=where
        )
    op.create_index(
        "ix_ticket_unit_open",
        "ticket",
        ["unit_id", "open_sort", "state", "due", "assigned_to", "id"],
        unique=False,
        sqlite_where=sa.text("open_sort IS NOT NULL"),
        postgresql_where=sa.text("open_sort IS NOT NULL"),
    )
    op.create_index(
        "ix_ticket_wake",
        "ticket",
        ["wake_at"],
        unique=False,
        sqlite_where=sa.text("state = 'hung_up'"),
        postgresql_where=sa.text("state = 'hung_up'"),
    )
    op.create_index("uq_ticket_number", "ticket", ["year", "number"], unique=True)
    op.create_table(
        "contact",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("consent_at", MOMENT, nullable=False),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.Column("erased_why", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
            name=op.f("fk_contact_report_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_contact")),
    )
    op.create_table(
        "participation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("capacity", sa.String(length=24), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(unit_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_participation_one_party")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_participation_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_participation_ticket_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_participation_unit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
    )
    op.create_index("ix_participation_person", "participation", ["person_id", "ticket_id"], unique=False)
    op.create_index(op.f("ix_participation_ticket_id"), "participation", ["ticket_id"], unique=False)
    op.create_index(
        "ix_participation_unit", "participation", ["unit_id", "ticket_id", "capacity"], unique=False
    )
    op.create_table(
        "reporter",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("device_hash", sa.String(length=64), nullable=True),
        sa.Column("resident", sa.Boolean(), nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
            name=op.f("fk_reporter_report_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_reporter_ticket_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_reporter")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reporter_token_hash")),
    )
    op.create_index("ix_reporter_ticket", "reporter", ["ticket_id"], unique=False)
    op.create_index(
        "uq_reporter_device",
        "reporter",
        ["ticket_id", "device_hash"],
        unique=True,
        sqlite_where=sa.text("joined AND device_hash IS NOT NULL AND left_at IS NULL"),
        postgresql_where=sa.text("joined AND device_hash IS NOT NULL AND left_at IS NULL"),
    )
    op.create_table(
        "ticket_clock",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("paused_at", MOMENT, nullable=True),
        sa.Column("stopped_at", MOMENT, nullable=True),
        sa.Column("crossed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_ticket_clock_ticket_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("ticket_id", "kind", name=op.f("pk_ticket_clock")),
    )
    op.create_index(
        "ix_ticket_clock_running",
        "ticket_clock",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("stopped_at IS NULL AND paused_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL AND paused_at IS NULL"),
    )
    op.create_table(
        "ticket_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("before", sa.String(length=24), nullable=True),
        sa.Column("after", sa.String(length=24), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("captured_at", MOMENT, nullable=True),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_ticket_step_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_ticket_step_ticket_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_ticket_step_unit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_step")),
    )
    op.create_index("uq_ticket_step", "ticket_step", ["ticket_id", "version"], unique=True)
    op.create_table(
        "photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("step_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("place_in_order", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("original_key", sa.String(length=120), nullable=True),
        sa.Column("large_key", sa.String(length=120), nullable=True),
        sa.Column("small_key", sa.String(length=120), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("place", DOCUMENT, nullable=True),
        sa.Column("refused_why", sa.String(length=120), nullable=True),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
            name=op.f("fk_photo_report_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["ticket_step.id"],
            name=op.f("fk_photo_step_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_photo_ticket_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
    )
    op.create_index("ix_photo_report", "photo", ["report_id"], unique=False)
    op.create_index("ix_photo_ticket", "photo", ["ticket_id"], unique=False)

    append_only(op, "ticket_step")
    append_only(op, "report")
    make_text_index(op)


def downgrade() -> None:
    drop_text_index(op)
    drop_append_only(op, "ticket_step")
    drop_append_only(op, "report")
    op.drop_index("ix_photo_ticket", table_name="photo")
    op.drop_index("ix_photo_report", table_name="photo")
    op.drop_table("photo")
    op.drop_index("uq_ticket_step", table_name="ticket_step")
    op.drop_table("ticket_step")
    op.drop_index(
        "ix_ticket_clock_running",
        table_name="ticket_clock",
        sqlite_where=sa.text("stopped_at IS NULL AND paused_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL AND paused_at IS NULL"),
    )
    op.drop_table("ticket_clock")
    op.drop_index(
        "uq_reporter_device",
        table_name="reporter",
        sqlite_where=sa.text("joined AND device_hash IS NOT NULL AND left_at IS NULL"),
        postgresql_where=sa.text("joined AND device_hash IS NOT NULL AND left_at IS NULL"),
    )
    op.drop_index("ix_reporter_ticket", table_name="reporter")
    op.drop_table("reporter")
    op.drop_index("ix_participation_unit", table_name="participation")
    op.drop_index(op.f("ix_participation_ticket_id"), table_name="participation")
    op.drop_index("ix_participation_person", table_name="participation")
    op.drop_table("participation")
    op.drop_table("contact")
    op.drop_index("uq_ticket_number", table_name="ticket")
    op.drop_index(
        "ix_ticket_wake",
        table_name="ticket",
        sqlite_where=sa.text("state = 'hung_up'"),
        postgresql_where=sa.text("state = 'hung_up'"),
    )
    op.drop_index(
        "ix_ticket_unit_open",
        table_name="ticket",
        sqlite_where=sa.text("open_sort IS NOT NULL"),
        postgresql_where=sa.text("open_sort IS NOT NULL"),
    )
    for name in FEW:
        op.drop_index(name, table_name="ticket")
    op.drop_index("ix_ticket_unit_state", table_name="ticket")
    op.drop_index("ix_ticket_unit", table_name="ticket")
    op.drop_index("ix_ticket_state", table_name="ticket")
    op.drop_index("ix_ticket_sort", table_name="ticket")
    op.drop_index(op.f("ix_ticket_order_no"), table_name="ticket")
    op.drop_index(
        "ix_ticket_open",
        table_name="ticket",
        sqlite_where=sa.text("open_sort IS NOT NULL"),
        postgresql_where=sa.text("open_sort IS NOT NULL"),
    )
    op.drop_index("ix_ticket_door", table_name="ticket")
    op.drop_index("ix_ticket_compound", table_name="ticket")
    op.drop_table("ticket")
    op.drop_index("ix_report_received", table_name="report")
    op.drop_index("ix_report_device", table_name="report")
    op.drop_table("report")
    op.drop_index(op.f("ix_firm_link_unit_id"), table_name="firm_link")
    op.drop_table("firm_link")
    op.drop_index(op.f("ix_matter_class_code"), table_name="matter_class")
    op.drop_table("matter_class")
