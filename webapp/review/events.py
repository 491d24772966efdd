"""What happened to weekly reviews, as plain facts for reactions."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from webapp.base.outbox import Event


@dataclass(frozen=True)
class ReviewMoved(Event):
    """A review took a step of its table; the kind is `review.<action>`."""

    review_id: uuid.UUID
    unit_id: uuid.UUID
    action: str
    after: str
    tag: ClassVar[str] = "review"

    @property
    def kind(self) -> str:
        """`review.plan`, `review.hold` …"""
        return f"{self.tag}.{self.action}"


@dataclass(frozen=True)
class MeasureLate(Event):
    """The day of a measure is past and it is not done; once. `person_id` is its owner, `due` an ISO day."""

    review_id: uuid.UUID
    measure_id: uuid.UUID
    person_id: uuid.UUID
    street_id: uuid.UUID
    """The street office that holds the review."""
    due: str
    tag: ClassVar[str] = "review.measure_late"


@dataclass(frozen=True)
class MinutesOrdered(Event):
    """Somebody asked for the minutes as a file; the job worker makes it."""

    review_id: uuid.UUID
    tag: ClassVar[str] = "review.minutes_ordered"
