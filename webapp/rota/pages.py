"""The rota of the desk by week, absences, and the notes from shift to shift."""

import uuid
from collections.abc import Callable, Mapping
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.clock import CHINA
from webapp.base.errors import Problem
from webapp.rota import forms
from webapp.rota.commands import copy_week, end_absence, plan_shifts, remove_shift, say_absent
from webapp.rota.handing_over import note_shown, notes, read_hand_over, write_hand_over
from webapp.rota.standing import groups_shown, how_it_stands, states_shown
from webapp.rota.week import person_choices, week_shown

bp = Blueprint("rota", __name__, template_folder="templates")
WEEKS = (date(2000, 1, 3), date(2099, 12, 28))


@bp.get("/desk/rota")
@requires(Permission.READ_ROTA)
def show() -> str:
    """A week of the desk."""
    return _week()


def _week(form: str = "", errors: Mapping[str, str] | None = None) -> str:
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        week = week_shown(session, actor, _day_asked() or now.astimezone(CHINA).date(), now)
        people = person_choices(session, actor)
    return render_template(
        "rota/week.html", week=week, people=people, may_plan=actor.may(Permission.PLAN_ROTA), form=form,
        errors=errors or {}, typed=request.form.to_dict() if form else {},
    )  # fmt: skip


def _day_asked() -> date | None:
    try:
        day = date.fromisoformat(request.values.get("week", ""))
    except ValueError:
        return None
    return day if WEEKS[0] <= day <= WEEKS[1] else None


def _change(form: str, act: Callable[[], str]) -> Response | tuple[str, int]:
    """Change the rota, then the week again; what was wrong stands in its form."""
    try:
        flash(act())
    except Problem as problem:
        if problem.status not in {409, 422}:
            raise
        return _week(form, problem.by_field("form")), problem.status
    return redirect(url_for("rota.show", week=_day_asked()), 303)


@bp.post("/desk/rota/shifts")
@requires(Permission.PLAN_ROTA)
def plan() -> Response | tuple[str, int]:
    """Put somebody down."""

    def act() -> str:
        order = forms.plan_order(request.form)
        done = once(lambda work: {"shifts": plan_shifts(work, order)})
        return f"排好了 {done['shifts']} 个班。"

    return _change("plan", act)


@bp.post("/desk/rota/copy")
@requires(Permission.PLAN_ROTA)
def copy() -> Response | tuple[str, int]:
    """Repeat the week before."""

    def act() -> str:
        order = forms.copy_order(request.form)
        done = once(lambda work: {"shifts": copy_week(work, order)})
        return f"照上周排了 {done['shifts']} 个班。"

    return _change("copy", act)


@bp.post("/desk/rota/shifts/<uuid:shift_id>/remove")
@requires(Permission.PLAN_ROTA)
def remove(shift_id: uuid.UUID) -> Response | tuple[str, int]:
    """Take somebody off."""

    def act() -> str:
        order = forms.remove_order(shift_id, request.form)
        once(lambda work: remove_shift(work, order))
        return "这个班去掉了。"

    return _change("remove", act)


@bp.post("/desk/rota/absences")
@requires(Permission.PLAN_ROTA)
def absent() -> Response | tuple[str, int]:
    """Say who is away."""

    def act() -> str:
        order = forms.absent_order(request.form)
        once(lambda work: {"id": str(say_absent(work, order).id)})
        return "记下了请假。"

    return _change("absent", act)


@bp.post("/desk/rota/absences/<uuid:absence_id>/end")
@requires(Permission.PLAN_ROTA)
def back(absence_id: uuid.UUID) -> Response | tuple[str, int]:
    """Somebody is back."""

    def act() -> str:
        order = forms.back_order(absence_id, request.form)
        once(lambda work: end_absence(work, order))
        return "销假了。"

    return _change("back", act)


@bp.get("/desk/handover")
@requires(Permission.READ_ROTA)
def handover() -> str:
    """How the desk stands now, the form of the note, and the notes so far."""
    return _handover({})


def _handover(errors: Mapping[str, str]) -> str:
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        stood = how_it_stands(session, actor, now)
        states, groups, past = states_shown(stood), groups_shown(session, actor, stood), notes(session, actor)
    return render_template(
        "rota/handover.html", states=states, groups=groups, notes=past, may_write=actor.may(Permission.HAND_OVER),
        errors=errors, typed=request.form.to_dict(),
    )  # fmt: skip


@bp.post("/desk/handover")
@requires(Permission.HAND_OVER)
def write() -> Response | tuple[str, int]:
    """Keep the note; then its own page."""
    try:
        order = forms.write_order(request.form)
        with kernel().work(the_actor()) as work:
            note = write_hand_over(work, order)
    except Problem as problem:
        if problem.status not in {409, 422}:
            raise
        return _handover(problem.by_field("form")), problem.status
    flash("交接写好了，等接班的人来看。")
    return redirect(url_for("rota.note", note_id=note.id), 303)


@bp.get("/desk/handover/<uuid:note_id>")
@requires(Permission.READ_ROTA)
def note(note_id: uuid.UUID) -> str:
    """One note, to read and to print."""
    with kernel().read() as session:
        return render_template("rota/note.html", note=note_shown(session, the_actor(), note_id))


@bp.post("/desk/handover/<uuid:note_id>/read")
@requires(Permission.READ_ROTA)
def read(note_id: uuid.UUID) -> Response:
    """The next shift has read it."""
    order = forms.read_order(note_id, request.form)
    once(lambda work: {"id": str(read_hand_over(work, order).id)})
    flash("接班了。")
    return redirect(url_for("rota.note", note_id=note_id), 303)
