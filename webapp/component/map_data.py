"""Components on a map: one by one close up, else how many stand in each cell, with the worst state among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, case, func, literal, select
from sqlalchemy.orm import Session

from webapp.component.lifecycle import WORDS
from webapp.place.cells import RESOLUTION
from webapp.place.records import Component, ComponentState

MOST = 400
"""Marks at once; an answer stays below 60 KB."""
ONE_BY_ONE_FROM = 17
"""From this zoom of the map on, where a screen shows some hundreds of metres."""
BITS_A_STEP, FINEST = 3, 15
"""A cell's number ends in three bits for each of 15 resolutions (h3geo.org, bit layout of an index)."""
NOTHING: Mapping[str, Any] = {"items": [], "clusters": []}
BROKEN = (ComponentState.DAMAGED, ComponentState.LOST)
GONE = (ComponentState.REMOVED, ComponentState.SCRAPPED)


@dataclass(frozen=True)
class Box:
    """A part of the map, WGS-84 in degrees, and how close it is looked at."""

    west: float
    south: float
    east: float
    north: float
    zoom: int


def components_in(session: Session, box: Box) -> dict[str, Any]:
    """`items` one by one where they are few enough, else `clusters`; what is gone for good is on no map."""
    if box.zoom >= ONE_BY_ONE_FROM:
        query = select(Component).where(*_inside(box)).order_by(Component.code).limit(MOST + 1)
        found = session.scalars(query).all()
        if len(found) <= MOST:
            return {"items": [_item(one) for one in found], "clusters": []}
    return {"items": [], "clusters": _clusters(session, box)}


def resolution_for(zoom: int) -> int:
    """Cells about as large as a mark and its surroundings at a zoom: 9 km at 8, 170 m at 16."""
    return max(4, min(9, zoom // 2 + 1))


def within(resolution: int) -> int:
    """Bits to set in a cell's number so that all cells within the same coarser cell become the same number."""
    return (1 << BITS_A_STEP * (FINEST - resolution)) - 1


def _inside(box: Box) -> Any:
    return (
        Component.lng.between(box.west, box.east), Component.lat.between(box.south, box.north),
        Component.state.not_in(GONE),
    )  # fmt: skip


def _clusters(session: Session, box: Box) -> list[dict[str, Any]]:
    coarse = min(resolution_for(box.zoom), RESOLUTION)
    area = Component.cell.op("|")(literal(within(coarse), BigInteger))
    broken = func.sum(case((Component.state.in_(BROKEN), 1), else_=0))
    many = func.count()
    query = (
        select(many, broken, func.avg(Component.lng), func.avg(Component.lat))
        .where(*_inside(box))
        .group_by(area)
        .order_by(many.desc())
        .limit(MOST)
    )
    return [
        {"count": count, "broken": int(bad), "lng": round(lng, 6), "lat": round(lat, 6)}
        for count, bad, lng, lat in session.execute(query)
    ]


def _item(one: Component) -> dict[str, Any]:
    return {
        "id": one.id, "code": one.code, "words": one.words, "state": one.state.value, "state_words": WORDS[one.state],
        "lng": round(one.lng or 0.0, 6), "lat": round(one.lat or 0.0, 6),
    }  # fmt: skip
