"""The database: one declarative base, the column types shared by all records, and the SQLite settings.

SQLite: WAL, `synchronous=FULL` (an acknowledged report survives a power cut), foreign keys, and
`BEGIN IMMEDIATE` for every writer: the driver's default mode loses updates (dependencies.md).
"""

import json
import secrets
import sqlite3
import time
import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    ForeignKey,
    MetaData,
    TypeDecorator,
    event,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, class_mapper, registry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

WRITER = "mashang_writer"
_LOW_62 = (1 << 62) - 1
PREPARED_AFTER = 5
"""A writer's statement is prepared when it comes the sixth time: the driver's own habit."""


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002  the interface hands it over
    ) -> datetime | None:
        """Give back an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(kind: type[StrEnum]) -> Enum:
    """A column of one of our words, stored as the word itself."""
    return Enum(
        kind,
        native_enum=False,
        length=24,
        create_constraint=False,
        values_callable=lambda k: [m.value for m in k],
    )


Document = JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
"""JSON in a column. Nothing is no value at all: a search for what is there does not find what was forgotten."""


def only_where(condition: str) -> dict[str, Any]:
    """The arguments that make an index partial on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Looked(FunctionElement[Any]):
    """A column as a filter alone: no index of its own is taken, so that a list is walked in its own order.

    SQLite keeps no statistics and prefers any index on a filter to the order of the list, then sorts all it found;
    a unary plus forbids that (sqlite.org/optoverview.html, 3). PostgreSQL weighs the two, and sees the bare column.
    """

    inherit_cache = True

    def __init__(self, column: InstrumentedAttribute[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(Looked)
def _bare(element: Looked, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.clauses, **how)


@compiles(Looked, "sqlite")
def _behind_plus(element: Looked, compiler: SQLCompiler, **how: Any) -> str:
    return f"+{compiler.process(element.clauses, **how)}"


_COLUMNS: dict[type[object], frozenset[str]] = {}


def _construct(row: object, **given: object) -> None:
    """Give a new row its columns as they are: nothing has been changed yet that books would have to be kept on."""
    kind = type(row)
    if kind not in _COLUMNS:
        _COLUMNS[kind] = frozenset(each.key for each in class_mapper(kind).column_attrs)
    vars(row).update({name: given.pop(name) for name in _COLUMNS[kind] & given.keys()})
    for name, value in given.items():  # a relation, or a name that nothing here has
        if not hasattr(kind, name):
            raise TypeError(f"{kind.__name__} has no {name}")
        setattr(row, name, value)


class Base(DeclarativeBase):
    """Base of all records. Constraints carry names so that a migration can drop what it made."""

    registry = registry(
        constructor=_construct,
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: Moment(), dict[str, Any]: Document, list[Any]: Document},
    )


@event.listens_for(ForeignKey, "before_parent_attach")
def _check_at_commit(key: ForeignKey, _column: object) -> None:
    """Foreign keys are checked at the commit: desks add rows in the order of thought, not of tables."""
    key.deferrable, key.initially = True, "DEFERRED"


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


def new_id() -> uuid.UUID:
    """A UUID of version 7: random, but rising with time, so that indexes stay compact."""
    milliseconds = time.time_ns() // 1_000_000
    chance = secrets.randbits(74)
    value = (milliseconds << 80) | (0x7 << 76) | ((chance >> 62) << 64) | (0b10 << 62) | (chance & _LOW_62)
    return uuid.UUID(int=value)


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"cannot store {type(value).__name__} as JSON")


_JSON = json.JSONEncoder(ensure_ascii=False, default=_plain, separators=(",", ":"))


def dump_json(value: Any) -> str:
    """JSON as stored: Chinese readable, UUIDs and moments as text."""
    return _JSON.encode(value)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "cache_size=-16000",
        "wal_autocheckpoint=4000",  # a report touches 50 pages, most of them those of the report before
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """SQLite: say BEGIN. PostgreSQL: readers prepare nothing.

    What is prepared gets one plan for all, and the plan of a list stands and falls with who asks for which state:
    a page that touches 3 blocks walked 4,549 by it. Writers' short statements gain by being prepared.
    """
    writer = connection.get_execution_options().get(WRITER)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")
    elif connection.dialect.driver == "psycopg":
        driver: Any = connection.connection.driver_connection
        driver.prepare_threshold = PREPARED_AFTER if writer else None
