"""What the meeting desk does when a ticket moves: invite, or take the invitation back."""

from webapp.base.work import Work
from webapp.meeting.events import InvitationMoved
from webapp.meeting.rounds import invite_if_due, take_back
from webapp.ticket.events import TicketStepped
from webapp.ticket.records import Ticket

INVITES_ON = (
    "ticket.dispatch", "ticket.redispatch", "ticket.reopen", "ticket.join", "ticket.answer", "ticket.merge",
)  # fmt: skip
TAKES_BACK_ON = ("ticket.merge", "ticket.cancel", "ticket.refuse", "ticket.correct", "ticket.close")


def invite_residents(work: Work, event: TicketStepped) -> None:
    """Invite everybody who reported, once somebody has the ticket; a merged one's reporters are at its target."""
    ticket = work.session.get(Ticket, event.ticket_id, with_for_update=True)
    while ticket is not None and ticket.merged_into is not None:
        ticket = work.session.get(Ticket, ticket.merged_into, with_for_update=True)
    if ticket is not None:
        invite_if_due(work, ticket)


def invite_after_no_show(work: Work, event: InvitationMoved) -> None:
    """A resident waited in vain: offer another time."""
    ticket = work.session.get(Ticket, event.ticket_id, with_for_update=True)
    if ticket is not None:
        invite_if_due(work, ticket)


def take_back_invitation(work: Work, event: TicketStepped) -> None:
    """Withdraw the invitation of a ticket that was merged, cancelled, refused, or needs no meeting any more."""
    ticket = work.session.get(Ticket, event.ticket_id, with_for_update=True)
    if ticket is not None:
        take_back(work, ticket)
