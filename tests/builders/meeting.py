"""Meetings as residents and handlers make them."""

import uuid
from typing import Any

from webapp.access.actor import Actor, resident
from webapp.base.work import Kernel
from webapp.meeting import commands
from webapp.meeting.advance import newest
from webapp.meeting.records import CallOutcome, Invitation


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
    given = {"minutes": "当面看过，居民同意换感应灯", "agreed": "明天换好"} | more
    with kernel.work(actor) as work:
        return commands.hold_meeting(work, commands.HoldMeeting(ticket_id=ticket_id, **given))


def calls(
    kernel: Kernel, actor: Actor, ticket_id: uuid.UUID, outcome: CallOutcome = CallOutcome.NOT_REACHED, **more: Any
) -> Invitation:  # fmt: skip
    """A call about the meeting."""
    with kernel.work(actor) as work:
        return commands.record_call(work, commands.RecordCall(ticket_id=ticket_id, outcome=outcome, **more))
