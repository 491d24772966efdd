"""What desks ask about a ticket's clocks: when one would run out, and whether one has."""

from datetime import datetime

from sqlalchemy.orm import Session

from webapp.base.clock import CHINA, Limit
from webapp.catalogue.calendar import calendar_of, calendars
from webapp.people.records import UnitKind
from webapp.ticket.counting import IN_WORK_TIME, Terms, runs_out
from webapp.ticket.records import Ticket, TicketClock
from webapp.ticket.words import ClockKind, State


def limit_of(ticket: Ticket) -> Limit:
    """How long handling may take."""
    return Limit(ticket.limit_value, ticket.limit_unit)


def terms_of(ticket: Ticket) -> Terms:
    """What its clocks are counted by as it stands."""
    at_property = ticket.unit is not None and ticket.unit.kind is UnitKind.PROPERTY
    return Terms(limit_of(ticket), ticket.urgent, ticket.external_due, ticket.unit_id, at_property)


def due_at(session: Session, kind: ClockKind, ticket: Ticket, start: datetime) -> datetime:
    """When a clock that starts now runs out."""
    return runs_out(kind, terms_of(ticket), calendars(session), start)


def looked_by(session: Session, start: datetime) -> datetime:
    """When a look asked for at `start` is done: by the end of the next work day."""
    return calendar_of(session).end_of_next_work_day(start)


def guessed(session: Session, limit: Limit, due: datetime | None) -> str | None:
    """What a page says beside a deadline in work time in a year whose holidays nobody has announced yet; else None."""
    year = due.astimezone(CHINA).year if due is not None and limit.unit in IN_WORK_TIME else None
    if year is None or calendar_of(session).knows(year):
        return None
    return f"{year}年的放假安排还没公布，先按周一到周五算"


def guessed_of(session: Session, ticket: Ticket) -> str | None:
    """`guessed` of the deadline that the ticket shows."""
    return guessed(session, limit_of(ticket), None if ticket.state is State.HUNG_UP else ticket.due)


def is_red(session: Session, ticket: Ticket, now: datetime) -> bool:
    """Whether acceptance or handling has run out, so that the next level may take part."""
    if not ticket.version:
        return False
    watched = (
        session.get(TicketClock, (ticket.id, kind)) for kind in (ClockKind.ACCEPTANCE, ClockKind.HANDLING)
    )
    return any(clock is not None and clock.is_red(now) for clock in watched)
