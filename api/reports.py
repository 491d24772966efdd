"""`/api/v1/reports`: words first, photos after, a receipt at any time (contract.md, field.md)."""

import uuid

from flask import Blueprint, request
from werkzeug.wrappers import Response

from api.queued import digest_told, from_our_pages, json_body, shown, staff_sender, told_at
from webapp.access.actor import Actor, resident
from webapp.access.signed_in import kernel
from webapp.base.at_once import at_once
from webapp.report.commands import receive_report
from webapp.report.first_look import show_receipt_once
from webapp.report.forms import order_from_json
from webapp.report.keep import keep_promised, store_bytes
from webapp.report.orders import ReportKind
from webapp.report.queries import receipt_of

bp = Blueprint("api_reports", __name__, url_prefix="/api/v1/reports")
bp.before_request(from_our_pages)


def _sender(kind: ReportKind) -> Actor:
    """Who sends: staff only when signed in; a resident needs nothing."""
    return resident(request.cookies.get("device")) if kind is ReportKind.RESIDENT else staff_sender()


@bp.put("/<uuid:report_id>")
def put_report(report_id: uuid.UUID) -> Response:
    """New 201, the same content 200 with the same receipt, other content 409 with what we have."""
    order = order_from_json(report_id, json_body(), told_at())
    actor = _sender(order.kind)
    receipt, first = at_once(kernel(), actor, lambda work: receive_report(work, order))
    answer = shown(receipt, first)
    if order.kind is ReportKind.RESIDENT:
        # Only they are led to the page it is for. A phone that empties a day's queue would be left with nothing else:
        # of one host a browser keeps 180 cookies, and the sign-in was the first to go.
        show_receipt_once(request, answer, receipt)
    return answer


@bp.put("/<uuid:report_id>/photos/<uuid:photo_id>")
def put_photo(report_id: uuid.UUID, photo_id: uuid.UUID) -> Response:
    """The raw bytes of a promised photo; verified, synced, then the row. A repeat is 200.

    Whoever holds the bytes may bring them, signed in or not: who promised them named their digest, so nobody can
    bring others, and a photo is not lost because its person's sign-in or post ended in the meantime.
    """
    sha256 = digest_told()
    kept = store_bytes(kernel(), report_id, photo_id, sha256, request.stream)
    with kernel().work(resident(request.cookies.get("device"))) as work:
        receipt, first = keep_promised(work, report_id, kept)
    return shown(receipt, first)


@bp.get("/<uuid:report_id>/receipt")
def get_receipt(report_id: uuid.UUID) -> Response:
    """What is safe with us by now."""
    with kernel().read() as session:
        return shown(receipt_of(session, kernel().secret, report_id))
