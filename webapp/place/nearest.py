"""The nearest doors, components, points: a few rings of cells from the database, then exact distances.

A ring too few would miss what lies just over a cell's border (dependencies.md: 3.6 %), so each search goes on until
the rings reach farther than the last one found.
"""

import uuid
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from math import asin, cos, pi, radians, sin, sqrt
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Double, Integer, Select, bindparam, select
from sqlalchemy.orm import Session

from webapp.place.cells import reach, ring
from webapp.place.records import Located

CELLS: Final = tuple(f"cell{n}" for n in range(len(ring(0, 0, 0, 15))))
T = TypeVar("T", bound=Located)
KINDS = 40
"""So many questions are kept: five steps each of doors, points, components and what else has a position."""
EARTH = 6_371_009.0
"""Mean radius in metres, as in geopy's great circle."""
STEPS = (2, 4, 7, 11, 15)
"""How many rings are looked at, step by step: 137 m, 302 m, 550 m, 880 m, 1,210 m at least; in town one is enough."""
FARTHEST = reach(STEPS[-1])


@dataclass(frozen=True)
class Near(Generic[T]):
    """A place and how far it is, in metres."""

    row: T
    metres: float


def metres_between(lng: float, lat: float, other_lng: float, other_lat: float) -> float:
    """Metres between two WGS-84 positions by great circle (haversine)."""
    across = cos(radians(lat)) * cos(radians(other_lat)) * sin(radians(other_lng - lng) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(sin(radians(other_lat - lat) / 2) ** 2 + across)))


def nearest(
    session: Session, where: type[T], lng: float, lat: float,
    limit: int = 10, within_m: float = 300.0, *conditions: ColumnElement[bool],
) -> tuple[Near[T], ...]:  # fmt: skip
    """The nearest rows of a mapped class, nearest first; `conditions` narrow them down before they are counted.

    `within_m` reaches as far as `FARTHEST` metres at most.
    """
    found = _walk(session, _rows, where, lng, lat, limit, within_m, conditions)
    return tuple(Near(row, metres) for metres, (row,) in found)


def nearest_ids(
    session: Session, where: type[T], lng: float, lat: float,
    limit: int = 10, within_m: float = 300.0, *conditions: ColumnElement[bool],
) -> list[tuple[uuid.UUID, float]]:  # fmt: skip
    """The same as ids with metres."""
    found = _walk(session, _closest, where, lng, lat, limit, within_m, conditions)
    return [(row.id, metres) for metres, row in found]


def _walk(
    session: Session, question: Any, where: type[T], lng: float, lat: float,
    limit: int, within_m: float, conditions: tuple[ColumnElement[bool], ...],
) -> list[tuple[float, Any]]:  # fmt: skip
    """One query a step of rings, most often one in all; it brings no more rows than can be among the nearest."""
    kept = question if conditions else _KEPT[question]
    asked = {"lng": lng, "lat": lat, "most": limit, "far": _degrees(within_m) ** 2, **_flat(lat)}
    found: list[tuple[float, Any]] = []
    first = 0
    for last in STEPS:
        cells = ring(lng, lat, first, last)
        asked.update(zip(CELLS, cells, strict=False))
        for row in session.execute(kept(where, len(cells), *conditions), asked):
            place = row if question is _closest else row[0]
            metres = metres_between(lng, lat, place.lng, place.lat)
            if metres <= within_m:
                found.append((metres, row))
        sure = reach(last)
        if sure >= within_m or sum(metres <= sure for metres, _ in found) >= limit:
            break
        first = last + 1
    return nsmallest(limit, found, key=itemgetter(0))


def _degrees(metres: float) -> float:
    """As degrees of latitude, a millimetre more: the last word has the great circle."""
    return (metres + 0.001) / EARTH * 180 / pi


def _flat(lat: float) -> dict[str, float]:
    """What a degree of longitude is worth around a latitude, squared, and how that changes with each degree north.

    Within `FARTHEST` it orders places as the great circle does, to less than a tenth of a millimetre.
    """
    here = radians(lat)
    return {"worth": cos(here) ** 2, "slant": cos(here) * sin(here) * pi / 180}


def _closest(where: type[Any], cells: int, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The ids and positions of the closest rows in so many cells, ordered by a distance that both databases reckon."""
    c: Any = where.__table__.c
    north, east = c.lat - bindparam("lat", type_=Double), c.lng - bindparam("lng", type_=Double)
    worth = bindparam("worth", type_=Double) - bindparam("slant", type_=Double) * north
    inside = c.cell.in_([bindparam(name, type_=BigInteger) for name in CELLS[:cells]])
    far = north * north + east * east * worth
    query = select(c.id, c.lng, c.lat).where(inside, far <= bindparam("far", type_=Double), *conditions)
    return query.order_by(far).limit(bindparam("most", type_=Integer))


def _rows(where: type[Any], cells: int, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The closest rows themselves: what hangs on them is joined only after they are found."""
    closest = _closest(where, cells, *conditions).subquery()
    return select(where).join(closest, closest.c.id == where.id)


_KEPT: Final[dict[Any, Any]] = {question: lru_cache(KINDS)(question) for question in (_closest, _rows)}
"""Both questions, put into words once for each kind of place and number of cells."""
