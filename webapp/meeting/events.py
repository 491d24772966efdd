"""What happened to invitations, as plain facts for reactions."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from webapp.base.outbox import Event


@dataclass(frozen=True)
class InvitationMoved(Event):
    """An invitation took a step of its table; the kind is `invitation.<action>`."""

    invitation_id: uuid.UUID
    ticket_id: uuid.UUID
    action: str
    after: str
    moved: bool = False
    """Whether a settled time was given up in this step, for another one or for other times to choose from."""
    tag: ClassVar[str] = "invitation"

    @property
    def kind(self) -> str:
        """`invitation.invite`, `invitation.accept` …"""
        return f"{self.tag}.{self.action}"


@dataclass(frozen=True)
class MeetingUnwritten(Event):
    """The result of a settled meeting is not written, and the next one is to hear of it.

    `level`: handler, lead or street (ticket.promise.Climb, in small letters); `unit_id` is whose people were to come.
    Once for each time and level; `meet_at` is ISO text.
    """

    invitation_id: uuid.UUID
    ticket_id: uuid.UUID
    unit_id: uuid.UUID | None
    meet_at: str
    level: str
    tag: ClassVar[str] = "meeting.unwritten"


@dataclass(frozen=True)
class MeetingReminder(Event):
    """A settled meeting comes near: `hours` 24 or 1 ahead. Once for each time and distance; `meet_at` is ISO text."""

    invitation_id: uuid.UUID
    ticket_id: uuid.UUID
    meet_at: str
    hours: int
    tag: ClassVar[str] = "meeting.reminder"
