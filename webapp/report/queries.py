"""Reports as their senders and the desks ask for them."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.link_tokens import digest, query_code, report_token
from webapp.base.errors import NotFound
from webapp.report.orders import Receipt
from webapp.report.records import Report
from webapp.ticket.promised import SafePhoto
from webapp.ticket.records import Photo, PhotoState, Reporter, Ticket


def receipt_of(session: Session, secret: str, report_id: uuid.UUID) -> Receipt:
    """The receipt of a report as things stand; `NotFound` for an id that never came."""
    found = receipts_of(session, secret, (report_id,))
    if not found:
        raise NotFound("还没有收到这个编号的上报。")
    return found[0]


def number_of_order(session: Session, order_no: str, but: uuid.UUID) -> str | None:
    """The case number under which a hotline's order was taken down already, by another report than `but`."""
    own = select(Reporter.ticket_id).where(Reporter.report_id == but)
    taken = select(Ticket.number).where(Ticket.order_no == order_no, Ticket.id.not_in(own))
    return session.scalars(taken.order_by(Ticket.sort).limit(1)).first()


def receipts_of(session: Session, secret: str, report_ids: Sequence[uuid.UUID]) -> list[Receipt]:
    """The receipts of those of these reports that came; two queries however many they are."""
    found = session.execute(
        select(Report.id, Report.received_at, Ticket)
        .join(Reporter, Reporter.report_id == Report.id)
        .join(Ticket, Ticket.id == Reporter.ticket_id)
        .where(Report.id.in_(report_ids))
    ).all()
    if not found:
        return []
    promised: dict[uuid.UUID | None, list[Photo]] = {}
    query = select(Photo).where(Photo.report_id.in_(report_ids)).order_by(Photo.place_in_order)
    for photo in session.scalars(query):
        promised.setdefault(photo.report_id, []).append(photo)
    receipts = []
    for report_id, received_at, ticket in found:
        photos = promised.get(report_id, [])
        safe = tuple((p.known_as, p.sha256) for p in photos if p.state is not PhotoState.PROMISED)
        token = report_token(secret, report_id)
        complete = len(safe) == len(photos)
        receipts.append(receipt_for(secret, report_id, token, ticket, safe, complete, received_at))
    return receipts


def receipt_for(
    secret: str, report_id: uuid.UUID, token: str, ticket: Ticket, safe: tuple[tuple[uuid.UUID, str], ...],
    complete: bool, received_at: datetime,
) -> Receipt:  # fmt: skip
    """The receipt of a report whose token, ticket and photos (id, sha256) are at hand."""
    return Receipt(
        report=report_id,
        ticket=Receipt.TicketOf(
            id=ticket.id,
            number=ticket.number,
            state=ticket.state.value,
            url=f"/t/{token}",
        ),
        query_code=query_code(secret, report_id),
        photos=tuple(SafePhoto(id=photo_id, sha256=sha256) for photo_id, sha256 in safe),
        complete=complete,
        received_at=received_at.astimezone(UTC),  # the same text at the first send and at every repeat
    )


def report_of_token(session: Session, token: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """(report, ticket) behind a tracking link, None when the link was never ours."""
    row = session.execute(
        select(Reporter.report_id, Reporter.ticket_id).where(Reporter.token_hash == digest(token))
    ).first()
    return (row[0], row[1]) if row else None


def report_of_number(session: Session, secret: str, number: str, code: str) -> uuid.UUID | None:
    """The newest report whose ticket has this number and whose 4-digit code is this; for a lost link."""
    rows = session.execute(
        select(Reporter.report_id)
        .join(Ticket, Ticket.id == Reporter.ticket_id)
        .where(Ticket.number == number, Reporter.left_at.is_(None))
        .order_by(Ticket.sort.desc())
        .limit(200)
    )
    return next((row[0] for row in rows if query_code(secret, row[0]) == code), None)
