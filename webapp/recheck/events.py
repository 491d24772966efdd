"""What happened at the recheck desk, as plain facts for reactions."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from webapp.base.outbox import Event


@dataclass(frozen=True)
class RecheckPlanned(Event):
    """Somebody is asked to look again; nobody is named when nobody fits."""

    ticket_id: uuid.UUID
    person_id: uuid.UUID | None
    tag: ClassVar[str] = "recheck.planned"


@dataclass(frozen=True)
class SampleFailed(Event):
    """A second person found that what was settled on the spot is not in order."""

    ticket_id: uuid.UUID
    reason: str
    tag: ClassVar[str] = "recheck.sample_failed"
