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
