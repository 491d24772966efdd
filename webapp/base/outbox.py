"""Consequences: events written in the commit that caused them, and the worker that delivers them.

An event is past tense and holds ids and facts. A reaction is what one desk does about it, in a unit of work
of its own; the delivery row is marked done in that same commit, so nothing is lost and nothing done twice.
"""

import logging
import traceback
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from sqlalchemy import ColumnElement, and_, event, or_, select, text, update
from sqlalchemy.orm import Session

from webapp.base.database import Base, new_id
from webapp.base.records import OutboxDelivery, OutboxEvent
from webapp.base.rows import Values

if TYPE_CHECKING:
    from webapp.base.work import Kernel, Work

LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)
TOGETHER = 10
"""Deliveries that share a turn: some 20 ms, for which pages may have to wait."""
AS_IT_IS = {"synchronize_session": False}
"""Of rows that no session holds."""
log = logging.getLogger("mashang.outbox")


@dataclass(frozen=True)
class Event:
    """Something that happened. Subclasses add facts: UUIDs, words, numbers, moments as ISO text."""

    tag: ClassVar[str]

    @property
    def kind(self) -> str:
        """The tag under which reactions find it; an event may make it finer than its class."""
        return self.tag

    def data(self) -> dict[str, Any]:
        """The facts as JSON values."""
        return {k: str(v) if isinstance(v, uuid.UUID) else v for k, v in vars(self).items()}

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """The event back from its stored facts."""
        return cls(**{f.name: _typed(f.type, data[f.name]) for f in fields(cls) if f.name in data})


def _typed(kind: Any, value: Any) -> Any:
    named = kind if isinstance(kind, str) else getattr(kind, "__name__", str(kind))
    return uuid.UUID(value) if value is not None and "UUID" in named else value


@dataclass(frozen=True)
class Reaction:
    """A row of the visible list in app.py: on these kinds of event, run this."""

    name: str
    kinds: tuple[str, ...]
    event: type[Event]
    run: "Callable[..., None]"
    """Takes the work and the event, and third what `prepare` made, if there is a `prepare`."""
    prepare: "Callable[[Kernel, Any], Any] | None" = None
    """Long making before the write turn, in which nobody else could write: reads the database and changes nothing."""


@dataclass(frozen=True)
class Reactions:
    """The whole list, asked by kind of event and by name of reaction."""

    rows: tuple[Reaction, ...] = ()

    def to(self, kind: str) -> tuple[Reaction, ...]:
        """The reactions that wait for a kind of event."""
        return tuple(row for row in self.rows if kind in row.kinds)

    def named(self, name: str) -> Reaction | None:
        """The reaction of a name, None when it no longer exists."""
        return next((row for row in self.rows if row.name == name), None)


def rows(reactions: Reactions, events: Sequence[Event], at: datetime) -> list[tuple[type[Base], Values]]:
    """Events and one delivery for each reaction to them, as rows for the running transaction."""
    found: list[tuple[type[Base], Values]] = []
    for happened in events:
        waiting = reactions.to(happened.kind)
        if waiting:
            event_id = new_id()
            found.append(
                (OutboxEvent, {"id": event_id, "tag": happened.kind, "data": happened.data(), "at": at})
            )
            found += (
                (OutboxDelivery, {"id": new_id(), "event_id": event_id, "reaction": row.name, "due_at": at, "attempts": 0})
                for row in waiting
            )  # fmt: skip
    return found


def _due(now: datetime) -> ColumnElement[bool]:
    """Deliveries not done that nobody holds a lease on."""
    free = or_(OutboxDelivery.leased_until.is_(None), OutboxDelivery.leased_until < now)
    return and_(OutboxDelivery.done_at.is_(None), OutboxDelivery.due_at <= now, free)


def lease(session: Session, now: datetime, most: int) -> list[uuid.UUID]:
    """Take up to `most` deliveries for ourselves; others skip them until the lease runs out."""
    order = (OutboxDelivery.due_at, OutboxDelivery.id)
    ready = select(OutboxDelivery.id).where(_due(now)).order_by(*order).limit(most)
    ids = list(session.scalars(ready.with_for_update(skip_locked=True)))
    _mark(session, ids, leased_until=now + LEASE)
    return ids


def _mark(session: Session, ids: list[uuid.UUID], **marks: datetime | None) -> None:
    if ids:
        session.execute(
            update(OutboxDelivery).where(OutboxDelivery.id.in_(ids)).values(**marks),
            execution_options=AS_IT_IS,
        )


