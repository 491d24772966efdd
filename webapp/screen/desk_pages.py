"""Verify and dispatch on one screen: one key accepts, the next ticket loads by itself (C1, the two minutes)."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.clock import CHINA
from webapp.base.errors import Invalid, NotFound, Problem
from webapp.base.work import Work
from webapp.catalogue.queries import live_classes, terms_of
from webapp.catalogue.settings import in_force
from webapp.catalogue.words import limit_words
from webapp.dispatch.commands import file_and_dispatch
from webapp.dispatch.forms import file_and_dispatch_order
from webapp.dispatch.queries import proposal
from webapp.place.nearest import Near
from webapp.place.records import Component
from webapp.screen.moved_on import moved_on_page
from webapp.screen.ticket_story import read_ticket
from webapp.ticket.component_of import likely_components
from webapp.ticket.records import Ticket
from webapp.verify.commands import merge_ticket, refuse_ticket
from webapp.verify.forms import merge_order, refuse_order
from webapp.verify.opened import TICKETS, open_next
from webapp.verify.queries import WAITING, near_duplicates, verify_watch, waiting_count

bp = Blueprint("desk", __name__, template_folder="templates")
MOST_ASIDE = 50
TYPED = {"reason": "为什么办不了", "turn_to": "可以找谁", "note": "给单位的话", "place": "地点"}
EMPTY = {
    "title": "都核实完了", "why": "没有等着核实、派遣的工单。", "fills": "要坐席核实的报上来，会自己到这里。",
}  # fmt: skip
WITH_OTHERS = {
    "title": "剩下的，同事正在看", "why": "等着的每一件都在别人手上开着。",
    "fills": "过三分钟没办完的，会自己到这里；着急就按单号打开。",
}  # fmt: skip


def _aside() -> list[uuid.UUID]:
    """Tickets this person put aside in this sign-in; they come again when nothing else waits."""
    return [uuid.UUID(one) for one in session.get("aside", [])]


@bp.get("/desk/verify")
@requires(Permission.DISPATCH)
def show() -> str:
    """The ticket that waits most, or the one asked for."""
    asked = request.args.get("ticket")
    return _page(uuid.UUID(asked) if asked and _is_id(asked) else None)


def _is_id(given: str) -> bool:
    try:
        uuid.UUID(given)
    except ValueError:
        return False
    return True


def _page(
    wanted: uuid.UUID | None, opened: str = "", errors: dict[str, str] | None = None, refused: str = ""
) -> str:
    actor, now = the_actor(), kernel().clock.now()
    ticket_id = wanted or _next()
    with kernel().read() as db:
        found = read_ticket(db, actor, ticket_id, now, "") if ticket_id else None
        if found is None or found.report is None:  # a merged one has given its reports away
            if wanted:
                raise NotFound("没有这件工单，或者它不归您这里办。")
            empty = WITH_OTHERS if waiting_count(db, actor) else EMPTY
            return render_template("screen/desk.html", ticket=None, empty=empty)
        row = found.row
        proposed = proposal(db, row, now)
        near = near_duplicates(db, actor, row, now)
        watch = verify_watch(db, row.id, now)
        components = likely_components(db, row)
        classes = [(str(c.id), c.name) for c in live_classes(db)]
        waiting = max(0, waiting_count(db, actor) - 1)
        hotline = in_force(db, kernel().clock)["hotline"]
        context = _proposal_context(row, proposed, classes) | {
            "standard": _cases(db, row, now), "component": _components_context(row, components),
        }  # fmt: skip
    here = url_for("desk.show", ticket=row.id)
    holder = _holder(row) if wanted else None
    return render_template(
        "screen/desk.html", ticket={
            "id": row.id, "number": row.number, "version": row.version, "place": found.place,
            "watch": watch, "confidential": row.confidential, "urgent": row.urgent,
            "holder": holder,
        },
        may_blur=actor.may(Permission.BLUR_PHOTO), waiting=waiting, report=found.report, proposal=context, opened=opened, errors=errors or {}, refused=refused,
        typed=request.form.to_dict() if opened else {}, once=request.form.get("once", ""),
        dispatch_url=url_for("desk.dispatch", ticket_id=row.id), refuse_url=url_for("desk.refuse", ticket_id=row.id),
        skip_url=url_for("desk.skip", ticket_id=row.id), merge_url=url_for("desk.merge", ticket_id=row.id),
        refuse_to=_where_to_turn(hotline), here=here,
        near=[{"url": url_for("screen.ticket", ticket_id=one.id), "near": one, **_near(one)} for one in near],
    )  # fmt: skip


def _next() -> uuid.UUID | None:
    """The next ticket that nobody else has open; from here on it is on this operator's screen."""
    with kernel().work(the_actor()) as work:
        return open_next(work, _aside())


def _holder(row: Ticket) -> str | None:
    """Who has a ticket open that was asked for by itself; when nobody has, it is on this screen from here on."""
    actor = the_actor()
    if row.state not in WAITING:
        return None
    with kernel().work(actor) as work:
        if TICKETS.open_here(work, row.id):
            return None
        return TICKETS.holder(work.session, actor, work.now, row.id)


def _near(one: Any) -> dict[str, Any]:
    return {
        "id": one.id, "number": one.number, "klass": one.klass, "place": one.place, "distance": one.distance,
        "opened_at": one.opened_at, "state_label": one.state_label, "lamp": one.lamp,
    }  # fmt: skip


