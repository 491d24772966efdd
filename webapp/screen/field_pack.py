"""离线包: what a field phone keeps so that a day's work goes on without a signal. No phone numbers, no residents' words.

A visible list of parts, each in the hands of the desk whose facts they are; every part is scoped by row access.
"""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session, lazyload

from webapp.access.actor import Actor
from webapp.access.role import ROLE_NAMES
from webapp.base.clock import Clock
from webapp.base.database import dump_json
from webapp.catalogue.queries import live_classes
from webapp.catalogue.settings import in_force
from webapp.patrol import queries as patrol
from webapp.people.records import Person
from webapp.place.letters import letters
from webapp.place.nearest import FARTHEST, nearest
from webapp.place.records import Building, Component, Compound, Door, DoorCode, Grid
from webapp.recheck import queries as recheck
from webapp.screen.field_near import met_outdoors, outdoor_ticket
from webapp.ticket.records import Ticket

MOST_DOORS = 2000
MOST_COMPONENTS = 300
MOST_TICKETS = 200


@dataclass(frozen=True)
class Asked:
    """Whose pack it is, and when."""

    actor: Actor
    now: datetime
    clock: Clock
    grids: tuple[Grid, ...]

    def in_my_grids(self) -> ColumnElement[bool]:
        """Compounds of the person's own grids; without a grid of one's own, everywhere."""
        return Compound.grid_id.in_([grid.id for grid in self.grids]) if self.grids else true()


def me(session: Session, asked: Asked) -> dict[str, Any]:
    """Who it is for."""
    actor = asked.actor
    person = session.get_one(Person, actor.person_id)
    return {
        "me": {
            "account": person.account, "name": actor.name, "role": actor.role.value, "role_name": ROLE_NAMES[actor.role],
            "unit": actor.unit_name, "grids": [{"code": g.code, "name": g.name} for g in asked.grids],
        },
        "grid": [{"code": g.code, "outline": g.outline} for g in asked.grids if g.outline],
    }  # fmt: skip


def switches(session: Session, asked: Asked) -> dict[str, Any]:
    """What the district decided for phones."""
    decided = in_force(session, asked.clock)
    return {
        "switches": {
            "recheck_camera_only": bool(decided["recheck_camera_only"]), "watermark": bool(decided["watermark"]),
            "hotline": decided["hotline"],
        }
    }  # fmt: skip


def classes(session: Session, _: Asked) -> dict[str, Any]:
    """Matter classes with their pinyin letters, for searching."""
    return {
        "classes": [
            {
                "code": c.code,
                "name": c.name,
                "danger": c.danger,
                "self_handle": c.self_handled,
                "letters": letters(c.name),
            }
            for c in live_classes(session)
        ]
    }


def doors(session: Session, asked: Asked) -> dict[str, Any]:
    """Doors of my grids, with the code that their plates carry."""
    query = (
        select(Door.id, DoorCode.code, Door.words, Door.letters, Door.lng, Door.lat)
        .join(Building, Building.id == Door.building_id)
        .join(Compound, Compound.id == Building.compound_id)
        .outerjoin(DoorCode, (DoorCode.door_id == Door.id) & DoorCode.revoked_at.is_(None))
        .where(asked.in_my_grids())
        .order_by(Door.words)
        .limit(MOST_DOORS)
    )
    return {"doors": [dict(row) for row in session.execute(query).mappings()]}


def components(session: Session, asked: Asked) -> dict[str, Any]:
    """城市部件 around the middle of my grids."""
    middle = _middle(session, asked)
    if middle is None:
        return {"components": []}
    found = nearest(session, Component, *middle, MOST_COMPONENTS, FARTHEST)
    return {
        "components": [
            {"code": c.code, "class": c.klass, "name": c.name, "lng": c.lng, "lat": c.lat}
            for c in (near.row for near in found)
        ]
    }


def tickets(session: Session, asked: Asked) -> dict[str, Any]:
    """The newest open tickets of my grids and my own ones, as `met_outdoors` lets them be known."""
    here = select(Compound.id).where(asked.in_my_grids())
    mine = met_outdoors(asked.actor)
    place = or_(Ticket.compound_id.in_(here), Ticket.compound_id.is_(None)) if asked.grids else true()
    query = select(Ticket, mine.label("mine")).where(Ticket.open_sort.is_not(None), place)
    query = query.where(met_outdoors(asked.actor, neighbours=True)).order_by(Ticket.open_sort.desc())
    rows = session.execute(query.limit(MOST_TICKETS))
    return {"tickets": [outdoor_ticket(ticket, is_mine, asked.actor, asked.now) for ticket, is_mine in rows]}


def rechecks(session: Session, asked: Asked) -> dict[str, Any]:
    """What waits for my look."""
    return {"rechecks": recheck.pack_part(session, asked.actor, asked.now)}


def points(session: Session, asked: Asked) -> dict[str, Any]:
    """Points, checklists and today's plan."""
    return patrol.pack_part(session, asked.actor, asked.now)


PARTS: tuple[Callable[[Session, Asked], dict[str, Any]], ...] = (
    me, switches, classes, doors, components, points, tickets, rechecks,
)  # fmt: skip
"""What is in the pack, in this order."""


def field_pack(session: Session, actor: Actor, clock: Clock) -> dict[str, Any]:
    """The whole pack; `version` changes when anything but the time does."""
    now = clock.now()
    asked = Asked(actor, now, clock, _my_grids(session, actor.person_id))
    pack: dict[str, Any] = {}
    for part in PARTS:
        pack |= part(session, asked)
    version = hashlib.sha256(dump_json(pack).encode()).hexdigest()[:32]
    return {"version": version, "made_at": now, "now": now} | pack


def _my_grids(session: Session, person_id: uuid.UUID | None) -> tuple[Grid, ...]:
    mine = select(Grid).where(Grid.worker_id == person_id).order_by(Grid.code)
    return tuple(session.scalars(mine.options(lazyload("*"))))


def _middle(session: Session, asked: Asked) -> tuple[float, float] | None:
    """The middle of the doors in my grids, WGS-84; None without a grid or without known doors."""
    if not asked.grids:
        return None
    query = (
        select(Door.lng, Door.lat)
        .join(Building, Building.id == Door.building_id)
        .join(Compound, Compound.id == Building.compound_id)
        .where(asked.in_my_grids(), Door.lng.is_not(None), Door.lat.is_not(None))
    )
    found = [(lng or 0.0, lat or 0.0) for lng, lat in session.execute(query.limit(MOST_DOORS))]
    if not found:
        return None
    return sum(lng for lng, _ in found) / len(found), sum(lat for _, lat in found) / len(found)
