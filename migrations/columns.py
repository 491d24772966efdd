"""Column types and statements that several migrations use, frozen apart from the program's own classes."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def append_only(op: Any, table: str) -> None:
    """Refuse every UPDATE and DELETE on a table, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def drop_append_only(op: Any, table: str) -> None:
    """Take the refusal away again."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
        return
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")


def make_text_index(op: Any) -> None:
    """The index of single characters and pairs of the tickets' words, each database in its own way."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE ticket_text USING fts5(ticket_id UNINDEXED, grams, detail=none)")
        return
    op.execute(
        "CREATE TABLE ticket_text (ticket_id uuid PRIMARY KEY REFERENCES ticket (id) ON DELETE CASCADE, "
        "grams text[] NOT NULL)"
    )
    op.execute("CREATE INDEX ix_ticket_text_grams ON ticket_text USING gin (grams)")


def drop_text_index(op: Any) -> None:
    """Take the text index away."""
    op.execute("DROP TABLE ticket_text")
