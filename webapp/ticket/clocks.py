"""The clocks of a ticket: started, paused, resumed and stopped as the table says."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webapp.base.clock import Limit, LimitUnit
from webapp.base.lifecycle import ClockChange
from webapp.base.worktime import WorkCalendar
from webapp.catalogue.calendar import calendar_of, desk_calendar
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
IN_WORK_TIME = frozenset({LimitUnit.WORK_HOUR, LimitUnit.WORK_DAY})


def limit_of(ticket: Ticket) -> Limit:
    """How long handling may take."""
    return Limit(ticket.limit_value, ticket.limit_unit)


def due_at(session: Session, kind: ClockKind, ticket: Ticket, start: datetime) -> datetime:
    """When a clock that starts now runs out: acceptance by the hours of its unit, verifying by those of the desk."""
    if kind is ClockKind.VERIFY:
        return (start if ticket.urgent else desk_calendar(session).next_open(start)) + VERIFY
    if kind is ClockKind.RECHECK:
        return looked_by(session, start)
    if kind is ClockKind.HANDLING:
        return _handled_by(calendar_of(session), ticket, start)
    if ticket.urgent:
        return start + ACCEPT_URGENT
    at_property = ticket.unit is not None and ticket.unit.kind is UnitKind.PROPERTY
    return calendar_of(session, ticket.unit_id).after(
        start, ACCEPT_PROPERTY if at_property else ACCEPT_OTHERS
    )


def looked_by(session: Session, start: datetime) -> datetime:
    """When a look asked for at `start` is done: by the end of the next work day."""
    return calendar_of(session).end_of_next_work_day(start)


def _handled_by(calendar: WorkCalendar, ticket: Ticket, start: datetime) -> datetime:
    """The limit's end, or the hotline's own deadline when that comes first."""
    due = calendar.after(start, limit_of(ticket))
    external = ticket.external_due
    return external if external is not None and start < external < due else due


def is_red(session: Session, ticket: Ticket, now: datetime) -> bool:
    """Whether acceptance or handling has run out, so that the next level may take part."""
    if not ticket.version:
        return False
    watched = (
        session.get(TicketClock, (ticket.id, kind)) for kind in (ClockKind.ACCEPTANCE, ClockKind.HANDLING)
    )
    return any(clock is not None and clock.is_red(now) for clock in watched)


def change(
    session: Session, ticket: Ticket, clocks: dict[ClockKind, TicketClock], kind: ClockKind, what: ClockChange,
    now: datetime,
) -> TicketClock | None:  # fmt: skip
    """Apply one change; returns a clock row that is new and must be added."""
    clock = clocks.get(kind)
    if what is ClockChange.START:
        return _start(session, ticket, clocks, kind, now)
    if clock is None:
        return None
    if what is ClockChange.STOP and clock.stopped_at is None:
        go_on(session, ticket, clock, now)  # a clock that stood still keeps the time it was given back
        clock.stopped_at = now
    elif what is ClockChange.PAUSE and clock.paused_at is None and clock.stopped_at is None:
        clock.paused_at = now
    elif what is ClockChange.GO_ON:
        go_on(session, ticket, clock, now)
    return None


def _start(
    session: Session, ticket: Ticket, clocks: dict[ClockKind, TicketClock], kind: ClockKind, now: datetime
) -> TicketClock | None:
    clock = clocks.get(kind)
    due = due_at(session, kind, ticket, now)
    if clock is None:
        clocks[kind] = TicketClock(ticket_id=ticket.id, kind=kind, started_at=now, due_at=due)
        return clocks[kind]
    clock.started_at, clock.due_at = now, due
    clock.paused_at = clock.stopped_at = clock.crossed_at = None
    return None


def go_on(
    session: Session, ticket: Ticket, clock: TicketClock, now: datetime, most: Limit | None = None
) -> None:
    """Give back the time that stood still, up to `most`; a stopped clock runs on from where it stopped.

    Of a limit in work time, the work time that was left is left again.
    """
    since = clock.paused_at or clock.stopped_at
    if since is None:
        return
    calendar = calendar_of(session)
    until = now if most is None else min(now, calendar.after(since, most))
    in_work_time = clock.kind is ClockKind.HANDLING and ticket.limit_unit in IN_WORK_TIME
    if in_work_time and since < clock.due_at:
        due = calendar.later(until, calendar.between(since, clock.due_at))
    else:
        due = clock.due_at + (until - since)
    move_due(clock, due, now)
    clock.started_at += until - since
    clock.paused_at = clock.stopped_at = None


def move_due(clock: TicketClock, due: datetime, now: datetime) -> None:
    """Put the end of a clock elsewhere; one that is no longer red may cross again."""
    clock.due_at = due
    if due > now:
        clock.crossed_at = None
