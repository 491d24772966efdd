"""Sending a ticket to a unit, by the desk or by rule, and by one key together with filing it."""

import uuid

from pydantic import Field

from webapp.base.clock import Limit, LimitUnit
from webapp.base.fields import Command, LocalMoment, MaybeWords, ShortWords, Words
from webapp.base.work import Work
from webapp.place.queries import the_one_door
from webapp.ticket.advance import advance, load_seen, take
from webapp.ticket.filing import correct_and_file
from webapp.ticket.given import Given
from webapp.ticket.records import TicketStep
from webapp.ticket.words import Action, Kind


class DispatchTicket(Command):
    """派遣: the unit, and how long it has (the class's own limit when left out); `note` is a word to the unit."""

    ticket_id: uuid.UUID
    unit: uuid.UUID
    limit_value: int | None = Field(default=None, ge=1, le=366)
    limit_unit: LimitUnit = LimitUnit.CALENDAR_DAY
    due: LocalMoment | None = None
    note: MaybeWords = ""
    seen: int | None = None


class FileAndDispatch(DispatchTicket):
    """立案并派遣: what the desk settled while reading, then the unit and the deadline."""

    klass: uuid.UUID | None = None
    standard: uuid.UUID | None = None
    door: uuid.UUID | None = None
    component: uuid.UUID | None = None
    """The component that it is about; none leaves what was known."""
    kind: Kind | None = None
    about_unit: bool | None = None
    place: ShortWords | None = None
    """The door in words, when the report named the wrong one."""
    reason: MaybeWords = ""


class RedispatchTicket(Command):
    """改派: another unit, with the reason; the clock goes on unless it is to start afresh."""

    ticket_id: uuid.UUID
    unit: uuid.UUID
    reason: Words
    starts_afresh: bool = False
    seen: int | None = None


def dispatch_ticket(work: Work, order: DispatchTicket, why: str = "") -> TicketStep:
    """Send a filed ticket to its unit; the handling and acceptance clocks start."""
    return advance(work, order.ticket_id, Action.DISPATCH, _given(order, why), order.seen)


def file_and_dispatch(work: Work, order: FileAndDispatch, why: str = "") -> TicketStep:
    """Correct, file and send in one commit: one key at the desk. All of it happens or nothing."""
    ticket = load_seen(work, order.ticket_id, order.seen)
    door_id = the_one_door(work.session, order.place).id if order.place else order.door
    correct_and_file(
        work,
        ticket,
        order.klass,
        door_id,
        order.kind,
        order.about_unit,
        order.reason or None,
        order.component,
        order.standard,
    )
    return take(work, ticket, Action.DISPATCH, _given(order, why))


def redispatch_ticket(work: Work, order: RedispatchTicket) -> TicketStep:
    """Send a dispatched ticket to another unit."""
    given = Given(
        unit_id=order.unit, reason=order.reason, starts_afresh=order.starts_afresh, facts={"unit": order.unit}
    )
    return advance(work, order.ticket_id, Action.REDISPATCH, given, order.seen)


def _given(order: DispatchTicket, why: str) -> Given:
    limit = Limit(order.limit_value, order.limit_unit) if order.limit_value else None
    return Given(
        unit_id=order.unit, limit=limit, due=order.due, reason=order.note or None,
        facts={"why": why, "unit": order.unit},
    )  # fmt: skip
