"""`/desk/map`: open tickets where they are, beside the same as a list; without scripts the list is all there is."""

from math import nan
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.database import dump_json
from webapp.catalogue.base_map import base_map, picture_hosts
from webapp.catalogue.settings import in_force
from webapp.layout.headers import allow_pictures
from webapp.screen.asked import asked_list
from webapp.screen.inbox_pages import row_shown
from webapp.screen.map_data import MOST, list_beside, places_around, shown_on_map

bp = Blueprint("map", __name__, template_folder="templates")


@bp.get("/desk/map")
@requires(Permission.READ_TICKETS)
def show() -> str:
    """The map and its list."""
    asked = asked_list()
    with kernel().read() as session:
        page = list_beside(session, the_actor(), kernel().clock.now(), asked.after, asked.before)
        told = base_map(in_force(session, kernel().clock))
    allow_pictures(picture_hosts(told))
    return render_template(
        "screen/map.html", rows=[row_shown(row, {}) for row in page.rows], most=MOST,
        newer_url=url_for("map.show", before=page.newer) if page.newer else "",
        older_url=url_for("map.show", after=page.older) if page.older else "",
    )  # fmt: skip


@bp.get("/desk/map/data")
@requires(Permission.READ_TICKETS)
def data() -> Response:
    """What the map's script draws at first: the ground, the tickets, the borders of the grids."""
    with kernel().read() as session:
        shown = shown_on_map(session, the_actor(), kernel().clock.now())
        told = base_map(in_force(session, kernel().clock))
    return _json({"base": told, "tickets": shown.tickets, "more": shown.more, "grids": shown.grids})


@bp.get("/desk/map/places")
@requires(Permission.READ_TICKETS)
def places() -> Response:
    """The doors, points and components around the middle of the map (`lng`, `lat`: WGS-84, degrees)."""
    lng, lat = (request.args.get(name, default=nan, type=float) for name in ("lng", "lat"))
    if not (abs(lng) <= 180 and abs(lat) <= 85):
        return _json({"doors": [], "points": [], "components": []})
    with kernel().read() as session:
        return _json(places_around(session, lng, lat))


def _json(told: dict[str, Any]) -> Response:
    return Response(dump_json(told), mimetype="application/json")
