"""The pages of management units: the list with coverage, a unit's score card, the tickets behind a figure, its fees."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound
from webapp.base.paging import asked_key
from webapp.catalogue.settings import in_force
from webapp.insight.fees import fee_order, record_fee
from webapp.insight.rules import weights_of
from webapp.insight.unit_cards import coverage, list_units, may_count, months_of, of_unit, one_unit
from webapp.insight.unit_figures import FIGURES
from webapp.insight.unit_rules import UNREADABLE, Month, change, month_of, read_month, step
from webapp.ticket.queries import list_tickets

NOT_HERE = "没有这个物业管理单元，或者不归您这里看。"


def _asked_month() -> tuple[Month, str]:
    """The month of the address and what was wrong with it; today's unless told."""
    this = month_of(kernel().clock.now())
    given = request.args.get("month", "")
    if not given:
        return this, ""
    try:
        return min(read_month(given), this), ""
    except ValueError:
        return this, f"{UNREADABLE}先给您看本月。"


def _asked_street() -> uuid.UUID | None:
    return request.args.get("street", type=uuid.UUID)


@requires(Permission.READ_RATES)
def units() -> str:
    """Management units with the month's cards, and how many are served."""
    month, fault = _asked_month()
    words, after = request.args.get("q", "").strip()[:40], request.args.get("after", "")[:20]
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        lines, further = list_units(session, actor, month, now, _asked_street(), words, after)
        covered = coverage(session, actor)
        basically = weights_of(in_force(session, kernel().clock)).basically
    return render_template(
        "insight/units.html", lines=lines, coverage=covered, month=month, fault=fault, query=words, basically=basically,
        after=after, further_url=url_for("insight.units", month=month.words, q=words or None, street=_asked_street(), after=further) if further else "",
    )  # fmt: skip


@requires(Permission.READ_RATES)
def unit(unit_id: uuid.UUID) -> str:
    """A unit's score card, month by month; made to be printed."""
    return _card(unit_id)


def _card(unit_id: uuid.UUID, errors: Mapping[str, str] | None = None) -> str:
    actor, (month, fault) = the_actor(), _asked_month()
    with kernel().read() as session:
        line = one_unit(session, actor, unit_id)
        if line is None:
            raise NotFound(NOT_HERE)
        months = months_of(session, actor, unit_id, month, kernel().clock.now())
        basically = weights_of(in_force(session, kernel().clock)).basically
    return render_template(
        "insight/unit.html", line=line, month=month, months=months[:-1], card=months[0][1], before=months[1][1], fault=fault,
        basically=basically, change=change, step=step, may_record=actor.may(Permission.RECORD_FEES), errors=errors or {},
        typed=request.form if errors else {"month": month.words}, latest=month_of(kernel().clock.now()),
    )  # fmt: skip


@requires(Permission.READ_RATES)
def unit_tickets(unit_id: uuid.UUID) -> str:
    """The tickets behind a figure of a unit's month."""
    actor, now, (month, _) = the_actor(), kernel().clock.now(), _asked_month()
    figure = FIGURES.get(request.args.get("figure", ""))
    if figure is None:
        abort(404)
    with kernel().read() as session:
        line = one_unit(session, actor, unit_id)
        if line is None:
            raise NotFound(NOT_HERE)
        where = (of_unit(unit_id), figure.where(month, now), may_count(actor))
        page = list_tickets(
            session, actor, now, *where,
            after=asked_key(request.args.get("after")), before=asked_key(request.args.get("before")),
        )  # fmt: skip
    here: dict[str, Any] = {"unit_id": unit_id, "figure": request.args["figure"], "month": month.words}
    return render_template(
        "insight/unit_tickets.html", line=line, figure=figure, month=month, page=page,
        newer_url=url_for("insight.unit_tickets", before=page.newer, **here) if page.newer else "",
        older_url=url_for("insight.unit_tickets", after=page.older, **here) if page.older else "",
    )  # fmt: skip


@requires(Permission.RECORD_FEES)
def record(unit_id: uuid.UUID) -> Response | tuple[str, int]:
    """Put down what was owed and paid in a month."""
    try:
        order = fee_order(unit_id, request.form)
        with kernel().work(the_actor()) as work:
            changed = record_fee(work, order)
    except Invalid as wrong:
        return _card(unit_id, wrong.fields), 422
    flash(f"{order.month.words} 的物业费记下了。" if changed else "和原来记的一样。")
    return redirect(url_for("insight.unit", unit_id=unit_id, month=order.month.words), 303)
