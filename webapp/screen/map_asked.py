"""What the address of the map asks for: filters that make a shareable address, and the part that is in sight.

A hand-made address that is wrong gets a sentence for each fault, and the map without that filter.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil, cos, floor, isfinite, radians
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement

from webapp.base.clock import Lamp
from webapp.ticket.lamps import is_lit
from webapp.ticket.records import Ticket

LAMP_WORDS = {Lamp.RED: "已超时", Lamp.YELLOW: "快到时限", Lamp.GREEN: "正常"}
METRES_A_DEGREE = 111_200.0
WIDEST_SCREEN = 8_000
BLUR = 0.002
"""Degrees: some 200 m."""
FAULTS = {
    "lamp": "网址里的灯色写错了，只有 red、yellow、green 三种。请在上面重新选。",
    "urgent": "网址里的「urgent」写错了，只能是 1。请在上面重新选。",
    "street": "网址里的街道写错了，没有按它筛。请在上面重新选。",
    "klass": "网址里的类别写错了，没有按它筛。请在上面重新选。",
}


@dataclass(frozen=True)
class Sight:
    """The part of the ground in sight, WGS-84 in degrees, and how many pixels it is wide."""

    west: float
    south: float
    east: float
    north: float
    pixels: int

    @property
    def metres_a_pixel(self) -> float:
        """How much ground a pixel stands for, at the middle."""
        across = cos(radians((self.south + self.north) / 2)) * METRES_A_DEGREE
        return (self.east - self.west) * across / self.pixels

    def blurred(self) -> "Sight":
        """As far as the next full 200 m: a smaller part in sight would find out where a 保密 ticket is (safety.md 4)."""
        west, south = (floor(edge / BLUR) * BLUR for edge in (self.west, self.south))
        east, north = (ceil(edge / BLUR) * BLUR for edge in (self.east, self.north))
        return Sight(west, south, east, north, self.pixels)

    def where(self) -> tuple[ColumnElement[bool], ...]:
        """Tickets in it."""
        return (Ticket.lng.between(self.west, self.east), Ticket.lat.between(self.south, self.north))


@dataclass(frozen=True)
class MapAsked:
    """The filters of the map, and what was wrong with the address."""

    lamp: Lamp | None = None
    urgent: bool = False
    street: uuid.UUID | None = None
    klass: uuid.UUID | None = None
    faults: tuple[str, ...] = ()

    def where(self, now: datetime) -> tuple[ColumnElement[bool], ...]:
        """Open tickets that pass."""
        found: list[ColumnElement[bool]] = []
        if self.lamp is not None:
            found.append(is_lit(self.lamp, now))
        if self.urgent:
            found.append(Ticket.urgent.is_(True))
        if self.street is not None:
            found.append(Ticket.street_id == self.street)
        if self.klass is not None:
            found.append(Ticket.class_id == self.klass)
        return tuple(found)

    @property
    def words(self) -> dict[str, str]:
        """The filters as they stand in an address."""
        given = {
            "lamp": self.lamp, "urgent": "1" if self.urgent else None, "street": self.street, "klass": self.klass,
        }  # fmt: skip
        return {name: str(value) for name, value in given.items() if value is not None}

    def address(self, path: str, **change: str | None) -> str:
        """The address of a map that differs from this one; None takes a filter away."""
        kept = {name: value for name, value in (self.words | change).items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path


def asked_map(args: Mapping[str, str]) -> MapAsked:
    """The filters of an address."""
    found: dict[str, Any] = {}
    faults = []
    for name, read in (("lamp", Lamp), ("urgent", _yes), ("street", uuid.UUID), ("klass", uuid.UUID)):
        given = args.get(name, "")
        if not given:
            continue
        try:
            found[name] = read(given)
        except ValueError:
            faults.append(FAULTS[name])
    return MapAsked(**found, faults=tuple(faults))


def _yes(given: str) -> bool:
    if given != "1":
        raise ValueError
    return True


def asked_sight(args: Mapping[str, str]) -> Sight | None:
    """The part in sight (`box`: west,south,east,north; `wide`: pixels), None where none or no possible one is given."""
    try:
        west, south, east, north = (float(part) for part in args.get("box", "").split(","))
        pixels = int(args.get("wide", ""))
    except ValueError:
        return None
    if not all(map(isfinite, (west, south, east, north))) or not 0 < pixels <= WIDEST_SCREEN:
        return None
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        return None
    return Sight(west, south, east, north, pixels)
