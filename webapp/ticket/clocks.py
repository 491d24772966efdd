"""The clocks of a ticket: started, paused, resumed and stopped as the table says."""

from datetime import datetime, timedelta

from webapp.base.clock import Limit, LimitUnit
from webapp.base.lifecycle import ClockChange
from webapp.people.records import UnitKind
from webapp.ticket.records import Ticket, TicketClock
from webapp.ticket.words import ClockKind

# lifecycle.md, Defaults
VERIFY = timedelta(minutes=2)
ACCEPT_URGENT = timedelta(minutes=30)
ACCEPT_PROPERTY = Limit(2, LimitUnit.WORK_HOUR)
ACCEPT_OTHERS = Limit(4, LimitUnit.WORK_HOUR)
RECHECK = Limit(1, LimitUnit.WORK_DAY)


def limit_of(ticket: Ticket) -> Limit:
    """How long handling may take."""
    return Limit(ticket.limit_value, ticket.limit_unit)


def due_at(kind: ClockKind, ticket: Ticket, start: datetime) -> datetime:
    """When a clock that starts now runs out."""
    if kind is ClockKind.VERIFY:
        return start + VERIFY
    if kind is ClockKind.RECHECK:
        return RECHECK.after(start)
    if kind is ClockKind.HANDLING:
        return limit_of(ticket).after(start)
    if ticket.urgent:
        return start + ACCEPT_URGENT
    at_property = ticket.unit is not None and ticket.unit.kind is UnitKind.PROPERTY
    return (ACCEPT_PROPERTY if at_property else ACCEPT_OTHERS).after(start)


def change(
    ticket: Ticket, clocks: dict[ClockKind, TicketClock], kind: ClockKind, what: ClockChange, now: datetime
) -> TicketClock | None:
    """Apply one change; returns a clock row that is new and must be added."""
    clock = clocks.get(kind)
    if what is ClockChange.START:
        return _start(ticket, clocks, kind, now)
    if clock is None:
        return None
    if what is ClockChange.STOP and clock.stopped_at is None:
        clock.stopped_at = now
    elif what is ClockChange.PAUSE and clock.paused_at is None and clock.stopped_at is None:
        clock.paused_at = now
    elif what is ClockChange.GO_ON:
        _go_on(clock, now)
    return None


def _start(
    ticket: Ticket, clocks: dict[ClockKind, TicketClock], kind: ClockKind, now: datetime
) -> TicketClock | None:
    clock = clocks.get(kind)
    due = due_at(kind, ticket, now)
    if clock is None:
        clocks[kind] = TicketClock(ticket_id=ticket.id, kind=kind, started_at=now, due_at=due)
        return clocks[kind]
    clock.started_at, clock.due_at = now, due
    clock.paused_at = clock.stopped_at = clock.crossed_at = None
    return None


def _go_on(clock: TicketClock, now: datetime) -> None:
    """Give back the time that stood still; a stopped clock runs on from where it stopped."""
    stood = clock.paused_at or clock.stopped_at
    if stood is None:
        return
    clock.due_at += now - stood
    clock.started_at += now - stood
    clock.paused_at = clock.stopped_at = None
    clock.crossed_at = None if clock.due_at > now else clock.crossed_at
