"""What comes with a step: words, photos, a unit, a deadline. Which of it a step needs, the table says."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from webapp.base.clock import Limit
from webapp.ticket.photos import KeptPhoto
from webapp.ticket.words import Kind


@dataclass(frozen=True)
class Given:
    """Everything a step may bring; all optional, all checked by the needs of its row."""

    reason: str | None = None
    referral: str | None = None
    words: str | None = None
    photos: tuple[KeptPhoto, ...] = ()
    report_id: uuid.UUID | None = None
    """The report that the photos came with; they move with its sender when tickets merge."""
    captured_at: datetime | None = None
    class_id: uuid.UUID | None = None
    standard_id: uuid.UUID | None = None
    """The standard chosen for the class; one that is not the class's own counts for nothing."""
    door_id: uuid.UUID | None = None
    component_id: uuid.UUID | None = None
    """The component that it is about, told or put right."""
    kind: Kind | None = None
    about_unit: bool | None = None
    unit_id: uuid.UUID | None = None
    limit: Limit | None = None
    due: datetime | None = None
    starts_afresh: bool = False
    next_word_by: datetime | None = None
    target_id: uuid.UUID | None = None
    until: datetime | None = None
    not_solved: bool = False
    joined_before: bool = False
    for_resident: bool = False
    """Staff act for a resident: a caller or visitor counts as one who reported."""
    promised: tuple[str, ...] = ()
    """The roles of photos that the phone holds and will send."""
    facts: dict[str, object] = field(default_factory=dict)
    """More for the history line, such as the rule that dispatched."""
