"""The unit of work: session, actor, clock and events of one act, and the only commit in the program."""

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.orm import ORMExecuteState, Session, make_transient_to_detached

from webapp.base import audit, outbox
from webapp.base.alone import Alone
from webapp.base.claim import claim
from webapp.base.clock import Clock
from webapp.base.database import WRITER, Base
from webapp.base.numbers import Numbers
from webapp.base.outbox import Event, Reactions
from webapp.base.records import AuditEntry, OnceKey
from webapp.base.remembered import is_changing, stamp_anew, stamp_of
from webapp.base.rows import Values, insert_all, values_of
from webapp.base.settings import Settings
from webapp.base.storage import Store
from webapp.base.turns import Joining, Turns

AT_ONCE_MOST = 4
"""How many acts of a process may be written at once: as many as it has threads for pages (admin/serving)."""


@runtime_checkable
class Doer(Protocol):
    """Who acts, as far as the foundation must know; `access.actor.Actor` is the real thing."""

    @property
    def role(self) -> Any: ...  # noqa: D102  a StrEnum word of access.role
    @property
    def name(self) -> str: ...  # noqa: D102  as people read it
    @property
    def person_id(self) -> uuid.UUID | None: ...  # noqa: D102  none for rules and residents


class WorkSession(Session):
    """The session of a unit of work: what the work has made is written before anything is asked."""

    work: "Work"


@event.listens_for(WorkSession, "do_orm_execute")
def _write_before_asking(asking: ORMExecuteState) -> None:
    if isinstance(asking.session, WorkSession):
        asking.session.work.write_made()


@event.listens_for(WorkSession, "before_flush")
def _note_changes(session: WorkSession, *_: Any) -> None:
    session.work.note_changes()


