"""What a phone asks about the visits it sent, and the bytes of their photos."""

import uuid
from collections.abc import Iterable
from datetime import UTC
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.errors import NotFound
from webapp.base.work import Kernel, Work
from webapp.patrol.events import VisitPhotoKept
from webapp.patrol.orders import VisitReceipt
from webapp.patrol.records import Visit, VisitPhoto
from webapp.ticket.photos import keep_promised_bytes
from webapp.ticket.promised import SafePhoto
from webapp.ticket.records import PhotoRole, PhotoState

NOT_YET = "还没有收到这个编号的检查，请先发文字。"


def photos_of_visit(session: Session, visit_id: uuid.UUID) -> list[VisitPhoto]:
    """The photos that a visit promised, in their order."""
    mine = select(VisitPhoto).where(VisitPhoto.visit_id == visit_id)
    return list(session.scalars(mine.order_by(VisitPhoto.place_in_order)))


def receipt_of_visit(session: Session, visit_id: uuid.UUID) -> VisitReceipt:
    """The receipt of a visit as things stand; `NotFound` for an id that never came."""
    visit = session.get(Visit, visit_id)
    if visit is None:
        raise NotFound(NOT_YET)
    photos = photos_of_visit(session, visit_id)
    return VisitReceipt(
        visit=visit.id, point=visit.point_code, outcome=visit.outcome,
        photos=tuple(SafePhoto(id=p.id, sha256=p.sha256) for p in photos if p.original_key is not None),
        complete=all(photo.original_key is not None for photo in photos),
        received_at=visit.received_at.astimezone(UTC),
    )  # fmt: skip


def known_visits(session: Session, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these ids have come."""
    return set(session.scalars(select(Visit.id).where(Visit.id.in_(list(ids)))))


def store_visit_photo(
    kernel: Kernel, visit_id: uuid.UUID, photo_id: uuid.UUID, sha256: str, source: IO[bytes]
) -> tuple[str, str | None]:
    """Put the bytes of a promised photo on disk: (key, why it is no photo). `WrongDigest` keeps nothing."""
    with kernel.read() as session:
        if session.get(Visit, visit_id) is None:
            raise NotFound(NOT_YET)
        photo = session.get(VisitPhoto, (visit_id, photo_id))
    if photo is None:
        raise NotFound("这次检查里没有这张照片。")
    return keep_promised_bytes(kernel.store, source, photo.sha256, sha256)


def keep_visit_photo(
    work: Work, visit_id: uuid.UUID, photo_id: uuid.UUID, kept: tuple[str, str | None]
) -> VisitReceipt:
    """Fill a promised photo with its stored bytes; a repeat drops what it brought."""
    photo = work.session.get(VisitPhoto, (visit_id, photo_id), with_for_update=True)
    if photo is None:
        raise NotFound("这次检查里没有这张照片。")
    if photo.original_key is not None:
        work.is_first = False
        work.kernel.store.delete(kept[0])
    else:
        (photo.original_key, photo.refused_why), photo.received_at = kept, work.now
        photo.state = PhotoState.REFUSED if photo.refused_why else PhotoState.KEPT
        if photo.role is not PhotoRole.VOICE and photo.refused_why is None:
            work.record(VisitPhotoKept(visit_id, photo_id))
    return receipt_of_visit(work.session, visit_id)
