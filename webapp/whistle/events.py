"""What happened to whistles, as plain facts for reactions."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from webapp.base.outbox import Event


@dataclass(frozen=True)
class WhistleMoved(Event):
    """A whistle took a step of its table; the kind is `whistle.<action>`. The party it concerns, if it is one."""

    whistle_id: uuid.UUID
    action: str
    after: str
    party_id: uuid.UUID | None
    unit_id: uuid.UUID | None
    tag: ClassVar[str] = "whistle"

    @property
    def kind(self) -> str:
        """`whistle.blow`, `whistle.answer` …"""
        return f"{self.tag}.{self.action}"


@dataclass(frozen=True)
class WhistleUnanswered(Event):
    """A called party has not answered, and the next one is to hear of it.

    `level`: lead, street or district (words.Climb, in small letters); `unit_id` is none for a guest.
    """

    whistle_id: uuid.UUID
    party_id: uuid.UUID
    unit_id: uuid.UUID | None
    street_id: uuid.UUID
    """The unit that blew."""
    level: str
    tag: ClassVar[str] = "whistle.unanswered"


@dataclass(frozen=True)
class WhistleTaskLate(Event):
    """The day of what a party has taken on is past; `due` is an ISO day."""

    whistle_id: uuid.UUID
    task_id: uuid.UUID
    unit_id: uuid.UUID | None
    street_id: uuid.UUID
    due: str
    tag: ClassVar[str] = "whistle.task_late"
