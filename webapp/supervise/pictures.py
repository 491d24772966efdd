"""Pictures of notices: kept before the unit of work, tied in it, copied by the job worker, shown from either source."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from sqlalchemy import Boolean, ColumnElement, Select, Uuid, column, or_, select, table
from sqlalchemy.orm import Session

from webapp.base.database import new_id
from webapp.base.errors import Invalid
from webapp.base.picture import PictureRefused
from webapp.base.served import Served, serve_copies
from webapp.base.storage import Store
from webapp.base.work import Kernel, Work
from webapp.supervise.events import NoticePictureKept
from webapp.supervise.records import Notice, NoticePicture
from webapp.supervise.rules import MOST_PICTURES
from webapp.ticket.photos import KeptPhoto, keep_photo
from webapp.ticket.pictures import ALTS
from webapp.ticket.records import Photo, PhotoRole, PhotoState, Ticket

REPORT = table("report", column("id", Uuid), column("confidential", Boolean))
"""Read by name: the desk that takes reports stands beside this one."""


def keep_pictures(store: Store, sources: Iterable[BinaryIO], role: PhotoRole, field: str) -> list[KeptPhoto]:
    """Put the photos of a form on the disk; `Invalid` at `field` with the reason when one is none.

    Call before the unit of work is opened: decoding must not hold the database's write lock.
    """
    kept = []
    for source in islice(sources, MOST_PICTURES):
        try:
            kept.append(keep_photo(store, source, role))
        except PictureRefused as refused:
            raise Invalid({field: refused.sentence}) from None
    return kept


def tie(work: Work, notice: Notice, kept: Iterable[KeptPhoto], turn: int, first: int = 0) -> None:
    """Write the rows of kept photos and ask for their copies."""
    for place, photo in enumerate(kept, start=first):
        picture = NoticePicture(
            id=new_id(), notice_id=notice.id, turn=turn, role=photo.role, place_in_order=place,
            state=PhotoState.KEPT, original_key=photo.key,
        )  # fmt: skip
        work.session.add(picture)
        work.record(NoticePictureKept(picture_id=picture.id))


def point_to(work: Work, notice: Notice, photos: Iterable[Photo], turn: int, first: int = 0) -> None:
    """Let a notice or a reply show photos of its tickets."""
    for place, photo in enumerate(photos, start=first):
        work.session.add(
            NoticePicture(
                id=new_id(), notice_id=notice.id, turn=turn, role=photo.role, place_in_order=place, photo_id=photo.id,
                state=PhotoState.READY,
            )
        )  # fmt: skip


def ready_photos(session: Session, ticket_ids: Sequence[uuid.UUID], *roles: PhotoRole) -> list[Photo]:
    """Photos of tickets that may be shown, in the order in which they came."""
    mine = (
        Photo.ticket_id.in_(ticket_ids),
        Photo.role.in_(roles),
        Photo.state == PhotoState.READY,
        _for_all(),
    )
    query = _with_report(select(Photo)).where(*mine)
    return list(session.scalars(query.order_by(Photo.received_at, Photo.place_in_order)))


def _with_report(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.outerjoin(Ticket, Ticket.id == Photo.ticket_id).outerjoin(
        REPORT, REPORT.c.id == Photo.report_id
    )


def _for_all() -> ColumnElement[bool]:
    """Of what is 保密 only what staff took: a notice goes to units that may not know the door (safety.md 4)."""
    return or_(Photo.report_id.is_(None), ~Ticket.confidential & ~REPORT.c.confidential)


def make_picture_copies(kernel: Kernel, event: NoticePictureKept) -> Served | str | None:
    """Before the turn: two copies without metadata; the sentence of a refusal; None where nothing is to be made."""
    with kernel.read() as session:
        picture = _waiting(session, event)
    if picture is None or picture.original_key is None:
        return None
    try:
        return serve_copies(kernel.store, picture.original_key)
    except PictureRefused as refused:
        return refused.sentence


def picture_copies_made(work: Work, event: NoticePictureKept, made: Served | str | None) -> None:
    """Reaction to `notice.picture_kept`: the copies may be shown."""
    picture = _waiting(work.session, event)
    if picture is None or made is None:
        return
    if isinstance(made, str):
        picture.state, picture.refused_why = PhotoState.REFUSED, made[:120]
        return
    picture.large_key, picture.small_key, picture.state = made.large_key, made.small_key, PhotoState.READY


def _waiting(session: Session, event: NoticePictureKept) -> NoticePicture | None:
    picture = session.get(NoticePicture, event.picture_id)
    return picture if picture is not None and picture.state is PhotoState.KEPT else None


@dataclass(frozen=True)
class Shown:
    """A picture as pages and papers show it; `ready` while its copies are there."""

    id: uuid.UUID
    notice_id: uuid.UUID
    turn: int
    role: PhotoRole
    small_key: str | None
    large_key: str | None

    @property
    def ready(self) -> bool:
        """Whether it can be shown by now."""
        return self.small_key is not None and self.large_key is not None

    @property
    def alt(self) -> str:
        """What it shows, in words."""
        return ALTS[self.role]

    @property
    def small(self) -> str:
        """The address of the copy for lists."""
        return f"/desk/notices/{self.notice_id}/pictures/{self.id}/small"

    @property
    def large(self) -> str:
        """The address of the copy for looking closely."""
        return f"/desk/notices/{self.notice_id}/pictures/{self.id}/large"


def pictures_of(session: Session, notice_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Shown]]:
    """All pictures of some notices in their order; a ticket's photo with the copies that may be shown now."""
    query = (
        _with_report(select(NoticePicture, Photo).outerjoin(Photo, Photo.id == NoticePicture.photo_id))
        .where(
            NoticePicture.notice_id.in_(notice_ids),
            NoticePicture.state != PhotoState.REFUSED,
            or_(NoticePicture.photo_id.is_(None), _for_all()),
        )
        .order_by(NoticePicture.turn, NoticePicture.place_in_order)
    )
    found: dict[uuid.UUID, list[Shown]] = {one: [] for one in notice_ids}
    for row, photo in session.execute(query):
        source = photo or row
        found[row.notice_id].append(
            Shown(row.id, row.notice_id, row.turn, row.role, source.small_key, source.large_key)
        )
    return found
