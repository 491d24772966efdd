"""Pages of the second person: the street's second look, what is left out of the rates, and the checked calls."""

import uuid
from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid
from webapp.callback.checking import review_call
from webapp.callback.commands import look_again
from webapp.callback.forms import decide_order, look_order, review_order
from webapp.callback.leaving_out import decide_leave_out
from webapp.callback.lifecycle import LeaveOutState
from webapp.callback.queries import flagged_answers
from webapp.callback.reviewing import to_check, wishes

Errors = Mapping[str, Mapping[str, str]]


@requires(Permission.REVIEW_CALLBACKS)
def flagged() -> str:
    """What the street must look at again."""
    return _flagged_page({})


def _flagged_page(errors: Errors) -> str:
    with kernel().read() as session:
        rows = flagged_answers(session, the_actor(), kernel().clock.now())
    return render_template("callback/flagged.html", rows=rows, errors=errors, typed=_typed(errors))


@requires(Permission.REVIEW_CALLBACKS)
def look(task_id: uuid.UUID) -> Response | tuple[str, int]:
    """The street's decision about a flagged answer."""
    try:
        order = look_order(task_id, request.form)
        once(lambda work: look_again(work, order))
    except Invalid as wrong:
        return _flagged_page({str(task_id): wrong.fields}), 422
    flash("重办了，责任单位已经收到。" if order.again else "看过了，记下了。")
    return redirect(url_for("callback.flagged"), 303)


@requires(Permission.REVIEW_CALLBACKS)
def left_out() -> str:
    """Wishes to leave a callback out, and those that were approved."""
    return _left_out_page({})


def _left_out_page(errors: Errors) -> str:
    with kernel().read() as session:
        waiting = wishes(session, the_actor())
        approved = wishes(session, the_actor(), LeaveOutState.APPROVED)
    return render_template(
        "callback/left_out.html", waiting=waiting, approved=approved, errors=errors, typed=_typed(errors)
    )


@requires(Permission.REVIEW_CALLBACKS)
def decide(leave_out_id: uuid.UUID) -> Response | tuple[str, int]:
    """Yes or no to such a wish."""
    try:
        order = decide_order(leave_out_id, request.form)
        once(lambda work: decide_leave_out(work, order))
    except Invalid as wrong:
        return _left_out_page({str(leave_out_id): wrong.fields}), 422
    flash("不计入了。" if order.approved else "照样计入，记下了。")
    return redirect(url_for("callback.left_out"), 303)


@requires(Permission.CALL_BACK)
def checks() -> str:
    """Calls of others that were drawn to be checked."""
    return _checks_page({})


def _checks_page(errors: Errors) -> str:
    with kernel().read() as session:
        rows = to_check(session, the_actor())
    return render_template("callback/checks.html", rows=rows, errors=errors, typed=_typed(errors))


@requires(Permission.CALL_BACK)
def review(check_id: uuid.UUID) -> Response | tuple[str, int]:
    """What quality control found."""
    try:
        order = review_order(check_id, request.form)
        once(lambda work: review_call(work, order))
    except Invalid as wrong:
        return _checks_page({str(check_id): wrong.fields}), 422
    flash("记下了。" if order.agreed else "记下了，街道会再看。")
    return redirect(url_for("callback.checks"), 303)


def _typed(errors: Errors) -> dict[str, str]:
    return request.form.to_dict() if errors else {}
