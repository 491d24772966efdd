"""The desk's pages of notices: the board, issuing one, one whole, its pictures."""

import uuid
from collections.abc import Mapping, Sequence
from typing import BinaryIO, cast

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound, Problem
from webapp.catalogue.settings import in_force
from webapp.layout.made_files import hand_out, open_made
from webapp.supervise import pages_files, pages_office
from webapp.supervise.acts import ACTS
from webapp.supervise.advance import GONE
from webapp.supervise.answering import reply_to_notice
from webapp.supervise.board import board
from webapp.supervise.commands import issue_notice
from webapp.supervise.drafting import draft_of
from webapp.supervise.forms import issue_order, reply_order
from webapp.supervise.pictures import keep_pictures, pictures_of
from webapp.supervise.queries import units_to_notice
from webapp.supervise.scope import get_notice
from webapp.supervise.whole import notice_view
from webapp.ticket.photos import KeptPhoto
from webapp.ticket.records import PhotoRole

bp = Blueprint("supervise", __name__, template_folder="templates")
LABELS = {"reply": "怎么整改的", "words": "您写的话", "reason": "为什么"}
SIZES = ("small", "large")


@bp.get("/desk/notices")
@requires(Permission.READ_NOTICES)
def show() -> str:
    """What waits for this unit, what the office has to decide, what runs, what has ended lately."""
    actor = the_actor()
    with kernel().read() as session:
        found = board(session, actor, kernel().clock.now())
    return render_template("supervise/list.html", board=found, may_issue=actor.may(Permission.ISSUE_NOTICE))


@bp.get("/desk/notices/new")
@requires(Permission.ISSUE_NOTICE)
def new() -> str:
    """The form to issue, from a ticket when one is named."""
    return _form({}, {})


def _form(errors: Mapping[str, str], typed: Mapping[str, str]) -> str:
    actor, now = the_actor(), kernel().clock.now()
    asked = [one for one in map(_id, request.args.getlist("ticket")) if one]
    with kernel().read() as session:
        draft = draft_of(session, actor, asked, now, in_force(session, kernel().clock))
        units = units_to_notice(session, actor)
    return render_template(
        "supervise/issue.html", draft=draft, units=units, errors=errors, typed=typed, once=typed.get("once", ""),
        chosen=set(request.form.getlist("units")) if typed else {draft.unit_id},
        copies=set(request.form.getlist("copies")), photos=set(request.form.getlist("photos")) if typed else None,
        action=url_for("supervise.issue", ticket=asked),
    )  # fmt: skip


