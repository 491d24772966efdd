"""Sending a ticket to a unit, by the desk or by rule."""

import uuid

from pydantic import Field

from webapp.base.clock import Limit, LimitUnit
from webapp.base.fields import Command, LocalMoment, Words
from webapp.base.work import Work
from webapp.ticket.advance import advance
from webapp.ticket.given import Given
from webapp.ticket.records import TicketStep
from webapp.ticket.words import Action


class DispatchTicket(Command):
    """派遣: the unit, and how long it has (the class's own limit when left out)."""

    ticket_id: uuid.UUID
    unit: uuid.UUID
    limit_value: int | None = Field(default=None, ge=1, le=366)
    limit_unit: LimitUnit = LimitUnit.CALENDAR_DAY
    due: LocalMoment | None = None
    seen: int | None = None


class RedispatchTicket(Command):
    """改派: another unit, with the reason; the clock goes on unless it is to start afresh."""

    ticket_id: uuid.UUID
    unit: uuid.UUID
    reason: Words
    starts_afresh: bool = False
    seen: int | None = None


def dispatch_ticket(work: Work, order: DispatchTicket, why: str = "") -> TicketStep:
    """Send a filed ticket to its unit; the handling and acceptance clocks start."""
    limit = Limit(order.limit_value, order.limit_unit) if order.limit_value else None
    given = Given(unit_id=order.unit, limit=limit, due=order.due, facts={"why": why, "unit": order.unit})
    return advance(work, order.ticket_id, Action.DISPATCH, given, order.seen)


def redispatch_ticket(work: Work, order: RedispatchTicket) -> TicketStep:
    """Send a dispatched ticket to another unit."""
    given = Given(
        unit_id=order.unit, reason=order.reason, starts_afresh=order.starts_afresh, facts={"unit": order.unit}
    )
    return advance(work, order.ticket_id, Action.REDISPATCH, given, order.seen)
