"""The frame around a signed-in person's page: name, unit, menu, with what waits behind each line."""

from flask import current_app, request, url_for

from webapp.access.actor import NOBODY
from webapp.access.signed_in import the_actor
from webapp.layout import MENU, MenuRow, Shell, links


def current_shell() -> Shell | None:
    """The shell of who is signed in, None when nobody is."""
    actor = the_actor()
    if actor is NOBODY:
        return None
    return Shell(
        person=str(actor.person_id), name=actor.name, unit=actor.unit_name,
        menu=links(actor.may, url_for, here=request.endpoint, rows=_there()),
        home_url="/desk/", jump_url=url_for("screen.jump"), sign_out_url=url_for("sign_in.leave"),
    )  # fmt: skip


def _there() -> tuple[MenuRow, ...]:
    """The rows whose page this program has."""
    return tuple(row for row in MENU if row.endpoint in current_app.view_functions)
