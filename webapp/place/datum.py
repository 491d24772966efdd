"""Datums of coordinates: WGS-84 (satellites, and everything inside), GCJ-02 (Chinese maps), BD-09 (Baidu).

Sources: the GCJ-02 shift with the axis and eccentricity of the Krasovsky 1940 ellipsoid, and the rectangle in which
it holds, as published with the open `eviltransform` library (googollee, 2013); BD-09's second shift as published
with `coordtransform` (wandergis, 2015). Neither datum is given out officially; the maps' own services agree with
these to 5 cm (AMap) and 1 m (Baidu). Both are turned back by iteration, to far less than a millimetre; the short
formulas that are common miss by metres.
`pwa/src/device/datum.ts` is the same maths in the browser; both read `tests/shared/coordinates.json`.
"""

from collections.abc import Callable
from enum import StrEnum
from math import atan2, cos, hypot, pi, radians, sin, sqrt

_AXIS, _ECCENTRICITY = 6_378_245.0, 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_TURNS = pi * 3000.0 / 180.0
_CLOSE = 1e-11
"""Degrees, about a thousandth of a millimetre: nearer than this, an iteration has arrived."""
Point = tuple[float, float]
"""Degrees (east, north)."""


class Datum(StrEnum):
    """What the numbers of a coordinate are measured against; an unlabelled coordinate is refused."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_wgs84(lng: float, lat: float, datum: Datum | str) -> Point:
    """Degrees (east, north) in WGS-84. Outside China they come back as they are. `ValueError` for an unknown datum."""
    datum = Datum(datum)
    if datum is Datum.WGS84 or _is_outside(lng, lat):
        return lng, lat
    if datum is Datum.BD09:
        lng, lat = _turned_back(_bd09, lng, lat)
    return _turned_back(_gcj02, lng, lat)


def from_wgs84(lng: float, lat: float, datum: Datum | str) -> Point:
    """Degrees (east, north) of a WGS-84 position in another datum; outside China as they are."""
    datum = Datum(datum)
    if datum is Datum.WGS84 or _is_outside(lng, lat):
        return lng, lat
    shifted = _gcj02(lng, lat)
    return _bd09(*shifted) if datum is Datum.BD09 else shifted


def _is_outside(lng: float, lat: float) -> bool:
    """Outside the rectangle around China in which the shift is applied."""
    return not (_WEST <= lng <= _EAST and _SOUTH <= lat <= _NORTH)


def _turned_back(shift: Callable[[float, float], Point], lng: float, lat: float) -> Point:
    """The position that `shift` brings here. The shift changes slowly (2 % at most), so each round gains two digits."""
    x, y = lng, lat
    for _ in range(16):
        there = shift(x, y)
        dx, dy = lng - there[0], lat - there[1]
        x, y = x + dx, y + dy
        if abs(dx) < _CLOSE and abs(dy) < _CLOSE:
            break
    return x, y


def _gcj02(lng: float, lat: float) -> Point:
    """WGS-84 → GCJ-02: metres of shift to the north and east, turned into degrees on the ellipsoid."""
    x, y = lng - 105.0, lat - 35.0
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    flat = 1.0 - _ECCENTRICITY * sin(radians(lat)) ** 2
    metres_north = _AXIS * (1.0 - _ECCENTRICITY) / (flat * sqrt(flat)) * pi / 180.0
    metres_east = _AXIS / sqrt(flat) * cos(radians(lat)) * pi / 180.0
    return lng + east / metres_east, lat + north / metres_north


def _bd09(lng: float, lat: float) -> Point:
    """GCJ-02 → BD-09."""
    length = hypot(lng, lat) + 0.00002 * sin(lat * _TURNS)
    angle = atan2(lat, lng) + 0.000003 * cos(lng * _TURNS)
    return length * cos(angle) + 0.0065, length * sin(angle) + 0.006
