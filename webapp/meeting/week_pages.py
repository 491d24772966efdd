"""The week of meetings, its calendar files, and the private address of a calendar program."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.clock import CHINA
from webapp.base.errors import NotFound
from webapp.base.work import Work
from webapp.meeting.agenda import counted
from webapp.meeting.calendar_file import Entry, calendar_file
from webapp.meeting.lifecycle import InvitationState
from webapp.meeting.queries import invitation_of
from webapp.meeting.subscription import address_made_at, entries_for, make_address, reader_of, revoke_address
from webapp.meeting.week import week_of
from webapp.ticket.queries import get_ticket, place_shown

bp = Blueprint("meeting_week", __name__, template_folder="templates")
feed = Blueprint("meeting_feed", __name__)
"""Read by calendar programs, which have no sign-in: the address itself is the key."""

EARLIEST, LATEST = date(2000, 1, 3), date(2999, 12, 27)


@bp.get("/desk/meetings/week")
@requires(Permission.MEET)
def show() -> str:
    """Monday to Sunday with clashes marked, the three counts, and the address for a calendar program."""
    return _page()


def _page(token: str = "") -> str:
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        week = week_of(session, actor, _day(now.astimezone(CHINA).date()), now)
        counts = counted(session, actor, week.starts, week.ends)
        made_at = address_made_at(session, actor.person_id)
    around = {name: (week.first + timedelta(days=days)).isoformat() for name, days in _AROUND.items()}
    file = url_for("meeting_feed.show_calendar", address=token) if token else ""
    return render_template(
        "meeting/week.html",
        week=week,
        now=now,
        counts=counts,
        made_at=made_at,
        address=f"{kernel().settings.base_url}{file}" if file else "",
        around=around,
        by_street=not actor.unit_id or actor.role == "street",
    )


_AROUND = {"before": -7, "after": 7}


def _day(today: date) -> date:
    """The day that the address names, within the years that calendars know; today when it names none."""
    try:
        named = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return min(max(named, EARLIEST), LATEST)


@bp.post("/desk/meetings/address")
@requires(Permission.MEET)
def make() -> Response:
    """A fresh address, shown this once; the one before ends."""
    answer = make_response(_page(_done(make_address)))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/desk/meetings/address/revoke")
@requires(Permission.MEET)
def revoke() -> Response:
    """End the address."""
    _done(revoke_address)
    return redirect(url_for("meeting_week.show"), 303)


def _done(act: Callable[[Work], str | None]) -> str:
    with kernel().work(the_actor()) as work:
        return act(work) or ""


@bp.get("/desk/tickets/<uuid:ticket_id>/meeting.ics")
@requires(Permission.MEET)
def file(ticket_id: uuid.UUID) -> Response:
    """The settled meeting of a ticket, for the handler's own calendar."""
    now = kernel().clock.now()
    with kernel().read() as session:
        ticket = get_ticket(session, the_actor(), ticket_id)
        view = invitation_of(session, ticket_id, now) if ticket is not None else None
        if ticket is None or view is None or view.state is not InvitationState.ACCEPTED or not view.meet_at:
            raise NotFound("这件还没有约好的时间。")
        hidden = place_shown(the_actor(), ticket) != ticket.place_words
        where = place_shown(the_actor(), ticket) if hidden else view.place
        entry = Entry(str(view.id), view.meet_at, f"约见 {ticket.number}", where, view.revision)
    return calendar_answer(calendar_file([entry], now, "约见"), f"{ticket.number}.ics")


@feed.get("/calendar/<address>.ics")
def show_calendar(address: str) -> Response:
    """What a calendar program reads; a revoked address is gone."""
    now = kernel().clock.now()
    with kernel().read() as session:
        actor = reader_of(session, address)
        if actor is None:
            abort(404)
        entries = entries_for(session, actor, now)
    return calendar_answer(calendar_file(entries, now, "码上说·约见"), "meetings.ics")


def calendar_answer(content: bytes, name: str) -> Response:
    """A calendar file as an answer that nobody in between keeps."""
    answer = make_response(content)
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
