"""What is around a person outdoors: places to name, and open tickets that may be the same thing."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.patrol.records import Point
from webapp.place.codes import live_code
from webapp.place.nearest import metres_between, nearest, nearest_ids
from webapp.place.records import Component, Door
from webapp.ticket.lifecycle import WORDS
from webapp.ticket.neighbours import neighbours_may_know
from webapp.ticket.queries import lamp_of, place_shown, readable
from webapp.ticket.records import Ticket

WITHIN_M = 50.0
WITHIN = timedelta(hours=24)
PLACES_WITHIN_M = 150.0
MOST = 5
MOST_TICKETS = 10


def met_outdoors(actor: Actor, neighbours: bool = False) -> ColumnElement[bool]:
    """Tickets that this actor may read; with `neighbours` also those that anybody at the door may know of.

    Of the latter they learn what a neighbour does (class, state, compound), and may join.
    """
    if neighbours and actor.may(Permission.JOIN):
        return or_(readable(actor), neighbours_may_know())
    return readable(actor)


def outdoor_ticket(ticket: Ticket, readable_by: bool, actor: Actor, now: datetime) -> dict[str, Any]:
    """A ticket as the phone shows it; a neighbour's view has no number, no door and no lamp."""
    return {
        "id": ticket.id, "number": ticket.number if readable_by else "", "state": ticket.state.value,
        "state_words": WORDS[ticket.state], "class": ticket.matter_class.name if ticket.matter_class else "未定类",
        "place": place_shown(actor, ticket) if readable_by else ticket.coarse_words,
        "lng": _rough(ticket.lng, readable_by), "lat": _rough(ticket.lat, readable_by),
        "lamp": lamp_of(ticket, now).value if readable_by else "", "reported_at": ticket.reported_at,
        "mine": readable_by,
    }  # fmt: skip


def _rough(degrees: float | None, exactly: bool) -> float | None:
    """Three digits are about 100 m: which house it is stays with those who may read the ticket."""
    return degrees if exactly or degrees is None else round(degrees, 3)


def near(session: Session, actor: Actor, now: datetime, lng: float, lat: float) -> dict[str, Any]:
    """Doors, points and components close by, and open tickets within 50 m and 24 h. Position in WGS-84."""
    return {
        "doors": [
            {"id": n.row.id, "code": live_code(session, n.row.id), "words": n.row.words, "distance_m": round(n.metres)}
            for n in nearest(session, Door, lng, lat, MOST, PLACES_WITHIN_M)
        ],
        "points": [
            {"code": n.row.code, "name": n.row.name, "words": n.row.words, "distance_m": round(n.metres)}
            for n in nearest(session, Point, lng, lat, MOST, PLACES_WITHIN_M, Point.active.is_(True))
        ],
        "components": [
            {"code": n.row.code, "class": n.row.klass, "name": n.row.name, "distance_m": round(n.metres)}
            for n in nearest(session, Component, lng, lat, MOST, PLACES_WITHIN_M)
        ],
        "tickets": _tickets(session, actor, now, lng, lat),
    }  # fmt: skip


def _tickets(session: Session, actor: Actor, now: datetime, lng: float, lat: float) -> list[dict[str, Any]]:
    fresh = (
        Ticket.open_sort.is_not(None),
        Ticket.reported_at >= now - WITHIN,
        met_outdoors(actor, neighbours=True),
    )
    ids = [key for key, _ in nearest_ids(session, Ticket, lng, lat, MOST_TICKETS, WITHIN_M, *fresh)]
    query = select(Ticket, readable(actor).label("mine")).where(Ticket.id.in_(ids))
    rows = session.execute(query.options(joinedload(Ticket.matter_class))).all()
    found = [_near_ticket(ticket, bool(mine), actor, now, lng, lat) for ticket, mine in rows]
    return sorted(found, key=lambda row: row["distance_m"])


def _near_ticket(
    ticket: Ticket, mine: bool, actor: Actor, now: datetime, lng: float, lat: float
) -> dict[str, Any]:
    metres = metres_between(lng, lat, ticket.lng or lng, ticket.lat or lat)
    return outdoor_ticket(ticket, mine, actor, now) | {
        "distance_m": round(metres) if mine else max(10, round(metres / 10) * 10),
        "age_words": age_words(now - ticket.reported_at),
    }


def age_words(age: timedelta) -> str:
    """刚刚, 12 分钟前, 5 小时前, 3 天前."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    return f"{minutes // 60} 小时前" if minutes < 60 * 24 else f"{minutes // (60 * 24)} 天前"
