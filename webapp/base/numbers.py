"""Numbers of a series, for example the case numbers of one day: one after another, never twice."""

from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

from webapp.base.straight import say

# Asked of the driver itself on both: the way through statement and result cost more than the question.
_NEXT = """
INSERT INTO number_series (name, last) VALUES (%s, 1)
ON CONFLICT (name) DO UPDATE SET last = number_series.last + 1 RETURNING last
"""
_NEXT_OF_SQLITE = _NEXT.replace("%s", "?")


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
                engine.url, isolation_level="AUTOCOMMIT", pool_size=1, max_overflow=0, pool_reset_on_return=None,
                hide_parameters=True,
            )  # fmt: skip
            event.listen(self._alone, "connect", _commit_later)
            event.listen(engine, "engine_disposed", partial(_dispose, self._alone))

    def next(self, session: Session | Connection | None, series: str) -> int:
        """The next number of a series, for the work of this session, which only SQLite asks."""
        if self._alone is None:
            assert session is not None  # noqa: S101  a work on SQLite has one
            connection = session.connection() if isinstance(session, Session) else session
            return int(say(connection, _NEXT_OF_SQLITE, (series,))[0])  # type: ignore[index]  # always a row
        alone = self._alone.raw_connection()
        try:
            cursor = alone.cursor()
            cursor.execute(_NEXT, (series,))
            return int(cursor.fetchone()[0])  # type: ignore[index]  # the statement always answers with a row
        except BaseException:
            alone.invalidate()
            raise
        finally:
            alone.close()


def _commit_later(connection: Any, _record: Any) -> None:
    connection.execute("SET synchronous_commit = off")  # at once and for good: the engine is in autocommit


def _dispose(alone: Engine, _engine: Engine) -> None:
    alone.dispose()
