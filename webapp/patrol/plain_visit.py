"""The check-in of the plain form: visit, photos and the reports of what did not pass, in one commit."""

import io
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import BinaryIO

from webapp.base.errors import Invalid
from webapp.base.picture import PictureRefused, inspect_picture
from webapp.base.storage import Store
from webapp.base.work import Work
from webapp.patrol.checkin import receive_visit
from webapp.patrol.forms import photo_id, visit_from_form
from webapp.patrol.orders import CheckedItem, SendVisit, VisitReceipt
from webapp.patrol.queries import checklist_in_force
from webapp.patrol.receipts import keep_visit_photo
from webapp.patrol.records import Checklist, Point
from webapp.report.commands import receive_report
from webapp.report.orders import SendReport
from webapp.report.records import ReportKind
from webapp.ticket.photos import MOST_BYTES, KeptPhoto, keep_photo
from webapp.ticket.promised import MOST_PHOTOS


def photos_now(store: Store, sources: Iterable[BinaryIO]) -> list[KeptPhoto]:
    """Keep the photos of the form, each with the moment its camera wrote into it; `Invalid` when one is none.

    Call before the unit of work is opened: decoding must not hold the database's write lock.
    """
    return [_kept(store, source) for source in islice(sources, MOST_PHOTOS)]


def _kept(store: Store, source: BinaryIO) -> KeptPhoto:
    held = io.BytesIO(source.read(MOST_BYTES + 1))
    try:
        kept = keep_photo(store, held)
        held.seek(0)
        return replace(kept, taken_at=inspect_picture(held).taken_at)
    except PictureRefused as refused:
        raise Invalid({"photos": refused.sentence}) from None


def check_in_by_form(
    work: Work, point: Point, form: Mapping[str, str], photos: Sequence[KeptPhoto]
) -> tuple[VisitReceipt, int]:
    """Take the visit and send a report for each item that did not pass; returns the receipt and how many reports."""
    checklist = checklist_in_force(work.session, point.type_id)
    order = visit_from_form(form, point.code, checklist, photos, work.now)
    receipt = receive_visit(work, order)
    first = work.is_first
    for photo in photos:
        keep_visit_photo(work, order.visit_id, photo_id(order.visit_id, photo.sha256), (photo.key, None))
    failed = [item for item in order.items if not item.ok]
    for item in failed if first else ():
        receive_report(work, _report(point, checklist, order, item), _copies(work.kernel.store, photos))
    work.is_first = first
    return receipt, len(failed)


def _copies(store: Store, photos: Sequence[KeptPhoto]) -> tuple[KeptPhoto, ...]:
    """The same photos once more, for the report keeps its own."""
    copies = []
    for photo in photos:
        with store.open(photo.key) as source:
            copies.append(keep_photo(store, source))
    return tuple(copies)


def _report(point: Point, checklist: Checklist | None, order: SendVisit, item: CheckedItem) -> SendReport:
    words = {one["code"]: one["words"] for one in checklist.items} if checklist else {}
    text = "：".join(part for part in (words.get(item.code, item.code), item.note) if part)
    place = (
        {"lng": point.lng, "lat": point.lat, "datum": "wgs84", "source": "point"}
        if point.lng is not None
        else None
    )
    return SendReport.model_validate(
        {
            "report_id": item.report or uuid.uuid4(), "kind": ReportKind.PATROL, "point": point.code, "text": text,
            "place": place, "captured_at": order.captured_at, "client": "form",
        }
    )  # fmt: skip
