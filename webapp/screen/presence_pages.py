"""`/m/<sign>`: what a phone opens that has read the other side's code on the spot."""

import math

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from webapp.access.actor import resident
from webapp.access.signed_in import kernel, the_actor
from webapp.base.errors import NotFound, NotNow, Problem
from webapp.layout.rooms import resident_dress
from webapp.meeting.presence import Position, Present, Shown, present, read_code, sign_in_both
from webapp.meeting.records import Invitation
from webapp.meeting.words import Side
from webapp.plate.pages import DEVICE, same_origin

bp = Blueprint("presence", __name__, template_folder="templates")


@bp.get("/m/<sign>")
def show(sign: str) -> tuple[str, int]:
    """The one button: 我到了."""
    return _answer(sign, arrive=False)


@bp.post("/m/<sign>")
def arrive(sign: str) -> tuple[str, int] | Response:
    """Both sides are here."""
    same_origin()
    return _answer(sign, arrive=True)


def _answer(sign: str, *, arrive: bool) -> tuple[str, int]:
    found: Invitation | None = None
    came: tuple[Present, ...] = ()
    wrong, status, shown = "", 200, None
    try:
        shown = read_code(kernel().secret, sign, kernel().clock.now())
        if arrive:
            _arrive(shown)
        with kernel().read() as session:
            found = session.get(Invitation, shown.invitation_id)
            came = present(session, shown.invitation_id)
    except (NotFound, NotNow) as problem:
        wrong, status = problem.sentence, problem.status
    except Problem as problem:
        wrong, status = problem.sentence, 403
    return _page(sign, shown, found, came, wrong), status


def _page(
    sign: str, shown: Shown | None, found: Invitation | None, came: tuple[Present, ...], wrong: str
) -> str:
    asks_staff = shown is not None and shown.side is Side.RESIDENT
    return render_template(
        "screen/presence.html", sign=sign, invitation=found, came=came, wrong=wrong,
        sign_in=asks_staff and the_actor().person_id is None, **resident_dress(),
    )  # fmt: skip


def _arrive(shown: Shown) -> None:
    """In the name of the handler who reads a resident's code; a resident who reads the handler's has none."""
    signed_in = the_actor()
    reader = signed_in if shown.side is Side.RESIDENT else resident(request.cookies.get(DEVICE))
    with kernel().work(reader) as work:
        sign_in_both(work, shown, _position(), signed_in)


def _position() -> Position | None:
    try:
        lng, lat = float(request.form["lng"]), float(request.form["lat"])
    except (KeyError, ValueError):
        return None
    sound = math.isfinite(lng) and math.isfinite(lat) and abs(lng) <= 180 and abs(lat) <= 90
    return Position(lng, lat) if sound else None
