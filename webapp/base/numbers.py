"""Numbers of a series, for example the case numbers of one day: one after another, never twice."""

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from webapp.base.alone import Alone
from webapp.base.straight import say

# Asked of the driver itself on both: the way through statement and result cost more than the question.
_NEXT = """
INSERT INTO number_series (name, last) VALUES ($1, 1)
ON CONFLICT (name) DO UPDATE SET last = number_series.last + 1 RETURNING last
"""
_NEXT_OF_SQLITE = _NEXT.replace("$1", "?")


class Numbers:
    """Gives numbers. On SQLite in the work itself: there is only one writer anyway.

    On PostgreSQL in a commit of its own, since a series that stays locked until the work ends would let only one
    report through at a time; a work that fails leaves a gap. The connection is one of its own too: works that hold
    all others may be waiting for the one that asks. That commit need not reach the disk by itself: the work's own
    commit, which comes later in the same log, takes it along.
    """

    def __init__(self, engine: Engine) -> None:
        self._alone: Alone | None = None
        if engine.dialect.name == "postgresql":
            self._alone = Alone(engine, 1, "SET synchronous_commit = off")

    def next(self, session: Session | Connection | None, series: str) -> int:
        """The next number of a series, for the work of this session, which only SQLite asks."""
        if self._alone is not None:
            return int(self._alone.say(_NEXT, series).get_value(0, 0))
        assert session is not None  # noqa: S101  a work on SQLite has one
        connection = session.connection() if isinstance(session, Session) else session
        return int(say(connection, _NEXT_OF_SQLITE, (series,))[0])  # type: ignore[index]  # always a row
