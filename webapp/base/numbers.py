"""Numbers of a series, for example the case numbers of one day: one after another, never twice."""

from functools import partial
from typing import Any

from sqlalchemy import Engine, bindparam, create_engine, event
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from webapp.base.database import WRITER
from webapp.base.records import NumberSeries


def _next(insert: Any) -> Any:
    table = NumberSeries.__table__
    made = insert(table).values(name=bindparam("name"), last=1)
    made = made.on_conflict_do_update(index_elements=["name"], set_={"last": table.c.last + 1})
    return made.returning(table.c.last)


# Made once: to put a statement together costs more than to run it.
_NEXT = {"sqlite": _next(sqlite_insert), "postgresql": _next(postgresql_insert)}


class Numbers:
    """Gives numbers. On SQLite in the work itself: there is only one writer anyway.

    On PostgreSQL in a commit of its own, since a series that stays locked until the work ends would let only one
    report through at a time; a work that fails leaves a gap. The connection is one of its own too: works that hold
    all others may be waiting for the one that asks. That commit need not reach the disk by itself: the work's own
    commit, which comes later in the same log, takes it along.
    """

    def __init__(self, engine: Engine) -> None:
        self._dialect = engine.dialect.name
        self._alone: Engine | None = None
        if self._dialect == "postgresql":
            self._alone = create_engine(
                engine.url, isolation_level="AUTOCOMMIT", pool_size=1, max_overflow=0, hide_parameters=True,
                execution_options={WRITER: True},
            )  # fmt: skip
            event.listen(self._alone, "connect", _commit_later)
            event.listen(engine, "engine_disposed", partial(_dispose, self._alone))

    def next(self, session: Session, series: str) -> int:
        """The next number of a series, for the work of this session."""
        statement, name = _NEXT[self._dialect], {"name": series}
        if self._alone is None:
            return int(session.execute(statement, name).scalar_one())
        with self._alone.connect() as connection:
            return int(connection.execute(statement, name).scalar_one())


def _commit_later(connection: Any, _record: Any) -> None:
    connection.execute("SET synchronous_commit = off")  # at once and for good: the engine is in autocommit


def _dispose(alone: Engine, _engine: Engine) -> None:
    alone.dispose()
