"""Statements that are each a commit of their own, on PostgreSQL, said to the library below its driver.

A report is two of them, and the way through statement, cursor and result cost as much as they did. Each is prepared
once a connection. Their connections are none of those of the works: a work that ends in nothing makes the driver forget
all that its connection has prepared, and works that hold all of theirs still get a number. What the database refuses is
raised as ever.
"""

import hashlib
from functools import cache, partial
from typing import Any

from sqlalchemy import Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.exc import DBAPIError


class Alone:
    """A few connections of their own to the database of an engine; `setting` is said on each as it is made."""

    def __init__(self, engine: Engine, connections: int, setting: str = "") -> None:
        self._engine = create_engine(
            engine.url, isolation_level="AUTOCOMMIT", pool_size=connections, max_overflow=0, pool_reset_on_return=None,
            hide_parameters=True,
        )  # fmt: skip
        self._driver: Any = self._engine.dialect.loaded_dbapi
        self._ends_well = (self._driver.pq.ExecStatus.COMMAND_OK, self._driver.pq.ExecStatus.TUPLES_OK)
        if setting:
            event.listen(self._engine, "connect", partial(_say_at_first, setting))
        event.listen(engine, "engine_disposed", self._dispose)

    def say(self, statement: str, *sent: str) -> Any:
        """Run a statement with `$1` and so on for what is sent, as text; on disk when this returns its `PGresult`.

        Statements must be few and made by the program: each stays prepared as long as its connection lives.
        """
        held = self._engine.raw_connection()
        try:
            return self._run(held, statement, [value.encode() for value in sent])
        except self._driver.Error as refused:
            is_gone = self._engine.dialect.is_disconnect(refused, _libpq(held), None)
            if is_gone:
                held.invalidate(refused)
                self._engine.dispose()  # the others were cut off with it
            # What was sent stays out of it: it holds people's words.
            raise DBAPIError.instance(
                statement,
                None,
                refused,
                self._driver.Error,
                hide_parameters=True,
                connection_invalidated=is_gone,
            ) from refused
        finally:
            held.close()

    def _run(self, held: PoolProxiedConnection, statement: str, sent: list[bytes]) -> Any:
        library = _libpq(held).pgconn
        name = _name(statement)
        if name not in held.info:
            self._checked(library.prepare(name, statement.encode()))
            held.info[name] = True
        return self._checked(library.exec_prepared(name, sent))

    def _checked(self, result: Any) -> Any:
        if result.status in self._ends_well:
            return result
        refused = self._driver.errors.error_from_result(result, encoding="utf-8")
        # What the library says of its own accord is about the way to the database.
        raise refused if refused.sqlstate else self._driver.OperationalError(str(refused))

    def _dispose(self, _engine: Engine) -> None:
        self._engine.dispose()


def _libpq(held: PoolProxiedConnection) -> Any:
    return held.driver_connection


@cache
def _name(statement: str) -> bytes:
    return hashlib.sha256(statement.encode()).hexdigest()[:32].encode()


def _say_at_first(setting: str, connection: Any, _record: Any) -> None:
    connection.execute(setting)  # at once and for good: the engine is in autocommit
