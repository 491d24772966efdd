"""What the supervising desk does when a ticket moves: a notice follows its ticket into the one it was merged into."""

from sqlalchemy import select

from webapp.base.work import Work
from webapp.supervise.records import NoticeTicket
from webapp.ticket.events import TicketStepped
from webapp.ticket.tombstone import follow


def follow_merge(work: Work, event: TicketStepped) -> None:
    """Reaction to `ticket.merge`: what was asked about the merged ticket is asked about its target now."""
    rows = work.session.scalars(select(NoticeTicket).where(NoticeTicket.ticket_id == event.ticket_id)).all()
    if not rows:
        return
    ticket = follow(work.session, event.ticket_id)
    if ticket.id == event.ticket_id:
        return
    for row in rows:
        key = {"notice_id": row.notice_id, "ticket_id": ticket.id}
        if work.session.get(NoticeTicket, key) is None:
            work.session.add(NoticeTicket(**key))
        work.session.delete(row)
    ticket.noticed = True
