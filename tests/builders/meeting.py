"""Meetings as residents and handlers make them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor, resident
from webapp.base.work import Kernel
from webapp.meeting import commands, minutes
from webapp.meeting.advance import newest
from webapp.meeting.records import (
    CalendarAddress,
    CallOutcome,
    Invitation,
    MeetingPresence,
    MeetingReminder,
    MinutesAnswer,
)
from webapp.meeting.words import Side
from webapp.people.records import Person
from webapp.ticket.records import Reporter


def invitation_of(kernel: Kernel, ticket_id: uuid.UUID) -> Invitation:
    """The newest invitation of a ticket; there must be one."""
    with kernel.read() as session:
        found = newest(session, ticket_id)
    assert found is not None
    return found


def answers(kernel: Kernel, receipt: Any, order: type[Any], **more: Any) -> Invitation:
    """The reporter of a receipt answers the newest invitation."""
    ticket_id = more.pop("ticket_id", receipt.ticket.id)
    invitation = more.pop("invitation", None) or invitation_of(kernel, ticket_id).id
    with kernel.work(resident(report_id=receipt.report)) as work:
        return commands.answer(work, order(ticket_id=ticket_id, invitation=invitation, **more))


def holds(kernel: Kernel, actor: Actor, ticket_id: uuid.UUID, **more: Any) -> Invitation:
    """A meeting with minutes."""
    given: dict[str, Any] = {"minutes": "当面看过，居民同意换感应灯", "agreed": "明天换好"} | more
    with kernel.work(actor) as work:
        return minutes.hold_meeting(work, minutes.HoldMeeting(ticket_id=ticket_id, **given))


def calls(
    kernel: Kernel, actor: Actor, ticket_id: uuid.UUID, outcome: CallOutcome = CallOutcome.NOT_REACHED, **more: Any
) -> Invitation:  # fmt: skip
    """A call about the meeting."""
    with kernel.work(actor) as work:
        return commands.record_call(work, commands.RecordCall(ticket_id=ticket_id, outcome=outcome, **more))


def lived_meeting(session: Session, now: datetime) -> None:
    """Rows of everything that gathers round a meeting."""
    invitation = session.scalars(select(Invitation).order_by(Invitation.sent_at)).first()
    report_id = session.scalars(select(Reporter.report_id).order_by(Reporter.since)).first()
    person_id = session.scalars(select(Person.id).order_by(Person.account)).first()
    assert invitation is not None
    session.add_all([
        MeetingReminder(invitation_id=invitation.id, meet_at=now, hours=1, at=now),
        MeetingPresence(
            invitation_id=invitation.id, side=Side.HANDLER, at=now, late_minutes=3, person_id=person_id,
            scanned=True, lng=116.4, lat=39.9, metres=20,
        ),
        MinutesAnswer(invitation_id=invitation.id, report_id=report_id, agrees=False, words="没说明天", at=now),
        CalendarAddress(person_id=person_id, digest="0" * 64, made_at=now),
    ])  # fmt: skip
