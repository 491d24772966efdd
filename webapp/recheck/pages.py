"""The recheck desk's pages, made for a phone outdoors: what waits for me, and the look itself."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound
from webapp.base.work import Work
from webapp.catalogue.settings import in_force
from webapp.recheck.commands import fail_recheck, hand_back, name_rechecker, pass_recheck
from webapp.recheck.forms import REASONS, fail_order, hand_back_order, name_order, pass_order, photos_now
from webapp.recheck.queries import my_rechecks, recheck_of
from webapp.ticket.photos import KeptPhoto
from webapp.ticket.records import TicketStep

bp = Blueprint("recheck", __name__, template_folder="templates")


@dataclass(frozen=True)
class Verdict:
    """One of the two big buttons: how it is read, what it does, what is said afterwards."""

    order: Callable[[uuid.UUID, Mapping[str, Any]], Any]
    run: Callable[[Work, Any, tuple[KeptPhoto, ...]], TicketStep]
    done: str


PASS = Verdict(pass_order, pass_recheck, "通过了，{number} 交回坐席结案。辛苦。")
FAIL = Verdict(fail_order, fail_recheck, "记下了，{number} 退回去重办。辛苦。")


@bp.get("/desk/recheck")
@requires(Permission.RECHECK)
def worklist() -> str:
    """What waits for this person's look, the most urgent first."""
    with kernel().read() as session:
        rows = my_rechecks(session, the_actor(), kernel().clock.now())
    return render_template("recheck/worklist.html", rows=rows)


@bp.get("/desk/recheck/<uuid:ticket_id>")
@requires(Permission.RECHECK)
def look(ticket_id: uuid.UUID) -> str:
    """Before and after beside each other, the camera, two buttons."""
    return _page(ticket_id, {})


def _page(ticket_id: uuid.UUID, errors: Mapping[str, str]) -> str:
    with kernel().read() as session:
        row = recheck_of(session, the_actor(), ticket_id, kernel().clock.now())
        camera_only = bool(in_force(session, kernel().clock)["recheck_camera_only"])
    if row is None:
        raise NotFound("这件现在不用您复查：可能已经有人看过了，或请了别人。")
    return render_template(
        "recheck/look.html",
        row=row,
        camera_only=camera_only,
        reason_pairs=[(why, why) for why in REASONS],
        errors=errors,
        typed=request.form.to_dict(),
    )


@bp.post("/desk/recheck/<uuid:ticket_id>/pass")
@requires(Permission.RECHECK)
def passes(ticket_id: uuid.UUID) -> Response | tuple[str, int]:
    """复查通过."""
    return _judge(PASS, ticket_id)


@bp.post("/desk/recheck/<uuid:ticket_id>/fail")
@requires(Permission.RECHECK)
def fails(ticket_id: uuid.UUID) -> Response | tuple[str, int]:
    """复查不通过."""
    return _judge(FAIL, ticket_id)


def _judge(verdict: Verdict, ticket_id: uuid.UUID) -> Response | tuple[str, int]:
    try:
        number = _take(verdict, ticket_id)
    except Invalid as wrong:
        return _page(ticket_id, wrong.fields), 422
    flash(verdict.done.format(number=number))
    return redirect(url_for("recheck.worklist"), 303)


def _take(verdict: Verdict, ticket_id: uuid.UUID) -> str:
    actor = the_actor()
    with kernel().read() as session:  # read before the verdict: afterwards the ticket may be out of sight
        row = recheck_of(session, actor, ticket_id, kernel().clock.now())
    order = verdict.order(ticket_id, request.form)
    files = [cast(BinaryIO, f.stream) for f in request.files.getlist("photos") if f.filename]
    photos = photos_now(kernel().store, files)

    def run(work: Work) -> dict[str, Any]:
        verdict.run(work, order, photos)
        return {"number": row.number if row else ""}

    return str(once(run)["number"])


@bp.post("/desk/recheck/<uuid:ticket_id>/hand-back")
@requires(Permission.RECHECK)
def gives_away(ticket_id: uuid.UUID) -> Response:
    """转给别人: one tap, and the next who fits is asked."""
    order = hand_back_order(ticket_id, request.form)
    done = once(lambda work: {"asked": hand_back(work, order).person_id is not None})
    flash("转给别人了，谢谢说一声。" if done["asked"] else "转给坐席了，由他们指定人去看。")
    return redirect(url_for("recheck.worklist"), 303)


@bp.post("/desk/recheck/<uuid:ticket_id>/name")
@requires(Permission.DISPATCH)
def name(ticket_id: uuid.UUID) -> Response:
    """The desk asks somebody else; back to where the desk was."""
    order = name_order(ticket_id, request.form)
    with kernel().work(the_actor()) as work:
        name_rechecker(work, order)
    flash("换好了，新的复查人马上看得到。")
    return redirect(url_for("screen.ticket", ticket_id=ticket_id), 303)
