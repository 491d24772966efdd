"""Which facts each effect of the table changes on the ticket's row."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from webapp.ticket.clocks import limit_of
from webapp.ticket.counting import extended, hastened
from webapp.ticket.records import Ticket
from webapp.ticket.rules import AT_THE_UNIT, Case
from webapp.ticket.words import Effect, Gate, Kind, Level, State

NEXT_LEVEL = {Level.UNIT: Level.COMMUNITY, Level.COMMUNITY: Level.STREET, Level.STREET: Level.DISTRICT}


def fresh_gate(ticket: Ticket) -> Gate:
    """The gate of a ticket before anybody was invited: praise and staff's own finds have none."""
    return Gate.WAITING if ticket.resident_reported and ticket.kind is not Kind.PRAISE else Gate.NONE


def resident_takes_part(ticket: Ticket) -> None:
    """A resident reports or joins: from now on the gate stands before closing, unless it was opened already."""
    if not ticket.resident_reported:
        ticket.resident_reported = True
        ticket.promise_climbs_at = ticket.next_word_by  # from now on somebody waits for the word
        ticket.meeting_gate = fresh_gate(ticket)


def _files(t: Ticket, c: Case) -> None:
    t.filed_at = c.now
    if t.matter_class is not None and t.matter_class.danger:
        t.urgent = True


def _corrects(t: Ticket, c: Case) -> None:
    if t.matter_class is not None and t.matter_class.danger:
        t.urgent = True
    if c.given.about_unit is not None:
        t.about_unit = c.given.about_unit
    if c.given.kind is not None:
        t.kind = c.given.kind
        if t.meeting_gate in {Gate.NONE, Gate.WAITING}:
            t.meeting_gate = fresh_gate(t)


def _asked_is_answered(t: Ticket) -> None:
    t.asked, t.asked_by, t.asked_at = None, None, None


def _sets_unit(t: Ticket, c: Case) -> None:
    t.unit_id, t.unit = c.unit.id, c.unit
    t.assigned_to = None
    t.dispatched_at = c.now
    _asked_is_answered(t)


def _clears_unit(t: Ticket, _: Case) -> None:
    t.unit_id, t.unit, t.assigned_to = None, None, None


def _counts_return(t: Ticket, _: Case) -> None:
    t.returns += 1


def _raises_level(t: Ticket, _: Case) -> None:
    t.level = NEXT_LEVEL[t.level]


def _counts_extension(t: Ticket, c: Case) -> None:
    t.extensions += 1
    if t.due is not None:
        t.due = extended(c.calendar, t.due, limit_of(t))
    _asked_is_answered(t)


def _shortens_due(t: Ticket, c: Case) -> None:
    """Urgent, and due earlier."""
    t.urgent = True
    t.due = hastened(t.due, c.now, t.state in AT_THE_UNIT, c.given.due)


def _sets_wake(t: Ticket, c: Case) -> None:
    t.hang_ups += 1
    t.wake_at = c.given.until
    _asked_is_answered(t)


def _fed_back_moment(t: Ticket, c: Case) -> datetime:
    """A captured time may date feed-back back, never before dispatch, never ahead (lifecycle.md, Settled)."""
    captured: datetime | None = c.given.captured_at
    if captured is None or t.dispatched_at is None:
        return c.now
    return max(t.dispatched_at, min(captured, c.now))


def _feeds_back(t: Ticket, c: Case) -> None:
    t.handler_id = c.actor.person_id
    t.fed_back_at = _fed_back_moment(t, c)


def _answers(t: Ticket, c: Case) -> None:
    t.answered = True
    t.handler_id = c.actor.person_id
    t.fed_back_at = c.now


def _passes(t: Ticket, _: Case) -> None:
    t.recheck_passed = True


def _counts_rework(t: Ticket, _: Case) -> None:
    t.reworked += 1


def _closes(t: Ticket, c: Case) -> None:
    t.closed_at = c.now


def _self_handles(t: Ticket, c: Case) -> None:
    t.self_handled = True
    t.filed_at = c.now
    t.handler_id = c.actor.person_id
    t.fed_back_at = min(c.given.captured_at or c.now, c.now)
    t.reporters_open = 0


def _ends(t: Ticket, c: Case) -> None:
    t.ended_at = c.now


def _reopens(t: Ticket, _: Case) -> None:
    t.reopened += 1
    t.closed_at = t.ended_at = None
    t.extensions = 0
    t.recheck_passed = t.answered = t.self_handled = False
    t.meeting_gate = fresh_gate(t)
    t.fed_back_at = t.in_time = None
    t.reporters_open = None


def _refuses(t: Ticket, c: Case) -> None:
    t.refused_at = c.now
    t.refused_why, t.referral = c.given.reason, c.given.referral


def _objects(t: Ticket, _: Case) -> None:
    t.objections += 1


def _merges(t: Ticket, c: Case) -> None:
    """The target takes over what must not be lost: the resident's gate, the danger, the hotline's order."""
    target: Ticket = c.target
    t.merged_into = target.id
    target.urgent = target.urgent or t.urgent
    target.order_no = target.order_no or t.order_no
    target.external_due = min(filter(None, (target.external_due, t.external_due)), default=None)
    if t.resident_reported:
        resident_takes_part(target)


def _counts_join(t: Ticket, c: Case) -> None:
    t.joins += 1
    if c.actor.role == "resident" or c.given.for_resident:
        resident_takes_part(t)


EFFECTS: Mapping[Effect, Callable[[Ticket, Case], None]] = {
    Effect.FILES: _files,
    Effect.CORRECTS: _corrects,
    Effect.SETS_UNIT: _sets_unit,
    Effect.CLEARS_UNIT: _clears_unit,
    Effect.COUNTS_RETURN: _counts_return,
    Effect.RAISES_LEVEL: _raises_level,
    Effect.COUNTS_EXTENSION: _counts_extension,
    Effect.SHORTENS_DUE: _shortens_due,
    Effect.SETS_WAKE: _sets_wake,
    Effect.FEEDS_BACK: _feeds_back,
    Effect.ANSWERS: _answers,
    Effect.PASSES: _passes,
    Effect.COUNTS_REWORK: _counts_rework,
    Effect.CLOSES: _closes,
    Effect.SELF_HANDLES: _self_handles,
    Effect.ENDS: _ends,
    Effect.REOPENS: _reopens,
    Effect.REFUSES: _refuses,
    Effect.OBJECTS: _objects,
    Effect.MERGES: _merges,
    Effect.COUNTS_JOIN: _counts_join,
}


def apply(effects: tuple[Any, ...], ticket: Ticket, case: Case) -> None:
    """Change the row as the effects of a step say."""
    for effect in effects:
        EFFECTS[effect](ticket, case)


def leave(ticket: Ticket, before: State) -> None:
    """Facts that belong to where a ticket was end when it leaves: the wake date, a question to the street."""
    if before is State.HUNG_UP:
        ticket.wake_at = None
    if ticket.state not in AT_THE_UNIT:
        _asked_is_answered(ticket)


def judge(effects: tuple[Any, ...], ticket: Ticket) -> None:
    """In time = the feed-back that passed was not after the deadline; asked when the clocks have been set."""
    if Effect.PASSES in effects or Effect.ANSWERS in effects:
        ticket.in_time = ticket.due is None or (
            ticket.fed_back_at is not None and ticket.fed_back_at <= ticket.due
        )
