"""Reminders of settled meetings, a day and an hour before: an event each, exactly once for each time.

A moved meeting has a new time and with it new reminders. Whoever settled a time when the reminder would have been due
already is not reminded of what they have just said.
"""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from webapp.access.actor import TIMER
from webapp.base.claim import claim
from webapp.base.work import Kernel
from webapp.meeting.events import MeetingReminder as Reminded
from webapp.meeting.lifecycle import InvitationState
from webapp.meeting.records import Invitation, MeetingReminder

AHEAD = (1, 24)
"""Hours before the meeting, the nearest first: when the hour is there, the day's reminder has lost its sense."""
BATCH = 200


def remind_of_meetings(kernel: Kernel) -> int:
    """Raise the reminders that are due; returns how many."""
    now, nearer, raised = kernel.clock.now(), timedelta(), 0
    for hours in AHEAD:
        ahead = timedelta(hours=hours)
        raised += sum(_remind(kernel, found, ahead) for found in _due(kernel, now, nearer, ahead))
        nearer = ahead
    return raised


def _due(kernel: Kernel, now: datetime, nearer: timedelta, ahead: timedelta) -> list[uuid.UUID]:
    raised = exists().where(
        MeetingReminder.invitation_id == Invitation.id, MeetingReminder.meet_at == Invitation.meet_at,
        MeetingReminder.hours == _hours(ahead),
    )  # fmt: skip
    query = select(Invitation.id, Invitation.meet_at, Invitation.arranged_at).where(
        Invitation.state == InvitationState.ACCEPTED, Invitation.meet_at > now + nearer,
        Invitation.meet_at <= now + ahead, ~raised,
    )  # fmt: skip
    with kernel.read() as session:
        rows = session.execute(query.order_by(Invitation.meet_at)).all()
    fresh = [found for found, at, arranged in rows if at and (arranged is None or arranged <= at - ahead)]
    return fresh[:BATCH]


def _remind(kernel: Kernel, invitation_id: uuid.UUID, ahead: timedelta) -> int:
    with kernel.work(TIMER) as work:
        row = work.session.get(Invitation, invitation_id, with_for_update=True)
        if row is None or row.state is not InvitationState.ACCEPTED or row.meet_at is None:
            return 0  # moved between the look and the lock
        if not work.now < row.meet_at <= work.now + ahead:
            return 0
        key = {"invitation_id": row.id, "meet_at": row.meet_at, "hours": _hours(ahead)}
        if not claim(work.session, MeetingReminder, key | {"at": work.now}):
            return 0
        work.record(Reminded(row.id, row.ticket_id, row.meet_at.isoformat(), _hours(ahead)))
        return 1


def _hours(ahead: timedelta) -> int:
    return int(ahead.total_seconds()) // 3600
