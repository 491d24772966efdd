"""Where things stand in the demonstration: doors around their compound, borders of grids, street furniture."""

import uuid
from itertools import cycle, islice
from math import cos, radians

from webapp.base.work import Work
from webapp.component.advance import take_in
from webapp.component.library import Holder, Listed, fresh
from webapp.people.records import Unit
from webapp.place.datum import Point
from webapp.place.records import ComponentState, Grid

METRES_A_DEGREE = 111_200.0
WEST, SOUTH = 116.302, 39.898
"""The corner of the invented district, in WGS-84 as everything here."""
STRIP, BAND = 0.008, (0.0, 0.0105, 0.0155, 0.0205)
"""How wide a grid is, and where its bands begin to the north, in degrees; two compounds lie in each strip of the first."""
STRIPS = 6
FURNITURE = (
    ("01037", "路灯", "BM1"), ("01002", "井盖", "BM1"), ("03004", "垃圾箱", "BM3"), ("01013", "消火栓", "BM1"),
    ("04002", "行道树", "BM2"), ("04007", "公园座椅", "BM2"), ("02010", "路名牌", "BM1"), ("01028", "配电箱", "BM1"),
)  # fmt: skip
SEEN_STATES = {4: ComponentState.DAMAGED, 13: ComponentState.LOST}
"""Not everything is sound: by its place in the row around a compound."""
A_COMPOUND = 17
"""Components around each compound, about 200 in all."""


def beside(at: Point, east: float, north: float) -> Point:
    """A position so many metres to the east and north of another."""
    lng, lat = at
    return lng + east / (METRES_A_DEGREE * cos(radians(lat))), lat + north / METRES_A_DEGREE


def compound_position(number: int) -> Point:
    """The middle of the first, second, … compound, a street apart from one another."""
    return 116.3 + number * 0.004, 39.9 + number % 3 * 0.003


def door_position(compound: int, building: int, door: int) -> Point:
    """Five houses in a row to the north, four doors along each, as such compounds are built."""
    return beside(compound_position(compound), (door - 2.5) * 19 + building * 3, (building - 3) * 42)


def draw_grids(grids: list[Grid]) -> None:
    """Lay out the grids: the first, those with compounds, in the southern band, the others north of them."""
    for place, grid in enumerate(grids):
        column, band = place % STRIPS, place // STRIPS
        west, east = WEST + column * STRIP, WEST + (column + 1) * STRIP
        south, north = SOUTH + BAND[band], SOUTH + BAND[band + 1]
        grid.outline = [_corner(*at) for at in ((west, south), (east, south), (east, north), (west, north))]


def _corner(lng: float, lat: float) -> list[float]:
    """A corner, a little off the straight line: the same for both grids that meet there."""
    sway = (round(lng * 1e4) * 7 + round(lat * 1e4) * 13) % 11 - 5
    return [round(lng + sway * 0.00012, 6), round(lat - sway * 0.00008, 6)]


def stand_furniture(
    work: Work, number: int, units: dict[str, Unit], division: str, grid_id: uuid.UUID
) -> None:
    """Lamps, manholes, benches around a compound, along the lanes between the houses."""
    compound = compound_position(number)
    for place, (klass, word, owner) in enumerate(islice(cycle(FURNITURE), A_COMPOUND)):
        order = number * 100 + place + 1
        holder = Holder(units[owner].id, units[owner].name)
        at = beside(compound, (place * 37 % 150) - 75, (place * 53 % 220) - 105)
        row = Listed(
            f"{division}{klass}{order:06}", word, f"{word} {order}", at, SEEN_STATES.get(place), grid_id, holder, holder
        )  # fmt: skip
        take_in(work, fresh(row))
