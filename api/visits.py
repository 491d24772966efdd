"""`/api/v1/visits`: check-ins of a patrol; words first, photos after, a receipt at any time (field.md)."""

import uuid

from flask import Blueprint, request
from werkzeug.wrappers import Response

from api.queued import digest_told, from_our_pages, json_body, shown, staff_sender, told_at
from webapp.access.actor import RULE
from webapp.access.signed_in import kernel
from webapp.patrol.checkin import receive_visit
from webapp.patrol.forms import visit_from_json
from webapp.patrol.receipts import keep_visit_photo, receipt_of_visit, store_visit_photo

bp = Blueprint("api_visits", __name__, url_prefix="/api/v1/visits")
bp.before_request(from_our_pages)


@bp.put("/<uuid:visit_id>")
def put_visit(visit_id: uuid.UUID) -> Response:
    """New 201, the same content 200 with the same receipt, other content 409 with what we have."""
    order = visit_from_json(visit_id, json_body())
    with kernel().work(staff_sender()) as work:
        receipt = receive_visit(work, order, told_at())
        first = work.is_first
    return shown(receipt, first)


@bp.put("/<uuid:visit_id>/photos/<uuid:photo_id>")
def put_photo(visit_id: uuid.UUID, photo_id: uuid.UUID) -> Response:
    """The raw bytes of a promised photo, from whoever holds them: the digest says that they are the promised ones."""
    kept = store_visit_photo(kernel(), visit_id, photo_id, digest_told(), request.stream)
    with kernel().work(RULE) as work:
        receipt = keep_visit_photo(work, visit_id, photo_id, kept)
        first = work.is_first
    return shown(receipt, first)


@bp.get("/<uuid:visit_id>/receipt")
def get_receipt(visit_id: uuid.UUID) -> Response:
    """What is safe with us by now."""
    with kernel().read() as session:
        return shown(receipt_of_visit(session, visit_id))
