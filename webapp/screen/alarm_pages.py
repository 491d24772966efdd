"""The alarm of the office pages: what rings now, and 知道了 (safety.md 1)."""

import uuid

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from webapp.access.pages import own_path
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor, the_listener
from webapp.screen.alarms import alarms_of
from webapp.ticket.urgent import MOST, hear_alarms

bp = Blueprint("alarm", __name__, template_folder="templates")


@bp.get("/desk/alarm")
def ask() -> str | tuple[str, int]:
    """The banner of what rings for whoever signed in here; asked by a script, so it keeps no page open."""
    listener, awake = the_listener()
    if not listener.may(Permission.READ_TICKETS):
        return "", 204
    with kernel().read() as session:
        alarms = alarms_of(session, listener, kernel().clock.now(), locked=not awake)
    return render_template("layout/alarm.html", alarms=alarms, back="/desk/") if alarms.lines else ("", 204)


@bp.post("/desk/alarm/heard")
@requires(Permission.READ_TICKETS)
def heard() -> Response:
    """知道了: it is silent for this person for a while, and goes on standing on top until somebody accepts."""
    with kernel().work(the_actor()) as work:
        hear_alarms(work, [found for given in request.form.getlist("ticket")[:MOST] if (found := _id(given))])
    return redirect(own_path(request.form.get("next")), 303)


def _id(given: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(given)
    except ValueError:
        return None
