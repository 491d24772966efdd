"""`/api/v1/reports`: words first, photos after, a receipt at any time (contract.md, field.md)."""

import base64
import binascii
import uuid
from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from webapp.access.actor import NOBODY, Actor, resident
from webapp.access.signed_in import kernel, the_actor
from webapp.base.errors import Forbidden, Invalid, Problem
from webapp.report.commands import receive_report
from webapp.report.forms import order_from_json
from webapp.report.keep import keep_promised, store_bytes
from webapp.report.orders import Receipt, ReportKind
from webapp.report.queries import receipt_of

bp = Blueprint("api_reports", __name__, url_prefix="/api/v1/reports")
QUEUED = "X-Mashang-Queued"


class NoJson(Problem):
    """The body is no JSON object."""

    status = 400
    code = "no_json"


@bp.before_request
def _from_our_pages() -> None:
    """Queued sends carry our header and our Origin instead of a form token."""
    if request.method == "GET":
        return
    origin = request.headers.get("Origin")
    ours = origin is None or origin.split("://", 1)[-1] == request.host
    if (
        QUEUED not in request.headers
        or not ours
        or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    ):
        raise Forbidden("这份上报不是从我们的页面发来的，没有收下。")


def _sender(kind: ReportKind) -> Actor:
    """Who sends: staff only when signed in; a resident needs nothing."""
    actor = the_actor()
    if kind is ReportKind.RESIDENT:
        return resident(request.cookies.get("device"))
    if actor is NOBODY:
        raise _SignInFirst("请先登录再发；没发的都还在手机里。")
    return actor


class _SignInFirst(Problem):
    status = 401
    code = "sign_in"


def _shown(receipt: Receipt, status: int) -> Response:
    answer = jsonify(receipt.model_dump(mode="json"))
    answer.status_code = status
    return answer


@bp.put("/<uuid:report_id>")
def put_report(report_id: uuid.UUID) -> Response:
    """New 201, the same content 200 with the same receipt, other content 409 with what we have."""
    body: Any = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise NoJson("内容不是 JSON，请核对后再发。")
    order = order_from_json(report_id, body)
    actor = _sender(order.kind)
    with kernel().work(actor) as work:
        receipt = receive_report(work, order)
        first = work.is_first
    answer = _shown(receipt, 201 if first else 200)
    answer.set_cookie(
        "fresh",
        "1",
        max_age=600,
        path=receipt.ticket.url,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


@bp.put("/<uuid:report_id>/photos/<uuid:photo_id>")
def put_photo(report_id: uuid.UUID, photo_id: uuid.UUID) -> Response:
    """The raw bytes of a promised photo; verified, synced, then the row. A repeat is 200."""
    sha256 = _digest(request.headers.get("Content-Digest", ""))
    kept = store_bytes(kernel(), report_id, photo_id, sha256, request.stream)
    with kernel().work(resident(request.cookies.get("device"))) as work:
        receipt, first = keep_promised(work, report_id, kept)
    return _shown(receipt, 201 if first else 200)


@bp.get("/<uuid:report_id>/receipt")
def get_receipt(report_id: uuid.UUID) -> Response:
    """What is safe with us by now."""
    with kernel().read() as session:
        return _shown(receipt_of(session, kernel().secret, report_id), 200)


def _digest(header: str) -> str:
    """The sha-256 of a Content-Digest header (RFC 9530) as hex."""
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        if name.lower() == "sha-256" and value.startswith(":") and value.endswith(":"):
            try:
                raw = base64.b64decode(value.strip(":"), validate=True)
            except binascii.Error:
                break
            if len(raw) == 32:
                return raw.hex()
    raise Invalid({"Content-Digest": "请带上 Content-Digest: sha-256=:…: 。"})
