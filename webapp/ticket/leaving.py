"""A reporter who lets go: the only one withdraws the ticket, one of several just leaves it to the others."""

import uuid

from sqlalchemy import select

from webapp.access.role import Permission
from webapp.base.work import Work
from webapp.ticket.advance import load_seen, note, take
from webapp.ticket.queries import reporter_count
from webapp.ticket.records import Reporter, Ticket, TicketStep
from webapp.ticket.words import Action, Gate


def cancel_or_leave(work: Work, ticket_id: uuid.UUID, seen: int | None = None) -> TicketStep:
    """撤回 by the only reporter; else «我不跟了»: the actor's report no longer counts, the ticket goes on."""
    ticket = load_seen(work, ticket_id, seen)
    if reporter_count(work.session, ticket.id, work.actor.report_id) == 0:
        return take(work, ticket, Action.CANCEL)
    return leave(work, ticket, work.actor.report_id)


def leave(work: Work, ticket: Ticket, report_id: uuid.UUID) -> TicketStep:
    """One reporter of several goes; nobody is invited to a meeting for whom nobody is left."""
    work.actor.require(Permission.CANCEL)
    reporter = work.session.get_one(Reporter, report_id, with_for_update=True)
    reporter.left_at = reporter.left_at or work.now
    residents = select(Reporter.report_id).where(
        Reporter.ticket_id == ticket.id, Reporter.resident, Reporter.left_at.is_(None)
    )
    if work.session.scalars(residents.limit(1)).first() is not None:
        return note(work, ticket, "leave")
    gate = Gate.NONE if ticket.meeting_gate is Gate.WAITING else ticket.meeting_gate
    return note(work, ticket, "leave", resident_reported=False, meeting_gate=gate)
