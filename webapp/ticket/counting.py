"""How clocks are counted: what starts, pauses, resumes and stops them, and when each runs out.

Nothing here asks the database: the same rules set the clocks at a step and work them out again from the history
(`reckoning`). What they are counted by are a ticket's terms and the calendars, both given.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from webapp.base.clock import Limit, LimitUnit
from webapp.base.lifecycle import ClockChange
from webapp.base.worktime import WorkCalendar
from webapp.catalogue.calendar import Calendars
from webapp.ticket.records import TicketClock
from webapp.ticket.words import ClockKind

Changes = tuple[tuple[ClockKind, ClockChange], ...]
Held = dict[ClockKind, TicketClock]
"""A ticket's clocks by their kind."""

# lifecycle.md, Defaults
VERIFY: Final = timedelta(minutes=2)
ACCEPT_URGENT: Final = timedelta(minutes=30)
ACCEPT_PROPERTY: Final = Limit(2, LimitUnit.WORK_HOUR)
ACCEPT_OTHERS: Final = Limit(4, LimitUnit.WORK_HOUR)
LONGEST_ASKING: Final = Limit(1, LimitUnit.WORK_DAY)
"""How long handling stands still at most while the street is asked (lifecycle.md, return)."""
IN_WORK_TIME: Final = frozenset({LimitUnit.WORK_HOUR, LimitUnit.WORK_DAY})


@dataclass(frozen=True)
class Terms:
    """What a ticket's clocks are counted by, as it stands when a step sets them."""

    limit: Limit
    urgent: bool = False
    external: datetime | None = None
    """The hotline's own deadline."""
    unit_id: uuid.UUID | None = None
    at_property: bool = False
    """Whether that unit is a property firm."""


@dataclass(frozen=True)
class Moved:
    """What a step says itself about the deadline."""

    due: datetime | None = None
    """The end of handling, as the desk wrote it."""
    afresh: bool = False
    most: Limit | None = None
    """How long a clock that goes on had stood still at most."""


STAYS: Final = Moved()


def runs_out(kind: ClockKind, terms: Terms, calendars: Calendars, start: datetime) -> datetime:
    """When a clock that starts at `start` runs out: acceptance by its unit's hours, verifying by the desk's."""
    if kind is ClockKind.VERIFY:
        return (start if terms.urgent else calendars.desk.next_open(start)) + VERIFY
    if kind is ClockKind.RECHECK:
        return calendars.of().end_of_next_work_day(start)
    if kind is ClockKind.HANDLING:
        return _handled_by(calendars.of(), terms, start)
    if terms.urgent:
        return start + ACCEPT_URGENT
    return calendars.of(terms.unit_id).after(start, ACCEPT_PROPERTY if terms.at_property else ACCEPT_OTHERS)


def _handled_by(calendar: WorkCalendar, terms: Terms, start: datetime) -> datetime:
    """The limit's end, or the hotline's own deadline when that comes first."""
    due = calendar.after(start, terms.limit)
    external = terms.external
    return external if external is not None and start < external < due else due


def extended(calendar: WorkCalendar, due: datetime, limit: Limit) -> datetime:
    """延期: once more the limit, from where it would have ended (lifecycle.md, extend)."""
    return calendar.after(due, limit)


def hastened(due: datetime | None, now: datetime, runs: bool, wanted: datetime | None) -> datetime | None:
    """催办: due as wanted, else when half of what is left is over; a clock that stands still stays."""
    if wanted is not None:
        return wanted
    return now + (due - now) / 2 if runs and due is not None and due > now else due


def run(
    held: Held, changes: Changes, ticket_id: uuid.UUID, terms: Terms, calendars: Calendars, now: datetime,
    most: Limit | None = None,
) -> list[TicketClock]:  # fmt: skip
    """Apply changes to a ticket's clocks; returns those that are new."""
    fresh = []
    for kind, what in changes:
        clock = held.get(kind)
        if what is ClockChange.START and clock is None:
            due = runs_out(kind, terms, calendars, now)
            held[kind] = TicketClock(ticket_id=ticket_id, kind=kind, started_at=now, due_at=due)
            fresh.append(held[kind])
        elif clock is not None:
            _change(clock, what, terms, calendars, now, most)
    return fresh


def _change(
    clock: TicketClock,
    what: ClockChange,
    terms: Terms,
    calendars: Calendars,
    now: datetime,
    most: Limit | None,
) -> None:
    if what is ClockChange.START:
        clock.started_at, clock.due_at = now, runs_out(clock.kind, terms, calendars, now)
        clock.paused_at = clock.stopped_at = clock.crossed_at = None
    elif what is ClockChange.STOP and clock.stopped_at is None:
        _go_on(
            clock, terms, calendars, now, most
        )  # a clock that stood still keeps the time it was given back
        clock.stopped_at = now
    elif what is ClockChange.PAUSE and clock.paused_at is None and clock.stopped_at is None:
        clock.paused_at = now
    elif what is ClockChange.GO_ON:
        _go_on(clock, terms, calendars, now, most)


def _go_on(clock: TicketClock, terms: Terms, calendars: Calendars, now: datetime, most: Limit | None) -> None:
    """Give back the time that stood still, up to `most`; a stopped clock runs on from where it stopped.

    Of a limit in work time, the work time that was left is left again.
    """
    since = clock.paused_at or clock.stopped_at
    if since is None:
        return
    calendar = calendars.of()
    until = now if most is None else min(now, calendar.after(since, most))
    in_work_time = clock.kind is ClockKind.HANDLING and terms.limit.unit in IN_WORK_TIME
    if in_work_time and since < clock.due_at:
        due = calendar.later(until, calendar.between(since, clock.due_at))
    else:
        due = clock.due_at + (until - since)
    move_due(clock, due, now)
    clock.started_at += until - since
    clock.paused_at = clock.stopped_at = None


def settle_due(held: Held, terms: Terms, calendars: Calendars, now: datetime, moved: Moved) -> None:
    """Where the step itself says when handling ends, let its clock end then."""
    handling = held.get(ClockKind.HANDLING)
    if handling is None:
        return
    if moved.afresh:
        handling.started_at = now
        move_due(handling, runs_out(ClockKind.HANDLING, terms, calendars, now), now)
    elif moved.due is not None:
        move_due(handling, moved.due, now)


def answer_sooner(held: Mapping[ClockKind, TicketClock], now: datetime) -> None:
    """What is urgent is answered within the urgent time, from now."""
    acceptance = held.get(ClockKind.ACCEPTANCE)
    if acceptance is not None and acceptance.stopped_at is None:
        acceptance.due_at = min(acceptance.due_at, now + ACCEPT_URGENT)


def move_due(clock: TicketClock, due: datetime, now: datetime) -> None:
    """Put the end of a clock elsewhere; one that is no longer red may cross again."""
    clock.due_at = due
    if due > now:
        clock.crossed_at = None
