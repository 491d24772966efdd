"""The direct road: right after a report, file and dispatch by rule in one commit (C7, within 2 s)."""

from webapp.access.actor import RULE
from webapp.base.work import Work
from webapp.catalogue.records import MatterClass
from webapp.dispatch.rules import goes_directly
from webapp.place.records import ManagementUnit
from webapp.ticket.advance import take
from webapp.ticket.events import TicketStepped
from webapp.ticket.given import Given
from webapp.ticket.records import Ticket
from webapp.ticket.words import Action, State


def route_directly(work: Work, event: TicketStepped) -> None:
    """File and dispatch an ordinary property matter; everything else waits for the desk, never nowhere."""
    ticket = work.session.get(Ticket, event.ticket_id, with_for_update=True)
    if ticket is None or ticket.state is not State.NEW or ticket.management_unit_id is None:
        return
    matter_class = work.session.get(MatterClass, ticket.class_id) if ticket.class_id else None
    firm = work.session.get_one(ManagementUnit, ticket.management_unit_id).firm
    if matter_class is None or firm is None or not goes_directly(ticket, matter_class.direct, firm.live):
        return
    work.actor = RULE
    take(work, ticket, Action.FILE)
    why = f"按类别直派：{matter_class.name} × {firm.name}"
    take(work, ticket, Action.DISPATCH, Given(unit_id=firm.id, facts={"why": why, "unit": firm.id}))
