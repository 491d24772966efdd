"""结案: the desk closes what passed its recheck or was answered."""

import uuid

from webapp.base.fields import Command
from webapp.base.work import Work
from webapp.ticket.advance import advance
from webapp.ticket.records import TicketStep
from webapp.ticket.words import Action


class CloseTicket(Command):
    """结案 of one ticket."""

    ticket_id: uuid.UUID
    seen: int | None = None


def close_ticket(work: Work, order: CloseTicket) -> TicketStep:
    """Close it, once the meeting gate is open; the residents who reported are called then."""
    return advance(work, order.ticket_id, Action.CLOSE, seen=order.seen)
