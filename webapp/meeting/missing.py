"""No-shows: who did not come to a settled time. Never a decline; another time is offered at once.

A resident who did not come counts like one who did not answer. A handler who did not come costs the resident nothing:
the round is not counted, and the history says it where the street reads it.
"""

import uuid

from sqlalchemy import select

from webapp.base.fields import Command
from webapp.base.work import Work
from webapp.meeting import advance
from webapp.meeting.lifecycle import InvitationAction
from webapp.meeting.records import Invitation, MeetingPresence
from webapp.meeting.rounds import give_up, invite_if_due
from webapp.meeting.rules import Brought
from webapp.meeting.words import Side
from webapp.ticket.advance import load, load_seen


class MissMeeting(Command):
    """居民没来: said by the handler, a quarter of an hour after the time."""

    ticket_id: uuid.UUID
    seen: int | None = None


class WaitInVain(Command):
    """没等到人: said by the resident who came."""

    ticket_id: uuid.UUID
    invitation: uuid.UUID


def miss_meeting(work: Work, order: MissMeeting) -> Invitation:
    """The resident did not come: the next round, or the end of waiting."""
    ticket = load_seen(work, order.ticket_id, order.seen)
    invitation = advance.current(work, ticket)
    brought = Brought(missed_by=Side.RESIDENT, there=there(work, invitation))
    advance.move(work, ticket, invitation, InvitationAction.MISS, brought)
    if invite_if_due(work, ticket) is None:
        give_up(work, ticket)
    return invitation


def wait_in_vain(work: Work, order: WaitInVain) -> Invitation:
    """The handler did not come: the round does not count, and another time is offered (reactions.py).

    The resident's word stands against a sign-in too, which is evidence and no proof: the street reads of it.
    """
    ticket = load(work, order.ticket_id)
    invitation = advance.current(work, ticket, order.invitation)
    brought = Brought(missed_by=Side.HANDLER, there=there(work, invitation))
    return advance.move(work, ticket, invitation, InvitationAction.WAIT_IN_VAIN, brought)


def there(work: Work, invitation: Invitation) -> frozenset[Side]:
    """Who has signed in on the spot."""
    query = select(MeetingPresence.side).where(MeetingPresence.invitation_id == invitation.id)
    return frozenset(work.session.scalars(query))
