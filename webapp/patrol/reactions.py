"""What the job worker does for patrols: copies of photos that may be shown, and what their bytes tell."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.records import Capacity
from webapp.base.picture import PictureRefused
from webapp.base.served import Served, serve_copies
from webapp.base.work import Kernel, Work
from webapp.patrol.events import VisitPhotoKept
from webapp.patrol.evidence import Flag, photo_is_old
from webapp.patrol.oversight import add_flag
from webapp.patrol.queries import place_of_point
from webapp.patrol.records import Visit, VisitPhoto
from webapp.place.cells import put
from webapp.report.reactions import index_ticket
from webapp.report.records import Report
from webapp.ticket import participants
from webapp.ticket.advance import note
from webapp.ticket.events import TicketStepped
from webapp.ticket.records import PhotoState, Reporter, Ticket

GUESSED = ("点位 ", "地图上的位置")
"""How the place of a report reads that was sent without a door (report.commands, ticket.place_of)."""


def tie_report_to_point(work: Work, event: TicketStepped) -> None:
    """Reaction to a new ticket: one that was found at a point gets the point's words, place and offices."""
    ticket = work.session.get(Ticket, event.ticket_id, with_for_update=True)
    if ticket is None or not ticket.place_words.startswith(GUESSED):
        return
    query = (
        select(Report.point)
        .join(Reporter, Reporter.report_id == Report.id)
        .where(Reporter.ticket_id == ticket.id, Report.point.is_not(None))
    )
    code = work.session.scalars(query.order_by(Report.received_at).limit(1)).first()
    place = place_of_point(work.session, code) if code else None
    if place is None:
        return
    if ticket.lng is None:
        put(ticket, place.lng, place.lat)
    for office in place.watchers:
        participants.add(work, ticket, Capacity.WATCHES, unit_id=office)
    note(
        work, ticket, "point_known", said={"point": code},
        place_words=place.words, coarse_words=place.coarse_words[:80], street_id=place.street_id,
    )  # fmt: skip
    index_ticket(work, event)  # its words have changed


def make_visit_copies(kernel: Kernel, event: VisitPhotoKept) -> Served | str | None:
    """Before the turn: two copies without metadata; the sentence of a refusal; None where nothing is to be made."""
    with kernel.read() as session:
        photo = _waiting(session, event)
    if photo is None or photo.original_key is None:
        return None
    try:
        return serve_copies(kernel.store, photo.original_key)
    except PictureRefused as refused:
        return refused.sentence


def visit_copies_made(work: Work, event: VisitPhotoKept, made: Served | str | None) -> None:
    """Reaction to `patrol.photo_kept`: the copies may be shown; a camera's date of another day is flagged."""
    photo = _waiting(work.session, event)
    if photo is None or made is None:
        return
    if isinstance(made, str):
        photo.state, photo.refused_why = PhotoState.REFUSED, made[:120]
        return
    photo.large_key, photo.small_key = made.large_key, made.small_key
    photo.state = PhotoState.READY
    visit = work.session.get_one(Visit, event.visit_id)
    if made.seen.taken_at is not None and photo_is_old(made.seen.taken_at, visit.captured_at):
        add_flag(work, visit, Flag.PHOTO_OLD)


def _waiting(session: Session, event: VisitPhotoKept) -> VisitPhoto | None:
    photo = session.get(VisitPhoto, (event.visit_id, event.photo_id))
    ready = photo is not None and photo.original_key is not None and photo.state is PhotoState.KEPT
    return photo if ready else None
