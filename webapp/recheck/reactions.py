"""What the recheck desk does when a ticket moves: a look is planned at feed-back, withdrawn when overtaken."""

from webapp.base.work import Work
from webapp.recheck.commands import plan_recheck, void_recheck
from webapp.ticket.events import TicketStepped
from webapp.ticket.records import Ticket
from webapp.ticket.words import State

LEAVES = ("ticket.pass", "ticket.fail", "ticket.merge", "ticket.cancel", "ticket.redispatch", "ticket.reopen")
"""Steps after which a recheck that still waits is overtaken."""


def ask_for_recheck(work: Work, event: TicketStepped) -> None:
    """Reaction to `ticket.feed_back`: somebody else looks again."""
    ticket = work.session.get(Ticket, event.ticket_id, with_for_update=True)
    if ticket is not None:
        plan_recheck(work, ticket)


def withdraw_recheck(work: Work, event: TicketStepped) -> None:
    """Reaction to every step that leaves the recheck behind: nobody is sent out in vain."""
    ticket = work.session.get(Ticket, event.ticket_id, with_for_update=True)
    if ticket is not None and ticket.state is not State.FED_BACK:
        void_recheck(work, ticket.id)
