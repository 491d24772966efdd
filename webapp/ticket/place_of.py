"""Where a ticket is: the door's whole chain copied onto the row, so that lists need no joins."""

import uuid
from typing import TypeVar

from sqlalchemy.orm import Session

from webapp.base.errors import Invalid
from webapp.catalogue.records import MatterClass
from webapp.place.records import Door
from webapp.ticket.given import Given
from webapp.ticket.records import Ticket

T = TypeVar("T")


def put_at_door(ticket: Ticket, door: Door) -> None:
    """Copy a door's place onto a ticket."""
    compound = door.building.compound
    unit = compound.management_unit
    ticket.door_id = door.id
    ticket.compound_id = compound.id
    ticket.management_unit_id = unit.id
    ticket.community_id = unit.community_id
    ticket.street_id = unit.community.street_id
    ticket.place_words = door.words
    ticket.coarse_words = compound.name
    ticket.lng, ticket.lat = compound.lng, compound.lat
    ticket.datum = "wgs84" if compound.lng is not None else None


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
