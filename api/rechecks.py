"""`/api/v1/rechecks`: verdicts of those who looked again; words first, photos after, the step with the last one."""

import uuid

from flask import Blueprint, request
from werkzeug.wrappers import Response

from api.queued import digest_told, from_our_pages, json_body, shown, staff_sender, told_at
from webapp.access.signed_in import kernel, the_sender
from webapp.recheck.forms import verdict_from_json
from webapp.recheck.receipts import receipt_of_verdict, sender_of, store_verdict_photo
from webapp.recheck.sent import keep_verdict_photo, receive_verdict

bp = Blueprint("api_rechecks", __name__, url_prefix="/api/v1/rechecks")
bp.before_request(from_our_pages)


@bp.put("/<uuid:recheck_id>")
def put_recheck(recheck_id: uuid.UUID) -> Response:
    """New 201, the same content 200 with the same receipt, other content 409 with what we have."""
    order = verdict_from_json(recheck_id, json_body())
    with kernel().work(staff_sender()) as work:
        receipt = receive_verdict(work, order, told_at())
        first = work.is_first
    return shown(receipt, first)


@bp.put("/<uuid:recheck_id>/photos/<uuid:photo_id>")
def put_photo(recheck_id: uuid.UUID, photo_id: uuid.UUID) -> Response:
    """The raw bytes of a promised photo, from whoever holds them: the digest says that they are the promised ones."""
    kept = store_verdict_photo(kernel(), recheck_id, photo_id, digest_told(), request.stream)
    with kernel().read() as session:
        sender = sender_of(session, recheck_id)
    with kernel().work(sender) as work:
        keep_verdict_photo(work, recheck_id, photo_id, kept)
        first = work.is_first
    with kernel().read() as session:  # told to who brought them, not to whom they belong
        return shown(receipt_of_verdict(session, the_sender(), recheck_id), first)


@bp.get("/<uuid:recheck_id>/receipt")
def get_receipt(recheck_id: uuid.UUID) -> Response:
    """What is safe with us by now, and what came of the verdict."""
    with kernel().read() as session:
        return shown(receipt_of_verdict(session, the_sender(), recheck_id))
