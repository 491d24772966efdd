"""Rows that an act makes, written by their columns alone: past the session, which would keep books on each of them.

On PostgreSQL all of them travel in one statement, the rows of a table as one JSON value; on SQLite, where the way is
short, each table has a statement. Values pass the types of their columns. These are put together once: that costs more than to run them.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, cast

from pydantic_core import to_json
from sqlalchemy import (
    Connection,
    Executable,
    Table,
    Text,
    bindparam,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import class_mapper

from webapp.base.alone import Alone
from webapp.base.database import Base, Moment, dump_json
from webapp.base.records import Stamp
from webapp.base.straight import say

Values = dict[str, Any]
_Shape = tuple[tuple[type[Base], tuple[str, ...]], ...]
_STANDS = f"SELECT 1 FROM {Stamp.__tablename__} WHERE stamp = ?"  # noqa: S608  no word of a person in it
_SQLITE = sqlite.dialect(json_serializer=dump_json)


def values_of(row: Base) -> Values:
    """Every column of a row that no session knows: as it was set, else its default, else nothing.

    A relation does not count: its key must be set.
    """
    given = vars(row)
    return {name: given[name] if name in given else default() for name, default in _columns(type(row))}


def insert_all(connection: Connection, made: Iterable[tuple[type[Base], Values]]) -> None:
    """Write rows into the running transaction; all of one kind must name the same columns."""
    of_kind = _of_kind(made)
    if connection.dialect.name != "postgresql":
        _insert_each(connection, of_kind)
    elif of_kind:
        kinds, shape = _shape(of_kind)
        connection.execute(_together(shape), {_name(kind): _written(kind, of_kind[kind]) for kind in kinds})


def insert_all_under(
    connection: Connection | Alone, made: Iterable[tuple[type[Base], Values]], stamp: uuid.UUID
) -> bool:
    """`insert_all` if `stamp` still stands in the database; else nothing is written. Whether it was."""
    of_kind = _of_kind(made)
    if isinstance(connection, Alone):
        kinds, shape = _shape(of_kind)
        sent = (_written(kind, of_kind[kind]) for kind in kinds)
        return bool(connection.say(_together_under(shape), *sent, str(stamp)).command_tuples)
    if say(connection, _STANDS, (stamp.hex,)) is None:
        return False
    _insert_each(connection, of_kind)
    return True


def _shape(of_kind: dict[type[Base], list[Values]]) -> tuple[list[type[Base]], _Shape]:
    kinds = sorted(of_kind, key=_name)
    return kinds, tuple((kind, tuple(of_kind[kind][0])) for kind in kinds)


def _of_kind(made: Iterable[tuple[type[Base], Values]]) -> dict[type[Base], list[Values]]:
    of_kind: dict[type[Base], list[Values]] = {}
    for kind, values in made:
        of_kind.setdefault(kind, []).append(values)
    return of_kind


def _insert_each(connection: Connection, of_kind: dict[type[Base], list[Values]]) -> None:
    for kind, rows in of_kind.items():
        statement, columns = _alone(kind, tuple(rows[0]))
        say(
            connection,
            statement,
            *(
                [bind(row[name] if name in row else default()) for name, bind, default in columns]
                for row in rows
            ),
        )


def _name(kind: type[Base]) -> str:
    return str(kind.__tablename__)


def _table(kind: type[Base]) -> Table:
    return cast(Table, kind.__table__)


@cache
def _columns(kind: type[Base]) -> tuple[tuple[str, Callable[[], Any]], ...]:
    properties = class_mapper(kind).column_attrs
    return tuple((each.key, _default(each.columns[0].default)) for each in properties)


def _default(default: Any) -> Callable[[], Any]:
    if default is None:
        return lambda: None
    if default.is_callable:
        return lambda: default.arg(None)
    return lambda: default.arg


@cache
def _alone(
    kind: type[Base], named: tuple[str, ...]
) -> tuple[str, tuple[tuple[str, Callable[[Any], Any], Callable[[], Any]], ...]]:
    """One INSERT as SQLAlchemy words it, and what stands in it: each column's name, how its type binds, its default."""
    statement = _table(kind).insert().compile(dialect=_SQLITE, column_keys=list(named))
    types = ((column.key, column.type.dialect_impl(_SQLITE).bind_processor(_SQLITE), column.default)
             for column in _table(kind).columns if column.key in statement.params)  # fmt: skip
    return str(statement), tuple(
        (name, bind or _as_it_is, _default(default)) for name, bind, default in types
    )


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _together(shape: _Shape) -> Executable:
    """One INSERT for several tables: all but the last stand in its WITH.

    It is put into words here since these must be few: the driver reads what is longer than 4,096 letters anew each time.
    """
    sent = [bindparam(_name(kind), type_=Text) for kind, _ in shape]
    return text(_in_one([_from_json(kind, names, f":{_name(kind)}") for kind, names in shape])).bindparams(
        *sent
    )


@cache
def _together_under(shape: _Shape) -> str:
    """`_together` where a stamp stands that is sent behind the rows, in the words of the database."""
    under = f" WHERE EXISTS (SELECT FROM {Stamp.__tablename__} WHERE stamp = ${len(shape) + 1})"
    return _in_one([_from_json(*each, f"${place}") + under for place, each in enumerate(shape, 1)])


def _in_one(inserts: list[str]) -> str:
    *others, last = inserts
    before = ", ".join(f"rows_{number} AS ({each})" for number, each in enumerate(others))
    return f"WITH {before} {last}" if others else last


def _from_json(kind: type[Base], names: Sequence[str], rows: str) -> str:
    """An INSERT of the rows of a table, which stand in one JSON value; the names are those of our records."""
    table = _table(kind)
    sent = f"json_populate_recordset(NULL::{table.name}, CAST({rows} AS json)) AS sent"
    if set(names) == set(table.columns.keys()):
        return f"INSERT INTO {table.name} SELECT sent.* FROM {sent}"  # noqa: S608  no word of a person in it
    quote = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]  # the library's own
    into = ", ".join(quote(name) for name in names)
    values = ", ".join(f"sent.{quote(name)}" for name in names)
    return f"INSERT INTO {table.name} ({into}) SELECT {values} FROM {sent}"  # noqa: S608  as above


def _written(kind: type[Base], rows: list[Values]) -> str:
    for name in _moments(kind):
        for row in rows:
            moment = row.get(name)
            if moment is not None and moment.tzinfo is None:
                raise ValueError("a moment without a time zone")
    return to_json(rows).decode()


@cache
def _moments(kind: type[Base]) -> tuple[str, ...]:
    return tuple(column.key for column in _table(kind).columns if isinstance(column.type, Moment))
