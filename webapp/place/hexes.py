"""Hexagons of several sizes over the cells that rows lie in: what a map that shows a whole district counts by.

A cell of H3 holds its parents in its own bits: 4 bits of resolution from bit 52 on, then three bits for each finer step,
all ones where there is none (h3geo.org, "H3 index bit layout"). Rows of one parent so share a key that the database
makes by one OR; neither floor nor rounding differs from one database to the other.
"""

from math import sqrt
from typing import Any

import h3
from sqlalchemy import ColumnElement, literal
from sqlalchemy.orm import InstrumentedAttribute

from webapp.base.records import LONG
from webapp.place.cells import RESOLUTION

FINEST, COARSEST = RESOLUTION, 2
_STEP_BITS, _STEPS, _RESOLUTION_AT = 3, 15, 52
_WIDTHS = {size: h3.average_hexagon_edge_length(size, "m") * sqrt(3) for size in range(COARSEST, FINEST + 1)}
"""Metres from the middle of one hexagon to the middle of the next."""


def hexagon_of(cell: InstrumentedAttribute[Any], size: int) -> ColumnElement[int]:
    """The key that all cells within one hexagon of resolution `size` share; `at_key` makes it a hexagon."""
    return cell.bitwise_or(literal(_finer(size), LONG))


def wider(key: int, size: int) -> int:
    """The key of the wider hexagon of resolution `size` around the one that has this key."""
    return key | _finer(size)


def _finer(size: int) -> int:
    """The bits of all steps below a resolution."""
    return (1 << _STEP_BITS * (_STEPS - size)) - 1


def at_key(key: int, size: int) -> str:
    """The hexagon behind a key of `hexagon_of`."""
    hexagon: str = h3.int_to_str(key & ~(0xF << _RESOLUTION_AT) | size << _RESOLUTION_AT)
    return hexagon


def centre(hexagon: str) -> tuple[float, float]:
    """Its middle: lng, lat in WGS-84."""
    lat, lng = h3.cell_to_latlng(hexagon)
    return lng, lat


def corners(hexagon: str) -> list[tuple[float, float]]:
    """Its border as a ring of lng, lat in WGS-84, to about a metre."""
    return [(round(lng, 5), round(lat, 5)) for lat, lng in h3.cell_to_boundary(hexagon)]


def size_for(metres: float) -> int:
    """The resolution whose hexagons are at least so many metres apart, the finest of them."""
    return max((size for size, width in _WIDTHS.items() if width >= metres), default=COARSEST)
