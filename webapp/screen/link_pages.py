"""`/w/<token>`: a property firm's own tickets by link; to act, a named person binds it once (safety.md 6)."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from webapp.access.firm_links import bind_phone, state_of
from webapp.access.signed_in import kernel
from webapp.base.errors import NotFound, Problem
from webapp.base.work import Work
from webapp.layout.rooms import resident_dress
from webapp.meeting.acts import BOX
from webapp.meeting.pages import sign_of
from webapp.plate.pages import keep_device, same_origin
from webapp.screen.firm_link_opening import LinkGone, Opened, keep_bound, open_link
from webapp.screen.firm_link_view import MEETING, STEPS, Refused, jobs, read_job, without_numbers
from webapp.screen.photo_answer import photo_answer, photo_in_scope
from webapp.screen.steps import BY_NAME
from webapp.screen.taking import Sent, once, take_step

bp = Blueprint("link", __name__, template_folder="templates")
HIDDEN = frozenset({"once", "version", "code", "report_id"})


@bp.errorhandler(LinkGone)
def gone(problem: LinkGone) -> tuple[str, int]:
    """A revoked, expired or unknown link is answered kindly."""
    page = render_template("screen/link_gone.html", reason=problem.reason, unit=problem.unit, **_dress())
    return page, 404 if problem.reason == "unknown" else 410


def _dress() -> dict[str, Any]:
    """The resident's frame, in Chinese only; the hotline is for residents."""
    return resident_dress() | {"lang": "zh", "switch_lang_url": None, "hotline": None}


@bp.get("/w/<token>")
def show(token: str) -> Response:
    """The unit's open tickets; without binding a list for reading, and the form to bind."""
    return _list(open_link(token), {}, 200)


def _list(opened: Opened, errors: Mapping[str, str], status: int) -> Response:
    now = kernel().clock.now()
    with kernel().read() as session:
        page = jobs(session, opened.actor, now, _number("after"), _number("before"))
    shown = render_template(
        "screen/link_list.html", opened=opened, unit=opened.link.unit.name, person=opened.link.person_name,
        page=page, state=state_of(opened.link, now).value, expires_at=opened.link.expires_at, errors=errors,
        done="手机绑好了，可以办了。" if request.args.get("done") == "bind" and opened.bound_here else None, **_dress(),
    )  # fmt: skip
    return keep_device(make_response(shown, status), opened.device)


def _number(name: str) -> int | None:
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 20 else None


@bp.post("/w/<token>/bind")
def bind(token: str) -> Response:
    """Bind this phone with the 6-digit code: from now on it acts by the person's name."""
    same_origin()
    opened = open_link(token)
    try:
        bind_phone(kernel(), opened.link.id, token, request.form.get("code", ""), opened.device)
    except Problem as problem:
        if problem.status not in {409, 422, 429}:
            raise
        return _list(open_link(token), problem.by_field("code"), problem.status)
    return keep_bound(redirect(f"{opened.base}?done=bind", 303), opened)


@bp.get("/w/<token>/tickets/<uuid:ticket_id>")
def ticket(token: str, ticket_id: uuid.UUID) -> str:
    """One ticket of the unit, with what can be done about it."""
    opened = open_link(token)
    opened.must_be_bound()
    return _job_page(opened, ticket_id)


def _job_page(opened: Opened, ticket_id: uuid.UUID, refused: Refused | None = None) -> str:
    with kernel().read() as session:
        now = kernel().clock.now()
        job = read_job(session, opened.actor, ticket_id, now, opened.base)
    if job is None:
        raise NotFound("没有这件工单，或者它不归您单位办。")
    return render_template(
        "screen/link_ticket.html", opened=opened, job=job, refused=refused or Refused(),
        done=_done(request.args.get("done", "")) if refused is None else None, plain=without_numbers,
        sign=sign_of(job.meeting, now) if job.meeting is not None else None, **_dress(),
    )  # fmt: skip


def _done(act: str) -> str | None:
    if act in MEETING:
        return MEETING[act].done
    return f"「{BY_NAME[act].label}」办好了。" if act in STEPS else None


@bp.post("/w/<token>/tickets/<uuid:ticket_id>/<step>")
def take(token: str, ticket_id: uuid.UUID, step: str) -> Response | tuple[str, int]:
    """One step of the table, in the name of the bound person."""
    if step not in STEPS:
        abort(404)
    return _act(
        token, ticket_id, step,
        lambda opened, sent: take_step(kernel(), opened.actor, BY_NAME[step], ticket_id, sent, _noted(opened)),
    )  # fmt: skip


@bp.post("/w/<token>/tickets/<uuid:ticket_id>/meeting/<act>")
def meet(token: str, ticket_id: uuid.UUID, act: str) -> Response | tuple[str, int]:
    """Agree to a time, write down a meeting or a call, invite again."""
    if act not in MEETING:
        abort(404)
    known = MEETING[act]

    def run(opened: Opened, sent: Sent) -> object:
        order = known.order(ticket_id, sent.form)

        def move(work: Work) -> dict[str, Any]:
            _noted(opened)(work)
            return {"invitation": str(known.run(work, order).id)}

        return once(kernel(), opened.actor, sent, move)

    return _act(token, ticket_id, act, run)


def _noted(opened: Opened) -> Callable[[Work], object]:
    return lambda work: work.audit("firm_link.act", link=str(opened.link.id))


def _act(
    token: str, ticket_id: uuid.UUID, act: str, run: Callable[[Opened, Sent], object]
) -> Response | tuple[str, int]:
    """Do it for the bound person: back to the ticket, or to what is wrong beside how it stands now."""
    same_origin()
    opened = open_link(token)
    opened.must_be_bound()
    sent = Sent(request.form, request.files.getlist("photos"), f"link:{opened.link.id}")
    try:
        run(opened, sent)
    except Problem as problem:
        if problem.status not in {409, 422}:
            raise
        errors = {BOX.get(name, name): sentence for name, sentence in problem.by_field("form").items()}
        typed = {name: words for name, words in request.form.items() if name not in HIDDEN}
        return _job_page(opened, ticket_id, Refused(act, errors, typed)), problem.status
    return redirect(f"{opened.base}/tickets/{ticket_id}?done={act}", 303)


@bp.get("/w/<token>/photos/<uuid:photo_id>/<size>")
def photo(token: str, photo_id: uuid.UUID, size: str) -> Response:
    """A photo of a ticket of the unit, by the same rule as at the desk."""
    opened = open_link(token)
    opened.must_be_bound()
    with kernel().read() as session:
        row = photo_in_scope(session, opened.actor, photo_id)
    return photo_answer(row, size)
