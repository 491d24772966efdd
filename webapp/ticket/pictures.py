"""A ticket's photos as pages show them: addresses of the two served copies, never of the original."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.ticket.records import Photo, PhotoRole, PhotoState

ALTS = {
    PhotoRole.PROBLEM: "反映的情况",
    PhotoRole.BEFORE: "处置前",
    PhotoRole.AFTER: "处置后",
}


@dataclass(frozen=True)
class Picture:
    """A photo that may be shown (components/photo_strip.html)."""

    id: uuid.UUID
    role: PhotoRole
    step_id: uuid.UUID | None
    taken_at: datetime | None
    alt: str
    label: str = ""
    report_id: uuid.UUID | None = None

    @property
    def small(self) -> str:
        """The address of the copy for lists."""
        return f"/photos/{self.id}/small"

    @property
    def large(self) -> str:
        """The address of the copy for looking closely."""
        return f"/photos/{self.id}/large"


def pictures_of(session: Session, ticket_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[Picture, ...]]:
    """The photos of some tickets that are ready to be shown, in the order in which they came; one query."""
    query = (
        select(Photo)
        .where(Photo.ticket_id.in_(ticket_ids), Photo.state == PhotoState.READY, Photo.role.in_(ALTS))
        .order_by(Photo.received_at, Photo.place_in_order)
    )
    found: dict[uuid.UUID, tuple[Picture, ...]] = {}
    for photo in session.scalars(query):
        picture = Picture(
            photo.id, photo.role, photo.step_id, photo.taken_at, ALTS[photo.role], report_id=photo.report_id
        )
        found[photo.ticket_id] = (*found.get(photo.ticket_id, ()), picture)
    return found