def waiting(session: Session, now: datetime) -> bool:
    """Whether anything is due; a plain read, so that an idle worker never takes the write lock."""
    return session.scalars(select(OutboxDelivery.id).where(_due(now)).limit(1)).first() is not None


def deliver(kernel: "Kernel", most: int = TOGETHER) -> int:
    """Deliver up to `most` of what is due; returns how many deliveries were tried.

    They share one turn and one commit. When one of them fails, none has happened, and each is tried again alone.
    """
    with kernel.read() as session:
        if not waiting(session, kernel.clock.now()):
            return 0
    try:
        with kernel.work(kernel.worker) as work:
            done, alone = _deliver_together(work, most)
    except Exception as failure:  # of any one reaction: which it was is found by trying each alone
        log.info("deliveries are tried one by one: %s", type(failure).__name__)
        done = 0
        with kernel.work(kernel.worker) as work:
            alone = lease(work.session, work.now, most)
    for delivery_id in alone:
        _deliver_one(kernel, delivery_id)
    return done + len(alone)


def _deliver_together(work: "Work", most: int) -> tuple[int, list[uuid.UUID]]:
    """Run reactions as one act each; how many, and which deliveries were only leased: those that must prepare."""
    if work.kernel.engine.dialect.name == "postgresql":
        # One state for the whole turn, as on SQLite: what a page changes meanwhile fails us instead of being lost.
        work.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        # Who already holds several tickets must not wait for another: a page could be waiting for one of ours.
        work.session.execute(text("SET LOCAL lock_timeout = '200ms'"))
    seen: list[object] = []  # held, so that what several acts need is read once a turn
    event.listen(work.session, "loaded_as_persistent", lambda _session, row: seen.append(row))
    done: list[uuid.UUID] = []
    alone: list[uuid.UUID] = []
    query = select(OutboxDelivery.id, OutboxDelivery.reaction, OutboxEvent.data).join(
        OutboxEvent, OutboxEvent.id == OutboxDelivery.event_id
    )
    query = query.where(_due(work.now)).order_by(OutboxDelivery.due_at, OutboxDelivery.id).limit(most)
    for delivery_id, name, data in work.session.execute(
        query.with_for_update(of=OutboxDelivery, skip_locked=True)
    ).all():
        reaction = work.kernel.reactions.named(name)
        if reaction is not None and reaction.prepare is not None:
            alone.append(delivery_id)
            continue
        if reaction is not None:
            work.actor = work.kernel.worker
            reaction.run(work, reaction.event.read(data))
            work.close()
        done.append(delivery_id)
    _mark(work.session, done, done_at=work.now, leased_until=None)
    _mark(work.session, alone, leased_until=work.now + LEASE)
    return len(done), alone


def _deliver_one(kernel: "Kernel", delivery_id: uuid.UUID) -> None:
    try:
        first = _run(kernel, delivery_id)
        if first is not None:
            prepare, happened = first
            _run(kernel, delivery_id, (prepare(kernel, happened),))
    except Exception as failure:  # whatever a reaction fails with, it is written down and tried again
        _put_back(kernel, delivery_id, failure)


def _run(kernel: "Kernel", delivery_id: uuid.UUID, made: tuple[Any, ...] = ()) -> tuple[Any, Event] | None:
    """Run the reaction in a turn of its own; when it must prepare first, only answer with what and for which event."""
    with kernel.work(kernel.worker) as work:
        row = work.session.get(OutboxDelivery, delivery_id, with_for_update=True)
        if row is None or row.done_at is not None:
            return None
        event_row = work.session.get_one(OutboxEvent, row.event_id)
        reaction = kernel.reactions.named(row.reaction)
        if reaction is not None:
            happened = reaction.event.read(event_row.data)
            if reaction.prepare is not None and not made:
                return reaction.prepare, happened
            reaction.run(work, happened, *made)
        row.done_at = work.now
        row.leased_until = None
    return None


def _put_back(kernel: "Kernel", delivery_id: uuid.UUID, failure: Exception) -> None:
    """Try again later, waiting twice as long each time; the log holds the place, never the data."""
    place = traceback.extract_tb(failure.__traceback__)[-1]
    error = f"{type(failure).__name__} in {place.name}:{place.lineno}"
    log.error("delivery failed: %s", error)
    with kernel.work(kernel.worker) as work:
        row = work.session.get_one(OutboxDelivery, delivery_id)
        row.attempts += 1
        row.error = error
        row.leased_until = None
        row.due_at = work.now + min(timedelta(seconds=2**row.attempts), LONGEST_WAIT)
