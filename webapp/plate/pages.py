"""The page behind a plate: `GET /q/<code>` and its form, which works without script (contract.md)."""

import hashlib
import secrets
import uuid

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from webapp.access.actor import resident
from webapp.access.signed_in import kernel
from webapp.base.errors import Differs, Forbidden, Invalid, NotFound
from webapp.base.picture import PictureRefused
from webapp.catalogue.settings import in_force
from webapp.layout.rooms import language, resident_dress
from webapp.layout.said import said
from webapp.place.codes import find_door, normal_code
from webapp.place.records import Door
from webapp.plate.door import door_page, emergency_numbers
from webapp.plate.form_stream import SentForm, read_form_stream
from webapp.report.commands import receive_report, refuse_photos
from webapp.report.first_look import AT_DOORS, FORM, show_receipt_once
from webapp.report.forms import NOTHING_SAID, order_from_form, typed_again
from webapp.report.orders import MOST_PHOTOS, Receipt
from webapp.ticket.photos import KeptPhoto, keep_photo

bp = Blueprint("plate", __name__, template_folder="templates")
DEVICE = "device"
YEAR = 365 * 24 * 3600
HOUR = 3600
WRONG_CODE = "这张服务板的码不对："
TOO_LARGE = "有一张照片超过 25 MB，没收下；文字和别的照片都收到了。"
SPOILT = "这一页没有开完整，请再点一次发送。"
TOO_MANY = "一次最多 4 张照片，多的没收下；文字和前 4 张都收到了。"


def device_name() -> str:
    """The random name of this browser, kept in a cookie of ours; it says nothing about a person."""
    return request.cookies.get(DEVICE) or secrets.token_urlsafe(18)


def keep_device(answer: Response, name: str) -> Response:
    """Give the browser its name."""
    if request.cookies.get(DEVICE) != name:
        answer.set_cookie(DEVICE, name, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def _form_id(code: str) -> uuid.UUID:
    """The id of the form that this browser has open at this door, or a fresh one.

    Who goes back to the page after an answer was lost gets a page made anew: without the same id in it, what is
    sent again would be a second report. For an hour; the same matter a day later is another one.
    """
    try:
        return uuid.UUID(request.cookies[FORM.format(normal_code(code))])
    except (KeyError, ValueError):
        return uuid.uuid4()


def same_origin() -> None:
    """Refuse a form that another site sent; browsers say where a form comes from."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise Forbidden("这份表单不是从我们的页面发来的，没有收下。请扫门口的码再发。")
    origin = request.headers.get("Origin")
    if origin and origin != "null" and origin.split("://", 1)[-1] != request.host:
        raise Forbidden("这份表单不是从我们的页面发来的，没有收下。请扫门口的码再发。")


@bp.get("/q/<code>")
def show(code: str) -> Response:
    """The resident's page for a door: no redirect, no sign-in."""
    typed = {"text": WRONG_CODE, "category": "other"} if request.args.get("wrong") else {}
    return _door(code, device_name(), typed, {}, 200)


@bp.get("/q/")
def ask_code() -> Response:
    """An address without a code: says where to find it."""
    return _code_gone("unknown", None)


def _door(
    code: str, device: str, typed: dict[str, str], errors: dict[str, str], status: int, fresh: bool = False
) -> Response:
    report_id = uuid.uuid4() if fresh else _form_id(code)
    with kernel().read() as session:
        found = find_door(session, code)
        if found is None or not found.live:
            return _code_gone("revoked" if found else "unknown", found.door if found else None)
        view = door_page(
            session, kernel().clock, found.door, normal_code(code), kernel().settings.base_url,
            hashlib.sha256(device.encode()).hexdigest(), language(), report_id, typed, errors,
        )  # fmt: skip
        page = render_template("plate/door.html", page=view, action_url=f"/q/{view.code}", **resident_dress())
    answer = make_response(page, status)
    answer.set_cookie(
        FORM.format(view.code), str(report_id), max_age=HOUR, path=AT_DOORS, httponly=True, samesite="Lax",
        secure=request.is_secure,
    )  # fmt: skip
    return keep_device(answer, device)


def _code_gone(reason: str, door: Door | None) -> Response:
    """An old code is answered kindly, not with a bare 404; an unknown one too."""
    with kernel().read() as session:
        numbers = emergency_numbers(in_force(session, kernel().clock))
    page = render_template(
        "screen/code_gone.html", reason=reason, place=door.building.compound.name if door else None,
        domain=kernel().settings.base_url.split("://", 1)[-1], query_url="/t/",
        emergency=numbers, **resident_dress(),
    )  # fmt: skip
    return make_response(page, 410 if reason == "revoked" else 404)


@bp.post("/q/<code>")
def send(code: str) -> Response:
    """Take the form: 303 to the ticket's page; the same report_id again leads to the same place."""
    same_origin()
    device = device_name()
    boundary = request.mimetype_params.get("boundary", "")
    form = (
        read_form_stream(request.stream, boundary.encode("latin-1"))
        if boundary
        else SentForm(dict(request.form))
    )
    with kernel().read() as session:
        found = find_door(session, code)
    if found is None or not found.live:
        return _code_gone("revoked" if found else "unknown", None)
    try:
        receipt = _receive(form, normal_code(code), device)
    except Invalid as wrong:
        spoilt = "report_id" in wrong.fields
        errors = {"text": SPOILT} if set(wrong.fields) <= {"report_id", "joins"} else wrong.fields
        return _again(code, device, form, errors, 422, fresh=spoilt)
    except Differs as other:
        return _again(code, device, form, {"text": str(other)}, 409, fresh=True)
    except NotFound as gone:
        return _again(code, device, form, {"text": gone.sentence}, 409)
    finally:
        form.close()
    return keep_device(_to_receipt(receipt, normal_code(code)), device)


def _again(
    code: str, device: str, form: SentForm, errors: dict[str, str], status: int, fresh: bool = False
) -> Response:
    """The page with what was typed; `fresh` when the id that came along cannot be used again."""
    typed = typed_again(form.fields)
    if fresh:
        typed.pop("report_id", None)
    if form.fields.get("joins"):
        typed = {}  # its words were the page's own, and its id belongs to the neighbour's line
    return _door(
        code, device, typed, {k: said(v) for k, v in errors.items() if k != "report_id"}, status, fresh
    )


def _receive(form: SentForm, code: str, device: str) -> Receipt:
    order = order_from_form(form.fields, code, kernel().clock.now(), device)
    kept, refused = _keep_photos(form)
    if not order.text and not kept and not order.joins:
        raise Invalid({"photos": refused[0]} if refused else {"text": NOTHING_SAID})
    actor = resident(device)
    with kernel().work(actor) as work:
        receipt = receive_report(work, order, kept)
        refuse_photos(work, receipt.report, refused)
    return receipt


def _keep_photos(form: SentForm) -> tuple[tuple[KeptPhoto, ...], list[str]]:
    """Photos that are safe on our disk, and the sentences for those that are not."""
    kept: list[KeptPhoto] = []
    refused: list[str] = []
    for sent in form.photos:
        if sent.too_large:
            refused.append(TOO_LARGE)
        elif len(kept) == MOST_PHOTOS:
            refused.append(TOO_MANY)
        else:
            try:
                kept.append(keep_photo(kernel().store, sent.content))
            except PictureRefused as no:
                refused.append(no.sentence)
    return tuple(kept), list(dict.fromkeys(refused))


def _to_receipt(receipt: Receipt, code: str) -> Response:
    answer = redirect(receipt.ticket.url, 303)
    show_receipt_once(request, answer, receipt, code)
    return answer
