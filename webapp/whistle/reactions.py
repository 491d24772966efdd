"""What the whistle desk does when a ticket moves: a whistle follows its ticket into the one it was merged into."""

from sqlalchemy import select

from webapp.base.work import Work
from webapp.ticket.events import TicketStepped
from webapp.ticket.records import Ticket
from webapp.whistle.records import WhistleTicket


def follow_merge(work: Work, event: TicketStepped) -> None:
    """Reaction to `ticket.merge`: what was called about is the target now."""
    ticket = work.session.get(Ticket, event.ticket_id)
    while ticket is not None and ticket.merged_into is not None:
        ticket = work.session.get(Ticket, ticket.merged_into)
    if ticket is None or ticket.id == event.ticket_id:
        return
    rows = work.session.scalars(select(WhistleTicket).where(WhistleTicket.ticket_id == event.ticket_id)).all()
    for row in rows:
        key = {"whistle_id": row.whistle_id, "ticket_id": ticket.id}
        if work.session.get(WhistleTicket, key) is None:
            work.session.add(WhistleTicket(**key))
        work.session.delete(row)
