"""The blur brush of the desk (safety.md 7): faces and plates go before a photo is shown to anybody else."""

import io
import uuid
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from webapp.access.role import Permission
from webapp.base.errors import NotFound, NotNow
from webapp.base.fields import Command
from webapp.base.picture import Box, blur, make_copies
from webapp.base.storage import new_key
from webapp.base.work import Kernel, Work
from webapp.ticket.advance import load, note
from webapp.ticket.records import Photo, PhotoRole, PhotoState
from webapp.verify.events import CopiesReplaced, PhotoSmeared

MOST_BOXES = 40
Fractions = tuple[float, float, float, float]


class BlurPhoto(Command):
    """打码: these rectangles of the upright picture, each left, top, width and height as fractions."""

    photo_id: uuid.UUID
    boxes: Annotated[tuple[Fractions, ...], Field(min_length=1, max_length=MOST_BOXES)]


def blur_photo(work: Work, order: BlurPhoto) -> uuid.UUID:
    """Withdraw the copies from everybody until the job worker has smeared them; answers with the ticket's id."""
    work.actor.require(Permission.BLUR_PHOTO)
    photo = work.session.get(Photo, order.photo_id)
    if photo is None or photo.role is PhotoRole.VOICE:
        raise NotFound("没有这张照片，或者它不归您这里办。")
    ticket = load(work, photo.ticket_id)
    if photo.state is not PhotoState.READY:
        raise NotNow("这张照片还在处理，过几秒再打码。")
    photo.state = PhotoState.KEPT
    note(work, ticket, "blurred", reason=f"挡住了 {len(order.boxes)} 处", said={"photo": photo.id})
    work.record(PhotoSmeared(photo_id=photo.id, boxes=[list(box) for box in order.boxes]))
    return ticket.id


def smear_copies(kernel: Kernel, event: PhotoSmeared) -> tuple[str, str] | None:
    """Before the turn: new copies in which the boxes cannot be recognised; what was smeared before stays so."""
    with kernel.read() as session:
        photo = _withdrawn(session, event.photo_id)
    if photo is None or photo.large_key is None:
        return None
    store, keys = kernel.store, (new_key("large"), new_key("small"))
    with store.open(photo.large_key) as source:
        large = blur(io.BytesIO(source.read()), [Box(*box) for box in event.boxes])
    store.put(keys[0], [large])
    store.put(keys[1], [make_copies(io.BytesIO(large)).small])
    return keys


def copies_smeared(work: Work, event: PhotoSmeared, made: tuple[str, str] | None) -> None:
    """Reaction: the smeared copies take the place of the ones that showed too much."""
    photo = _withdrawn(work.session, event.photo_id)
    if photo is None or photo.large_key is None or photo.small_key is None or made is None:
        return
    work.record(CopiesReplaced(large_key=photo.large_key, small_key=photo.small_key))
    photo.large_key, photo.small_key = made
    photo.state = PhotoState.READY


def _withdrawn(session: Session, photo_id: uuid.UUID) -> Photo | None:
    photo = session.get(Photo, photo_id)
    if photo is None or photo.large_key is None or photo.small_key is None:
        return None
    return photo if photo.state is PhotoState.KEPT else None


def forget_copies(work: Work, event: CopiesReplaced) -> None:
    """Reaction: nobody finds the faces in the store either, once the new copies are committed."""
    for key in (event.large_key, event.small_key):
        work.kernel.store.delete(key)
