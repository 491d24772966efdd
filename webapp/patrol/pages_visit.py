"""Out on patrol, without scripts: my day, on and off duty, the check-in at a point."""

import uuid
from collections.abc import Mapping
from typing import BinaryIO, cast

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound
from webapp.patrol.evidence import scanned_code
from webapp.patrol.lifecycle import TaskState
from webapp.patrol.listing import Asked, list_points
from webapp.patrol.plain_visit import check_in_by_form, photos_now
from webapp.patrol.queries import checklist_in_force, my_stops, point_of_label
from webapp.patrol.records import Checklist, Point
from webapp.patrol.rounds import end_round, open_round, start_round
from webapp.patrol.scope import points_seen
from webapp.patrol.watching import duty_seconds, rounds_today

ANSWERS = (("ok", "好"), ("bad", "有问题"))


@requires(Permission.PATROL)
def mine() -> str:
    """My plan of today, the next stop first, and whether I am on duty."""
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        stops = my_stops(session, actor, now)
        standing = open_round(session, actor.person_id)
        seconds = duty_seconds(rounds_today(session, actor.person_id, now), now)
    left = [stop for stop in stops if stop.state is not TaskState.DONE]
    return render_template(
        "patrol/mine.html", stops=stops, next_stop=left[0] if left else None, left=len(left), round=standing,
        seconds=seconds, now=now,
    )  # fmt: skip


@requires(Permission.PATROL)
def find() -> Response | str:
    """A point by its label's code or some words of it; one hit opens at once."""
    typed = request.args.get("q", "").strip()
    actor = the_actor()
    with kernel().read() as session:
        labelled = point_of_label(session, scanned_code(typed)) if typed else None
        found = list_points(session, actor, Asked(typed=typed), kernel().clock.now()).rows if typed else ()
    if labelled is not None:
        return redirect(url_for("patrol.visit_form", point_id=labelled.id, scanned=labelled.label))
    return render_template("patrol/find.html", typed=typed, rows=found)


@requires(Permission.PATROL)
def scan(label: str) -> Response:
    """The code on a label leads to the check-in at its point; what was scanned goes along."""
    with kernel().read() as session:
        point = point_of_label(session, scanned_code(label))
    if point is None:
        raise NotFound("这个点位码查不到，可能换过新的了。请从今日巡查里找这个点。")
    return redirect(url_for("patrol.visit_form", point_id=point.id, scanned=point.label))


@requires(Permission.PATROL)
def start() -> Response:
    """上岗."""
    once(lambda work: {"round": str(start_round(work).id)})
    flash("上岗了。路上注意安全。")
    return redirect(url_for("patrol.mine"), 303)


@requires(Permission.PATROL)
def end() -> Response:
    """下岗."""
    once(lambda work: {"round": str(end_round(work).id)})
    flash("下岗了，今天辛苦。")
    return redirect(url_for("patrol.mine"), 303)


@requires(Permission.PATROL)
def form(point_id: uuid.UUID) -> str:
    """The checklist of a point, the camera, one button for 没发现问题."""
    return _form(point_id, {})


def _form(point_id: uuid.UUID, errors: Mapping[str, str]) -> str:
    with kernel().read() as session:
        point, checklist = _point(session, point_id)
    return render_template(
        "patrol/visit_form.html", point=point, checklist=checklist, answers=ANSWERS, errors=errors,
        typed=request.form.to_dict(), scanned=request.values.get("scanned", ""),
    )  # fmt: skip


def _point(session: Session, point_id: uuid.UUID) -> tuple[Point, Checklist | None]:
    point = session.scalars(select(Point).where(Point.id == point_id, points_seen(the_actor()))).first()
    if point is None:
        raise NotFound("没有这个点位。")
    return point, checklist_in_force(session, point.type_id)


@requires(Permission.PATROL)
def check_in(point_id: uuid.UUID) -> Response | tuple[str, int]:
    """Take the check-in; the same form again is answered like the first time."""
    with kernel().read() as session:
        point, _ = _point(session, point_id)
    try:
        files = [cast(BinaryIO, f.stream) for f in request.files.getlist("photos") if f.filename]
        photos = photos_now(kernel().store, files)
        with kernel().work(the_actor()) as work:
            _, reports = check_in_by_form(work, point, request.form, photos)
    except Invalid as wrong:
        return _form(point_id, wrong.fields), 422
    flash(
        f"{point.name}：没发现问题，记下了。"
        if not reports
        else f"{point.name}：{reports} 个问题已经上报，有人会办。"
    )
    return redirect(url_for("patrol.mine"), 303)
