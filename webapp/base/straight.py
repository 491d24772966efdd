"""Statements of a write turn on SQLite, said to its driver: the way around them costs more than they do.

While one process has the turn no other writes, so what is spent here is spent by all. What the database refuses is
raised as ever.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

_BEHIND = "straight"


def say(connection: Connection, statement: str, *rows: Sequence[object]) -> Sequence[Any] | None:
    """Run one statement in the transaction of this connection, once for each row; the first row it answers with."""
    driver = connection.connection.cursor()
    try:
        if len(rows) > 1:
            driver.executemany(statement, rows)
            return None
        driver.execute(statement, *rows)
        return driver.fetchone()
    except sqlite3.Error as refused:
        # What was sent stays out of it: it holds people's words.
        raise DBAPIError.instance(statement, None, refused, sqlite3.Error, hide_parameters=True) from refused
    finally:
        driver.close()


@contextmanager
def behind_savepoint(connection: Connection) -> Iterator[None]:
    """A part of a transaction that fails alone: what is raised here takes back this part."""
    say(connection, f"SAVEPOINT {_BEHIND}")
    try:
        yield
    except BaseException:
        say(connection, f"ROLLBACK TO {_BEHIND}")
        raise
    finally:
        say(connection, f"RELEASE {_BEHIND}")
