"""Over the patrol: today's rounds, what does not fit, coverage and its files."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from flask import Response, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.clock import CHINA
from webapp.base.database import dump_json
from webapp.base.errors import Invalid, NotFound
from webapp.base.storage import NotStored
from webapp.catalogue.base_map import base_map, picture_hosts
from webapp.catalogue.settings import in_force
from webapp.layout.headers import allow_pictures
from webapp.layout.made_files import hand_out
from webapp.patrol import coverage as covered
from webapp.patrol.documents import coverage_xlsx
from webapp.patrol.forms import hand_over_order, look_order
from webapp.patrol.listing import Asked, View, all_points
from webapp.patrol.oversight import hand_over_task, look_at_visit
from webapp.patrol.people import person_today
from webapp.patrol.planning import replan
from webapp.patrol.rounds_map import rounds_on_map
from webapp.patrol.watching import (
    checked_items,
    flagged_visits,
    one_visit,
    people_today,
    visit_photo,
    visits_of_person,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY = 86_400


@requires(Permission.SUPERVISE_PATROL)
def today() -> str:
    """Who is out now and how far, what waits to be looked into, coverage in one line."""
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        people = people_today(session, actor, now)
        flagged = flagged_visits(session, actor)
        found = covered.coverage(session, actor, now)
        _allow_tiles(session)
    return render_template(
        "patrol/today.html",
        people=people,
        flagged=len(flagged),
        found=found,
        on_duty=sum(p.on_duty for p in people),
    )


@requires(Permission.SUPERVISE_PATROL)
def map_data() -> Response:
    """The map of today's rounds as data; `person` (an id) for one person's."""
    asked = request.args.get("person", type=uuid.UUID)
    with kernel().read() as session:
        told = rounds_on_map(session, the_actor(), kernel().clock.now(), asked)
        told["base"] = base_map(in_force(session, kernel().clock))
    answer = Response(dump_json(told), mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _allow_tiles(session: Session) -> None:
    allow_pictures(picture_hosts(base_map(in_force(session, kernel().clock))))


@requires(Permission.SUPERVISE_PATROL)
def plan_again() -> Answer:
    """Plan anew what nobody has done yet today."""
    done = once(lambda work: {"stops": replan(work)})
    flash(f"今天的巡查重新排好了，新排 {done['stops']} 个点。")
    return redirect(url_for("patrol.today"), 303)


@requires(Permission.SUPERVISE_PATROL)
def flags() -> str:
    """Visits in which something does not fit."""
    with kernel().read() as session:
        rows = flagged_visits(session, the_actor())
    return render_template("patrol/flags.html", rows=rows)


@requires(Permission.SUPERVISE_PATROL)
def person(person_id: uuid.UUID) -> str:
    """Somebody's plan of today and visits of the last two months."""
    return _person(person_id, {})


def _person(person_id: uuid.UUID, errors: Mapping[str, str]) -> str:
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        view = person_today(session, actor, person_id, now)
        if view is None:
            raise NotFound("没有这个人，或者不归您看。")
        rows = visits_of_person(session, actor, person_id, now - covered.WINDOW)
        _allow_tiles(session)
    return render_template(
        "patrol/person.html", view=view, rows=rows, errors=errors, days=covered.WINDOW // timedelta(days=1)
    )


@requires(Permission.SUPERVISE_PATROL)
def hand_over(task_id: uuid.UUID) -> Answer | tuple[str, int]:
    """换人去."""
    try:
        order = hand_over_order(task_id, request.form)
        with kernel().work(the_actor()) as work:
            task = hand_over_task(work, order)
            point = task.point.name
    except Invalid as wrong:
        known = request.form.get("was", "")
        return _person(_uuid(known), wrong.fields), 422
    flash(f"{point}换好人了。")
    return redirect(url_for("patrol.person", person_id=order.person_id), 303)


def _uuid(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        raise NotFound("没有这个人，或者不归您看。") from None


@requires(Permission.READ_POINTS)
def visit(visit_id: uuid.UUID) -> str:
    """One visit in full: what was checked, what does not fit, its photos."""
    return _visit(visit_id, {})


def _visit(visit_id: uuid.UUID, errors: Mapping[str, str]) -> str:
    with kernel().read() as session:
        row = one_visit(session, the_actor(), visit_id)
        if row is None:
            raise NotFound("没有这次检查，或者它不归您看。")
        faults, items = checked_items(session, visit_id)
    return render_template(
        "patrol/visit.html", row=row, faults=faults, items=items, errors=errors, typed=request.form.to_dict(),
        may_look=the_actor().may(Permission.SUPERVISE_PATROL),
    )  # fmt: skip


@requires(Permission.SUPERVISE_PATROL)
def look(visit_id: uuid.UUID) -> Answer | tuple[str, int]:
    """看过了."""
    try:
        order = look_order(visit_id, request.form)
        with kernel().work(the_actor()) as work:
            look_at_visit(work, order)
    except Invalid as wrong:
        return _visit(visit_id, wrong.fields), 422
    flash("看过了，记下了。")
    return redirect(url_for("patrol.flags"), 303)


@requires(Permission.READ_POINTS)
def photo(visit_id: uuid.UUID, order: int, size: str) -> Response:
    """A copy of a visit's photo without metadata; never what was received."""
    with kernel().read() as session:
        found = visit_photo(session, the_actor(), visit_id, order)
    key = {"small": found.small_key, "large": found.large_key}.get(size) if found else None
    if key is None:
        abort(404)
    try:
        content = kernel().store.open(key)
    except NotStored:
        abort(404)
    answer = hand_out(content, "image/jpeg")
    answer.cache_control.private = True
    answer.cache_control.max_age = DAY
    return answer


@requires(Permission.SUPERVISE_PATROL)
def coverage() -> str:
    """Coverage by type, street and person; every line opens its list."""
    with kernel().read() as session:
        found = covered.coverage(session, the_actor(), kernel().clock.now())
    return render_template("patrol/coverage.html", found=found, days=covered.WINDOW // timedelta(days=1))


@requires(Permission.SUPERVISE_PATROL)
def coverage_file() -> Response:
    """The same as an Excel file, with the points that are overdue."""
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        found = covered.coverage(session, actor, now)
        overdue = all_points(session, actor, Asked(View.OVERDUE), now)
    day = f"{now.astimezone(CHINA):%Y-%m-%d}"
    answer = Response(coverage_xlsx(found, overdue, day), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="patrol-coverage-{day}.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
