"""How far the district reaches, as far as its places tell: enough to doubt a position, never to refuse one."""

from math import cos, radians

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.place.records import Compound

MARGIN_KM = 20.0
"""Kilometres around the outermost compounds: a district's edge has fields, reservoirs and hills behind it."""
KM_A_DEGREE = 111.2


def bounds(session: Session) -> tuple[float, float, float, float] | None:
    """West, south, east and north of the compounds, WGS-84 in degrees; None where none has a position."""
    lngs, lats = Compound.lng, Compound.lat
    outermost = select(func.min(lngs), func.min(lats), func.max(lngs), func.max(lats))
    west, south, east, north = session.execute(outermost).one()
    if west is None or east is None or south is None or north is None:
        return None
    return west, south, east, north


def is_within_reach(session: Session, lng: float, lat: float) -> bool:
    """Whether a WGS-84 position may be in the district; True where no compound has a position to tell by."""
    known = bounds(session)
    if known is None:
        return True
    west, south, east, north = known
    up = MARGIN_KM / KM_A_DEGREE
    across = up / max(0.2, cos(radians(lat)))
    return west - across <= lng <= east + across and south - up <= lat <= north + up
