"""The nearest doors, components, points: a few rings of cells from the database, then exact distances.

A ring too few would miss what lies just over a cell's border (dependencies.md: 3.6 %), so each search goes on until
the rings reach farther than the last one found.
"""

import uuid
from dataclasses import dataclass
from heapq import nsmallest
from math import asin, cos, radians, sin, sqrt
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, String, select, type_coerce
from sqlalchemy.orm import Session

from webapp.place.cells import reach, ring
from webapp.place.records import Located

T = TypeVar("T", bound=Located)
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
    found = nearest_ids(session, where, lng, lat, limit, within_m, *conditions)
    if not found:
        return ()
    key: Any = where.id  # type: ignore[attr-defined]  # every place has one
    rows = {row.id: row for row in session.scalars(select(where).where(key.in_([one for one, _ in found])))}  # type: ignore[attr-defined]  # as above
    return tuple(Near(rows[one], metres) for one, metres in found)


def nearest_ids(
    session: Session, where: type[T], lng: float, lat: float,
    limit: int = 10, within_m: float = 300.0, *conditions: ColumnElement[bool],
) -> list[tuple[uuid.UUID, float]]:  # fmt: skip
    """The same as ids with metres: one query a step of rings, most often one in all."""
    c: Any = where.__table__.c  # type: ignore[attr-defined]  # every place is mapped
    bare = type_coerce(c.id, String)  # hundreds are looked at, ten are kept: only those become a UUID
    found: list[tuple[float, str]] = []
    first = 0
    for last in STEPS:
        query = select(bare, c.lng, c.lat).where(c.cell.in_(ring(lng, lat, first, last)), *conditions)
        for key, its_lng, its_lat in session.execute(query).all():
            metres = metres_between(lng, lat, its_lng, its_lat)
            if metres <= within_m:
                found.append((metres, key))
        sure = reach(last)
        if sure >= within_m or sum(metres <= sure for metres, _ in found) >= limit:
            break
        first = last + 1
    return [(uuid.UUID(str(key)), metres) for metres, key in nsmallest(limit, found)]
