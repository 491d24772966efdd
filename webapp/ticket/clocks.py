"""The clocks of a ticket: started, paused, resumed and stopped as the table says."""

from datetime import UTC, datetime, timedelta

from webapp.base.clock import CHINA, Limit, LimitUnit
from webapp.base.lifecycle import ClockChange
from webapp.people.records import UnitKind
from webapp.ticket.records import Ticket, TicketClock
from webapp.ticket.words import ClockKind

# lifecycle.md, Defaults
VERIFY = timedelta(minutes=2)
ACCEPT_URGENT = timedelta(minutes=30)
ACCEPT_PROPERTY = Limit(2, LimitUnit.WORK_HOUR)
ACCEPT_OTHERS = Limit(4, LimitUnit.WORK_HOUR)
LONGEST_ASKING = Limit(1, LimitUnit.WORK_DAY)
"""How long handling stands still at most while the street is asked (lifecycle.md, return)."""


def limit_of(ticket: Ticket) -> Limit:
    """How long handling may take."""
    return Limit(ticket.limit_value, ticket.limit_unit)


def due_at(kind: ClockKind, ticket: Ticket, start: datetime) -> datetime:
    """When a clock that starts now runs out."""
    if kind is ClockKind.VERIFY:
        return start + VERIFY
    if kind is ClockKind.RECHECK:
        return end_of_next_day(start)
    if kind is ClockKind.HANDLING:
        return _handled_by(ticket, start)
    if ticket.urgent:
        return start + ACCEPT_URGENT
    at_property = ticket.unit is not None and ticket.unit.kind is UnitKind.PROPERTY
    return (ACCEPT_PROPERTY if at_property else ACCEPT_OTHERS).after(start)


def end_of_next_day(start: datetime) -> datetime:
    """Midnight after the district's next day: a look is done by the end of the next work day."""
    day = start.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    return (day + timedelta(days=2)).astimezone(UTC)


def _handled_by(ticket: Ticket, start: datetime) -> datetime:
    """The limit's end, or the hotline's own deadline when that comes first."""
    due = limit_of(ticket).after(start)
    external = ticket.external_due
    return external if external is not None and start < external < due else due


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
        go_on(clock, now)  # a clock that stood still keeps the time it was given back
        clock.stopped_at = now
    elif what is ClockChange.PAUSE and clock.paused_at is None and clock.stopped_at is None:
        clock.paused_at = now
    elif what is ClockChange.GO_ON:
        go_on(clock, now)
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


def go_on(clock: TicketClock, now: datetime, most: timedelta | None = None) -> None:
    """Give back the time that stood still, up to `most`; a stopped clock runs on from where it stopped."""
    since = clock.paused_at or clock.stopped_at
    if since is None:
        return
    stood = now - since if most is None else min(now - since, most)
    move_due(clock, clock.due_at + stood, now)
    clock.started_at += stood
    clock.paused_at = clock.stopped_at = None


def move_due(clock: TicketClock, due: datetime, now: datetime) -> None:
    """Put the end of a clock elsewhere; one that is no longer red may cross again."""
    clock.due_at = due
    if due > now:
        clock.crossed_at = None
