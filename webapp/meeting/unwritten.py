"""Meetings whose result nobody writes: the handler is reminded, then who leads the unit, then the street.

The first a wait after the settled time (a quarter of the limit, at most 24 h, lifecycle.md), the next ones a wait each
after that. Whatever is said about the meeting ends it: minutes, a no-show, another time, a call. 保密 is the street's own
meeting, so nobody but the street hears of it.
"""

import uuid

from sqlalchemy import select

from webapp.access.actor import TIMER
from webapp.base.batches import each_alone
from webapp.base.work import Kernel, Work
from webapp.meeting.events import MeetingUnwritten
from webapp.meeting.records import Invitation
from webapp.meeting.rules import meets_the_street, wait_of, words_of_time
from webapp.ticket.advance import load, note
from webapp.ticket.promise import HEARS, Climb

BATCH = 100


def climb_unwritten(kernel: Kernel) -> int:
    """Tell the next one of each meeting without a result, one level a turn; returns how many climbed."""
    late = select(Invitation.ticket_id, Invitation.id).where(Invitation.climbs_at <= kernel.clock.now())
    with kernel.read() as session:
        found = session.execute(late.order_by(Invitation.climbs_at).limit(BATCH)).all()
    return each_alone(kernel, TIMER, found, _tell)


def _tell(work: Work, one: tuple[uuid.UUID, uuid.UUID]) -> bool:
    """Looked at again under the ticket's lock: a result since then has ended it."""
    ticket_id, invitation_id = one
    ticket = load(work, ticket_id)
    invitation = work.session.get_one(Invitation, invitation_id, populate_existing=True)
    if invitation.climbs_at is None or invitation.climbs_at > work.now or invitation.meet_at is None:
        return False
    reached = Climb.STREET if meets_the_street(ticket) else Climb(invitation.climb_level + 1)
    invitation.climb_level = reached
    invitation.climbs_at = None if reached is Climb.STREET else work.now + wait_of(invitation)
    said = f"{words_of_time(invitation.meet_at)}约了见面，结果还没写，已告诉{HEARS[reached]}。"
    note(work, ticket, "meeting.unwritten", reason=said)
    work.record(
        MeetingUnwritten(
            invitation_id=invitation.id, ticket_id=ticket.id, unit_id=invitation.host_id,
            meet_at=invitation.meet_at.isoformat(), level=reached.name.lower(),
        )
    )  # fmt: skip
    return True
