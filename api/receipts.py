"""`POST /api/v1/receipts`: the receipts of many sends at once, so that a phone settles its queue in one request."""

import uuid
from typing import Any

from flask import Blueprint, jsonify
from pydantic import Field, model_validator
from werkzeug.wrappers import Response

from api.queued import from_our_pages, json_body
from webapp.access.signed_in import kernel, the_sender
from webapp.base.fields import Command, read
from webapp.patrol.receipts import known_visits, receipt_of_visit
from webapp.recheck.receipts import known_verdicts, receipt_of_verdict
from webapp.report.queries import receipts_of

bp = Blueprint("api_receipts", __name__, url_prefix="/api/v1/receipts")
bp.before_request(from_our_pages)
MOST = 200


class AskReceipts(Command):
    """The ids whose receipts are wanted, by kind of send; at most 200 together."""

    reports: tuple[uuid.UUID, ...] = Field(default=(), max_length=MOST)
    visits: tuple[uuid.UUID, ...] = Field(default=(), max_length=MOST)
    rechecks: tuple[uuid.UUID, ...] = Field(default=(), max_length=MOST)

    @model_validator(mode="after")
    def _not_too_many(self) -> "AskReceipts":
        if len(self.reports) + len(self.visits) + len(self.rechecks) > MOST:
            raise ValueError(f"一次最多问 {MOST} 件，请分几次问。")
        return self


@bp.post("")
def ask() -> Response:
    """Each id with its receipt, or null for what never came."""
    order = read(AskReceipts, json_body())
    found: dict[str, Any] = {str(one): None for one in (*order.reports, *order.visits, *order.rechecks)}
    actor = the_sender()
    with kernel().read() as session:
        for receipt in receipts_of(session, kernel().secret, order.reports):
            found[str(receipt.report)] = receipt.model_dump(mode="json")
        for one in known_verdicts(session, order.rechecks):
            found[str(one)] = receipt_of_verdict(session, actor, one).model_dump(mode="json")
        for one in known_visits(session, order.visits):
            found[str(one)] = receipt_of_visit(session, one).model_dump(mode="json")
    return jsonify({"receipts": found})
