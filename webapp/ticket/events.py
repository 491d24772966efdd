"""What happened to tickets, as plain facts for reactions."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from webapp.base.outbox import Event


@dataclass(frozen=True)
class TicketStepped(Event):
    """A ticket took a step of its table; the kind is `ticket.<action>`."""

    ticket_id: uuid.UUID
    action: str
    before: str | None
    after: str
    version: int
    tag: ClassVar[str] = "ticket"

    @property
    def kind(self) -> str:
        """`ticket.dispatch`, `ticket.close` …"""
        return f"{self.tag}.{self.action}"


@dataclass(frozen=True)
class TicketNoted(Event):
    """A fact of a ticket changed without a step; the kind is `ticket.noted`."""

    ticket_id: uuid.UUID
    what: str
    tag: ClassVar[str] = "ticket.noted"


@dataclass(frozen=True)
class PromiseLate(Event):
    """A resident waits for a word past its time, and the next one is to hear of it.

    `level`: handler, lead or street (ticket.promise.Climb, in small letters); `unit_id` has the ticket, none before it
    was dispatched: then the desk has it.
    """

    ticket_id: uuid.UUID
    level: str
    unit_id: uuid.UUID | None
    promised: str
    """When the word was due, ISO 8601."""
    tag: ClassVar[str] = "promise.late"


@dataclass(frozen=True)
class PhotoKept(Event):
    """The bytes of a photo are on disk; copies are to be made."""

    photo_id: uuid.UUID
    tag: ClassVar[str] = "photo.kept"


@dataclass(frozen=True)
class ContactErased(Event):
    """A reporter's phone is gone for good; whoever meant to call must not."""

    report_id: uuid.UUID
    tag: ClassVar[str] = "contact.erased"
