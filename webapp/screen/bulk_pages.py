"""成批办: what was ticked in the list, what is to be done with it, and how it went."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from webapp.access.actor import Actor
from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, Problem
from webapp.base.work import Work
from webapp.bulk.commands import DropBulk, ask_bulk, drop_bulk
from webapp.bulk.forms import bulk_order, picked_of
from webapp.bulk.lifecycle import BulkVerb
from webapp.bulk.queries import whole_act
from webapp.bulk.rules import MOST, UNDO_FOR, VERBS
from webapp.dispatch.queries import units_that_handle
from webapp.screen.asked import asked_list
from webapp.screen.bulk_line import keep_line
from webapp.screen.ticket_list import ListAsked, listed
from webapp.ticket.lifecycle import AT_THE_UNIT
from webapp.ticket.queries import TicketRow, list_tickets
from webapp.ticket.records import Ticket
from webapp.ticket.words import State

bp = Blueprint("bulk", __name__, template_folder="templates")
ICONS = {
    BulkVerb.DISPATCH: "send", BulkVerb.RETURN: "arrow-back-up", BulkVerb.HASTEN: "bell-ringing",
    BulkVerb.MERGE: "arrow-merge",
}  # fmt: skip


@bp.get("/desk/bulk/")
@requires(Permission.BULK)
def ask() -> str:
    """The tickets that were ticked, or all of the list, and the question what to do with them."""
    return _page()


def _page(errors: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None) -> str:
    actor, now, asked = the_actor(), kernel().clock.now(), asked_list()
    ticked = picked_of(request.values.getlist("picked"))
    with kernel().read() as session:
        rows = _rows(session, actor, ticked, asked, whole="all" in request.args)
        units = units_that_handle(session) if actor.may(Permission.DISPATCH) else ()
    verbs = [verb for verb, kind in VERBS.items() if actor.may(kind.permission)]
    typed = typed or {}
    return render_template(
        "screen/bulk_ask.html", rows=rows[:MOST], over=len(rows) > MOST, most=MOST, seconds=int(UNDO_FOR.total_seconds()),
        verbs=[_tile(verb, key) for key, verb in enumerate(verbs, start=1)], may={verb.value for verb in verbs},
        verb=typed.get("verb") or _likely(verbs, rows), units=[("", "请选"), *((str(u.id), f"{u.name}（{u.hint}）") for u in units)],
        errors=errors or {}, typed=typed, once=typed.get("once", ""), back_url=asked.address(), here=asked.kept(), now=now,
    )  # fmt: skip


def _rows(
    session: Session, actor: Actor, ticked: list[uuid.UUID], asked: ListAsked, whole: bool
) -> tuple[TicketRow, ...]:
    """Those that were ticked, or with `whole` the first of everything that the list shows; one more than may be."""
    now = kernel().clock.now()
    if whole:
        return listed(session, actor, now, asked, size=MOST + 1)[1].rows
    if not ticked:
        return ()
    return list_tickets(session, actor, now, Ticket.id.in_(ticked), size=MOST + 1).rows


def _tile(verb: BulkVerb, key: int) -> dict[str, str]:
    return {"value": verb.value, "label": VERBS[verb].label, "key": str(key)}


def _likely(verbs: list[BulkVerb], rows: tuple[TicketRow, ...]) -> str:
    """What one would do with these tickets: those at the desk are dispatched, those at a unit hastened or returned."""
    states = {row.state for row in rows}
    fits = [BulkVerb.DISPATCH] if states and states <= {State.NEW, State.FILED} else []
    if states and states <= set(AT_THE_UNIT):
        fits = [BulkVerb.HASTEN, BulkVerb.RETURN]
    return next((verb.value for verb in fits if verb in verbs), verbs[0].value if len(verbs) == 1 else "")


@bp.post("/desk/bulk/")
@requires(Permission.BULK)
def store() -> Response | tuple[str, int]:
    """Store it and go back to the list, where it can be undone."""
    form: MultiDict[str, str] = request.form

    def act(work: Work) -> dict[str, Any]:
        stored = ask_bulk(work, bulk_order(form.getlist("picked"), form))
        return {"total": stored.total, "label": VERBS[stored.verb].label}

    try:
        once(act)
    except Invalid as wrong:
        return _page(wrong.fields, form.to_dict()), 422
    keep_line()
    return redirect(asked_list().address(), 303)


@bp.get("/desk/bulk/<uuid:bulk_id>")
@requires(Permission.BULK)
def show(bulk_id: uuid.UUID) -> str:
    """How it went, those first that were not done and why."""
    with kernel().read() as session:
        whole = whole_act(session, the_actor(), kernel().clock.now(), bulk_id)
    return render_template("screen/bulk_whole.html", whole=whole, act=whole.act)


@bp.post("/desk/bulk/<uuid:bulk_id>/undo")
@requires(Permission.BULK)
def undo(bulk_id: uuid.UUID) -> Response:
    """Take it back while it waits; afterwards it says what has been done."""
    try:
        once(lambda work: {"total": drop_bulk(work, DropBulk(act_id=bulk_id)).total})
    except Problem as problem:
        if problem.status != 409:
            raise
        flash(f"{problem.sentence}", "warning")
        return redirect(url_for("bulk.show", bulk_id=bulk_id), 303)
    flash("撤销了，一件也没动。")
    return redirect(asked_list().address(), 303)
