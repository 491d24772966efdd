"""What a unit's calendar holds: settled meetings, and times that were offered to others and may still be taken."""

import uuid
from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.meeting.lifecycle import InvitationState
from webapp.meeting.records import Invitation
from webapp.meeting.slots import MEETING_LASTS, Free, clashing
from webapp.people.records import Unit

MOST_OFFERS = 3
"""A time is offered to so many at once; whoever takes it first has it, the others see it no longer."""
LOOKED_AT = 200
"""The invitations that wait longest; a unit with more gives its usual times again."""


def taken(
    session: Session, host_id: uuid.UUID | None, since: datetime, besides: uuid.UUID | None = None
) -> tuple[datetime, ...]:
    """When a unit has settled meetings from a moment on; `besides` is the invitation that asks."""
    if host_id is None:
        return ()
    query = select(Invitation.meet_at).where(
        Invitation.host_id == host_id, Invitation.state == InvitationState.ACCEPTED,
        Invitation.meet_at > since - MEETING_LASTS,
    )  # fmt: skip
    if besides is not None:
        query = query.where(Invitation.id != besides)
    return tuple(at for at in session.scalars(query) if at is not None)


def hold_calendar(session: Session, host_id: uuid.UUID | None) -> None:
    """Wait until nobody else settles a time with this unit: of two who take the same one, the second is told so.

    The row is locked against other settlers only; what refers to the unit is written all the same.
    """
    if host_id is not None:
        session.execute(select(Unit.id).where(Unit.id == host_id).with_for_update(key_share=True))


def free_times(session: Session, host_id: uuid.UUID | None, busy: Collection[datetime]) -> Free:
    """Whether a unit is free at a time: no settled meeting near it, and not offered to too many already."""
    offers = _offers(session, host_id)
    return lambda at: not clashing(at, busy) and offers[at] < MOST_OFFERS


def _offers(session: Session, host_id: uuid.UUID | None) -> Counter[datetime]:
    query = select(Invitation.times).where(
        Invitation.host_id == host_id, Invitation.state == InvitationState.SENT
    )
    rows = session.scalars(query.order_by(Invitation.wait_until.desc()).limit(LOOKED_AT))
    return Counter(datetime.fromisoformat(text) for times in rows for text in times)
