"""结案: the desk closes what passed its recheck or was answered, one line or several at once."""

import uuid
from dataclasses import dataclass

from pydantic import Field

from webapp.base.errors import Problem
from webapp.base.fields import Command
from webapp.base.work import Work
from webapp.ticket.advance import advance
from webapp.ticket.records import TicketStep
from webapp.ticket.words import Action


class CloseTicket(Command):
    """结案 of one ticket."""

    ticket_id: uuid.UUID
    seen: int | None = None


class CloseTickets(Command):
    """结案 of several lines of a list."""

    ticket_ids: tuple[uuid.UUID, ...] = Field(min_length=1, max_length=50)


@dataclass(frozen=True)
class Closed:
    """What came of closing several: ids that are closed now, and for each other id the sentence why not."""

    closed: tuple[uuid.UUID, ...]
    left: dict[uuid.UUID, str]


def close_ticket(work: Work, order: CloseTicket) -> TicketStep:
    """Close it, once the meeting gate is open; the residents who reported are called then."""
    return advance(work, order.ticket_id, Action.CLOSE, seen=order.seen)


def close_tickets(work: Work, order: CloseTickets) -> Closed:
    """Close those that may be closed; the others stay as they are, each with its reason."""
    closed: list[uuid.UUID] = []
    left: dict[uuid.UUID, str] = {}
    for ticket_id in sorted(set(order.ticket_ids)):  # one order of locks for everybody
        try:
            advance(work, ticket_id, Action.CLOSE)
            closed.append(ticket_id)
        except Problem as problem:
            left[ticket_id] = problem.sentence
    return Closed(tuple(closed), left)
