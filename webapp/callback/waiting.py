"""The callbacks that wait for a caller, in the order in which they are to be made; found by an index, not by sorting.

A callback belongs to the street office of its place (`caller_unit_id`), or, where no street is known, to every
office that takes part: two walks along one index, whose heads are compared. To put that question into words costs
more than to ask it: for a caller who comes again it is kept, and only the moment is new (`NOW`).
"""

import uuid
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Select,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.database import Moment
from webapp.callback.lifecycle import CallbackState
from webapp.callback.records import CallbackTask
from webapp.place.records import Street
from webapp.ticket.lifecycle import CLOSED_STATES
from webapp.ticket.queries import readable
from webapp.ticket.records import Ticket

SHOWN = 40
MOST_COUNTED = 999
NOW: Final[BindParameter[datetime]] = bindparam("now", type_=Moment())
"""The moment at which is asked; a condition that is to be kept names it instead of a time."""
CALLERS = 256
"""So many callers' questions are kept, the last ones."""


class Waiting(NamedTuple):
    """A callback that may be made now; sorts by when it was due."""

    due_at: datetime
    task_id: uuid.UUID


def next_call(
    session: Session, actor: Actor, now: datetime, free: ColumnElement[bool] | None = None,
    besides: Collection[uuid.UUID] = (),
) -> uuid.UUID | None:  # fmt: skip
    """The call to make next, of those that are `free` at `NOW`; None when nothing is due."""
    wanted = [true() if free is None else free]
    if besides:
        wanted.append(CallbackTask.id.not_in(besides))
    found = next(iter(due_calls(session, actor, now, 1, *wanted)), None)
    return found.task_id if found else None


def due_calls(
    session: Session, actor: Actor, now: datetime, most: int = SHOWN, *where: ColumnElement[bool]
) -> list[Waiting]:
    """The calls that are due, the longest waiting first; none of what the actor handled."""
    found = _found(session, _of_office(actor, most, where), now)
    if not found and not _is_street_office(session, actor):
        found = _found(session, _due(actor, true(), most).where(*where), now)
    return sorted(found)[:most]


@lru_cache(CALLERS)
def _of_office(actor: Actor, most: int, where: tuple[ColumnElement[bool], ...]) -> Executable:
    """Both walks in one question; conditions are the same when they are the same object."""
    walks = [_due(actor, arm, most).where(*where).subquery() for arm in _arms(actor)]
    return union_all(*(select(one) for one in walks))


def _found(session: Session, query: Executable, now: datetime) -> list[Waiting]:
    return [Waiting(at, task_id) for at, task_id in session.execute(query, {NOW.key: now})]


def count_waiting(session: Session, actor: Actor) -> int:
    """How many wait, due or not, counted no further than `MOST_COUNTED` for each kind of place."""
    found = sum(_count(session, actor, arm) for arm in _arms(actor))
    return found if found or _is_street_office(session, actor) else _count(session, actor, true())


def _count(session: Session, actor: Actor, arm: ColumnElement[bool]) -> int:
    some = _waiting(actor, arm, select(CallbackTask.id)).limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _arms(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return CallbackTask.caller_unit_id == actor.unit_id, CallbackTask.caller_unit_id.is_(None)


def _is_street_office(session: Session, actor: Actor) -> bool:
    """Callers of no street office have what their scope gives them, without the short way."""
    return bool(session.scalar(select(exists().where(Street.unit_id == actor.unit_id))))


def _due(actor: Actor, arm: ColumnElement[bool], most: int) -> Select[Any]:
    found: Select[Any] = _waiting(actor, arm, select(CallbackTask.due_at, CallbackTask.id)).where(
        CallbackTask.due_at <= NOW
    )
    return found.order_by(CallbackTask.due_at, CallbackTask.id).limit(most)


def _waiting(actor: Actor, arm: ColumnElement[bool], wanted: Any) -> Any:
    return wanted.join(Ticket, Ticket.id == CallbackTask.ticket_id).where(
        arm,
        CallbackTask.state == CallbackState.WAITING,
        Ticket.state.in_(CLOSED_STATES),
        or_(Ticket.handler_id.is_(None), Ticket.handler_id != actor.person_id),
        readable(actor),
    )
