"""The list of meetings, the meeting of one ticket, and what the handler does about it."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from qr.code import code_svg
from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound, Problem
from webapp.meeting.acts import ACTS, BOX
from webapp.meeting.agenda import contradicted, counted, upcoming
from webapp.meeting.lifecycle import STILL
from webapp.meeting.panel import Panel, panel_of
from webapp.meeting.presence import code_of, present
from webapp.meeting.queries import rounds_of
from webapp.meeting.words import Side

bp = Blueprint("meeting", __name__, template_folder="templates")
COUNTED_DAYS = 30
ABOUT_TIME = timedelta(hours=2)
"""How near to a settled time the two may sign in."""
LABELS = {
    "minutes": "谈了什么",
    "agreed": "说好怎么办",
    "answer_words": "居民说不用见",
    "words": "记一笔",
    "reason": "为什么改",
}


@bp.get("/desk/meetings")
@requires(Permission.MEET)
def meetings() -> str:
    """What waits for this unit or street: to do, arranged, not answered; and the last 30 days' counts apart."""
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        agenda = upcoming(session, actor, now)
        since = now - timedelta(days=COUNTED_DAYS)
        counts = counted(session, actor, since, now + timedelta(seconds=1))
        against = contradicted(session, actor, since)
    return render_template(
        "meeting/meetings.html", agenda=agenda, against=against, counts=counts, days=COUNTED_DAYS
    )


@bp.get("/desk/tickets/<uuid:ticket_id>/invitation")
@requires(Permission.MEET)
def invitation(ticket_id: uuid.UUID) -> str:
    """The meeting of one ticket with all its rounds and calls."""
    return _page(ticket_id)


def _page(
    ticket_id: uuid.UUID, opened: str = "", errors: Mapping[str, str] | None = None, once: str = ""
) -> str:
    now = kernel().clock.now()
    with kernel().read() as session:
        panel = panel_of(session, the_actor(), ticket_id, now)
        if panel is None:
            raise NotFound
        rounds = () if panel.guarded else rounds_of(session, ticket_id, now)
        came = present(session, panel.invitation.id) if panel.invitation is not None else ()
    typed = request.form.to_dict() if opened else {}
    has_form = not opened or opened in panel.actions
    return render_template(
        "meeting/invitation.html", meeting=panel, rounds=rounds, opened=opened, errors=errors or {}, typed=typed,
        came=came, sign=sign_of(panel, now),
        kept={} if has_form else {label: typed.get(name, "") for name, label in LABELS.items()}, once=once,
    )  # fmt: skip


def sign_of(panel: Panel, now: datetime) -> Markup | None:
    """The code that the handler shows on the spot; only while somebody may still come."""
    if panel.invitation is None or panel.invitation.state not in STILL or "hold" not in panel.actions:
        return None
    at = panel.invitation.meet_at
    if at is not None and abs(at - now) > ABOUT_TIME:
        return None
    return sign_picture(panel.invitation.id, Side.HANDLER, now)


def sign_picture(invitation_id: uuid.UUID, side: Side, now: datetime) -> Markup:
    """A side's code as a picture for the other side's camera."""
    sign = code_of(kernel().secret, invitation_id, side, now)
    drawn = code_svg(f"{kernel().settings.base_url}{url_for('presence.show', sign=sign)}", "Q")
    return Markup(drawn)  # noqa: S704  drawn by us from an address of ours


@bp.post("/desk/tickets/<uuid:ticket_id>/invitation/<act>")
@requires(Permission.MEET)
def answer(ticket_id: uuid.UUID, act: str) -> Response | tuple[str, int]:
    """Agree, write down a meeting or a call, invite again; back to the ticket, or to what is wrong."""
    known = ACTS.get(act)
    if known is None:
        abort(404)
    try:
        order = known.order(ticket_id, request.form)
        once(lambda work: known.run(work, order))
    except Invalid as wrong:
        fields = {BOX.get(field, field): sentence for field, sentence in wrong.fields.items()}
        return _page(ticket_id, act, fields, request.form.get("once", "")), 422
    except Problem as problem:
        if problem.status != 409:
            raise
        # The meeting moved on meanwhile: what was typed stays in its form, beside how things stand now.
        return _page(ticket_id, act, {"form": problem.sentence}), 409
    flash(known.done)
    return redirect(url_for("screen.ticket", ticket_id=ticket_id), 303)
