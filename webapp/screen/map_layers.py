"""What lies over or under the tickets on the map: whistles, today's rounds, components, heat; each for who may read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.patrol.rounds_map import DONE, ODD, OVERDUE, WAITS, rounds_on_map
from webapp.place.hexes import FINEST, at_key, centre, hexagon_of, size_for
from webapp.place.records import Component
from webapp.screen.map_asked import Sight
from webapp.screen.map_counting import MOST_HEXES
from webapp.screen.map_data import MARK_PIXELS
from webapp.whistle.on_map import whistles_on_map

_LAMPS = {DONE: "green", WAITS: "green", ODD: "yellow", OVERDUE: "red"}
Told = list[dict[str, Any]]


@dataclass(frozen=True)
class Layer:
    """A layer: its name in the address, its word, its sign beside the word, and who may have it."""

    name: str
    label: str
    sign: str
    permission: Permission
    told: Callable[[Session, Actor, datetime, Sight | None], Told]


def _whistles(session: Session, actor: Actor, now: datetime, _sight: Sight | None) -> Told:
    return whistles_on_map(session, actor, now)


def _rounds(session: Session, actor: Actor, now: datetime, _sight: Sight | None) -> Told:
    marks = rounds_on_map(session, actor, now)["marks"]
    return [
        {name: mark[name] for name in ("id", "lng", "lat", "words", "url")} | {"lamp": _LAMPS[mark["state"]]}
        for mark in marks
    ]


def _components(session: Session, _actor: Actor, _now: datetime, sight: Sight | None) -> Told:
    """How many components lie in each hexagon in sight; one by one they come when one is near (`places_around`)."""
    size = min(FINEST, size_for(MARK_PIXELS * sight.metres_a_pixel)) if sight is not None else 7
    key = hexagon_of(Component.cell, size)
    where: list[ColumnElement[bool]] = [Component.cell.is_not(None)]
    if sight is not None:
        where += [
            Component.lng.between(sight.west, sight.east),
            Component.lat.between(sight.south, sight.north),
        ]
    query = select(key, func.count()).where(*where).group_by(key).order_by(func.count().desc())
    found = []
    for row in session.execute(query.limit(MOST_HEXES)):
        lng, lat = centre(at_key(row[0], size))
        found.append({"lng": round(lng, 5), "lat": round(lat, 5), "n": row[1]})
    return found


LAYERS = (
    Layer("whistles", "吹哨", "◎", Permission.READ_WHISTLES, _whistles),
    Layer("rounds", "今日巡查", "✓", Permission.SUPERVISE_PATROL, _rounds),
    Layer("components", "部件", "◇", Permission.READ_TICKETS, _components),
)
BY_NAME: Mapping[str, Layer] = {layer.name: layer for layer in LAYERS}


def layers_for(actor: Actor) -> tuple[Layer, ...]:
    """The layers that this person may put on the map."""
    return tuple(layer for layer in LAYERS if actor.may(layer.permission))


def layers_told(
    session: Session, actor: Actor, now: datetime, names: str, sight: Sight | None
) -> dict[str, Told]:
    """The marks of the layers that are named (with commas between) and that this person may have."""
    asked = set(names.split(","))
    return {
        layer.name: layer.told(session, actor, now, sight)
        for layer in layers_for(actor)
        if layer.name in asked
    }
