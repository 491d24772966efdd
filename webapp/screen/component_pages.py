"""One component with everything that ever happened to it: tickets, changes, steps; and what may be done with it."""

import uuid
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from qr.door_plate import plate_svg
from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound, NotNow
from webapp.base.paging import asked_key
from webapp.catalogue.settings import in_force
from webapp.component.commands import correct_component, tend_component
from webapp.component.forms import correct_order, tend_order
from webapp.component.library import keeper_of, owner_of
from webapp.component.lifecycle import WORDS
from webapp.component.queries import changes_of, read_component, steps_offered, units_known
from webapp.patrol.labels import component_label
from webapp.place.component_code import ComponentCode
from webapp.place.records import Component, ComponentState
from webapp.screen.inbox_pages import row_shown
from webapp.ticket.queries import list_tickets
from webapp.ticket.records import Ticket

bp = Blueprint("component_page", __name__, template_folder="templates")
TICKETS = 20
TONES = {ComponentState.SOUND: "action", ComponentState.DAMAGED: "soon", ComponentState.LOST: "late"}


@bp.get("/desk/components/<uuid:component_id>")
@requires(Permission.READ_COMPONENTS)
def show(component_id: uuid.UUID) -> str:
    """The component."""
    return _page(component_id)


def _page(component_id: uuid.UUID, opened: str = "", errors: Mapping[str, str] | None = None) -> str:
    actor, now = the_actor(), kernel().clock.now()
    after, before = asked_key(request.args.get("after")), asked_key(request.args.get("before"))
    reads, manages = actor.may(Permission.READ_TICKETS), actor.may(Permission.MANAGE_PLACES)
    with kernel().read() as session:
        found = read_component(session, actor, component_id)
        if found is None:
            raise NotFound("没有这个部件。")
        about = Ticket.component_id == component_id
        tickets = (
            list_tickets(session, actor, now, about, after=after, before=before, size=TICKETS)
            if reads
            else None
        )
        lines, steps = changes_of(session, actor, component_id), steps_offered(actor, found)
        facts = _facts(found)
        label = _label(session, found) if actor.may(Permission.MANAGE_POINTS) else ""
        units = [("", "不是系统里的单位"), *units_known(session)] if manages else []
    return render_template(
        "screen/component.html", component=found, state=WORDS[found.state], tone=TONES.get(found.state, "plain"), facts=facts,
        reads=reads, rows=[row_shown(row, {}) for row in tickets.rows] if tickets else [],
        newer_url=url_for("component_page.show", component_id=component_id, before=tickets.newer) if tickets and tickets.newer else "",
        older_url=url_for("component_page.show", component_id=component_id, after=tickets.older) if tickets and tickets.older else "",
        lines=lines, steps=[(step.action.value, step.label) for step in steps], units=units, label=label,
        opened=opened, errors=errors or {}, typed=request.form.to_dict() if opened else {}, once=request.form.get("once", ""),
    )  # fmt: skip


def _label(session: Session, component: Component) -> Markup:
    hotline = str(in_force(session, kernel().clock)["hotline"])
    drawn = plate_svg(component_label(kernel().settings.base_url, hotline, component))
    return Markup(drawn)  # noqa: S704  our own drawing, its words escaped


def _facts(one: Component) -> list[tuple[str, str]]:
    code = ComponentCode(one.code)
    located = one.lng is not None and one.lat is not None
    at = f"{one.lng:.6f}, {one.lat:.6f}" if located else "还没有"
    return [
        ("编码", f"{code.division} {code.major} {code.minor} {code.order}"), ("类别", one.klass),
        ("权属单位", owner_of(one) or "没有登记"), ("养护单位", keeper_of(one) or "没有登记"),
        ("网格", one.grid.name if one.grid else "不知道"), ("坐标", at),
    ]  # fmt: skip


@bp.post("/desk/components/<uuid:component_id>/step")
@requires(Permission.TEND_COMPONENTS)
def tend(component_id: uuid.UUID) -> Response | tuple[str, int]:
    """Take a step of its life."""
    try:
        order = tend_order(component_id, request.form)
        once(lambda work: {"state": tend_component(work, order).state})
    except Invalid as wrong:
        return _page(component_id, "step", wrong.fields), 422
    except NotNow as late:
        return _page(component_id, "step", {"action": late.sentence}), 409
    flash("记下了。")
    return redirect(url_for("component_page.show", component_id=component_id), 303)


@bp.post("/desk/components/<uuid:component_id>/correct")
@requires(Permission.MANAGE_PLACES)
def correct(component_id: uuid.UUID) -> Response | tuple[str, int]:
    """Put right its name, owner and keeper."""
    try:
        order = correct_order(component_id, request.form)
        once(lambda work: {"name": correct_component(work, order).name})
    except Invalid as wrong:
        return _page(component_id, "correct", wrong.fields), 422
    flash("改好了，以前的写法在经过里。")
    return redirect(url_for("component_page.show", component_id=component_id), 303)
