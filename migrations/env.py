"""Alembic's way into the program: the engine and the tables of the running app."""

from importlib import import_module
from pathlib import Path

from alembic import context
from flask import current_app

import webapp
from webapp.base.database import Base

for records in sorted(Path(webapp.__file__).parent.glob("*/records.py")):
    import_module(f"webapp.{records.parent.name}.records")  # every table must be known to be compared

engine = current_app.extensions["mashang"].engine


def _ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
    return not (kind == "table" and (name or "").startswith("ticket_text"))


def run() -> None:
    """Run the wanted migrations, each in a transaction of its own."""
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            include_object=_ours,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.commit()


run()
