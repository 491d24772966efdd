"""`/desk/map`: open tickets where they are, beside the same as a list; without scripts the list is all there is.

`/desk/wall` is the same map for a wall: dark, large, with totals and what just changed, nothing that names a house.
"""

import uuid
from dataclasses import asdict
from hashlib import blake2b
from math import nan
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from sqlalchemy.orm import Session

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.database import dump_json
from webapp.base.errors import NotFound
from webapp.catalogue.base_map import base_map, picture_hosts
from webapp.catalogue.settings import in_force
from webapp.layout.headers import allow_pictures
from webapp.screen.asked import asked_list
from webapp.screen.inbox_pages import row_shown
from webapp.screen.map_asked import LAMP_WORDS, MapAsked, asked_map, asked_sight
from webapp.screen.map_choices import chips, classes_to_choose, streets_to_choose
from webapp.screen.map_data import MOST, grids_on_map, list_beside, places_around, shown_on_map
from webapp.screen.map_layers import layers_for, layers_told
from webapp.screen.map_ticker import hour_words, ticker, today
from webapp.screen.map_ticket import URGES, may_urge, ticket_on_map

bp = Blueprint("map", __name__, template_folder="templates")


@bp.get("/desk/map")
@requires(Permission.READ_TICKETS)
def show() -> str:
    """The map and its list."""
    listed, asked, now = asked_list(), asked_map(request.args), kernel().clock.now()
    with kernel().read() as session:
        page = list_beside(session, the_actor(), now, asked, listed.after, listed.before)
        frame = _frame(session, asked)
    return render_template(
        "screen/map.html", rows=[row_shown(row, {}) for row in page.rows], **frame,
        newer_url=asked.address(url_for("map.show"), before=str(page.newer)) if page.newer else "",
        older_url=asked.address(url_for("map.show"), after=str(page.older)) if page.older else "",
    )  # fmt: skip


@bp.get("/desk/wall")
@requires(Permission.READ_TICKETS)
def wall() -> str:
    """The map for a wall."""
    asked, now = asked_map(request.args), kernel().clock.now()
    with kernel().read() as session:
        frame = _frame(session, asked)
        shown = shown_on_map(session, the_actor(), now, asked)
        lines = ticker(session, the_actor(), now)
        came = today(session, the_actor(), now)
    return render_template(
        "screen/wall.html", lines=lines, totals=shown.totals, today=came, hour=hour_words(now), **frame
    )


def _frame(session: Session, asked: MapAsked) -> dict[str, Any]:
    """What both pages need around the map, and whose pictures they may show."""
    allow_pictures(picture_hosts(base_map(in_force(session, kernel().clock))))
    return {
        "asked": asked, "chips": chips(session, asked, request.path), "lamps": LAMP_WORDS, "most": MOST,
        "streets": streets_to_choose(session), "classes": classes_to_choose(session), "layers": layers_for(the_actor()),
        "data_url": asked.address(url_for("map.data")), "wall_url": asked.address(url_for("map.wall")),
        "map_url": asked.address(url_for("map.show")),
    }  # fmt: skip


@bp.get("/desk/map/data")
@requires(Permission.READ_TICKETS)
def data() -> Response:
    """What the map's script draws: at first with the ground and the grids, later (`seen`) only what is different.

    `box` and `wide` are the part in sight, `layers` the names of layers, `heat` the borders of hexagons, `ticker` what
    just changed. 204 when nothing of it is different from what the browser has.
    """
    args, actor, now = request.args, the_actor(), kernel().clock.now()
    seen, sight = args.get("seen", ""), asked_sight(request.args)
    with kernel().read() as session:
        shown = shown_on_map(session, actor, now, asked_map(args), sight, "heat" in args)
        told: dict[str, Any] = {
            "tickets": shown.tickets, "hexes": shown.hexes, "more": shown.more, "many": shown.many,
            "totals": asdict(shown.totals), "layers": layers_told(session, actor, now, args.get("layers", ""), sight),
        }  # fmt: skip
        if "ticker" in args:
            told["ticker"] = [asdict(line) for line in ticker(session, actor, now)]
            told["totals"] |= today(session, actor, now)
        told["mark"] = blake2b(dump_json(told).encode(), digest_size=8).hexdigest()
        if told["mark"] == seen:
            return Response(status=204)
        if not seen:
            told |= {"base": base_map(in_force(session, kernel().clock)), "grids": grids_on_map(session)}
    return _json(told)


@bp.get("/desk/map/places")
@requires(Permission.READ_TICKETS)
def places() -> Response:
    """The doors, points and components around the middle of the map (`lng`, `lat`: WGS-84, degrees)."""
    lng, lat = (request.args.get(name, default=nan, type=float) for name in ("lng", "lat"))
    if not (abs(lng) <= 180 and abs(lat) <= 85):
        return _json({"doors": [], "points": [], "components": []})
    with kernel().read() as session:
        return _json(places_around(session, lng, lat))


@bp.get("/desk/map/tickets/<uuid:ticket_id>")
@requires(Permission.READ_TICKETS)
def ticket(ticket_id: uuid.UUID) -> str:
    """One ticket as it opens at the side of the map: what it is, who has it, what happened last, urge."""
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        found = ticket_on_map(session, actor, ticket_id, now)
        if found is None:
            raise NotFound("没有这件工单，或者它不归您这里办。")
        urges = URGES if may_urge(actor, found.row) else ()
    return render_template("screen/map_ticket.html", ticket=found, urges=urges)


def _json(told: dict[str, Any]) -> Response:
    answer = Response(dump_json(told), mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
