"""The desk's pages of whistles: the list, blowing one, one whole, the code for the spot, each unit's history."""

import base64
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask import session as flask_session
from werkzeug.wrappers import Response

from qr.code import code_svg
from webapp.access.link_tokens import digest, guest_token
from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound, Problem
from webapp.base.work import Work
from webapp.layout.acts import Act
from webapp.whistle.acts import ACTS
from webapp.whistle.board import board
from webapp.whistle.commands import blow_whistle, call_more, invite_guest
from webapp.whistle.forms import blow_order, call_more_order, guest_order
from webapp.whistle.history import histories
from webapp.whistle.queries import called_units, draft_for, units_to_call
from webapp.whistle.records import WhistleParty
from webapp.whistle.scope import get_whistle
from webapp.whistle.whole import whistle_view

bp = Blueprint("whistle", __name__, template_folder="templates")
MADE = "made_guest"
GONE = "没有这次吹哨，或者没有叫您单位。"
LABELS = {
    "minutes": "纪要", "what": "做什么", "words": "您写的话", "reason": "为什么", "guest": "外单位", "keeper": "以后谁来管",
}  # fmt: skip


@bp.get("/desk/whistles")
@requires(Permission.READ_WHISTLES)
def show() -> str:
    """What waits for this unit, what runs, what has ended lately."""
    actor = the_actor()
    with kernel().read() as session:
        found = board(session, actor, kernel().clock.now())
    return render_template("whistle/list.html", board=found, may_blow=actor.may(Permission.BLOW_WHISTLE))


@bp.get("/desk/whistles/history")
@requires(Permission.READ_WHISTLES)
def history() -> str:
    """How each unit came when it was called, in the last year."""
    with kernel().read() as session:
        rows = histories(session, the_actor(), kernel().clock.now())
    return render_template("whistle/history.html", rows=rows)


@bp.get("/desk/whistles/new")
@requires(Permission.BLOW_WHISTLE)
def new() -> str:
    """The form to blow, from a ticket when one is named."""
    return _form({}, {})


def _form(errors: Mapping[str, str], typed: Mapping[str, str]) -> str:
    actor = the_actor()
    with kernel().read() as session:
        draft = draft_for(session, actor, _id(request.args.get("ticket", "")))
        units = units_to_call(session, actor)
    return render_template(
        "whistle/blow.html", draft=draft, units=units, errors=errors, typed=typed,
        chosen=set(request.form.getlist("units")), once=typed.get("once", ""),
    )  # fmt: skip


