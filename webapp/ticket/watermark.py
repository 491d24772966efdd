"""When and where a member of staff took a photo, on the copy that is served; a resident's photo is never marked."""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from qr.lettering import printable
from qr.typeface import FOLDER, REGULAR
from webapp.access.role import Role
from webapp.base.captured import true_moment
from webapp.base.clock import CHINA
from webapp.base.picture.stamp import stamp
from webapp.base.work import Work
from webapp.catalogue.settings import in_force
from webapp.ticket.records import Photo, Reporter, Ticket, TicketStep

FACE = FOLDER / f"{REGULAR}.ttf"
log = logging.getLogger("mashang.photos")


def marked(work: Work, photo: Photo, copy: bytes) -> bytes:
    """The copy with time and place, if the district wants it and staff took it; else as it is.

    Without the built font the copy stays unmarked: a photo is worth more than its mark.
    """
    if not is_by_staff(work.session, photo) or not in_force(work.session, work.kernel.clock)["watermark"]:
        return copy
    ticket = work.session.get_one(Ticket, photo.ticket_id)
    try:
        return stamp(copy, lines_on(ticket, photo, work.now), FACE)
    except OSError as missing:
        log.error("no watermark: %s", type(missing).__name__)
        return copy


def lines_on(ticket: Ticket, photo: Photo, now: datetime) -> tuple[str, str]:
    """When, by our clock as well as we know it, and where; of what is 保密 no more than the compound."""
    taken = true_moment(photo.taken_at, None, photo.received_at or now)
    place = ticket.coarse_words if ticket.confidential else ticket.place_words
    at = photo.place or {}
    if not ticket.confidential and at.get("lng") is not None and at.get("lat") is not None:
        place = f"{place} · {at['lat']:.5f}, {at['lng']:.5f}"
    return f"{taken.astimezone(CHINA):%Y-%m-%d %H:%M}", printable(place)


def is_by_staff(session: Session, photo: Photo) -> bool:
    """Whether a member of staff took it: with their own report, or with a step of theirs."""
    if photo.report_id is not None:
        reporter = session.get(Reporter, photo.report_id)
        return reporter is not None and not reporter.resident
    step = session.get(TicketStep, photo.step_id) if photo.step_id else None
    return step is not None and step.role != Role.RESIDENT