def _id(given: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(given)
    except ValueError:
        return None


@bp.post("/desk/notices")
@requires(Permission.ISSUE_NOTICE)
def issue() -> Response | tuple[str, int]:
    """Issue; then the notice's own page, or the board when there are several."""
    lists = (request.form.getlist(name) for name in ("units", "copies", "photos"))
    try:
        order = issue_order(request.form, *lists)
        kept = _kept("files", PhotoRole.PROBLEM)
        made = once(lambda work: {"notices": [str(one.id) for one in issue_notice(work, order, kept)]})[
            "notices"
        ]
    except Invalid as wrong:
        return _form(wrong.fields, request.form.to_dict()), 422
    if len(made) > 1:
        flash(f"下发了 {len(made)} 份，一家一份，号码连着。")
        return redirect(url_for("supervise.show"), 303)
    flash("下发了，单位马上看得到。")
    return redirect(url_for("supervise.whole", notice_id=made[0]), 303)


def _kept(field: str, role: PhotoRole) -> list[KeptPhoto]:
    files: Sequence[BinaryIO] = [cast(BinaryIO, f.stream) for f in request.files.getlist(field) if f.filename]
    return keep_pictures(kernel().store, files, role, field)


@bp.get("/desk/notices/<uuid:notice_id>")
@requires(Permission.READ_NOTICES)
def whole(notice_id: uuid.UUID) -> str:
    """One notice: what is asked, what was replied, the cards, the story."""
    return _page(notice_id)


def _page(notice_id: uuid.UUID, opened: str = "", errors: Mapping[str, str] | None = None) -> str:
    actor, typed = the_actor(), request.form.to_dict() if opened else {}
    with kernel().read() as session:
        row = get_notice(session, actor, notice_id)
        if row is None:
            raise NotFound(GONE)
        found = notice_view(session, actor, row, kernel().clock.now())
    # A form that is gone since gives back what was typed into it, to be copied.
    kept = {} if not opened or opened in found.actions else {LABELS[k]: typed.get(k, "") for k in LABELS}
    return render_template(
        "supervise/whole.html", notice=found, line=found.line, opened=opened, errors=errors or {}, typed=typed, kept=kept,
        once=typed.get("once", ""),
    )  # fmt: skip


@bp.post("/desk/notices/<uuid:notice_id>/<act>")
@requires(Permission.READ_NOTICES)
def take(notice_id: uuid.UUID, act: str) -> Response | tuple[str, int]:
    """One act on a notice; wrong input comes back with what was typed."""
    known = ACTS.get(act)
    if known is None and act != "reply":
        abort(404)
    with kernel().read() as session:
        if get_notice(session, the_actor(), notice_id) is None:
            raise NotFound(GONE)
    try:
        said = _reply(notice_id) if known is None else known.done
        if known is not None:
            order = known.order(notice_id, request.form)
            once(lambda work: {"done": bool(known.run(work, order))})
    except Problem as problem:
        if problem.status not in {409, 422}:
            raise
        return _page(notice_id, act, problem.by_field("form")), problem.status
    flash(said)
    return redirect(url_for("supervise.whole", notice_id=notice_id), 303)


def _reply(notice_id: uuid.UUID) -> str:
    order = reply_order(notice_id, request.form)
    the_actor().require(Permission.ANSWER_NOTICE)
    kept = [*_kept("before", PhotoRole.BEFORE), *_kept("after", PhotoRole.AFTER)]
    once(lambda work: {"done": bool(reply_to_notice(work, order, kept))})
    return "反馈了，等发单的单位验收。"


@bp.get("/desk/notices/<uuid:notice_id>/pictures/<uuid:picture_id>/<size>")
@requires(Permission.READ_NOTICES)
def picture(notice_id: uuid.UUID, picture_id: uuid.UUID, size: str) -> Response:
    """A picture of a notice in scope, as it may be shown now."""
    if size not in SIZES:
        abort(404)
    with kernel().read() as session:
        row = get_notice(session, the_actor(), notice_id)
        shown = pictures_of(session, [row.id])[row.id] if row is not None else []
    found = next((one for one in shown if one.id == picture_id and one.ready), None)
    if found is None:
        raise NotFound(GONE)
    key = found.small_key if size == "small" else found.large_key
    answer = hand_out(open_made(kernel(), key or "", GONE), "image/jpeg")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


bp.add_url_rule(
    "/desk/notices/batch", view_func=pages_office.new_batch, endpoint="new_batch", methods=["GET"]
)
bp.add_url_rule("/desk/notices/batch", view_func=pages_office.batch, endpoint="batch", methods=["POST"])
bp.add_url_rule("/desk/notices/all", view_func=pages_office.every, endpoint="every", methods=["GET"])
bp.add_url_rule("/desk/notices/office", view_func=pages_office.office, endpoint="office", methods=["GET"])
bp.add_url_rule(
    "/desk/notices/office", view_func=pages_office.keep_office, endpoint="keep_office", methods=["POST"]
)
bp.add_url_rule("/desk/notices/rates", view_func=pages_office.rates, endpoint="rates", methods=["GET"])
bp.add_url_rule(
    "/desk/notices/rates/tickets", view_func=pages_office.behind, endpoint="behind", methods=["GET"]
)
bp.add_url_rule(
    "/desk/notices/<uuid:notice_id>/file",
    view_func=pages_files.order_one,
    endpoint="order_one",
    methods=["POST"],
)
bp.add_url_rule(
    "/desk/notices/files", view_func=pages_files.order_month, endpoint="order_month", methods=["POST"]
)
bp.add_url_rule("/desk/notices/files/<sheet>", view_func=pages_files.show, endpoint="file", methods=["GET"])
bp.add_url_rule(
    "/desk/notices/files/<sheet>/download",
    view_func=pages_files.fetch,
    endpoint="fetch_file",
    methods=["GET"],
)
