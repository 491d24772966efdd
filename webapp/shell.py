"""The frame around a signed-in person's page: name, unit, menu, with what waits behind each line."""

from flask import current_app, request, url_for

from webapp.access.actor import NOBODY, Actor
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, the_actor
from webapp.layout import MENU, Alarms, MenuRow, Shell, links
from webapp.message.queries import unread_count
from webapp.screen.alarms import alarms_of


def current_shell() -> Shell | None:
    """The shell of who is signed in, None when nobody is."""
    actor = the_actor()
    if actor is NOBODY:
        return None
    return Shell(
        person=str(actor.person_id), name=actor.name, unit=actor.unit_name,
        menu=links(actor.may, url_for, here=request.endpoint, rows=_there(), counts=_counts(actor)),
        home_url="/desk/", jump_url=url_for("screen.jump"), sign_out_url=url_for("sign_in.leave"),
        password_url=url_for("sign_in.change"),
        alarms=_alarms(actor),
    )  # fmt: skip


def _there() -> tuple[MenuRow, ...]:
    """The rows whose page this program has."""
    return tuple(row for row in MENU if row.endpoint in current_app.view_functions)


def _counts(actor: Actor) -> dict[str, int]:
    """How much waits behind lines of the menu."""
    if not actor.may(Permission.READ_MESSAGES):
        return {}
    with kernel().read() as session:
        return {"message.show": unread_count(session, actor)}


def _alarms(actor: Actor) -> Alarms | None:
    """What must not wait until somebody looks for it stands on every page (safety.md 1)."""
    if not actor.may(Permission.READ_TICKETS):
        return None
    with kernel().read() as session:
        return alarms_of(session, actor, kernel().clock.now())
