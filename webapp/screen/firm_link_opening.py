"""Opening a firm's link: whose it is, whether it is live, whether this browser is the phone that was bound."""

from dataclasses import dataclass

from flask import request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from webapp.access.actor import Actor
from webapp.access.firm_links import LIVE, firm_actor, is_bound_to, link_of_token, state_of
from webapp.access.records import FirmLink
from webapp.access.signed_in import kernel
from webapp.base.errors import Forbidden, Problem
from webapp.plate.pages import device_name, keep_device

BOUND = "bound"
NOT_BOUND = "要先绑定这部手机，才能看单子的内容、才能办。绑定码问物业经理要。"


@dataclass(frozen=True)
class Opened:
    """A live link as this browser opened it."""

    link: FirmLink
    base: str
    actor: Actor
    device: str
    bound_here: bool

    def must_be_bound(self) -> None:
        """Raise `Forbidden` unless this is the phone of the named person."""
        if not self.bound_here:
            raise Forbidden(NOT_BOUND)


class LinkGone(Problem):
    """The link answers nobody any more, or never did; `reason` says which."""

    status = 410

    def __init__(self, reason: str, unit: str = "") -> None:
        super().__init__("这个链接已经停用。")
        self.reason, self.unit = reason, unit


def open_link(token: str) -> Opened:
    """The live link behind an address; else `LinkGone` with the reason."""
    with kernel().read() as session:
        link = link_of_token(session, token)
    if link is None:
        raise LinkGone("unknown")
    state = state_of(link, kernel().clock.now())
    if state not in LIVE:
        raise LinkGone(state.value, link.unit.name)
    kept = _kept_device(link)
    device = kept or device_name()
    bound = kept is not None and is_bound_to(link, kept)
    return Opened(link, f"/w/{token}", firm_actor(link, device), device, bound)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(kernel().secret, salt="firm-link")


def _kept_device(link: FirmLink) -> str | None:
    """The device that this browser was told it is when it bound the link."""
    try:
        link_id, device = _signer().loads(request.cookies.get(BOUND, ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(device) if link_id == str(link.id) else None


def keep_bound(answer: Response, opened: Opened) -> Response:
    """Tell this browser that it is the phone of the link: signed, for this address alone, as long as the link lives."""
    answer.set_cookie(
        BOUND, _signer().dumps([str(opened.link.id), opened.device]), path=opened.base, httponly=True, samesite="Lax",
        secure=request.is_secure, expires=opened.link.expires_at,
    )  # fmt: skip
    return keep_device(answer, opened.device)
