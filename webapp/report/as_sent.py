"""The reports that a ticket answers, as they were sent, for those who verify and handle it; phones masked."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.layout.presenting import masked_phone
from webapp.report.records import Report, ReportKind
from webapp.ticket.pictures import Picture, pictures_of
from webapp.ticket.queries import KNOWS_THE_DOOR, readable
from webapp.ticket.records import Contact, Reporter, Ticket

CHANNELS = {
    ReportKind.RESIDENT: "扫码",
    ReportKind.PHONE: "来电",
    ReportKind.COUNTER: "来访",
    ReportKind.HOTLINE: "热线",
    ReportKind.PATROL: "巡查发现",
    ReportKind.SELF_HANDLED: "自行处置",
}


@dataclass(frozen=True)
class SentReport:
    """One report of a ticket."""

    id: uuid.UUID
    words: str
    at: datetime
    captured_at: datetime | None
    channel: str
    phone: str
    """Masked; 未留电话 when there is none; empty for those who may know nothing of a 保密 reporter."""
    order_no: str | None
    external_due: datetime | None
    confidential: bool
    joined: bool
    left: bool
    place_words: str
    place_proof: str
    photos: tuple[Picture, ...]


def reports_of(session: Session, actor: Actor, ticket_id: uuid.UUID) -> tuple[SentReport, ...]:
    """All reports of a ticket in scope, the first one first; three queries however many there are."""
    query = (
        select(Report, Reporter, Ticket, Contact.phone)
        .join(Reporter, Reporter.report_id == Report.id)
        .join(Ticket, Ticket.id == Reporter.ticket_id)
        .outerjoin(Contact, Contact.report_id == Report.id)
        .where(Ticket.id == ticket_id, readable(actor))
        .order_by(Report.received_at, Report.id)
    )
    rows = session.execute(query).all()
    pictures = pictures_of(session, [ticket_id]).get(ticket_id, ()) if rows else ()
    return tuple(_sent(actor, *row, pictures=pictures) for row in rows)


def _sent(
    actor: Actor, report: Report, reporter: Reporter, ticket: Ticket, phone: str | None, pictures: tuple[Picture, ...]
) -> SentReport:  # fmt: skip
    hidden = (report.confidential or ticket.confidential) and actor.role not in KNOWS_THE_DOOR
    return SentReport(
        id=report.id, words=report.text, at=report.received_at, captured_at=report.captured_at,
        channel=CHANNELS[report.kind], phone="" if hidden else masked_phone(phone), order_no=report.order_no,
        external_due=report.external_due, confidential=report.confidential, joined=reporter.joined,
        left=reporter.left_at is not None, place_words=ticket.coarse_words if hidden else ticket.place_words,
        place_proof=_proof(report), photos=tuple(p for p in pictures if p.report_id == report.id),
    )  # fmt: skip


def _proof(report: Report) -> str:
    """How the place is known: by the plate, by the phone's position, or by word."""
    if report.door_code is not None:
        return "扫的门口的码"
    accuracy = (report.place or {}).get("accuracy_m")
    if report.place is not None:
        return f"手机定位，误差约 {accuracy:.0f} 米" if accuracy is not None else "手机定位"
    return "口述"
