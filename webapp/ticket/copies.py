"""Copies of a ticket's photos that may be shown: made in the job worker, written down in a turn of their own."""

import uuid

from sqlalchemy.orm import Session

from webapp.base.picture import Inspected, PictureRefused
from webapp.base.served import Served, serve_copies
from webapp.base.work import Kernel, Work
from webapp.ticket.events import PhotoKept
from webapp.ticket.records import Photo, PhotoRole, PhotoState
from webapp.ticket.watermark import mark_on, ticket_to_mark


def make_served_copies(kernel: Kernel, event: PhotoKept) -> Served | str | None:
    """Before the turn: both copies, without metadata; the sentence of a refusal; None where nothing is to be made."""
    with kernel.read() as session:
        photo = _waiting(session, event.photo_id)
        if photo is None or photo.original_key is None or photo.role is PhotoRole.VOICE:
            return None
        ticket = ticket_to_mark(session, kernel.clock, photo)

    def finish(large: bytes, seen: Inspected) -> bytes:
        if ticket is None:
            return large
        _tell(photo, seen)
        return mark_on(large, ticket, photo, kernel.clock.now())

    try:
        return serve_copies(kernel.store, photo.original_key, finish)
    except PictureRefused as refused:
        return refused.sentence


def served_copies_made(work: Work, event: PhotoKept, made: Served | str | None) -> None:
    """Reaction: the photo may be shown now; one that is none says why, a voice is played as it came."""
    photo = _waiting(work.session, event.photo_id)
    if photo is None:
        return
    if isinstance(made, str):
        photo.state, photo.refused_why = PhotoState.REFUSED, made
        return
    if made is not None:
        _tell(photo, made.seen)
        photo.width, photo.height = made.seen.width, made.seen.height
        photo.large_key, photo.small_key = made.large_key, made.small_key
    photo.state = PhotoState.READY


def _waiting(session: Session, photo_id: uuid.UUID) -> Photo | None:
    photo = session.get(Photo, photo_id)
    ready = photo is not None and photo.original_key is not None and photo.state is PhotoState.KEPT
    return photo if ready else None


def _tell(photo: Photo, seen: Inspected) -> None:
    """Time and place out of the file, where nobody has said better."""
    photo.taken_at = photo.taken_at or seen.taken_at
    if seen.position is not None and photo.place is None:
        photo.place = {"lng": seen.position.lng, "lat": seen.position.lat, "datum": "wgs84", "source": "exif"}
