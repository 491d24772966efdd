"""What happened at the callback desk, as plain facts for reactions."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from webapp.base.outbox import Event


@dataclass(frozen=True)
class ReporterAnswered(Event):
    """A reporter said whether it is solved, by link or to a caller."""

    ticket_id: uuid.UUID
    report_id: uuid.UUID
    solved: str
    satisfied: str
    by_resident: bool
    tag: ClassVar[str] = "callback.answered"


@dataclass(frozen=True)
class CallbackSettled(Event):
    """What counts of a callback was settled or has changed: an answer, no answer, left out or no longer."""

    callback_id: uuid.UUID
    ticket_id: uuid.UUID
    tag: ClassVar[str] = "callback.settled"
