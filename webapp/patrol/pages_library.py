"""The point library: the list, one point, who walks in which street."""

import uuid
from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from qr.door_plate import plate_svg
from webapp.access.once import once
from webapp.access.role import ROLE_NAMES, Permission, Role
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound
from webapp.catalogue.settings import in_force
from webapp.patrol.forms import active_order, label_order, street_order
from webapp.patrol.labels import label_of
from webapp.patrol.library import renew_label, set_active
from webapp.patrol.listing import (
    VIEW_WORDS,
    Asked,
    View,
    list_points,
    streets_known,
    types_known,
)
from webapp.patrol.oversight import give_street
from webapp.patrol.people import patrol_people
from webapp.patrol.queries import checklist_in_force
from webapp.patrol.records import Point
from webapp.patrol.scope import points_seen
from webapp.patrol.watching import faults_at, visits_at


def asked_list() -> Asked:
    """The list that the address asks for; what it cannot mean is left out."""
    given = request.args
    view = given.get("view", "")
    return Asked(
        View(view) if view in set(View) else View.ACTIVE, given.get("q", "").strip()[:60], given.get("type", "")[:20],
        given.get("street", "")[:20], given.get("after", "")[:40],
    )  # fmt: skip


@requires(Permission.READ_POINTS)
def points() -> str:
    """Points by words, type, street and how their visits stand; page by page."""
    asked, now = asked_list(), kernel().clock.now()
    with kernel().read() as session:
        page = list_points(session, the_actor(), asked, now)
        types, streets = types_known(session), streets_known(session)
    kept = {"q": asked.typed, "type": asked.type_code, "street": asked.street_code, "view": asked.view.value}
    return render_template(
        "patrol/points.html", page=page, asked=asked, kept=kept, views=VIEW_WORDS, types=[("", "全部类型"), *types],
        streets=[("", "全部街道"), *streets], may_manage=the_actor().may(Permission.MANAGE_POINTS),
    )  # fmt: skip


@requires(Permission.READ_POINTS)
def point(point_id: uuid.UUID) -> str:
    """One point: its turn, its checklist, its last visits, its label."""
    actor = the_actor()
    with kernel().read() as session:
        found = session.scalars(select(Point).where(Point.id == point_id, points_seen(actor))).first()
        if found is None:
            raise NotFound("没有这个点位。")
        checklist = checklist_in_force(session, found.type_id)
        visits, faults = visits_at(session, actor, point_id), faults_at(session, actor, point_id)
        label = label_of(kernel().settings.base_url, _hotline(session), found)
    may_manage = actor.may(Permission.MANAGE_POINTS)
    drawn = Markup(plate_svg(label)) if may_manage else ""  # noqa: S704  our own drawing, its words escaped
    return render_template(
        "patrol/point.html", point=found, checklist=checklist, visits=visits, faults=faults, label=drawn, may_manage=may_manage,
        overdue=found.due_at <= kernel().clock.now(),
    )  # fmt: skip


def _hotline(session: Session) -> str:
    return str(in_force(session, kernel().clock)["hotline"])


@requires(Permission.MANAGE_POINTS)
def change_active(point_id: uuid.UUID) -> Answer:
    """停用 or 恢复."""
    order = active_order(point_id, request.form)
    with kernel().work(the_actor()) as work:
        name = set_active(work, order).name
    flash(f"{name}恢复巡查了。" if order.active else f"{name}停用了，不再排人去；以前的记录都在。")
    return redirect(url_for("patrol.point", point_id=point_id), 303)


@requires(Permission.MANAGE_POINTS)
def give_label(point_id: uuid.UUID) -> Answer:
    """A fresh label; the old one is worth nothing from now on."""
    done = once(lambda work: {"label": renew_label(work, label_order(point_id)).label})
    flash(f"新码是 {done['label'][:4]} {done['label'][4:]}，请印新的换上。")
    return redirect(url_for("patrol.point", point_id=point_id), 303)


@requires(Permission.MANAGE_POINTS)
def streets() -> str:
    """Who walks in which street."""
    return _streets({})


def _streets(errors: Mapping[str, str]) -> str:
    with kernel().read() as session:
        people, known = patrol_people(session)
    return render_template(
        "patrol/streets.html", people=people, streets=known, errors=errors, wrong=request.form.get("person_id", ""),
        roles={role.value: ROLE_NAMES[role] for role in Role},
    )  # fmt: skip


@requires(Permission.MANAGE_POINTS)
def change_street() -> Answer | tuple[str, int]:
    """Put somebody on a street's patrol, or take them off."""
    try:
        order = street_order(request.form)
        with kernel().work(the_actor()) as work:
            give_street(work, order)
    except Invalid as wrong:
        return _streets(wrong.fields), 422
    flash("记下了，明天排巡查就按这个来。")
    return redirect(url_for("patrol.streets"), 303)
