"""The desk's pages of weekly reviews: the list, one whole, picking from a ticket, the library, one's own measures."""

import uuid
from collections.abc import Mapping

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound, Problem
from webapp.base.paging import asked_key
from webapp.layout.made_files import hand_out
from webapp.review import library, mine
from webapp.review.acts import ACTS
from webapp.review.advance import GONE
from webapp.review.causes import CAUSE_WORDS, Cause
from webapp.review.commands import plan_review
from webapp.review.forms import fulfil_order, plan_order
from webapp.review.measures import fulfil, possible_owners
from webapp.review.queries import name_of, open_reviews, review_view, reviews, weeks_to_plan
from webapp.review.rules import week_words
from webapp.review.scope import get_review
from webapp.ticket.queries import get_ticket

bp = Blueprint("review", __name__, template_folder="templates")
LABELS = {
    "why": "为什么挑它", "wrong": "问题出在哪", "rule": "改了哪条规矩", "summary": "会上定了什么", "people": "谁参加", "what": "做什么",
}  # fmt: skip
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/desk/reviews")
@requires(Permission.READ_REVIEWS)
def show() -> str:
    """The reviews of this street, and the form for the next one."""
    return _list({})


def _list(errors: Mapping[str, str]) -> str:
    actor, now = the_actor(), kernel().clock.now()
    may_plan = actor.may(Permission.REVIEW)
    with kernel().read() as session:
        rows = reviews(session, actor)
        weeks = weeks_to_plan(session, actor, now) if may_plan else []
    return render_template(
        "review/list.html", rows=rows, weeks=weeks, errors=errors, typed=request.form.to_dict()
    )


@bp.post("/desk/reviews")
@requires(Permission.REVIEW)
def plan() -> Answer | tuple[str, int]:
    """Plan the review of a week; then its own page."""
    try:
        order = plan_order(request.form)
        with kernel().work(the_actor()) as work:
            made = plan_review(work, order)
    except Invalid as wrong:
        return _list(wrong.fields), 422
    flash("建好了，挑几件典型的进来。")
    number = request.form.get("number", "")[:20] or None
    return redirect(url_for("review.whole", review_id=made.id, number=number), 303)


@bp.get("/desk/reviews/pick")
@requires(Permission.REVIEW)
def pick() -> str:
    """From a ticket's page: into which review; there its number stands in the form already."""
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        ticket = get_ticket(session, actor, _id(request.args.get("ticket", "")) or uuid.UUID(int=0))
        if ticket is None:
            raise NotFound
        found, weeks = open_reviews(session, actor), weeks_to_plan(session, actor, now)
    return render_template("review/pick.html", ticket=ticket, reviews=found, weeks=weeks)


