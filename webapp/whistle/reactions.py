"""What the whistle desk does when a ticket moves: a whistle follows its ticket into the one it was merged into."""

import uuid

from sqlalchemy import select

from webapp.base.work import Work
from webapp.people.records import Unit
from webapp.ticket.events import TicketStepped
from webapp.ticket.records import Ticket
from webapp.whistle.lifecycle import OPEN
from webapp.whistle.parts import let_in
from webapp.whistle.records import Whistle, WhistleParty, WhistleTicket


def follow_merge(work: Work, event: TicketStepped) -> None:
    """Reaction to `ticket.merge`: what was called about is the target now, and those who are called take part in it."""
    ticket = work.session.get(Ticket, event.ticket_id)
    while ticket is not None and ticket.merged_into is not None:
        ticket = work.session.get(Ticket, ticket.merged_into)
    if ticket is None or ticket.id == event.ticket_id:
        return
    work.session.refresh(ticket, with_for_update=True)
    rows = work.session.scalars(select(WhistleTicket).where(WhistleTicket.ticket_id == event.ticket_id)).all()
    for row in rows:
        key = {"whistle_id": row.whistle_id, "ticket_id": ticket.id}
        if work.session.get(WhistleTicket, key) is None:
            work.session.add(WhistleTicket(**key))
        work.session.delete(row)
    _let_in(work, ticket, [row.whistle_id for row in rows])


def _let_in(work: Work, ticket: Ticket, whistle_ids: list[uuid.UUID]) -> None:
    called = (
        select(Unit, WhistleParty.called_at)
        .join(WhistleParty, WhistleParty.unit_id == Unit.id)
        .join(Whistle, Whistle.id == WhistleParty.whistle_id)
        .where(Whistle.id.in_(whistle_ids), Whistle.state.in_(OPEN))
    )
    for unit, called_at in work.session.execute(called).all():
        let_in(work, ticket, unit, called_at)
