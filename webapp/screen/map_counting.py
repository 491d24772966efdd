"""Open tickets counted by hexagon, in one walk over an index that has all that is asked of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, null, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.place.hexes import COARSEST, at_key, centre, corners, hexagon_of, wider
from webapp.screen.map_asked import Sight
from webapp.ticket.lamps import how_many, lamp_rank
from webapp.ticket.queries import KNOWS_THE_DOOR
from webapp.ticket.records import Ticket
from webapp.ticket.words import PlaceDoubt

MOST_HEXES = 600
"""Hexagons at most, of some 80 bytes each, or 220 with their borders."""
BLURRED = 9
"""The finest hexagons for whoever may not know the door: 350 m from middle to middle (safety.md 4: 100 m)."""
ELSEWHERE = 0
"""In place of a key: on the map, but not in sight."""
ON_THE_MAP = (Ticket.lng.is_not(None), Ticket.place_doubt.is_distinct_from(PlaceDoubt.OUTSIDE))


@dataclass(frozen=True)
class Totals:
    """Open tickets that pass the filters, with a position or without; how many of them are late, nearly late, urgent."""

    open: int
    placed: int
    red: int
    yellow: int
    urgent: int


@dataclass
class Heap:
    """The tickets of one hexagon: how many, how many of them late, nearly late, urgent; sums of their positions."""

    n: int = 0
    red: int = 0
    yellow: int = 0
    urgent: int = 0
    lng: float = 0.0
    lat: float = 0.0

    def take(self, other: "Heap") -> None:
        """Add another heap to this one."""
        self.n += other.n
        self.red += other.red
        self.yellow += other.yellow
        self.urgent += other.urgent
        self.lng += other.lng
        self.lat += other.lat


def counted(
    session: Session, now: datetime, where: Iterable[ColumnElement[bool]], size: int, sight: Sight | None
) -> tuple[dict[int, Heap], Totals]:
    """The heaps in sight by the key of their hexagon of this size; the totals of all, in sight or not; in one walk."""
    key = case((and_(*sight.where()), hexagon_of(Ticket.cell, size)), else_=ELSEWHERE) if sight else None
    where_it_is = case(
        (and_(*ON_THE_MAP), hexagon_of(Ticket.cell, size) if key is None else key), else_=null()
    )
    rank = lamp_rank(now)
    query = (
        select(
            where_it_is, rank, func.count(), how_many(Ticket.urgent.is_(True)), func.sum(Ticket.lng), func.sum(Ticket.lat),
        )
        .where(*where)
        .group_by(where_it_is, rank)
    )  # fmt: skip
    heaps: dict[int, Heap] = {}
    everything, unplaced = Heap(), 0
    for found, lamp, many, urgent, lng, lat in session.execute(query):
        heap = Heap(many, many * (lamp == 2), many * (lamp == 1), urgent, lng or 0.0, lat or 0.0)
        everything.take(heap)
        if found is None:
            unplaced += many
        elif found != ELSEWHERE:
            heaps.setdefault(found, Heap()).take(heap)
    totals = Totals(
        everything.n, everything.n - unplaced, everything.red, everything.yellow, everything.urgent
    )
    return heaps, totals


def drawn(actor: Actor, heaps: dict[int, Heap], size: int, borders: bool) -> list[dict[str, Any]]:
    """The heaps as the browser draws them, in wider hexagons where they would be too many.

    Each stands in the middle of its tickets, or of its hexagon for whoever may not know where they are.
    """
    while len(heaps) > MOST_HEXES and size > COARSEST:
        size -= 1
        together: dict[int, Heap] = {}
        for key, heap in heaps.items():
            together.setdefault(wider(key, size), Heap()).take(heap)
        heaps = together
    exactly = actor.role in KNOWS_THE_DOOR
    hexes = []
    for key, heap in heaps.items():
        hexagon = at_key(key, size)
        lng, lat = (heap.lng / heap.n, heap.lat / heap.n) if exactly else centre(hexagon)
        shown = {
            "lng": round(lng, 5), "lat": round(lat, 5), "n": heap.n, "red": heap.red, "yellow": heap.yellow,
            "urgent": heap.urgent,
        }  # fmt: skip
        hexes.append(shown | ({"ring": corners(hexagon)} if borders else {}))
    return hexes
