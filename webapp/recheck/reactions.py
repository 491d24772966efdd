"""What the recheck desk does when a ticket moves: a look is planned at feed-back, withdrawn when overtaken."""

from webapp.access.actor import RULE
from webapp.base.work import Work
from webapp.catalogue.settings import in_force
from webapp.recheck.commands import plan_recheck, plan_sample, void_recheck
from webapp.recheck.events import SampleFailed
from webapp.recheck.rules import is_sampled
from webapp.ticket.advance import take
from webapp.ticket.events import TicketStepped
from webapp.ticket.given import Given
from webapp.ticket.lifecycle import CLOSED_STATES
from webapp.ticket.records import Ticket
from webapp.ticket.words import Action, State

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
        void_recheck(work, ticket)


def sample_self_handled(work: Work, event: TicketStepped) -> None:
    """Reaction to `ticket.self_handle`: a second person looks at some of what was settled on the spot."""
    percent = int(in_force(work.session, work.kernel.clock)["self_handled_sample"])
    ticket = work.session.get(Ticket, event.ticket_id, with_for_update=True)
    if ticket is not None and is_sampled(ticket.id, percent):
        plan_sample(work, ticket)


def reopen_failed_sample(work: Work, event: SampleFailed) -> None:
    """Reaction to a sample that did not pass: the ticket is handled anew, by the place's firm or street."""
    ticket = work.session.get(Ticket, event.ticket_id, with_for_update=True)
    if ticket is None or ticket.state not in CLOSED_STATES:
        return
    work.actor = RULE
    given = Given(reason=f"抽查没通过：{event.reason}", not_solved=True, facts={"why": "自行处置抽查没通过"})
    take(work, ticket, Action.REOPEN, given)
