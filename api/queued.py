"""What every queued send has in common: our header and Origin, who sends, a JSON body, a digest, a receipt back."""

import base64
import binascii
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from flask import request
from pydantic import BaseModel
from werkzeug.wrappers import Response

from webapp.access.actor import NOBODY, Actor
from webapp.access.signed_in import is_account, the_actor, the_sender
from webapp.base.captured import told_moment
from webapp.base.errors import Forbidden, Invalid, Problem

QUEUED = "X-Mashang-Queued"
ACCOUNT = "X-Mashang-Account"
"""Whose queue it comes from, percent-encoded; a colleague who signs in on the same phone must not send it as theirs."""


class NoJson(Problem):
    """The body is no JSON object."""

    status = 400
    code = "no_json"


class SignInFirst(Problem):
    """Nobody is signed in who may send; the phone pauses and keeps everything."""

    status = 401
    code = "sign_in"


def from_our_pages() -> None:
    """Before each request: queued sends carry our header and our Origin instead of a form token."""
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


def staff_sender() -> Actor:
    """Who sends, also when their pages are locked; `SignInFirst` when nobody may, or somebody else than the phone says."""
    actor = the_sender()
    if actor is NOBODY:
        raise SignInFirst("请先登录再发；没发的都还在手机里。")
    account = unquote(request.headers.get(ACCOUNT, ""))
    if account and not is_account(actor, account):
        raise SignInFirst("这是另一位同事拍的，等本人登录再发；都还在手机里。")
    return actor


def reader() -> Actor:
    """Who reads what is for staff: signed in and not idle; `SignInFirst` otherwise, never a page of HTML."""
    actor = the_actor()
    if actor is NOBODY:
        raise SignInFirst("请先登录。手机里存着的还在，照样能用。")
    return actor


def json_body() -> dict[str, Any]:
    """The body as a JSON object, else `NoJson`."""
    body: Any = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise NoJson("内容不是 JSON，请核对后再发。")
    return body


def told_at() -> datetime | None:
    """What the phone's clock shows at this very try, when its header says so."""
    return told_moment(request.headers.get(QUEUED, ""))


def digest_told() -> str:
    """The sha-256 of the Content-Digest header (RFC 9530) as hex; `Invalid` without one."""
    for part in request.headers.get("Content-Digest", "").split(","):
        name, _, value = part.strip().partition("=")
        if name.lower() == "sha-256" and value.startswith(":") and value.endswith(":"):
            try:
                raw = base64.b64decode(value.strip(":"), validate=True)
            except binascii.Error:
                break
            if len(raw) == 32:
                return raw.hex()
    raise Invalid({"Content-Digest": "请带上 Content-Digest: sha-256=:…: 。"})


def shown(answer: BaseModel, first: bool = False) -> Response:
    """A receipt as JSON: 201 with what is new here, 200 with what was here already."""
    return Response(answer.model_dump_json(), 201 if first else 200, mimetype="application/json")
