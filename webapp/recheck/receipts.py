"""What a phone asks about the verdicts it sent."""

import uuid
from collections.abc import Iterable
from datetime import UTC
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.signed_in import actor_of
from webapp.base.errors import NotFound
from webapp.base.work import Kernel
from webapp.people.records import Person
from webapp.recheck.orders import VerdictReceipt
from webapp.recheck.records import RecheckPhoto, RecheckSent
from webapp.ticket.photos import keep_promised_bytes
from webapp.ticket.promised import SafePhoto
from webapp.ticket.queries import get_ticket
from webapp.ticket.tombstone import follow


def photos_of(session: Session, recheck_id: uuid.UUID) -> list[RecheckPhoto]:
    """The photos that a verdict promised, in their order."""
    mine = select(RecheckPhoto).where(RecheckPhoto.recheck_id == recheck_id)
    return list(session.scalars(mine.order_by(RecheckPhoto.place_in_order)))


def receipt_of_verdict(session: Session, actor: Actor, recheck_id: uuid.UUID) -> VerdictReceipt:
    """The receipt of a verdict as things stand; `NotFound` for an id that never came.

    Of the ticket it tells no more than the id, unless this actor may read it.
    """
    sent = session.get(RecheckSent, recheck_id)
    if sent is None:
        raise NotFound("还没有收到这个编号的复查。")
    photos = photos_of(session, recheck_id)
    ticket = get_ticket(session, actor, follow(session, sent.ticket_id, lock=False).id)
    return VerdictReceipt(
        recheck=sent.id,
        ticket=VerdictReceipt.TicketJudged(
            id=ticket.id if ticket else sent.ticket_id, number=ticket.number if ticket else "",
            state=ticket.state.value if ticket else "", url=f"/desk/tickets/{ticket.id}" if ticket else "",
        ),
        photos=tuple(SafePhoto(id=p.id, sha256=p.sha256) for p in photos if p.key is not None),
        complete=all(photo.key is not None for photo in photos), outcome=sent.outcome, why=sent.why,
        received_at=sent.received_at.astimezone(UTC),
    )  # fmt: skip


def sender_of(session: Session, recheck_id: uuid.UUID) -> Actor:
    """Who sent a verdict, in the post of today: whoever brings the bytes, the look was theirs."""
    sent = session.get(RecheckSent, recheck_id)
    if sent is None:
        raise NotFound("还没有收到这个编号的复查，请先发文字。")
    return actor_of(session.get_one(Person, sent.person_id))


def known_verdicts(session: Session, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these ids have come."""
    return set(session.scalars(select(RecheckSent.id).where(RecheckSent.id.in_(list(ids)))))


def store_verdict_photo(
    kernel: Kernel, recheck_id: uuid.UUID, photo_id: uuid.UUID, sha256: str, source: IO[bytes]
) -> tuple[str, str | None]:
    """Put the bytes of a promised photo on disk: (key, why it is no photo). `WrongDigest` keeps nothing."""
    with kernel.read() as session:
        photo = session.get(RecheckPhoto, (recheck_id, photo_id))
    if photo is None:
        raise NotFound("这次复查里没有这张照片。")
    return keep_promised_bytes(kernel.store, source, photo.sha256, sha256)
