"""The inbox and the ticket beside it; every step of the table as a resource of its own."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound, Problem, Stale
from webapp.catalogue.settings import in_force
from webapp.layout import links
from webapp.meeting.panel import panel_of
from webapp.screen.asked import asked_list
from webapp.screen.bulk_line import bulk_line
from webapp.screen.moved_on import Again, moved_on_page
from webapp.screen.narrow_pages import chips_shown
from webapp.screen.photo_answer import photo_answer, photo_in_scope
from webapp.screen.steps import BY_NAME, StepKind, StepOffered, offered
from webapp.screen.taking import Sent, take_step
from webapp.screen.ticket_list import ORDER_WORDS, ListShown, show_list
from webapp.screen.ticket_panel import choices, elsewhere, next_sentence, on_whose_screen, word_due
from webapp.screen.ticket_story import read_ticket
from webapp.supervise.queries import notices_of_ticket
from webapp.ticket.clocks import is_red
from webapp.ticket.queries import TicketRow, find_by_number
from webapp.whistle.board import whistles_of_ticket

bp = Blueprint("screen", __name__, template_folder="templates")


@bp.get("/desk/")
@requires()
def inbox() -> str | Response:
    """The list of a view, with nothing open beside it; who reads no tickets starts at their own first page."""
    if not the_actor().may(Permission.READ_TICKETS):
        return redirect(next(iter(links(the_actor().may, url_for))).url)
    with kernel().read() as session:
        shown = show_list(session, the_actor(), kernel().clock.now(), asked_list())
    return render_template("screen/inbox.html", ticket=None, **_list_context(shown))


def _list_context(shown: ListShown) -> dict[str, Any]:
    asked = shown.asked
    words, here = asked.words.strip(), replace(asked, view=shown.view.code).start
    narrowed_down = bool(words or asked.filters)
    empty = {
        "title": f"没有找到「{words}」"
        if words
        else "这样筛，一件也没有"
        if asked.filters
        else shown.view.empty,
        "why": "换个词，或写案件号试试。" if words else "去掉一个条件再看。" if asked.filters else "",
        "fills": "只在您能看的工单里找。" if narrowed_down else shown.view.fills,
    }
    return {
        "views": shown.views, "view_label": shown.view.label, "rows": [row_shown(row, asked.kept()) for row in shown.page.rows],
        "query": asked.words, "search_url": url_for("screen.inbox"), "kept": replace(here, words="").kept(), "here": asked.kept(),
        "pick": the_actor().may(Permission.BULK), "bulks": bulk_line(), "wrong": shown.narrowed.wrong,
        "chips": chips_shown(here, shown.narrowed), "order": asked.order, "order_words": ORDER_WORDS[asked.order],
        "filter_url": f"{url_for('narrow.show')}?{here.query()}", "table_url": f"{url_for('narrow.table')}?{here.query()}",
        "newer_url": shown.newer_url, "older_url": shown.older_url, "empty": empty,
    }  # fmt: skip


def row_shown(row: TicketRow, kept: Mapping[str, Any]) -> dict[str, Any]:
    """A line of a list, as components/ticket_row.html draws it; `kept` stays in the address of the ticket."""
    return {
        "id": row.id, "number": row.number, "klass": row.class_name, "place": row.place, "lamp": row.lamp,
        "due_at": row.due if row.closed_at is None else None, "state": row.state_words, "opened_at": row.reported_at,
        "who": row.who, "urgent": row.urgent, "confidential": row.confidential, "photos": 0, "fresh": False,
        "url": url_for("screen.ticket", ticket_id=row.id, **kept), "picked": f"{row.id}:{row.version}",
    }  # fmt: skip


@bp.get("/desk/tickets/<uuid:ticket_id>")
@requires(Permission.READ_TICKETS)
def ticket(ticket_id: uuid.UUID) -> str:
    """A ticket beside the list it was opened from."""
    return _ticket_page(ticket_id)


def _ticket_page(
    ticket_id: uuid.UUID, opened: str = "", errors: Mapping[str, str] | None = None, once: str = ""
) -> str:
    actor, now, asked = the_actor(), kernel().clock.now(), asked_list()
    with kernel().read() as session:
        found = read_ticket(session, actor, ticket_id, now, "")
        if found is None:
            raise NotFound("没有这件工单，或者它不归您这里办。")
        options = choices(session, actor, found.row, now, in_force(session, kernel().clock))
        red = actor.may(Permission.PASS_UP) and is_red(session, found.row, now)
        steps = offered(actor, found.row, options, red)
        word = word_due(found.row, now)
        shown = show_list(session, actor, now, asked)
        meeting = panel_of(session, actor, ticket_id, now)
        whistles = whistles_of_ticket(session, actor, ticket_id)
        notices = notices_of_ticket(session, actor, ticket_id, now)
        held = on_whose_screen(session, actor, found.row, now)
    first, rest = _likeliest(steps)
    sentence, why = next_sentence(actor, found.row)
    return render_template(
        "screen/ticket.html", ticket=found, back_url=asked.address(), report=found.report, joined=found.joined,
        before=found.before, after=found.after, facts=found.facts, history=found.history,
        next={"sentence": sentence, "why": held or why, "action": first, "link": elsewhere(actor, found.row)}, actions=rest, opened=opened,
        errors=errors or {}, typed=request.form.to_dict() if opened else {}, once=once, meeting=meeting, word=word, whistles=whistles,
        notices=notices, notice_url=url_for("supervise.new", ticket=ticket_id) if actor.may(Permission.ISSUE_NOTICE) and found.row.is_open else "",
        blow_url=url_for("whistle.new", ticket=ticket_id) if actor.may(Permission.BLOW_WHISTLE) and found.row.is_open else "",
        pick_url=url_for("review.pick", ticket=ticket_id) if actor.may(Permission.REVIEW) else "", may_blur=actor.may(Permission.BLUR_PHOTO),
        **_list_context(shown),
    )  # fmt: skip


def _likeliest(steps: tuple[StepOffered, ...]) -> tuple[StepOffered | None, tuple[StepOffered, ...]]:
    """The first step of the table that moves the ticket on stands large; the others follow."""
    forward = {"accept", "start", "feed_back", "dispatch", "close", "extend"}
    first = next((step for step in steps if step.name in forward), None)
    return first, tuple(step for step in steps if step is not first)


@bp.post("/desk/tickets/<uuid:ticket_id>/<step>")
@requires(Permission.READ_TICKETS)
def take(ticket_id: uuid.UUID, step: str) -> Response | tuple[str, int]:
    """Take a step: 303 back to the ticket; wrong input comes back with what was typed."""
    kind = BY_NAME.get(step)
    if kind is None:
        abort(404)
    actor = the_actor()
    actor.require(kind.permission)
    try:
        sent = Sent(request.form, request.files.getlist("photos"), str(actor.person_id))
        take_step(kernel(), actor, kind, ticket_id, sent)
    except Invalid as wrong:
        return _ticket_page(ticket_id, kind.name, wrong.fields, request.form.get("once", "")), 422
    except Problem as problem:
        if problem.status != 409:
            raise
        if kept := _words_kept(ticket_id, kind, problem):
            return kept
        flash(problem.sentence, "warning")
        return redirect(url_for("screen.ticket", ticket_id=ticket_id, **asked_list().kept()), 303)
    flash(f"「{kind.label}」办好了。")
    return redirect(url_for("screen.ticket", ticket_id=ticket_id, **asked_list().kept()), 303)


def _words_kept(ticket_id: uuid.UUID, kind: StepKind, problem: Problem) -> tuple[str, int] | None:
    """What was typed, beside what the ticket is now; None when nothing was typed and nothing has changed meanwhile."""
    labels = {ask.name: ask.label for ask in kind.asks}
    late = isinstance(problem, Stale)
    if not late and not any(request.form.get(name, "").strip() for name in labels):
        return None
    again = None
    if late and not kind.files:
        address = url_for("screen.take", ticket_id=ticket_id, step=kind.name)
        again = Again(address, f"看过了，还是「{kind.label}」", kind.sources)
    return moved_on_page(ticket_id, problem, labels, again)


@bp.get("/desk/jump")
@requires(Permission.READ_TICKETS)
def jump() -> Response:
    """Open a ticket by its case number."""
    number = request.args.get("number", "").strip()
    with kernel().read() as session:
        found = find_by_number(session, the_actor(), number)
    if found is None:
        flash(f"没有案件号「{number[:20]}」，或者它不归您这里办。", "warning")
        return redirect(url_for("screen.inbox", q=number[:20]))
    return redirect(url_for("screen.ticket", ticket_id=found))


@bp.get("/photos/<uuid:photo_id>/<size>")
@requires(Permission.READ_TICKETS)
def photo(photo_id: uuid.UUID, size: str) -> Response:
    """A photo of a ticket in scope."""
    with kernel().read() as session:
        row = photo_in_scope(session, the_actor(), photo_id)
    return photo_answer(row, size)
