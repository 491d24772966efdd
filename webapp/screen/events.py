"""What happened at the pages that join desks, as plain facts for reactions."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from webapp.base.outbox import Event


@dataclass(frozen=True)
class ListFileOrdered(Event):
    """Somebody asked for a list as an Excel file; role, unit and person say what they read."""

    name: str
    query: str
    """The list, as its address says it."""
    role: str
    unit_id: uuid.UUID | None
    person_id: uuid.UUID | None
    tag: ClassVar[str] = "list.file_ordered"
