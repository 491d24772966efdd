"""What happened at the plate desk, as plain facts for reactions."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from webapp.base.outbox import Event


@dataclass(frozen=True)
class SheetOrdered(Event):
    """Somebody asked for a PDF of plates."""

    sheet_id: uuid.UUID
    tag: ClassVar[str] = "plate.sheet_ordered"