def _id(given: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(given)
    except ValueError:
        return None


@bp.get("/desk/reviews/<uuid:review_id>")
@requires(Permission.READ_REVIEWS)
def whole(review_id: uuid.UUID) -> str:
    """One review: its tickets, what was found, the measures, the minutes."""
    return _page(review_id)


def _page(review_id: uuid.UUID, opened: str = "", errors: Mapping[str, str] | None = None) -> str:
    actor, typed = the_actor(), request.form.to_dict() if opened else {}
    with kernel().read() as session:
        row = get_review(session, actor, review_id)
        if row is None:
            raise NotFound(GONE)
        found = review_view(session, actor, row, kernel().clock.now())
        owners: list[tuple[str, str]] = []
        if "measure" in found.actions:
            people = possible_owners(session, row, (case.unit_id for case in found.cases)).values()
            owners = [(str(person.id), name_of(person)) for person in people]
    case_gone = "case" in typed and typed["case"] not in {str(case.id) for case in found.cases}
    # A form that is gone since gives back what was typed into it, to be copied.
    has_form = not opened or (opened in found.actions and not case_gone)
    kept = {} if has_form else {LABELS[k]: typed.get(k, "") for k in LABELS}
    return render_template(
        "review/whole.html", review=found, owners=owners, causes=list(CAUSE_WORDS.items()), opened=opened,
        errors=errors or {}, typed=typed, kept=kept, once=typed.get("once", ""), number=request.args.get("number", "")[:20],
    )  # fmt: skip


@bp.post("/desk/reviews/<uuid:review_id>/<act>")
@requires(Permission.REVIEW)
def take(review_id: uuid.UUID, act: str) -> Answer | tuple[str, int]:
    """One act on a review; wrong input comes back with what was typed."""
    known = ACTS.get(act)
    if known is None:
        abort(404)
    try:
        order = known.order(review_id, request.form)
        once(lambda work: known.run(work, order))
    except Problem as problem:
        if problem.status not in {409, 422}:
            raise
        return _page(review_id, act, problem.by_field("form")), problem.status
    flash(known.done)
    return redirect(url_for("review.whole", review_id=review_id), 303)


@bp.get("/desk/reviews/<uuid:review_id>/minutes.docx")
@requires(Permission.READ_REVIEWS)
def minutes(review_id: uuid.UUID) -> Response:
    """The minutes as Word, once the job worker has made them."""
    with kernel().read() as session:
        row = get_review(session, the_actor(), review_id)
    if row is None or row.minutes_key is None:
        raise NotFound("纪要还没做好，或者这次复盘不归您这里开。过几秒再试。")
    shown = f"{row.unit.name}{week_words(row.week)}复盘纪要.docx"
    return hand_out(kernel().store.open(row.minutes_key), WORD, "minutes.docx", shown)


@bp.get("/desk/reviews/library")
@requires(Permission.READ_REVIEWS)
def cases() -> str:
    """Every case with its cause: by words, class, cause and unit."""
    actor, args = the_actor(), request.args
    cause = args.get("cause", "")
    asked = library.Asked(
        args.get("q", "")[:60], Cause(cause) if cause in set(Cause) else None,
        _id(args.get("class", "")), _id(args.get("unit", "")),
    )  # fmt: skip
    after, before = (asked_key(args.get(name)) for name in ("after", "before"))
    with kernel().read() as session:
        page = library.library(session, actor, asked, after, before)
        choices = library.choices(session, actor)
    kept = {name: args[name][:60] for name in ("q", "cause", "class", "unit") if args.get(name)}
    return render_template(
        "review/library.html", page=page, asked=kept, choices=choices, causes=list(CAUSE_WORDS.items())
    )


@bp.get("/desk/reviews/mine")
@requires(Permission.FULFIL_MEASURE)
def own() -> str:
    """The measures of whoever asks."""
    return _own()


def _own(refused: uuid.UUID | None = None, errors: Mapping[str, str] | None = None) -> str:
    with kernel().read() as session:
        found = mine.own_measures(session, the_actor(), kernel().clock.now())
    typed = request.form.to_dict() if refused else {}
    return render_template("review/mine.html", own=found, refused=refused, errors=errors or {}, typed=typed)


@bp.get("/desk/reviews/measures/<uuid:measure_id>")
@requires(Permission.FULFIL_MEASURE)
def measure(measure_id: uuid.UUID) -> Answer:
    """Where a measure stands for whoever asks: in their own list, or in the review that they may read."""
    actor = the_actor()
    with kernel().read() as session:
        found = mine.measures_in_reach(session, actor, [measure_id])
    if not found:
        raise NotFound("没有这条措施，或者不归您看。")
    row, _ = found[0]
    own = row.owner_id == actor.person_id
    return redirect(url_for("review.own") if own else url_for("review.whole", review_id=row.review_id), 303)


@bp.post("/desk/reviews/measures/<uuid:measure_id>/done")
@requires(Permission.FULFIL_MEASURE)
def done(measure_id: uuid.UUID) -> Answer | tuple[str, int]:
    """A measure is done; back to where it was said: one's own list, or the review."""
    try:
        order = fulfil_order(measure_id, request.form)
        once(lambda work: fulfil(work, order))
    except Invalid as wrong:
        return _own(measure_id, wrong.fields), 422
    flash("记下了，街道看得到。")
    review_id = _id(request.form.get("review", ""))
    back = url_for("review.whole", review_id=review_id) if review_id else url_for("review.own")
    return redirect(back, 303)
