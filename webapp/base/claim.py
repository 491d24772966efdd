"""The first of two sends with one key: who writes the row goes on, who comes second waits here and then repeats."""

from functools import cache
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from webapp.base.database import Base

_INSERT: dict[str, Any] = {"sqlite": sqlite_insert, "postgresql": postgresql_insert}


def insert_into(session: Session, kind: type[Base]) -> Any:
    """An INSERT of this database, which can say what happens when the key stands there already."""
    return _INSERT[session.get_bind().dialect.name](kind)


def claim(session: Session, kind: type[Base], values: dict[str, Any]) -> bool:
    """Write a row of this kind unless one with its key stands there already; whether it was written now."""
    statement = _claim_of(kind, session.get_bind().dialect.name)
    return session.execute(statement, values).first() is not None


@cache
def _claim_of(kind: type[Base], dialect: str) -> Any:
    """Made once: to put a statement together costs more than to run it."""
    table = inspect(kind).local_table
    return _INSERT[dialect](table).on_conflict_do_nothing().returning(*table.primary_key)
