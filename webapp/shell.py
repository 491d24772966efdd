"""The frame around a signed-in person's page: name, unit, menu, with what waits behind each line."""

from flask import request, url_for

from webapp.access.actor import NOBODY
from webapp.access.role import Permission
from webapp.access.signed_in import the_actor
from webapp.layout import Shell, links


def current_shell() -> Shell | None:
    """The shell of who is signed in, None when nobody is."""
    actor = the_actor()
    if actor is NOBODY:
        return None
    return Shell(
        person=str(actor.person_id), name=actor.name, unit=actor.unit_name,
        menu=links(lambda permission: actor.may(Permission(permission)), url_for, here=request.endpoint),
        home_url=url_for("screen.home"), jump_url=url_for("screen.jump"), sign_out_url=url_for("sign_in.leave"),
    )  # fmt: skip
