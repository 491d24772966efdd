"""What a step does to the clocks of its ticket and to the promise to the resident."""

from datetime import datetime

from sqlalchemy import select

from webapp.base.errors import Invalid
from webapp.base.lifecycle import ClockChange, Step
from webapp.base.work import Work
from webapp.catalogue.calendar import calendar_of
from webapp.ticket import clocks, promise
from webapp.ticket.given import Given
from webapp.ticket.lifecycle import TICKET
from webapp.ticket.records import Ticket, TicketClock
from webapp.ticket.words import ClockKind, Effect, Need, State

Changes = tuple[tuple[ClockKind, ClockChange], ...]


def follow(work: Work, ticket: Ticket, row: Step[State], given: Given, entered: bool) -> None:
    """Set the clocks as the row says, the deadline as they stand then, and the promise to the resident."""
    hastened = Effect.SHORTENS_DUE in row.effects
    moved = hastened or Effect.COUNTS_EXTENSION in row.effects
    settled = given if Need.DEADLINE in row.needs else Given(starts_afresh=given.starts_afresh)
    if settled.limit is not None:
        ticket.limit_value, ticket.limit_unit = settled.limit.value, settled.limit.unit
    if row.clocks or moved:
        held = run(work, ticket, tuple((ClockKind(kind), what) for kind, what in row.clocks))
        _set_due(work, ticket, held.get(ClockKind.HANDLING), settled, moved)
        if hastened:
            _answer_sooner(held.get(ClockKind.ACCEPTANCE), work.now)
    renewed = (
        entered or (ClockKind.PROMISE, ClockChange.RENEW) in row.clocks or given.next_word_by is not None
    )
    _promise(work, ticket, given, renewed)


def run(work: Work, ticket: Ticket, changes: Changes) -> dict[ClockKind, TicketClock]:
    """Apply changes to a ticket's clocks; returns all it has."""
    held: dict[ClockKind, TicketClock] = {}
    if ticket.version:
        rows = work.session.scalars(select(TicketClock).where(TicketClock.ticket_id == ticket.id))
        held = {clock.kind: clock for clock in rows}
    for kind, what in changes:
        fresh = clocks.change(work.session, ticket, held, kind, what, work.now)
        if fresh is not None:
            work.add(fresh)
    return held


def run_noted(work: Work, ticket: Ticket, changes: Changes) -> None:
    """Set the clocks without a step, for example while the street is asked; the deadline follows them."""
    handling = run(work, ticket, changes).get(ClockKind.HANDLING)
    if handling is not None:
        ticket.due = handling.due_at


def _set_due(work: Work, ticket: Ticket, handling: TicketClock | None, given: Given, moved: bool) -> None:
    now = work.now
    if handling is None:
        return
    if given.starts_afresh:
        handling.started_at = now
        clocks.move_due(handling, clocks.due_at(work.session, ClockKind.HANDLING, ticket, now), now)
    elif given.due is not None or (moved and ticket.due is not None):
        clocks.move_due(handling, given.due or ticket.due or handling.due_at, now)
    ticket.due = handling.due_at


def _answer_sooner(acceptance: TicketClock | None, now: datetime) -> None:
    """What is urgent is answered within the urgent time, from now."""
    if acceptance is not None and acceptance.stopped_at is None:
        acceptance.due_at = min(acceptance.due_at, now + clocks.ACCEPT_URGENT)


def _promise(work: Work, ticket: Ticket, given: Given, renewed: bool) -> None:
    if ticket.state not in TICKET.open_states:
        ticket.next_word_by = ticket.promise_climbs_at = None
        ticket.promise_level = promise.Climb.NOBODY
        return
    calendar, tier, now, before = calendar_of(work.session), ticket.tier, work.now, ticket.next_word_by
    if not renewed:
        ticket.next_word_by = promise.kept_within(calendar, tier, now, ticket.next_word_by)
    else:
        try:
            ticket.next_word_by = promise.next_word_by(calendar, tier, now, given.next_word_by)
        except ValueError as wrong:
            raise Invalid({"next_word_by": str(wrong)}) from None
    if renewed or ticket.next_word_by != before:
        ticket.promise_level, ticket.promise_climbs_at = promise.Climb.NOBODY, None
    if ticket.resident_reported and ticket.promise_level == promise.Climb.NOBODY:
        ticket.promise_climbs_at = ticket.next_word_by
