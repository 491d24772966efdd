"""Turns to write on SQLite, where one writes at a time: who waits in the same process shares a turn and its commit."""

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine

Joining = Literal["conditional_savepoint", "rollback_only", "create_savepoint"]


class _Turn:
    """One transaction of the database, for the acts that ran in it one after another."""

    def __init__(self, writer: Engine, lock_file: Path) -> None:
        self.done = threading.Event()
        self.failure: Exception | None = None
        self.acts = 0
        with ExitStack() as held:
            lock = held.enter_context(lock_file.open("a"))  # closing the file gives the turn away
            asked = time.monotonic()
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.waited = time.monotonic() - asked
            self.connection: Connection = held.enter_context(writer.connect())
            self.connection.begin()
            self._held = held.pop_all()

    def end(self) -> None:
        """Commit, give the turn away, and tell all who wait for their act to be on disk."""
        try:
            self.connection.commit()
        except Exception as failure:  # told to all whose acts were in it, by `take`
            self.failure = failure
            self.connection.invalidate()  # SQLite keeps a transaction open whose commit failed
        finally:
            self.give_away()
            self.done.set()

    def give_away(self) -> None:
        """Let others write; what is not committed has not happened."""
        self._held.close()


class Turns:
    """Hands out turns. Writers queue at a lock file: the busy wait of SQLite itself starves some under load.

    The threads of a process queue before it among themselves. Whoever has done its act while others wait leaves the
    turn open to them and waits too; the last one commits for all. So no act is acknowledged before it is on disk,
    and the way to the disk, most of what a short act costs, is gone once for several. From the second act on each
    runs behind a savepoint: one that fails takes back itself alone.
    """

    def __init__(self, writer: Engine, lock_file: Path) -> None:
        self._writer = writer
        self._lock_file = lock_file
        self._queue = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._open: _Turn | None = None
        self.waited = 0.0
        """Seconds that the last turn here was waited for: how much other processes want to write."""

    @contextmanager
    def take(self) -> Iterator[tuple[Connection, Joining]]:
        """A connection within a transaction, and how a session of it joins; when this ends, the act is on disk."""
        self._count(1)
        with self._queue:
            self._count(-1)
            turn = self._open = self._open or _Turn(self._writer, self._lock_file)
            self.waited = turn.waited
            turn.acts += 1
            try:
                yield turn.connection, "rollback_only" if turn.acts == 1 else "create_savepoint"
            except BaseException:
                self._pass_on(turn, alone_failed=turn.acts == 1)
                raise
            self._pass_on(turn)
        turn.done.wait()
        if turn.failure is not None:
            raise turn.failure

    def _pass_on(self, turn: _Turn, alone_failed: bool = False) -> None:
        if alone_failed:
            self._open = None
            turn.give_away()
        elif not self._waiting:
            self._open = None
            turn.end()

    def _count(self, more: int) -> None:
        with self._counting:
            self._waiting += more
