"""`/g/<token>`: one whistle by link, for a school or a contractor; nothing of residents, no list, no sign-in."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.actor import Actor
from webapp.access.link_tokens import digest
from webapp.access.role import Role
from webapp.access.signed_in import kernel
from webapp.base.errors import Problem
from webapp.layout.rooms import resident_dress
from webapp.whistle.acts import GUEST_ACTS
from webapp.whistle.queries import guest_of_token
from webapp.whistle.records import WhistleParty
from webapp.whistle.whole import WhistleView, whistle_view

bp = Blueprint("guest", __name__, template_folder="templates")


class GuestGone(Problem):
    """The link answers nobody any more, or never did; `reason` says which."""

    status = 410

    def __init__(self, reason: str, street: str = "", phone: str = "") -> None:
        super().__init__("这个链接已经停用。")
        self.reason, self.street, self.phone = reason, street, phone


@dataclass(frozen=True)
class Opened:
    """A live link: who the guest is, and the whistle as they may read it."""

    token: str
    actor: Actor
    party_id: uuid.UUID
    whistle: WhistleView
    phone: str
    """The street's own published number."""


@bp.errorhandler(GuestGone)
def gone(problem: GuestGone) -> tuple[str, int]:
    """A revoked, expired or unknown link is answered kindly."""
    page = render_template(
        "whistle/guest_gone.html",
        reason=problem.reason,
        street=problem.street,
        phone=problem.phone,
        **_dress(),
    )
    return page, 404 if problem.reason == "unknown" else 410


def _dress() -> dict[str, Any]:
    """The resident's frame, in Chinese only; the hotline is for residents."""
    return resident_dress() | {"lang": "zh", "switch_lang_url": None, "hotline": None}


def _open(token: str) -> Opened:
    now = kernel().clock.now()
    with kernel().read() as session:
        found = guest_of_token(session, digest(token))
        if found is None:
            raise GuestGone("unknown")
        party, whistle = found
        street = whistle.unit
        if party.revoked_at is not None or (party.expires_at is not None and party.expires_at <= now):
            reason = "revoked" if party.revoked_at is not None else "expired"
            raise GuestGone(reason, street.name, street.bridge_phone or "")
        actor = _guest(party)
        view = whistle_view(session, actor, whistle, now, party.id)
    return Opened(token, actor, party.id, view, street.bridge_phone or "")


def _guest(party: WhistleParty) -> Actor:
    return Actor(Role.GUEST, party.name)


@bp.get("/g/<token>")
def show(token: str) -> str:
    """The whistle, and the one button that waits for the guest."""
    return _page(_open(token), "", {})


def _page(opened: Opened, act: str, errors: Mapping[str, str]) -> str:
    done = GUEST_ACTS.get(request.args.get("done", ""))
    return render_template(
        "whistle/guest.html", opened=opened, whistle=opened.whistle, act=act, errors=errors,
        typed=request.form.to_dict() if act else {}, done=done.done if done and not act else "", **_dress(),
    )  # fmt: skip


@bp.post("/g/<token>/<act>")
def take(token: str, act: str) -> Response | tuple[str, int]:
    """收到, 报到 or 办到了, by the guest of this link alone."""
    known = GUEST_ACTS.get(act)
    if known is None:
        abort(404)
    opened = _open(token)
    once = request.form.get("once", "")[:40]
    form = request.form.to_dict()
    try:
        order = known.order(opened.whistle.id, form)
        order = order.model_copy(update={"party_id": opened.party_id})
        with kernel().work(opened.actor) as work:

            def run() -> dict[str, Any]:
                known.run(work, order)
                return {"done": True}

            if once:
                work.once(f"{opened.party_id}:{once}", run)
            else:
                run()
    except Problem as problem:
        if problem.status not in {403, 409, 422}:
            raise
        return _page(_open(token), act, problem.by_field("form")), problem.status
    return redirect(url_for("guest.show", token=token, done=act), 303)
