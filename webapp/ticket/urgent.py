"""Life first (safety.md 1): the urgent tickets that nobody has accepted yet ring until somebody says 知道了.

What was heard is silent for a while and stands there all the same; it rings again when still nobody has accepted it.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.base.database import Base
from webapp.base.work import Work
from webapp.catalogue.records import MatterClass
from webapp.people.records import Person
from webapp.ticket import few
from webapp.ticket.queries import place_shown, readable
from webapp.ticket.records import Ticket
from webapp.ticket.words import State

NOBODY_YET = (State.NEW, State.FILED, State.DISPATCHED)
"""The states in which nobody has said «收到»."""
HANDLING_ROLES = frozenset({Role.PROPERTY, Role.DEPARTMENT})
SILENT_FOR = timedelta(minutes=10)
"""How long 知道了 keeps a ticket from ringing for whoever said it."""
MOST = 20


class HeardAlarm(Base):
    """That a person said 知道了 to an urgent ticket, and when last."""

    __tablename__ = "heard_alarm"

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]


@dataclass(frozen=True)
class Ringing:
    """An urgent ticket that nobody has accepted, as one person's page tells it."""

    id: uuid.UUID
    number: str
    klass: str
    place: str
    since: datetime
    heard_at: datetime | None
    """When this person last said 知道了."""
    rings: bool
    """Whether it makes a sound for this person now."""


def rings_for(actor: Actor) -> ColumnElement[bool]:
    """Urgent and accepted by nobody; a handling unit is rung for its own, which it alone can accept."""
    if actor.role in HANDLING_ROLES:
        return and_(Ticket.unit_id == actor.unit_id, few.are(few.RINGS))
    return few.are(few.RINGS)


def ringing(session: Session, actor: Actor, now: datetime) -> tuple[Ringing, ...]:
    """Up to `MOST` of them in the actor's scope, the newest first; one query over a handful of rows."""
    heard = and_(HeardAlarm.ticket_id == Ticket.id, HeardAlarm.person_id == actor.person_id)
    query = (
        select(Ticket, MatterClass.name, HeardAlarm.at)
        .outerjoin(MatterClass, MatterClass.id == Ticket.class_id)
        .outerjoin(HeardAlarm, heard)
        .where(rings_for(actor), readable(actor))
        .order_by(Ticket.sort.desc())
        .limit(MOST)
    )
    return tuple(
        Ringing(
            id=ticket.id, number=ticket.number, klass=klass or "未定类", place=place_shown(actor, ticket),
            since=ticket.reported_at, heard_at=at, rings=at is None or at + SILENT_FOR <= now,
        )
        for ticket, klass, at in session.execute(query)
    )  # fmt: skip


def hear_alarms(work: Work, ticket_ids: Collection[uuid.UUID]) -> int:
    """知道了: this person has seen these tickets; only what rings in their scope counts. How many did."""
    query = select(Ticket.id).where(
        Ticket.id.in_(list(ticket_ids)[:MOST]), rings_for(work.actor), readable(work.actor)
    )
    found = work.session.scalars(query).all()
    for ticket_id in found:
        work.session.merge(HeardAlarm(ticket_id=ticket_id, person_id=work.actor.person_id, at=work.now))
    work.doing("alarm.heard")
    return len(found)


def who_heard(session: Session, ticket_id: uuid.UUID) -> tuple[tuple[str, datetime], ...]:
    """Who said 知道了 and when, the first first."""
    query = (
        select(Person.name, HeardAlarm.at)
        .join(HeardAlarm, HeardAlarm.person_id == Person.id)
        .where(HeardAlarm.ticket_id == ticket_id)
        .order_by(HeardAlarm.at)
    )
    return tuple((name, at) for name, at in session.execute(query))
