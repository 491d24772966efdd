"""H3 cells: positions are found by the cell they lie in, kept as an indexed BIGINT, on both databases alike.

Cells of resolution 10 have edges of about 76 m (h3geo.org, table of cell statistics), 60 m where they are smallest.
"""

from typing import Protocol

import h3

RESOLUTION = 10
SMALLEST_EDGE = 55.0
"""Metres; below the shortest edge of any cell of this resolution, so that rings never reach less far than said."""


class Placed(Protocol):
    """A row that has a position, WGS-84 in degrees, and the cell it lies in."""

    lng: float | None
    lat: float | None
    cell: int | None


def cell_of(lng: float, lat: float) -> int:
    """The cell around a WGS-84 position in degrees."""
    cell: int = h3.str_to_int(h3.latlng_to_cell(lat, lng, RESOLUTION))
    return cell


def put(row: Placed, lng: float | None, lat: float | None) -> None:
    """Set a row's position and its cell together; without a position it has neither."""
    known = lng is not None and lat is not None
    row.lng, row.lat = (lng, lat) if known else (None, None)
    row.cell = cell_of(lng, lat) if lng is not None and lat is not None else None


def reach(rings: int) -> float:
    """Metres that so many rings around a position reach at least, wherever in its cell the position is."""
    return max(0.0, (1.5 * rings - 0.5) * SMALLEST_EDGE)


def ring(lng: float, lat: float, first: int, last: int) -> list[int]:
    """The cells from ring `first` to ring `last` (both counted) around a position; ring 0 is its own cell."""
    middle = h3.latlng_to_cell(lat, lng, RESOLUTION)
    inner = set(h3.grid_disk(middle, first - 1)) if first else set()
    return [h3.str_to_int(cell) for cell in h3.grid_disk(middle, last) if cell not in inner]


def around(lng: float, lat: float, metres: float) -> list[int]:
    """All cells in which anything within so many metres can lie."""
    rings = 0
    while reach(rings) < metres:
        rings += 1
    return ring(lng, lat, 0, rings)
