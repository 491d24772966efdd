"""What happened on patrol, as plain facts for reactions."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from webapp.base.outbox import Event


@dataclass(frozen=True)
class VisitMade(Event):
    """Somebody checked in at a point."""

    visit_id: uuid.UUID
    point_id: uuid.UUID | None
    person_id: uuid.UUID
    outcome: str
    tag: ClassVar[str] = "patrol.visit_made"


@dataclass(frozen=True)
class VisitPhotoKept(Event):
    """The bytes of a visit's photo are safe; copies for showing are wanted."""

    visit_id: uuid.UUID
    photo_id: uuid.UUID
    tag: ClassVar[str] = "patrol.photo_kept"


@dataclass(frozen=True)
class LabelsOrdered(Event):
    """A sheet of labels was asked for; facts as `labels.OrderLabels`, and the name of the file."""

    name: str
    of: str
    code: str
    view: str
    q: str
    type: str
    street: str
    tag: ClassVar[str] = "patrol.labels_ordered"
