"""Which grid a position lies in, by the borders that somebody drew; remembered, since they hardly ever change."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.remembered import remembered
from webapp.place.records import Community, Grid

Corner = tuple[float, float]


@dataclass(frozen=True)
class GridArea:
    """A grid with its border, WGS-84 in degrees, and what stands above it."""

    id: uuid.UUID
    community_id: uuid.UUID
    street_id: uuid.UUID
    border: tuple[Corner, ...]
    west: float
    east: float
    south: float
    north: float

    def holds(self, lng: float, lat: float) -> bool:
        """Whether a position lies within the border."""
        if not (self.west <= lng <= self.east and self.south <= lat <= self.north):
            return False
        return is_inside(self.border, lng, lat)


@dataclass(frozen=True)
class _Areas:
    all: tuple[GridArea, ...]


def grid_at(session: Session, lng: float, lat: float) -> GridArea | None:
    """The grid around a position; none where nobody drew one. Of two that overlap the one with the lower code."""
    areas = remembered(session, _Areas, lambda: _read(session)).all
    return next((area for area in areas if area.holds(lng, lat)), None)


def is_inside(border: Sequence[Corner], lng: float, lat: float) -> bool:
    """Whether a position lies within a ring, by counting the sides that a line to the east crosses."""
    inside = False
    for (x1, y1), (x2, y2) in zip(border, (*border[1:], border[0]), strict=True):
        if (y1 > lat) != (y2 > lat) and lng < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def _read(session: Session) -> _Areas:
    query = (
        select(Grid.id, Grid.community_id, Community.street_id, Grid.outline)
        .join(Community, Community.id == Grid.community_id)
        .where(Grid.outline.is_not(None))
        .order_by(Grid.code)
    )
    found = []
    for grid_id, community_id, street_id, outline in session.execute(query):
        border = tuple((float(lng), float(lat)) for lng, lat in outline or ())
        if border:
            lngs, lats = [lng for lng, _ in border], [lat for _, lat in border]
            found.append(
                GridArea(grid_id, community_id, street_id, border, min(lngs), max(lngs), min(lats), max(lats))
            )
    return _Areas(tuple(found))
