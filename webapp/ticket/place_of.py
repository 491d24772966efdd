"""Where a ticket is: the door's whole chain copied onto the row, so that lists need no joins."""

import uuid
from typing import TypeVar

from sqlalchemy.orm import Session

from webapp.base.errors import Invalid
from webapp.catalogue.records import MatterClass
from webapp.place.cells import put
from webapp.place.datum import Datum, to_wgs84
from webapp.place.extent import is_within_reach
from webapp.place.records import Door
from webapp.ticket.given import Given
from webapp.ticket.records import PlaceDoubt, Ticket

T = TypeVar("T")


def put_at_door(ticket: Ticket, door: Door) -> None:
    """Copy a door's place onto a ticket: its position, or its compound's where nobody measured the door."""
    compound = door.building.compound
    unit = compound.management_unit
    ticket.door_id = door.id
    ticket.compound_id = compound.id
    ticket.management_unit_id = unit.id
    ticket.community_id = unit.community_id
    ticket.street_id = unit.community.street_id
    ticket.place_words = door.words
    ticket.coarse_words = compound.name
    measured = door if door.lng is not None else compound
    put(ticket, measured.lng, measured.lat)
    ticket.place_doubt = None


def put_on_map(session: Session, ticket: Ticket, lng: float, lat: float, datum: Datum | str) -> None:
    """Put a ticket where a phone says it was, turned to WGS-84. A door's position stands: people report from afar.

    A position far from the district is kept and marked, never refused: the desk asks, the report is not lost.
    """
    if ticket.lng is None:
        put(ticket, *to_wgs84(lng, lat, datum))
        here = ticket.lng is None or ticket.lat is None or is_within_reach(session, ticket.lng, ticket.lat)
        ticket.place_doubt = None if here else PlaceDoubt.OUTSIDE
    ticket.place_words = ticket.place_words or f"地图上的位置 {ticket.lat:.5f}, {ticket.lng:.5f}"
    ticket.coarse_words = ticket.coarse_words or "地图上的位置"


def put_in_class(ticket: Ticket, matter_class: MatterClass) -> None:
    """Copy a class's tier and limit onto a ticket; it keeps the standard it was filed under."""
    ticket.class_id, ticket.matter_class = matter_class.id, matter_class
    ticket.tier = matter_class.tier
    ticket.limit_value, ticket.limit_unit = matter_class.limit_value, matter_class.limit_unit


def correct(session: Session, ticket: Ticket, given: Given) -> None:
    """Apply a corrected class or place that came with a step."""
    if given.class_id is not None:
        put_in_class(
            ticket, _found(session, MatterClass, given.class_id, "category", "没有这个类别，请重新选。")
        )
    if given.door_id is not None:
        put_at_door(ticket, _found(session, Door, given.door_id, "door", "没有这个单元门，请重新选。"))


def _found(session: Session, kind: type[T], key: uuid.UUID, field: str, sentence: str) -> T:
    row = session.get(kind, key)
    if row is None:
        raise Invalid({field: sentence})
    return row
