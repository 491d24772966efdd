"""What the map shows of open tickets: each by itself while they are few, else counted by hexagon; always small.

A district of 20,000 open tickets is some hundred hexagons. Whoever may not know the door sees them no finer than 100 m.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, load_only

from webapp.access.actor import Actor
from webapp.base.paging import Page
from webapp.catalogue.records import MatterClass
from webapp.patrol.records import Point
from webapp.place.extent import bounds
from webapp.place.hexes import FINEST, size_for
from webapp.place.nearest import Near, nearest
from webapp.place.records import Component, Door, Grid, Located
from webapp.screen.map_asked import MapAsked, Sight
from webapp.screen.map_counting import BLURRED, ON_THE_MAP, Totals, counted, drawn
from webapp.ticket.lifecycle import WORDS
from webapp.ticket.queries import KNOWS_THE_DOOR, TicketRow, lamp_of, list_tickets, place_shown, readable
from webapp.ticket.records import Ticket

T = TypeVar("T", bound=Located)
MOST = 600
"""Tickets drawn one by one at most; at most 240 bytes each keep the answer under 200 KB."""
MARK_PIXELS = 64
"""As far apart as hexagons are counted: a mark with its number and the air around it."""
USUAL_PIXELS = 1_200
NARROWEST = 0.05
"""Degrees: a map of a single compound still shows what is around it."""
MOST_GRIDS = 200
MOST_PLACES, PLACES_WITHIN_M = 150, 400.0
_OPEN = Ticket.open_sort.is_not(None)
_SHOWN = (
    Ticket.number, Ticket.state, Ticket.urgent, Ticket.confidential, Ticket.place_words, Ticket.coarse_words,
    Ticket.lng, Ticket.lat, Ticket.due, Ticket.counted_from, Ticket.reported_at, Ticket.next_word_by,
    Ticket.closed_at, Ticket.in_time, Ticket.open_sort,
)  # fmt: skip


@dataclass(frozen=True)
class MapShown:
    """Tickets one by one, or else hexagons; `more` says that there are too many in sight for the former."""

    tickets: list[dict[str, Any]]
    hexes: list[dict[str, Any]]
    more: bool
    many: bool
    """Whether all together are too many, so that each part in sight is asked for by itself."""
    totals: Totals


def list_beside(
    session: Session, actor: Actor, now: datetime, asked: MapAsked, after: int | None, before: int | None
) -> Page[TicketRow]:
    """The same tickets as lines, newest first, for those who do not point at maps."""
    where = (*ON_THE_MAP, *asked.where(now))
    return list_tickets(session, actor, now, *where, after=after, before=before, size=20, only_open=True)


def shown_on_map(
    session: Session, actor: Actor, now: datetime, asked: MapAsked, sight: Sight | None = None, heat: bool = False
) -> MapShown:  # fmt: skip
    """Open tickets in sight, as far as this actor may know them; `heat` gives hexagons their borders in any case."""
    if sight is not None and actor.role not in KNOWS_THE_DOOR:
        sight = sight.blurred()
    where, size = (_OPEN, readable(actor), *asked.where(now)), _size(session, actor, sight)
    heaps, totals = counted(session, now, where, size, sight)
    more = sum(heap.n for heap in heaps.values()) > MOST
    inside = (*where, *ON_THE_MAP, *(sight.where() if sight is not None else ()))
    tickets = [] if more else _tickets(session, actor, now, inside)
    hexes = drawn(actor, heaps, size, heat) if more or heat else []
    return MapShown(tickets, hexes, more, totals.placed > MOST, totals)


def _tickets(
    session: Session, actor: Actor, now: datetime, where: Iterable[ColumnElement[bool]]
) -> list[dict[str, Any]]:
    query = (
        select(Ticket, MatterClass.name)
        .options(load_only(*_SHOWN))
        .outerjoin(MatterClass, MatterClass.id == Ticket.class_id)
        .where(*where)
        .order_by(Ticket.open_sort.desc())
        .limit(MOST)
    )
    return [_marker(actor, now, ticket, name or "未定类") for ticket, name in session.execute(query)]


def _size(session: Session, actor: Actor, sight: Sight | None) -> int:
    """How fine the hexagons are: no nearer to one another than marks may stand."""
    sight = sight or _district(session)
    finest = FINEST if actor.role in KNOWS_THE_DOOR else BLURRED
    return min(finest, size_for(MARK_PIXELS * sight.metres_a_pixel))


def _district(session: Session) -> Sight:
    """The whole district on a usual screen, as far as its compounds tell; about as wide as a town where none does."""
    found = bounds(session) or (0.0, 0.0, 0.0, 0.0)
    west, south, east, north = found
    return Sight(west, south, max(east, west + NARROWEST), north, USUAL_PIXELS)


def grids_on_map(session: Session) -> list[dict[str, Any]]:
    """The borders of grids that somebody drew."""
    found = session.execute(
        select(Grid.name, Grid.outline).where(Grid.outline.is_not(None)).limit(MOST_GRIDS)
    )
    return [{"name": name, "outline": outline} for name, outline in found]


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
