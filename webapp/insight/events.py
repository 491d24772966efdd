"""What happened at the rates, as plain facts for reactions."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from webapp.base.outbox import Event


@dataclass(frozen=True)
class RatesFileOrdered(Event):
    """Somebody asked for the rates of a period as a file; role and unit say what they read."""

    name: str
    """The file's name in the store; its end says whether it is Excel or Word."""
    period: str
    """Day, week, month or window."""
    day: str
    """A day of the period, as ISO text."""
    snapshot_id: uuid.UUID | None
    """The published period; none for the live one."""
    role: str
    unit_id: uuid.UUID | None
    tag: ClassVar[str] = "rates.file_ordered"
