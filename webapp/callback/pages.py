"""The callback desk's pages: the list within the calling hours, the caller's screen, the street's second look."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.role import Permission, Role
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow
from webapp.base.work import Work
from webapp.callback.calling import GONE, record_call, unmask_contact
from webapp.callback.commands import look_again
from webapp.callback.forms import call_order, look_order, unmask_order
from webapp.callback.queries import call_screen, call_waits, flagged_answers, next_call
from webapp.callback.words import SATISFIED, SOLVED

bp = Blueprint("callback", __name__, template_folder="templates")
KEYS = {"solved": "123", "satisfied": "456"}


@bp.get("/desk/callbacks")
@requires(Permission.CALL_BACK)
def worklist() -> str:
    """The calls that are due; outside the hours, from when on."""
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        calls = call_waits(session, actor, kernel().clock)
        flagged = flagged_answers(session, actor, now) if actor.role is Role.STREET else ()
    return render_template("callback/worklist.html", calls=calls, flagged=len(flagged))


@bp.get("/desk/callbacks/flagged")
@requires(Permission.CALL_BACK)
def flagged() -> str:
    """What the street must look at again."""
    return _flagged_page({})


def _flagged_page(errors: Mapping[str, Mapping[str, str]]) -> str:
    actor = the_actor()
    if actor.role is not Role.STREET:
        raise Forbidden("这一页由街道来看。")
    with kernel().read() as session:
        rows = flagged_answers(session, actor, kernel().clock.now())
    return render_template(
        "callback/flagged.html", rows=rows, errors=errors, typed=request.form.to_dict() if errors else {}
    )


@bp.post("/desk/callbacks/<uuid:task_id>/look")
@requires(Permission.CALL_BACK)
def look(task_id: uuid.UUID) -> Response | tuple[str, int]:
    """The street's decision about a flagged answer."""
    try:
        order = look_order(task_id, request.form)
        _once(lambda work: look_again(work, order))
    except Invalid as wrong:
        return _flagged_page({str(task_id): wrong.fields}), 422
    flash("重办了，责任单位已经收到。" if order.again else "看过了，记下了。")
    return redirect(url_for("callback.flagged"), 303)


@bp.get("/desk/callbacks/<uuid:task_id>")
@requires(Permission.CALL_BACK)
def call(task_id: uuid.UUID) -> str:
    """The caller's screen, the number masked."""
    return _call_page(task_id)


def _call_page(
    task_id: uuid.UUID, number: str | None = None, errors: Mapping[str, str] | None = None, note: str = ""
) -> str:
    with kernel().read() as session:
        screen = call_screen(session, the_actor(), task_id, kernel().clock.now())
    if screen is None:
        raise NotFound(GONE)
    return render_template(
        "callback/call.html", call=screen, number=number, errors=errors or {}, note=note,
        typed=request.form.to_dict() if errors else {},
        solved=_tiles("solved", SOLVED), satisfied=_tiles("satisfied", SATISFIED),
    )  # fmt: skip


def _tiles(field: str, words: Mapping[Any, str]) -> list[dict[str, str]]:
    return [
        {"value": value, "label": label, "key": key}
        for key, (value, label) in zip(KEYS[field], words.items(), strict=True)
    ]


@bp.post("/desk/callbacks/<uuid:task_id>/unmask")
@requires(Permission.UNMASK)
def unmask(task_id: uuid.UUID) -> str | tuple[str, int]:
    """Show the number in clear for this call; asked again after a reload, and audited each time."""
    try:
        order = unmask_order(task_id, request.form)
        with kernel().work(the_actor()) as work:
            number = unmask_contact(work, order)
    except Invalid as wrong:
        return _call_page(task_id, errors=wrong.fields), 422
    except NotNow as later:
        return _call_page(task_id, note=later.sentence), 409
    return _call_page(task_id, number=number)


@bp.post("/desk/callbacks/<uuid:task_id>/outcome")
@requires(Permission.CALL_BACK)
def outcome(task_id: uuid.UUID) -> Response | tuple[str, int]:
    """How the call went; the next one loads by itself."""
    try:
        order = call_order(task_id, request.form)
        _once(lambda work: record_call(work, order))
    except Invalid as wrong:
        return _call_page(task_id, errors=wrong.fields), 422
    flash("记下了。")
    actor = the_actor()
    with kernel().read() as session:
        following = next_call(session, actor, kernel().clock.now())
    if following is None:
        return redirect(url_for("callback.worklist"), 303)
    return redirect(url_for("callback.call", task_id=following), 303)


def _once(act: Callable[[Work], object]) -> None:
    """Do it once for one opening of the form, however often it is sent."""
    actor, once = the_actor(), request.form.get("once", "")[:40]
    with kernel().work(actor) as work:

        def run() -> dict[str, Any]:
            act(work)
            return {"done": True}

        if once:
            work.once(f"{actor.person_id}:{once}", run)
        else:
            run()