def _id(given: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(given)
    except ValueError:
        return None


@bp.post("/desk/whistles")
@requires(Permission.BLOW_WHISTLE)
def blow() -> Response | tuple[str, int]:
    """Blow; then the whistle's own page."""
    try:
        order = blow_order(request.form, request.form.getlist("units"))
        made = once(lambda work: {"whistle": str(blow_whistle(work, order).id)})
    except Invalid as wrong:
        return _form(wrong.fields, request.form.to_dict()), 422
    flash("吹响了，叫到的单位马上看得到。")
    return redirect(url_for("whistle.whole", whistle_id=made["whistle"]), 303)


@bp.get("/desk/whistles/<uuid:whistle_id>")
@requires(Permission.READ_WHISTLES)
def whole(whistle_id: uuid.UUID) -> str:
    """One whistle: what it is about, who is there, who does what, the story."""
    return _page(whistle_id)


def _page(whistle_id: uuid.UUID, opened: str = "", errors: Mapping[str, str] | None = None) -> str:
    actor, typed = the_actor(), request.form.to_dict() if opened else {}
    with kernel().read() as session:
        row = get_whistle(session, actor, whistle_id)
        if row is None:
            raise NotFound(GONE)
        found = whistle_view(session, actor, row, kernel().clock.now())
        more = "call_more" in found.actions
        units = units_to_call(session, actor, called_units(session, row.id)) if more else {}
        fresh = _fresh_guest(whistle_id) if found.blower else None
    # A form that is gone since gives back what was typed into it, to be copied.
    kept = {} if not opened or opened in found.actions else {LABELS[k]: typed.get(k, "") for k in LABELS}
    return render_template(
        "whistle/whole.html", whistle=found, units=units, opened=opened, errors=errors or {}, typed=typed, kept=kept,
        chosen=set(request.form.getlist("units")), once=typed.get("once", ""), fresh=fresh,
        code=request.args.get("code", "")[:8],
    )  # fmt: skip


def _fresh_guest(whistle_id: uuid.UUID) -> dict[str, str] | None:
    """A guest's link on the one page after it was made, or its form came again; never stored."""
    made = flask_session.get(MADE)
    if not made or made["whistle"] != str(whistle_id):
        return None
    flask_session.pop(MADE)
    party = kernel().get(WhistleParty, uuid.UUID(made["party"]))
    token = guest_token(kernel().secret, party.id)
    if party.revoked_at is not None or party.token_hash != digest(token):
        return None
    return {"name": party.name, "url": f"{kernel().settings.base_url}/g/{token}"}


@bp.post("/desk/whistles/<uuid:whistle_id>/<act>")
@requires(Permission.READ_WHISTLES)
def take(whistle_id: uuid.UUID, act: str) -> Response | tuple[str, int]:
    """One act on a whistle; wrong input comes back with what was typed."""
    doing = _doing(whistle_id, act)
    try:
        answer = once(doing[0])
    except Problem as problem:
        if problem.status not in {409, 422}:
            raise
        return _page(whistle_id, act, problem.by_field("form")), problem.status
    if "party" in answer:
        flask_session[MADE] = {"whistle": str(whistle_id), "party": answer["party"]}
    flash(doing[1])
    return redirect(url_for("whistle.whole", whistle_id=whistle_id), 303)


def _doing(whistle_id: uuid.UUID, act: str) -> tuple[Callable[[Work], dict[str, Any]], str]:
    """What a form does, and what is said afterwards."""
    if act == "call_more":
        return lambda work: _call_more(work, whistle_id), "又叫上了，他们马上看得到。"
    if act == "guest":
        return lambda work: _invite(work, whistle_id), "链接做好了，下面抄给对方，只显示这一次。"
    known = ACTS.get(act)
    if known is None:
        abort(404)
    return lambda work: _run(work, known, whistle_id), known.done


def _call_more(work: Work, whistle_id: uuid.UUID) -> dict[str, Any]:
    call_more(work, call_more_order(whistle_id, request.form, request.form.getlist("units")))
    return {"done": True}


def _invite(work: Work, whistle_id: uuid.UUID) -> dict[str, Any]:
    return {"party": str(invite_guest(work, guest_order(whistle_id, request.form)).party_id)}


def _run(work: Work, known: Act[object], whistle_id: uuid.UUID) -> dict[str, Any]:
    known.run(work, known.order(whistle_id, request.form))
    return {"done": True}


@bp.get("/desk/whistles/<uuid:whistle_id>/spot")
@requires(Permission.BLOW_WHISTLE)
def spot(whistle_id: uuid.UUID) -> str:
    """The code to hold up or print on the spot; only for the street that blew."""
    actor = the_actor()
    with kernel().read() as session:
        row = get_whistle(session, actor, whistle_id)
        if row is None or row.unit_id != actor.unit_id:
            raise NotFound(GONE)
        found = whistle_view(session, actor, row, kernel().clock.now())
    here = url_for("whistle.whole", whistle_id=whistle_id, code=row.spot_code)
    svg = code_svg(f"{kernel().settings.base_url}{here}", "Q")
    picture = base64.b64encode(svg.encode()).decode()
    return render_template("whistle/spot.html", whistle=found, picture=f"data:image/svg+xml;base64,{picture}")
