"""The unit of work: session, actor, clock and events of one act, and the only commit in the program."""

import fcntl
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import Engine, bindparam, event, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from webapp.base import audit, outbox
from webapp.base.clock import Clock
from webapp.base.database import WRITER
from webapp.base.outbox import Event, Reactions
from webapp.base.records import AuditEntry, NumberSeries, OnceKey
from webapp.base.settings import Settings
from webapp.base.storage import Store


def _next_number(insert: Any) -> Any:
    table = NumberSeries.__table__
    made = insert(table).values(name=bindparam("name"), last=1)
    made = made.on_conflict_do_update(index_elements=["name"], set_={"last": table.c.last + 1})
    return made.returning(table.c.last)


# Made once: to put a statement together costs more than to run it. Rows that nobody reads in this work go
# past the session, which would keep an object for each.
_NEXT_NUMBER = {"sqlite": _next_number(sqlite_insert), "postgresql": _next_number(postgresql_insert)}
_AUDIT = AuditEntry.__table__.insert().inline()  # type: ignore[attr-defined]  # a Table, typed as FromClause


@runtime_checkable
class Doer(Protocol):
    """Who acts, as far as the foundation must know; `access.actor.Actor` is the real thing."""

    @property
    def role(self) -> Any: ...  # noqa: D102  a StrEnum word of access.role
    @property
    def name(self) -> str: ...  # noqa: D102  as people read it
    @property
    def person_id(self) -> uuid.UUID | None: ...  # noqa: D102  none for rules and residents


class Work:
    """One act: everything it writes is committed together or not at all."""

    def __init__(self, session: Session, actor: Any, kernel: "Kernel") -> None:
        self.session = session
        self.actor = actor
        self.kernel = kernel
        self.now: datetime = kernel.clock.now()
        self.is_first = True
        """False when a command found that this act had been done before and only repeated its answer."""
        self._events: list[Event] = []
        self._changes: list[dict[str, Any]] = []
        self._doing: list[str] = []
        event.listen(session, "before_flush", self._note_changes)

    def _note_changes(self, session: Session, *_: Any) -> None:
        self._changes += audit.changes_of(session)

    def record(self, happened: Event) -> None:
        """Note an event; it is written to the outbox in this commit."""
        self._events.append(happened)

    def doing(self, what: str) -> None:
        """Name this act in the audit, for example `ticket.dispatch`."""
        self._doing.append(what)

    def audit(self, what: str, **facts: Any) -> None:
        """Put a line into the audit that is no row change, for example an unmasking with its reason."""
        self._doing.append(what)
        self._changes.append({"note": facts})

    def once(self, key: str, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Do `act` the first time a key is seen; a repeat returns the first answer and does nothing."""
        insert = sqlite_insert if self.session.get_bind().dialect.name == "sqlite" else postgresql_insert
        claimed = self.session.execute(
            insert(OnceKey)
            .values(key=key, answer={}, at=self.now)
            .on_conflict_do_nothing()
            .returning(OnceKey.key)
        ).first()
        row = self.session.get_one(OnceKey, key)
        if claimed is None:
            self.is_first = False
            return row.answer
        row.answer = act()
        return row.answer

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of the act that may fail alone: a problem undoes this part and is raised, the rest can go on."""
        with self.session.begin_nested():
            before = len(self._events), len(self._changes), len(self._doing)
            try:
                yield
                self.session.flush()
            except BaseException:
                del self._events[before[0] :], self._changes[before[1] :], self._doing[before[2] :]
                raise

    def next_number(self, series: str) -> int:
        """The next number of a series; one that fails afterwards leaves a gap on PostgreSQL.

        There it is taken in a commit of its own: locked until this work ends, the series would let only one
        report through at a time. On SQLite there is only one writer anyway.
        """
        name = self.session.get_bind().dialect.name
        if name == "sqlite":
            return int(self.session.execute(_NEXT_NUMBER[name], {"name": series}).scalar_one())
        with self.kernel.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
            return int(alone.execute(_NEXT_NUMBER[name], {"name": series}).scalar_one())

    def finish(self) -> None:
        """Write events and audit and commit; called by `Kernel.work` alone."""
        self.session.flush()
        outbox.write(self.session, self.kernel.reactions, self._events, self.now)
        if self._changes:
            self.session.connection().execute(_AUDIT, self._audit_entry())
        self.session.commit()

    def _audit_entry(self) -> dict[str, Any]:
        tags = self._doing or [e.kind for e in self._events]
        rows = [c for c in self._changes if "table" in c]
        notes = [c for c in self._changes if "table" not in c]
        return {
            "at": self.now,
            "role": str(self.actor.role),
            "person_id": self.actor.person_id,
            "name": self.actor.name,
            "doing": ",".join(dict.fromkeys(tags))[:120] or "change",
            "changes": audit.finished(rows) + notes,
        }


@dataclass
class Kernel:
    """What every act needs from the running program; made once by the composition root."""

    settings: Settings
    engine: Engine
    clock: Clock
    store: Store
    reactions: Reactions
    worker: Doer
    secret: str = field(repr=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; nothing in it is ever committed."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def work(self, actor: Doer) -> Iterator[Work]:
        """Open a unit of work; commits when the block ends well, else nothing happened."""
        with self._turn():
            session = Session(self.engine.execution_options(**{WRITER: True}), expire_on_commit=False)
            with session:
                work = Work(session, actor, self)
                yield work
                work.finish()

    def _turn(self) -> AbstractContextManager[None]:
        """Writers on SQLite queue at a lock file: its own busy wait starves some under load."""
        database = self.engine.url.database
        if self.engine.dialect.name != "sqlite" or not database or re.search(r":memory:", database):
            return nullcontext()
        return _locked(Path(f"{database}.turn"))

    def get(self, kind: type[Any], key: Any) -> Any:
        """One row by key, read only; None when absent."""
        with self.read() as session:
            return session.scalars(select(kind).where(kind.id == key)).first()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield  # closing the file gives the turn away
