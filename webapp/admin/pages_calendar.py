"""The working calendar on pages: a year to look at and to decide days of, and the hours of each unit."""

import uuid
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.admin.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    WEEKDAYS,
    decide_day,
    set_week,
    week_shown,
    year_shown,
)
from webapp.admin.people import live_units
from webapp.base.clock import CHINA
from webapp.base.errors import Invalid


@requires(Permission.MANAGE_SETTINGS)
def calendar() -> str:
    """A year, and one of its days when it was asked for."""
    return _year_page(_day_asked(request.args.get("day", "")), {})


@requires(Permission.MANAGE_SETTINGS)
def decide() -> Response | tuple[str, int]:
    """Say whether one day is worked."""
    typed = request.form.get("day", "")
    try:
        with kernel().work(the_actor()) as work:
            day = decide_day(work, typed, request.form.get("what", ""), request.form.get("name", ""))
    except Invalid as wrong:
        return _year_page(_day_asked(typed), wrong.fields), 422
    flash(f"{day.month}月{day.day}日改好了，从现在起按它算时限。")
    return redirect(url_for("admin.calendar", year=day.year) + f"#m{day.month}", 303)


@requires(Permission.MANAGE_SETTINGS)
def hours() -> str:
    """The units, and the week of the one that was asked for."""
    return _hours_page(request.args.get("unit", ""), {})


@requires(Permission.MANAGE_SETTINGS)
def set_hours() -> Response | tuple[str, int]:
    """Set the week of a unit."""
    typed = request.form.get("unit", "")
    try:
        with kernel().work(the_actor()) as work:
            unit = set_week(work, _id(typed), request.form)
    except Invalid as wrong:
        return _hours_page(typed, wrong.fields), 422
    flash(f"{unit.name}的上班时间改好了。")
    return redirect(url_for("admin.hours", unit=unit.id), 303)


def _year_page(day: date | None, errors: dict[str, str]) -> str:
    today = kernel().clock.now().astimezone(CHINA).date()
    asked = request.args.get("year", "")
    year = (
        day.year
        if day
        else int(asked)
        if asked.isascii() and asked.isdigit() and len(asked) == 4
        else today.year
    )
    year = min(max(year, FIRST_YEAR), LAST_YEAR)
    with kernel().read() as session:
        shown = year_shown(session, year)
    return render_template(
        "admin/calendar.html", shown=shown, weekdays=WEEKDAYS[:7], today=today, errors=errors,
        chosen=shown.find(day) if day else None, typed=request.form if errors else {},
        earlier=year - 1 if year > FIRST_YEAR else None, later=year + 1 if year < LAST_YEAR else None,
    )  # fmt: skip


def _day_asked(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _id(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        raise Invalid({"unit": "请先选一个单位。"}) from None


def _hours_page(typed: str, errors: dict[str, str]) -> str:
    with kernel().read() as session:
        units = [(str(unit.id), unit.name) for unit in live_units(session)]
        week = week_shown(session, uuid.UUID(typed)) if typed in dict(units) else None
    return render_template(
        "admin/hours.html", units=units, week=week, weekdays=WEEKDAYS, errors=errors, typed=request.form if errors else {},
    )  # fmt: skip