class Work:
    """One act: everything it writes is committed together or not at all."""

    def __init__(self, session: WorkSession, actor: Any, kernel: "Kernel") -> None:
        self.session = session
        session.work = self
        self.actor = actor
        self.kernel = kernel
        self.now: datetime = kernel.clock.now()
        self.is_first = True
        """False when a command found that this act had been done before and only repeated its answer."""
        self._made: list[Base] = []
        self._handed: list[Base] = []
        self._events: list[Event] = []
        self._changes: list[dict[str, Any]] = []
        self._doing: list[str] = []
        self._writing = False

    def add(self, *rows: Base) -> None:
        """Keep rows that this act makes; they are written past the session, before the next question or at the end.

        What is set until then is written; afterwards they are the session's like any row it has read. Keys must be
        set, relations are not followed.
        """
        self._made += rows

    def write_made(self) -> None:
        """Write what was made so far and hand it to the session, which is about to ask and calls this first."""
        if not self._made or self._writing:
            return
        made = self._made
        written = self._ready()
        insert_all(self.session.connection(), written)
        for row, (_, values) in zip(made, written, strict=True):
            vars(row).update(values)
            make_transient_to_detached(row)
            self.session.add(row)
            self._handed.append(row)

    def note_changes(self) -> None:
        """Note for the audit what the session is about to write; called by it."""
        self._changes += audit.changes_of(self.session)
        self._note_kinds(map(type, (*self.session.new, *self.session.dirty, *self.session.deleted)))

    def _note_kinds(self, kinds: Iterable[type]) -> None:
        if any(getattr(kind, "__remembered__", False) for kind in kinds):
            is_changing(self.session)

    def _ready(self) -> list[tuple[type[Base], Values]]:
        """What was made, as it is to be written now; what the session has changed is written before."""
        self._writing = True
        try:
            self.session.flush()
        finally:
            self._writing = False
        ready = [(type(row), values_of(row)) for row in self._made]
        self._changes += audit.made(ready)
        self._note_kinds(kind for kind, _ in ready)
        self._made = []
        return ready

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

    def claim(self, kind: type[Base], values: dict[str, Any]) -> bool:
        """Write a row of this kind unless one with its key stands there already; whether it was written now."""
        return claim(self.session, kind, values)

    def taken(self, kind: type[Any], ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
        """Which of these ids rows of this kind have already."""
        return set(self.session.scalars(select(kind.id).where(kind.id.in_(ids)))) if ids else set()

    def once(self, key: str, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Do `act` the first time a key is seen; a repeat returns the first answer and does nothing."""
        first = self.claim(OnceKey, {"key": key, "answer": {}, "at": self.now})
        row = self.session.get_one(OnceKey, key)
        if not first:
            self.is_first = False
            return row.answer
        row.answer = act()
        return row.answer

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of the act that may fail alone: a problem undoes this part and is raised, the rest can go on."""
        self.write_made()
        before = len(self._events), len(self._changes), len(self._doing), len(self._handed)
        try:
            with self.session.begin_nested():
                yield
                self.write_made()
                self.session.flush()
        except BaseException:
            del self._events[before[0] :], self._changes[before[1] :], self._doing[before[2] :]
            for row in filter(self.session.__contains__, self._handed[before[3] :]):
                self.session.expunge(row)
            del self._handed[before[3] :], self._made[:]
            raise

    def next_number(self, series: str) -> int:
        """The next number of a series; one that fails afterwards leaves a gap on PostgreSQL."""
        return self.kernel.numbers.next(self.session, series)

    def close(self) -> None:
        """End the act: write what is open, its events and its line in the audit. Another may follow in this commit."""
        rows = self.rows_at_end()
        if rows:
            insert_all(self.session.connection(), rows)
        stamp_anew(self.session)
        self._events, self._changes, self._doing = [], [], []

    def rows_at_end(self) -> list[tuple[type[Base], Values]]:
        """What is still to be written when the act ends: what it made, its events, its line in the audit."""
        rows = self._ready()
        rows += outbox.rows(self.kernel.reactions, self._events, self.now)
        if self._changes:
            rows.append((AuditEntry, self._audit_entry()))
        return rows

    def finish(self) -> None:
        """Close the act and commit; called by `Kernel.work` alone."""
        self.close()
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
    numbers: Numbers = field(init=False, repr=False)
    turns: Turns | None = field(init=False, repr=False)
    """On SQLite, where one writes at a time."""
    alone: Alone | None = field(init=False, repr=False)
    """On PostgreSQL, for an act that is one statement and a commit of its own."""
    stamp: uuid.UUID | None = field(init=False, repr=False, default=None)
    """Under which stamp the last act here remembered what hardly changes."""

    def __post_init__(self) -> None:
        self.numbers = Numbers(self.engine)
        self.turns = self._turns_of_sqlite()
        self.alone = Alone(self.engine, AT_ONCE_MOST) if self.engine.dialect.name == "postgresql" else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; nothing in it is ever committed."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def work(self, actor: Doer) -> Iterator[Work]:
        """Open a unit of work; commits when the block ends well, else nothing happened."""
        with (
            self._turn() as (bind, joining),
            WorkSession(bind, expire_on_commit=False, join_transaction_mode=joining) as session,
        ):
            work = Work(session, actor, self)
            yield work
            work.finish()
            self.stamp = stamp_of(session) or self.stamp

    @cached_property
    def _writer(self) -> Engine:
        return self.engine.execution_options(**{WRITER: True})

    @contextmanager
    def _turn(self) -> Iterator[tuple[Engine | Connection, Joining]]:
        if self.turns is None:
            yield self._writer, "conditional_savepoint"
        else:
            with self.turns.take() as turn:
                yield turn

    def _turns_of_sqlite(self) -> Turns | None:
        database = self.engine.url.database
        on_disk = self.engine.dialect.name == "sqlite" and database and ":memory:" not in database
        return Turns(self._writer, Path(f"{database}.turn")) if on_disk else None

    def get(self, kind: type[Any], key: Any) -> Any:
        """One row by key, read only; None when absent."""
        with self.read() as session:
            return session.scalars(select(kind).where(kind.id == key)).first()
