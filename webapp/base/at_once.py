"""An act that as a rule asks nothing and only makes rows, above all a report: written at once, when it is whole.

It is tried without a transaction, on what this process remembers. All its rows are written together: on PostgreSQL in
one statement that is a commit of its own, on SQLite in a turn that is taken only now, so that others write while this
act thinks. The same statement sees whether what was remembered still holds and whether the keys are still free. Where
the act must ask after all, nothing has happened, and it is done again as any other act.
"""

import uuid
from collections.abc import Callable, Collection
from contextlib import ExitStack
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, UnboundExecutionError

from webapp.base.database import Base
from webapp.base.remembered import assume
from webapp.base.rows import Values, insert_all_under
from webapp.base.straight import behind_savepoint
from webapp.base.work import Doer, Kernel, Work, WorkSession

T = TypeVar("T")


class _MustAsk(Exception):
    """What was remembered has changed."""


class _AtOnce(Work):
    """A unit of work whose session is bound to no database: whoever asks it fails, and the act is done again."""

    def __init__(
        self, session: WorkSession, actor: Any, kernel: Kernel, stamp: uuid.UUID, held: ExitStack
    ) -> None:
        super().__init__(session, actor, kernel)
        assume(session, stamp)
        self._stamp = stamp
        self._held = held
        self._turn: Connection | None = None
        self._claimed: list[tuple[type[Base], Values]] = []

    def claim(self, kind: type[Base], values: dict[str, Any]) -> bool:
        """Take the key for free; it is seen when the row is written."""
        self._claimed.append((kind, values))
        return True

    def taken(self, kind: type[Any], ids: Collection[uuid.UUID]) -> set[uuid.UUID]:  # noqa: ARG002  seen when written
        """Take all ids for free; it is seen when the rows are written."""
        return set()

    def next_number(self, series: str) -> int:
        """The next number; on SQLite the turn begins here."""
        return self.kernel.numbers.next(self._connection() if self.kernel.turns else None, series)

    def finish(self) -> None:
        """Write everything; on disk when `held` is closed."""
        rows = self._claimed + self.rows_at_end()
        if not insert_all_under(self.kernel.alone or self._connection(), rows, self._stamp):
            raise _MustAsk

    def _connection(self) -> Connection:
        if self._turn is None:
            assert self.kernel.turns is not None  # noqa: S101  only SQLite comes here
            self._turn, joining = self._held.enter_context(self.kernel.turns.take())
            if joining == "create_savepoint":
                self._held.enter_context(behind_savepoint(self._turn))
        return self._turn


def at_once(kernel: Kernel, actor: Doer, act: Callable[[Work], T]) -> tuple[T, bool]:
    """Do an act that can be done again from its beginning; what it answers, and whether this was the first time."""
    if kernel.stamp is not None:
        try:
            with ExitStack() as held, WorkSession() as session:
                work: Work = _AtOnce(session, actor, kernel, kernel.stamp, held)
                answer = act(work)
                work.finish()
        except (UnboundExecutionError, IntegrityError, _MustAsk):
            pass
        else:
            return answer, True
    with kernel.work(actor) as work:
        answer = act(work)
    return answer, work.is_first
