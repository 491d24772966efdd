"""The direct road: right after a report, file and dispatch by rule in one commit (C7 and C15, within 2 s)."""

from webapp.access.actor import RULE
from webapp.base.work import Work
from webapp.dispatch.routing.book import DEFAULT
from webapp.dispatch.routing.deciding import decide
from webapp.dispatch.routing.words import Way
from webapp.dispatch.rules import may_go_directly
from webapp.ticket.advance import note, take
from webapp.ticket.component_of import tie_likely_component
from webapp.ticket.events import TicketStepped
from webapp.ticket.given import Given
from webapp.ticket.records import Ticket
from webapp.ticket.words import Action, State


def route_directly(work: Work, event: TicketStepped) -> None:
    """File and dispatch what a rule sends at once; everything else waits for the desk, never nowhere.

    Where the rule's unit cannot take it, the ticket's history says so to whoever is at the desk.
    """
    ticket = work.session.get(Ticket, event.ticket_id, with_for_update=True)
    if ticket is None or ticket.state is not State.NEW:
        return
    work.actor = RULE
    tie_likely_component(work, ticket)
    if not may_go_directly(ticket):
        return
    found = decide(work.session, ticket, work.now)
    if found is None or found.rule.way is Way.DESK:
        return
    if found.unit is None:
        if found.version != DEFAULT:
            note(work, ticket, "rule_stopped", reason=f"{found.why}，请坐席来派", said=found.facts)
        return
    take(work, ticket, Action.FILE)
    take(work, ticket, Action.DISPATCH, Given(unit_id=found.unit.id, facts=found.facts))
