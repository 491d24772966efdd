"""Pages of who calls: what is due, the caller's screen, and the next one by itself."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask import session as flask_session
from werkzeug.wrappers import Response

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound, NotNow
from webapp.base.work import Work
from webapp.callback.calling import record_call, still_shown, unmask_contact
from webapp.callback.forms import call_order, leave_out_order, unmask_order
from webapp.callback.leaving_out import propose_leave_out
from webapp.callback.opened import open_next
from webapp.callback.queries import call_waits, made_today
from webapp.callback.reviewing import counts
from webapp.callback.settling import GONE
from webapp.callback.story import call_screen
from webapp.callback.words import CONTACTED, SATISFIED, SOLVED

SHOWN = "number_shown"
"""The call whose number stands on a page of this browser: a form that comes back must not hide it in mid-call."""
KEYS = {"contacted": "12", "solved": "345", "satisfied": "678"}


@requires(Permission.CALL_BACK)
def worklist() -> str:
    """The calls that are due; outside the hours, from when on; beside it what waits for a second person."""
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        calls = call_waits(session, actor, kernel().clock)
        more = counts(session, actor, now)
        made = made_today(session, actor, now)
    return render_template(
        "callback/worklist.html",
        calls=calls,
        more=more,
        made=made,
        reviews=actor.may(Permission.REVIEW_CALLBACKS),
    )


@requires(Permission.CALL_BACK)
def take_next() -> Response:
    """The next call, from now on this caller's alone."""
    return _to_next()


def _to_next() -> Response:
    with kernel().work(the_actor()) as work:
        following = open_next(work)
    if following is None:
        return redirect(url_for("callback.worklist"), 303)
    return redirect(url_for("callback.call", task_id=following), 303)


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
    yes_no = {"1" if told else "0": word for told, word in CONTACTED.items()}
    return render_template(
        "callback/call.html", call=screen, number=number, errors=errors or {}, note=note,
        typed=request.form.to_dict() if errors else {}, contacted=_tiles("contacted", yes_no),
        solved=_tiles("solved", SOLVED), satisfied=_tiles("satisfied", SATISFIED),
    )  # fmt: skip


def _tiles(field: str, words: Mapping[Any, str]) -> list[dict[str, str]]:
    return [
        {"value": value, "label": label, "key": key}
        for key, (value, label) in zip(KEYS[field], words.items(), strict=True)
    ]


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
    flask_session[SHOWN] = str(task_id)
    return _call_page(task_id, number=number)


def _refused(task_id: uuid.UUID, errors: Mapping[str, str]) -> tuple[str, int]:
    """The screen again with what was typed, and with the number if it stood there."""
    number = None
    if flask_session.get(SHOWN) == str(task_id):
        with kernel().read() as session:
            number = still_shown(session, the_actor(), task_id)
    return _call_page(task_id, number, errors), 422


@requires(Permission.CALL_BACK)
def outcome(task_id: uuid.UUID) -> Response | tuple[str, int]:
    """How the call went; the next one loads by itself."""
    try:
        order = call_order(task_id, request.form)
        once(lambda work: record_call(work, order))
    except Invalid as wrong:
        return _refused(task_id, wrong.fields)
    flash("记下了。")
    return _to_next()


@requires(Permission.CALL_BACK)
def leave_out(task_id: uuid.UUID) -> Response | tuple[str, int]:
    """The wish that a callback shall not count; somebody else decides."""

    def propose(work: Work) -> None:
        propose_leave_out(work, order)

    try:
        order = leave_out_order(task_id, request.form)
        once(propose)
    except Invalid as wrong:
        return _refused(task_id, wrong.fields)
    flash("提上去了，由街道另一位同事来定。")
    return redirect(url_for("callback.call", task_id=task_id), 303)
