"""What the phones of the field have not brought home: photos still out, verdicts that could not count."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.people.records import Person
from webapp.recheck.records import Outcome, RecheckSent, Verdict
from webapp.ticket.queries import place_shown, readable
from webapp.ticket.records import Photo, PhotoState, Reporter, Ticket

MOST = 50
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class PhotosOut:
    """A ticket whose reporter promised photos that have not come."""

    ticket_id: uuid.UUID
    number: str
    place: str
    missing: int
    promised: int
    since: datetime
    by_staff: bool


@dataclass(frozen=True)
class VerdictOut:
    """A recheck verdict from a phone that did not count, or waits for its photos."""

    ticket_id: uuid.UUID
    number: str
    place: str
    verdict: str
    by: str
    looked_at: datetime
    why: str


def photos_out(session: Session, actor: Actor, now: datetime, hours: int) -> tuple[PhotosOut, ...]:
    """Tickets in scope with photos promised longer ago than so many hours; the longest wait first."""
    promised = Photo.state == PhotoState.PROMISED
    query = (
        select(Ticket, Reporter.since, Reporter.resident, Photo.report_id, func.count())
        .join(Photo, Photo.ticket_id == Ticket.id)
        .join(Reporter, Reporter.report_id == Photo.report_id)
        .where(promised, Reporter.since < now - timedelta(hours=hours), readable(actor))
        .group_by(Ticket.id, Reporter.since, Reporter.resident, Photo.report_id)
        .order_by(Reporter.since)
        .limit(MOST)
    )
    rows = session.execute(query).all()
    ids = [row[3] for row in rows]
    counted = select(Photo.report_id, func.count()).where(Photo.report_id.in_(ids)).group_by(Photo.report_id)
    of_report = {row[0]: row[1] for row in session.execute(counted)}
    return tuple(
        PhotosOut(
            ticket.id,
            ticket.number,
            place_shown(actor, ticket),
            missing,
            of_report[report_id],
            since,
            not resident,
        )
        for ticket, since, resident, report_id, missing in rows
    )


def verdicts_out(session: Session, actor: Actor, now: datetime, hours: int) -> tuple[VerdictOut, ...]:
    """Verdicts in scope that were refused in the last 30 days, and those whose photos are overdue; newest first."""
    late = (RecheckSent.outcome == Outcome.WAITING) & (RecheckSent.received_at < now - timedelta(hours=hours))
    refused = (RecheckSent.outcome == Outcome.REFUSED) & (RecheckSent.received_at >= now - RECENT)
    query = (
        select(RecheckSent, Ticket, Person.name)
        .join(Ticket, Ticket.id == RecheckSent.ticket_id)
        .join(Person, Person.id == RecheckSent.person_id)
        .where(late | refused, readable(actor))
        .order_by(RecheckSent.received_at.desc())
    )
    return tuple(
        VerdictOut(
            ticket.merged_into or ticket.id,
            ticket.number,
            place_shown(actor, ticket),
            "通过" if sent.verdict is Verdict.PASS else "不通过",
            name,
            sent.looked_at,
            sent.why or "照片还没传到",
        )
        for sent, ticket, name in session.execute(query.limit(MOST))
    )
