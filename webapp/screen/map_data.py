"""What the map shows: open tickets in one's scope, borders of grids, points; small enough for a phone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.paging import Page
from webapp.catalogue.records import MatterClass
from webapp.patrol.records import Point
from webapp.place.nearest import Near, nearest
from webapp.place.records import Component, Door, Grid, Located
from webapp.ticket.lifecycle import WORDS
from webapp.ticket.queries import KNOWS_THE_DOOR, TicketRow, lamp_of, list_tickets, place_shown, readable
from webapp.ticket.records import Ticket
from webapp.ticket.words import PlaceDoubt

T = TypeVar("T", bound=Located)
MOST = 600
"""Tickets on the map at once, the newest; at most 240 bytes each keep the answer under 200 KB."""
MOST_GRIDS = 200
MOST_PLACES, PLACES_WITHIN_M = 150, 400.0
ON_THE_MAP = (Ticket.lng.is_not(None), Ticket.place_doubt.is_distinct_from(PlaceDoubt.OUTSIDE))


@dataclass(frozen=True)
class MapShown:
    """The markers, and how many open tickets with a position there are beyond them (0 or more than 0)."""

    tickets: list[dict[str, Any]]
    more: bool
    grids: list[dict[str, Any]]


def list_beside(
    session: Session, actor: Actor, now: datetime, after: int | None, before: int | None
) -> Page[TicketRow]:
    """The same tickets as lines, newest first, for those who do not point at maps."""
    return list_tickets(session, actor, now, *ON_THE_MAP, after=after, before=before, size=20, only_open=True)


def shown_on_map(session: Session, actor: Actor, now: datetime) -> MapShown:
    """Open tickets with a position, as far as this actor may know it."""
    query = (
        select(Ticket, MatterClass.name)
        .outerjoin(MatterClass, MatterClass.id == Ticket.class_id)
        .where(Ticket.open_sort.is_not(None), *ON_THE_MAP, readable(actor))
        .order_by(Ticket.open_sort.desc())
        .limit(MOST + 1)
    )
    rows = session.execute(query).all()
    grids = session.execute(
        select(Grid.name, Grid.outline).where(Grid.outline.is_not(None)).limit(MOST_GRIDS)
    )
    return MapShown(
        [_marker(actor, now, ticket, name or "未定类") for ticket, name in rows[:MOST]], len(rows) > MOST,
        [{"name": name, "outline": outline} for name, outline in grids],
    )  # fmt: skip


def places_around(session: Session, lng: float, lat: float) -> dict[str, list[dict[str, Any]]]:
    """Doors, points and components near a WGS-84 position, with what they are called; nothing about residents."""
    return {
        "doors": _spots(
            nearest(session, Door, lng, lat, MOST_PLACES, PLACES_WITHIN_M), lambda door: door.words
        ),
        "points": _spots(
            nearest(session, Point, lng, lat, MOST_PLACES, PLACES_WITHIN_M, Point.active.is_(True)),
            lambda point: point.name,
        ),
        "components": _spots(
            nearest(session, Component, lng, lat, MOST_PLACES, PLACES_WITHIN_M),
            lambda component: component.name,
        ),
    }


def _spots(found: Iterable[Near[T]], words: Callable[[T], str]) -> list[dict[str, Any]]:
    return [{"lng": near.row.lng, "lat": near.row.lat, "words": words(near.row)} for near in found]


def _marker(actor: Actor, now: datetime, ticket: Ticket, class_name: str) -> dict[str, Any]:
    exactly = not ticket.confidential or actor.role in KNOWS_THE_DOOR
    lng, lat = _rounded((ticket.lng, ticket.lat), 6 if exactly else 3)
    return {
        "id": ticket.id, "number": ticket.number, "class": class_name, "place": place_shown(actor, ticket),
        "state": WORDS[ticket.state], "lamp": lamp_of(ticket, now).value, "urgent": ticket.urgent, "lng": lng, "lat": lat,
    }  # fmt: skip


def _rounded(at: Iterable[float | None], digits: int) -> list[float]:
    """Six digits are ten centimetres; three are about 100 m: a 保密 ticket does not tell its house (safety.md 4)."""
    return [round(part or 0.0, digits) for part in at]
