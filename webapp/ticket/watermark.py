"""When and where a member of staff took a photo, on the copy that is served; a resident's photo is never marked."""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from qr.lettering import printable
from qr.typeface import FOLDER, REGULAR
from webapp.access.role import Role
from webapp.base.captured import true_moment
from webapp.base.clock import CHINA, Clock
from webapp.base.picture.stamp import stamp
from webapp.catalogue.settings import in_force
from webapp.ticket.records import Photo, Reporter, Ticket, TicketStep

FACE = FOLDER / f"{REGULAR}.ttf"
log = logging.getLogger("mashang.photos")


def ticket_to_mark(session: Session, clock: Clock, photo: Photo) -> Ticket | None:
    """The ticket whose place goes on the copy, if the district wants marks and staff took the photo; else None."""
    if not is_by_staff(session, photo) or not in_force(session, clock)["watermark"]:
        return None
    return session.get_one(Ticket, photo.ticket_id)


def mark_on(copy: bytes, ticket: Ticket, photo: Photo, now: datetime) -> bytes:
    """The copy with time and place. Without the built font it stays as it is: a photo is worth more than its mark."""
    try:
        return stamp(copy, lines_on(ticket, photo, now), FACE)
    except OSError as missing:
        log.error("no watermark: %s", type(missing).__name__)
        return copy


def lines_on(ticket: Ticket, photo: Photo, now: datetime) -> tuple[str, str]:
    """When, by our clock as well as we know it, and where; of what is 保密 no more than the compound."""
    taken = true_moment(photo.taken_at, None, photo.received_at or now)
    place = ticket.coarse_words if ticket.confidential else ticket.place_words
    at = photo.place or {}
    if not ticket.confidential and at.get("lng") is not None and at.get("lat") is not None:
        position = f"{at['lat']:.5f}, {at['lng']:.5f}"
        place = place if position in place else f"{place} · {position}"
    return f"{taken.astimezone(CHINA):%Y-%m-%d %H:%M}", printable(place)


def is_by_staff(session: Session, photo: Photo) -> bool:
    """Whether a member of staff took it: with their own report, or with a step of theirs."""
    if photo.report_id is not None:
        reporter = session.get(Reporter, photo.report_id)
        return reporter is not None and not reporter.resident
    step = session.get(TicketStep, photo.step_id) if photo.step_id else None
    return step is not None and step.role != Role.RESIDENT
