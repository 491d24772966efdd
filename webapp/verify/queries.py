"""What the verifying desk sees: the next ticket, how many wait, and what may be known already."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, joinedload

from webapp.access.actor import Actor
from webapp.base.clock import Lamp
from webapp.ticket.counting import VERIFY
from webapp.ticket.lifecycle import WORDS
from webapp.ticket.queries import count_capped, lamp_of, place_shown, readable
from webapp.ticket.records import Ticket, TicketClock
from webapp.ticket.words import ClockKind, State
from webapp.verify import likeness

WAITING = (State.NEW, State.FILED)
"""New reports, and filed tickets that no unit has: returned ones, and those that wait to be dispatched."""
MOST_COMPARED = 200
DEGREES = 0.004  # a box of more than 300 m around a point, anywhere in China


@dataclass(frozen=True)
class NearTicket:
    """An open ticket that may be the same, with what helps to tell."""

    id: uuid.UUID
    number: str
    klass: str
    place: str
    summary: str
    distance: str
    opened_at: datetime
    state_label: str
    lamp: Lamp
    score: float


def next_to_verify(
    session: Session, actor: Actor, besides: Collection[uuid.UUID] = (), *where: ColumnElement[bool]
) -> uuid.UUID | None:
    """The ticket that waits most: urgent first, then oldest; `besides` are those set aside for now."""
    query = select(Ticket.id).where(Ticket.state.in_(WAITING), readable(actor), *where)
    if besides:
        query = query.where(Ticket.id.not_in(besides))
    return session.scalars(query.order_by(Ticket.urgent.desc(), Ticket.sort).limit(1)).first()


def waiting_count(session: Session, actor: Actor) -> int:
    """How many wait for the desk, counted no further than 1,000."""
    return count_capped(session, actor, Ticket.state.in_(WAITING))


@dataclass(frozen=True)
class Watch:
    """The 2-minute clock of a ticket as the desk reads it."""

    elapsed: int
    """Whole seconds that have gone, or had gone when it stopped."""
    runs: bool
    """False once the desk has handed the ticket over."""


def verify_watch(session: Session, ticket_id: uuid.UUID, now: datetime) -> Watch | None:
    """How long this ticket has been at the desk this time; None when it never was."""
    clock = session.get(TicketClock, (ticket_id, ClockKind.VERIFY))
    if clock is None:
        return None
    begun = clock.due_at - VERIFY  # where nobody was at the desk, it began when somebody was
    end = clock.stopped_at or now
    return Watch(max(0, int((end - begun).total_seconds())), runs=clock.stopped_at is None)


def near_duplicates(
    session: Session, actor: Actor, ticket: Ticket, now: datetime, most: int = 5
) -> tuple[NearTicket, ...]:
    """Open tickets of the last 72 hours nearby with the same class or similar words, the likeliest first."""
    nearby = _nearby(ticket)
    if nearby is None:
        return ()
    query = (
        select(Ticket)
        .where(
            Ticket.open_sort.is_not(None), Ticket.id != ticket.id, Ticket.reported_at >= now - likeness.WINDOW,
            nearby, readable(actor),
        )
        .order_by(Ticket.open_sort.desc())
        .limit(MOST_COMPARED)
        .options(joinedload(Ticket.matter_class))
    )  # fmt: skip
    found = (other for other in session.scalars(query) if likeness.is_near(ticket, other))
    likes = ((likeness.compare(ticket, other), other) for other in found)
    near = [_near(actor, ticket, other, like.score, now) for like, other in likes if like.is_alike]
    return tuple(sorted(near, key=lambda other: (-other.score, other.opened_at))[:most])


def _nearby(ticket: Ticket) -> ColumnElement[bool] | None:
    """The same compound, else a small box around the point."""
    if ticket.compound_id is not None:
        return Ticket.compound_id == ticket.compound_id
    if ticket.lng is None or ticket.lat is None:
        return None
    return and_(
        Ticket.lng.between(ticket.lng - DEGREES, ticket.lng + DEGREES),
        Ticket.lat.between(ticket.lat - DEGREES, ticket.lat + DEGREES),
    )


def _near(actor: Actor, ticket: Ticket, other: Ticket, score: float, now: datetime) -> NearTicket:
    return NearTicket(
        id=other.id, number=other.number, klass=other.matter_class.name if other.matter_class else "未定类",
        place=place_shown(actor, other), summary=other.summary, distance=likeness.distance_words(ticket, other),
        opened_at=other.reported_at, state_label=WORDS[other.state], lamp=lamp_of(other, now), score=score,
    )  # fmt: skip
