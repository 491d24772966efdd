"""People on a page: find, add, let go, take back, a new one-time password, unlock."""

import uuid
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.admin.imports.staff import STAFF_ROLES
from webapp.admin.people import (
    OneTime,
    add_person,
    add_person_order,
    live_units,
    people_found,
    reset_password,
    set_active,
    unlock,
)
from webapp.base.errors import Invalid


@requires(Permission.MANAGE_PEOPLE)
def people() -> Response:
    """The list, searched by name, account or unit."""
    return _page()


@requires(Permission.MANAGE_PEOPLE)
def add() -> Response:
    """Add somebody; the one-time password is shown on this answer and never again."""
    try:
        order, secret = add_person_order(request.form), OneTime.make()
        with kernel().work(the_actor()) as work:
            add_person(work, order, secret)
    except Invalid as wrong:
        return _page(errors=wrong.fields, status=422)
    return _page(given=(order.account, secret.password))


@requires(Permission.MANAGE_PEOPLE)
def give_password(person_id: uuid.UUID) -> Response:
    """A new one-time password, shown on this answer and never again."""
    secret = OneTime.make()
    with kernel().work(the_actor()) as work:
        account = reset_password(work, person_id, secret).account
    return _page(given=(account, secret.password))


@requires(Permission.MANAGE_PEOPLE)
def change_active(person_id: uuid.UUID) -> Response:
    """Let somebody go or take them back."""
    active = request.form.get("active") == "1"
    try:
        with kernel().work(the_actor()) as work:
            name = set_active(work, person_id, active).name
    except Invalid as wrong:
        return _page(errors=wrong.fields, status=422)
    flash(f"{name}可以登录了。" if active else f"{name}停用了，所有登录立即失效。")
    return _back()


@requires(Permission.MANAGE_PEOPLE)
def open_account(person_id: uuid.UUID) -> Response:
    """Unlock an account."""
    with kernel().work(the_actor()) as work:
        name = unlock(work, person_id).name
    flash(f"{name}的账号解锁了。")
    return _back()


def _back() -> Response:
    return redirect(url_for("admin.people", q=request.form.get("q") or None), 303)


def _page(
    errors: dict[str, str] | None = None, given: tuple[str, str] | None = None, status: int = 200
) -> Response:
    typed = request.values.get("q", "").strip()
    with kernel().read() as session:
        rows = people_found(session, typed, kernel().clock.now())
        units: list[tuple[Any, str]] = [(unit.id, unit.name) for unit in live_units(session)]
    page = render_template(
        "admin/people.html", people=rows, q=typed, errors=errors or {}, typed=request.form if errors else {},
        given=given, roles=[(role.value, name) for role, name in STAFF_ROLES.items()], units=units,
        me=the_actor().person_id,
    )  # fmt: skip
    answer = make_response(page, status)
    if given:
        answer.headers["Cache-Control"] = "no-store"
    return answer
