"""What reports leave in the search index when their ticket comes, changes its place, or takes others in."""

import uuid

from sqlalchemy import select

from webapp.base.work import Work
from webapp.report.records import Report
from webapp.ticket.events import TicketStepped
from webapp.ticket.records import Reporter, Ticket
from webapp.ticket.search import index_words

CHANGES_WORDS = (
    "ticket.report",
    "ticket.self_handle",
    "ticket.join",
    "ticket.correct",
    "ticket.file",
    "ticket.merge",
)


def index_ticket(work: Work, event: TicketStepped) -> None:
    """Make a ticket findable by its words; of a merge, the one that took the reports as well."""
    ticket = work.session.get(Ticket, event.ticket_id)
    if ticket is None:
        return
    _index(work, ticket)
    target = work.session.get(Ticket, ticket.merged_into) if ticket.merged_into else None
    if target is not None:
        _index(work, target)


def _index(work: Work, ticket: Ticket) -> None:
    name = ticket.matter_class.name if ticket.matter_class else ""
    # Whoever may search must not find by the words what they may not read (safety.md 4).
    told = [ticket.coarse_words] if ticket.confidential else [ticket.place_words, *_texts(work, ticket.id)]
    index_words(work.session, ticket, " ".join([ticket.number, name, *told]))


def _texts(work: Work, ticket_id: uuid.UUID) -> list[str]:
    query = (
        select(Report.text)
        .join(Reporter, Reporter.report_id == Report.id)
        .where(Reporter.ticket_id == ticket_id, Report.confidential.is_(False))
    )
    return list(work.session.scalars(query))
