"""Timed work of the meeting desk: waits that are over, and gates that nothing holds shut any more."""

import uuid

from sqlalchemy import exists, select

from webapp.access.actor import TIMER
from webapp.base.work import Kernel
from webapp.meeting.lifecycle import LIVE, InvitationState
from webapp.meeting.records import Invitation
from webapp.meeting.rounds import came_to_nothing, give_up, run_out
from webapp.ticket.advance import load
from webapp.ticket.records import Contact, Reporter, Ticket
from webapp.ticket.words import Gate

BATCH = 100


def run_out_invitations(kernel: Kernel) -> int:
    """Let invitations run out whose wait is over, then open gates that only waited for a call nobody can make.

    Returns how many invitations ran out and gates were opened; each in a unit of work of its own.
    """
    done = sum(_run_out(kernel, invitation_id) for invitation_id in _waited(kernel))
    return done + sum(_give_up(kernel, ticket_id) for ticket_id in _without_phone(kernel))


def _waited(kernel: Kernel) -> list[uuid.UUID]:
    over = (
        select(Invitation.id)
        .where(Invitation.state == InvitationState.SENT, Invitation.wait_until <= kernel.clock.now())
        .order_by(Invitation.wait_until)
        .limit(BATCH)
    )
    with kernel.read() as session:
        return list(session.scalars(over))


def _run_out(kernel: Kernel, invitation_id: uuid.UUID) -> int:
    with kernel.work(TIMER) as work:
        ticket_id = work.session.scalar(select(Invitation.ticket_id).where(Invitation.id == invitation_id))
        if ticket_id is None:
            return 0
        ticket = load(work, ticket_id)
        invitation = work.session.get_one(Invitation, invitation_id)
        if invitation.state is not InvitationState.SENT or invitation.wait_until > work.now:
            return 0  # answered, or taken back, between the look and the lock
        run_out(work, ticket, invitation)
        return 1


def _without_phone(kernel: Kernel) -> list[uuid.UUID]:
    """Tickets whose rounds are over and whose last phone was erased since, so that no call can come."""
    invited = exists().where(
        Invitation.ticket_id == Ticket.id, Invitation.series == Ticket.reopened,
        came_to_nothing(),
    )  # fmt: skip
    live = exists().where(Invitation.ticket_id == Ticket.id, Invitation.state.in_(LIVE))
    phone = (
        exists()
        .where(Reporter.ticket_id == Ticket.id, Reporter.resident, Reporter.left_at.is_(None))
        .where(Contact.report_id == Reporter.report_id, Contact.phone.is_not(None))
    )
    stuck = select(Ticket.id).where(
        Ticket.open_sort.is_not(None), Ticket.meeting_gate == Gate.WAITING, invited, ~live, ~phone
    )
    with kernel.read() as session:
        return list(session.scalars(stuck.order_by(Ticket.open_sort).limit(BATCH)))


def _give_up(kernel: Kernel, ticket_id: uuid.UUID) -> int:
    with kernel.work(TIMER) as work:
        return int(give_up(work, load(work, ticket_id)))
