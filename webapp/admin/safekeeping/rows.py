"""Rows of a table as lines of JSON and back, the same for both databases: so one can be restored into the other."""

import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, Uuid, func, insert, select

from webapp.base.database import Base, Moment, dump_json

BATCH = 500


def tables() -> list[Table]:
    """Every table of ours, each after those it refers to."""
    return list(Base.metadata.sorted_tables)


def lines_of(connection: Connection, table: Table) -> Iterator[str]:
    """The table's rows as JSON lines, in the order of their keys, read in pieces."""
    query = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=BATCH).execute(query):
        yield dump_json([_out(value) for value in row])


def put_lines(connection: Connection, table: Table, lines: Iterable[str]) -> int:
    """Insert JSON lines into an empty table; returns how many rows."""
    columns, held, count = list(table.columns), list[dict[str, Any]](), 0
    for line in lines:
        values = json.loads(line)
        held.append({c.key: _in(c, value) for c, value in zip(columns, values, strict=True)})
        if len(held) == BATCH:
            count += _insert(connection, table, held)
            held = []
    return count + _insert(connection, table, held)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> int:
    if rows:
        connection.execute(insert(table), rows)
    return len(rows)


def count_rows(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def go_on_counting(connection: Connection, table: Table) -> None:
    """PostgreSQL's own counter of a table does not know the numbers that were inserted; tell it."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return
    counter = func.pg_get_serial_sequence(table.name, column.name)
    connection.execute(select(func.setval(counter, func.coalesce(func.max(column), 1))))


def _out(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value


def _in(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Uuid):
        return uuid.UUID(value)
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if _python_type(column) is date else value


def _python_type(column: Column[Any]) -> type[Any] | None:
    try:
        return column.type.python_type
    except NotImplementedError:
        return None
