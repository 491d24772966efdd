"""Keeping a promised photo: its bytes arrive apart from the words (field.md, The contract)."""

import uuid
from typing import IO

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.base.errors import Invalid, NotFound, Problem, WrongDigest
from webapp.base.picture import PictureRefused
from webapp.base.voice import VoiceRefused
from webapp.base.work import Kernel, Work
from webapp.report.orders import Receipt
from webapp.report.queries import receipt_of
from webapp.report.records import Report
from webapp.ticket.events import PhotoKept
from webapp.ticket.photos import BROKEN_ON_THE_WAY, OTHER_PHOTO, KeptPhoto, keep_photo, keep_voice
from webapp.ticket.records import Photo, PhotoRole, PhotoState


def store_bytes(
    kernel: Kernel, report_id: uuid.UUID, photo_id: uuid.UUID, sha256: str, source: IO[bytes]
) -> KeptPhoto:
    """Put the bytes of a promised photo on disk and compare their digest; `WrongDigest` when they differ.

    Nothing is kept of a photo that nobody promised: whoever knows our address could fill the disk.
    """
    with kernel.read() as session:
        role = _promised(session, report_id, photo_id, sha256).role
    try:
        if role is PhotoRole.VOICE:
            kept = keep_voice(kernel.store, source, photo_id)
        else:
            kept = keep_photo(kernel.store, source, photo_id=photo_id)
    except (PictureRefused, VoiceRefused) as refused:
        raise Invalid({"photo": refused.sentence}) from None
    if kept.sha256 != sha256:
        kernel.store.delete(kept.key)
        raise WrongDigest(BROKEN_ON_THE_WAY)
    return kept


def keep_promised(work: Work, report_id: uuid.UUID, kept: KeptPhoto) -> tuple[Receipt, bool]:
    """Fill a promised photo with its bytes; returns the receipt and whether this was the first time."""
    try:
        photo = _promised(work.session, report_id, kept.id, kept.sha256)
    except Problem:
        work.kernel.store.delete(kept.key)
        raise
    first = photo.state is PhotoState.PROMISED
    if first:
        photo.state, photo.original_key, photo.received_at = PhotoState.KEPT, kept.key, work.now
        photo.bytes = kept.bytes
        work.record(PhotoKept(photo_id=photo.id))
    else:
        work.kernel.store.delete(kept.key)
    return receipt_of(work.session, work.kernel.secret, report_id), first


def _promised(session: Session, report_id: uuid.UUID, photo_id: uuid.UUID, sha256: str) -> Photo:
    """The row of a photo that this report promised with this digest, locked in a unit of work."""
    if session.get(Report, report_id) is None:
        raise NotFound("还没有收到这个编号的上报，请先发文字。")
    photo = session.scalars(
        select(Photo)
        .where(Photo.report_id == report_id, or_(Photo.id == photo_id, Photo.sent_as == photo_id))
        .with_for_update()
    ).first()
    if photo is None:
        raise NotFound("这件上报里没有这张照片。")
    if photo.sha256 != sha256:
        raise WrongDigest(OTHER_PHOTO)
    return photo