def _proposal_context(row: Ticket, proposed: Any, classes: list[tuple[str, str]]) -> dict[str, Any]:
    chosen = [unit for unit in proposed.units if unit.proposed]
    others = [unit for unit in proposed.units if not unit.proposed][:5]
    units = [
        {"value": str(unit.id), "label": unit.name, "hint": unit.hint, "key": str(place)}
        for place, unit in enumerate([*chosen, *others], start=1)
    ]
    return {
        "klass": {
            "value": str(row.class_id or ""), "options": classes if row.class_id else [("", "请选"), *classes],
            "why": "居民选的，不对就改" if row.class_id else "居民没选，请定",
        },
        "unit": {"value": str(proposed.unit_id or ""), "options": units, "why": proposed.unit_why},
        "due": {"value": None, "at": proposed.due, "why": proposed.due_why},
    }  # fmt: skip


def _components_context(row: Ticket, near: Sequence[Near[Component]]) -> dict[str, Any] | None:
    """The components close by, those of its kind first; none where there is nothing to choose."""
    known = [(str(row.component.id), row.component.words)] if row.component else []
    others = [(str(one.row.id), f"{one.row.words} · {one.metres:.0f} 米") for one in near]
    options = known + [pair for pair in others if pair[0] not in {key for key, _ in known}]
    if not options:
        return None
    return {
        "value": str(row.component_id or ""), "options": options if known else [("", "不选"), *options],
        "why": "已经关联，不对就改" if known else "就是旁边这个部件的话，选上它",
    }  # fmt: skip


def _cases(db: Session, row: Ticket, now: datetime) -> dict[str, Any] | None:
    """The cases of the ticket's class to choose from; none where there is nothing to choose."""
    terms = terms_of(db, row.class_id) if row.class_id else None
    day = now.astimezone(CHINA).date()
    cases = terms.in_force(day) if terms else ()
    if terms is None or len(cases) < 2:
        return None
    stands = terms.standard(day, row.standard_id)
    options = [
        {"value": str(one.id), "label": one.condition or "一般情形", "hint": limit_words(one.limit)}
        for one in cases
    ]
    return {
        "value": str(stands.id) if stands else "",
        "options": options,
        "why": f"{terms.name}分几种，改了类别就不用管",
    }


def _where_to_turn(hotline: str) -> list[tuple[str, str]]:
    places = (f"热线 {hotline}", "社区居委会", "业主委员会", "人民法院", "派出所 110", "供电 95598")
    return [("", "请选"), *((place, place) for place in places)]


def _do(
    ticket_id: uuid.UUID, opened: str, done: str, act: Callable[[Work], object]
) -> Response | tuple[str, int]:
    """One act of this screen: then the next ticket; wrong input comes back with what was typed."""
    try:
        once(act)
    except Invalid as wrong:
        fields = {"klass" if name == "category" else name: said for name, said in wrong.fields.items()}
        return _page(ticket_id, opened, fields), 422
    except Problem as problem:
        if problem.status != 409:
            raise
        return _kept(ticket_id, opened, problem)
    flash(done)
    return redirect(url_for("desk.show"), 303)


def _kept(ticket_id: uuid.UUID, opened: str, problem: Problem) -> tuple[str, int]:
    """Too late: the same screen with what was typed, or the ticket as it is now when it has left this screen."""
    with kernel().read() as db:
        found = read_ticket(db, the_actor(), ticket_id, kernel().clock.now(), "")
    if found is None or found.row.state not in WAITING:
        return moved_on_page(ticket_id, problem, TYPED)
    return _page(ticket_id, opened, refused=problem.sentence), problem.status


def _settled(form: Mapping[str, str]) -> dict[str, str]:
    """What the operator settled: a deadline left as proposed follows the class that was chosen, whichever it is."""
    untouched = form.get("due") == form.get("due_proposed")
    return {name: value for name, value in form.items() if not (name == "due" and untouched)}


@bp.post("/desk/verify/<uuid:ticket_id>/dispatch")
@requires(Permission.DISPATCH)
def dispatch(ticket_id: uuid.UUID) -> Response | tuple[str, int]:
    """File and dispatch in one commit."""

    def act(work: Work) -> object:
        order = file_and_dispatch_order(ticket_id, _settled(request.form))
        return file_and_dispatch(work, order, "坐席核实后派遣")

    return _do(ticket_id, "dispatch", "派出去了，下一件。", act)


@bp.post("/desk/verify/<uuid:ticket_id>/refuse")
@requires(Permission.REFUSE)
def refuse(ticket_id: uuid.UUID) -> Response | tuple[str, int]:
    """Refuse with the reason and where to turn."""
    return _do(
        ticket_id, "refuse", "不予立案，原因已经告诉居民。",
        lambda work: refuse_ticket(work, refuse_order(ticket_id, request.form)),
    )  # fmt: skip


@bp.post("/desk/verify/<uuid:ticket_id>/merge")
@requires(Permission.MERGE)
def merge(ticket_id: uuid.UUID) -> Response | tuple[str, int]:
    """Merge into a near duplicate; both reporters are kept."""
    return _do(
        ticket_id, "merge", "并好了，两边的反映人都会收到结果。",
        lambda work: merge_ticket(work, merge_order(ticket_id, request.form)),
    )  # fmt: skip


@bp.post("/desk/verify/<uuid:ticket_id>/aside")
@requires(Permission.DISPATCH)
def skip(ticket_id: uuid.UUID) -> Response:
    """Put it aside and take the next; its clock goes on."""
    with kernel().work(the_actor()) as work:
        TICKETS.leave(work)
    kept = [str(one) for one in _aside() if one != ticket_id][-MOST_ASIDE:]
    session["aside"] = [*kept, str(ticket_id)]
    flash("先放一放，它的时间还在走。")
    return redirect(url_for("desk.show"), 303)
