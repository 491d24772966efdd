"""What a step does to the clocks of its ticket and to the promise to the resident, and what the history keeps of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from webapp.base.clock import Limit
from webapp.base.errors import Invalid
from webapp.base.lifecycle import ClockChange, Step
from webapp.base.work import Work
from webapp.catalogue.calendar import calendar_of, calendars
from webapp.ticket import counting, promise
from webapp.ticket.clocks import terms_of
from webapp.ticket.counting import STAYS, Changes, Held, Moved
from webapp.ticket.given import Given
from webapp.ticket.lifecycle import TICKET
from webapp.ticket.records import Ticket, TicketClock
from webapp.ticket.timed import told
from webapp.ticket.words import ClockKind, Effect, Need, State


def follow(work: Work, ticket: Ticket, row: Step[State], given: Given, entered: bool) -> Mapping[str, Any]:
    """Set the clocks as the row says, the deadline as they stand then, and the promise to the resident.

    Returns what the history line keeps, so that the clocks can be worked out again (`reckoning`).
    """
    wanted = given if Need.DEADLINE in row.needs else Given(starts_afresh=given.starts_afresh)
    if wanted.limit is not None:
        ticket.limit_value, ticket.limit_unit = wanted.limit.value, wanted.limit.unit
    said: Mapping[str, Any] = {}
    hastened = Effect.SHORTENS_DUE in row.effects
    if row.clocks or hastened or Effect.COUNTS_EXTENSION in row.effects:
        changes = tuple((ClockKind(kind), what) for kind, what in row.clocks)
        moved = hastened or Effect.COUNTS_EXTENSION in row.effects
        due = ticket.due if moved else wanted.due
        held = _run(work, ticket, changes, Moved(due, wanted.starts_afresh))
        if hastened:
            counting.answer_sooner(held, work.now)
        asked = Moved(given.due if hastened else wanted.due, wanted.starts_afresh)
        said = told(terms_of(ticket), held, changes, asked, due_moved=moved)
    renewed = (
        entered or (ClockKind.PROMISE, ClockChange.RENEW) in row.clocks or given.next_word_by is not None
    )
    _promise(work, ticket, given, renewed)
    return said


def note_clocks(work: Work, ticket: Ticket, changes: Changes, most: Limit | None = None) -> Mapping[str, Any]:
    """Set the clocks without a step, for example while the street is asked; the deadline follows them.

    `most` is how long a clock that goes on had stood still at most. Returns what the history line keeps of it.
    """
    moved = Moved(most=most)
    held = _run(work, ticket, changes, moved)
    return told(terms_of(ticket), held, changes, moved, noted=True)


def _run(work: Work, ticket: Ticket, changes: Changes, moved: Moved = STAYS) -> Held:
    """Apply changes to a ticket's clocks; its deadline is where handling ends then."""
    held: Held = {}
    if ticket.version:
        rows = work.session.scalars(select(TicketClock).where(TicketClock.ticket_id == ticket.id))
        held = {clock.kind: clock for clock in rows}
    terms, days = terms_of(ticket), calendars(work.session)
    work.add(*counting.run(held, changes, ticket.id, terms, days, work.now, moved.most))
    counting.settle_due(held, terms, days, work.now, moved)
    if ClockKind.HANDLING in held:
        ticket.due, ticket.counted_from = held[ClockKind.HANDLING].due_at, held[ClockKind.HANDLING].started_at
    return held


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
