"""Where a ticket is: the door's whole chain copied onto the row, so that lists need no joins."""

import uuid
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.clock import CHINA
from webapp.base.errors import Invalid
from webapp.catalogue.queries import terms_of
from webapp.catalogue.records import MatterClass
from webapp.catalogue.terms import ClassTerms, StandardTerms
from webapp.place.cells import put
from webapp.place.chain import DoorChain, chain_of_door
from webapp.place.datum import Datum, to_wgs84
from webapp.place.extent import is_within_reach
from webapp.place.records import Component
from webapp.ticket.given import Given
from webapp.ticket.records import Ticket
from webapp.ticket.words import PlaceDoubt

ON_THE_MAP: Final = "地图上的位置"


def put_at_door(ticket: Ticket, door: DoorChain) -> None:
    """Copy a door's place onto a ticket: its position, or its compound's where nobody measured the door."""
    ticket.door_id = door.id
    ticket.compound_id = door.compound_id
    ticket.management_unit_id = door.management_unit_id
    ticket.community_id = door.community_id
    ticket.street_id = door.street_id
    ticket.place_words = door.words
    ticket.coarse_words = door.compound_name
    put(ticket, *door.position)
    ticket.place_doubt = None


def put_on_map(session: Session, ticket: Ticket, lng: float, lat: float, datum: Datum | str) -> None:
    """Put a ticket where a phone says it was, turned to WGS-84. A door's position stands: people report from afar.

    A position far from the district is kept and marked, never refused: the desk asks, the report is not lost.
    """
    if ticket.lng is None:
        put(ticket, *to_wgs84(lng, lat, datum))
        here = ticket.lng is None or ticket.lat is None or is_within_reach(session, ticket.lng, ticket.lat)
        ticket.place_doubt = None if here else PlaceDoubt.OUTSIDE
    ticket.place_words = ticket.place_words or f"{ON_THE_MAP} {ticket.lat:.5f}, {ticket.lng:.5f}"
    ticket.coarse_words = ticket.coarse_words or ON_THE_MAP


def put_at_component(ticket: Ticket, component: Component) -> None:
    """Say which component it is about; where nothing else tells the place, it is where that stands.

    The street and community of its grid count where no door has told them.
    """
    ticket.component_id = component.id
    if ticket.lng is None and component.lng is not None:
        put(ticket, component.lng, component.lat)
        ticket.place_doubt = None
    if not ticket.place_words or ticket.place_words.startswith(ON_THE_MAP):
        ticket.place_words = ticket.coarse_words = component.words[:80]
    if ticket.community_id is None and component.grid is not None:
        community = component.grid.community
        ticket.community_id, ticket.street_id = community.id, community.street_id


def put_at_told_component(session: Session, ticket: Ticket, code: str) -> None:
    """As the report says. A code that nobody knows stays on the report; outdoors it is all there may be of a place."""
    found = session.scalars(select(Component).where(Component.code == code)).first()
    if found is not None:
        put_at_component(ticket, found)
    elif not ticket.place_words:
        ticket.place_words = ticket.coarse_words = f"部件 {code}"


def put_in_class(ticket: Ticket, terms: ClassTerms, day: date, chosen: uuid.UUID | None = None) -> None:
    """Copy a class's tier and the limit of its standard onto a ticket; it keeps the standard it was filed under.

    `chosen` counts while it is a standard of this class and in force that day, else the one without a case.
    """
    standard = terms.standard(day, chosen)
    ticket.class_id, ticket.tier = terms.id, terms.tier
    ticket.standard_id = standard.id if standard else None
    limit = standard.limit if standard else terms.limit
    ticket.limit_value, ticket.limit_unit = limit.value, limit.unit


def standard_of(session: Session, ticket: Ticket) -> StandardTerms | None:
    """The standard that a ticket was filed under; None where its class had none."""
    terms = terms_of(session, ticket.class_id) if ticket.class_id and ticket.standard_id else None
    return terms.named(ticket.standard_id) if terms else None


def correct(session: Session, ticket: Ticket, given: Given, now: datetime, filing: bool) -> None:
    """Apply a corrected class, standard or place that came with a step; what is filed gets the standard of that day."""
    class_id = given.class_id or (ticket.class_id if filing or given.standard_id else None)
    terms = terms_of(session, class_id) if class_id else None
    if given.class_id is not None and (terms is None or not terms.live):
        raise Invalid({"category": "没有这个类别，请重新选。"})
    if terms is not None:
        put_in_class(ticket, terms, now.astimezone(CHINA).date(), given.standard_id or ticket.standard_id)
    if given.class_id is not None:
        ticket.matter_class = session.get(MatterClass, given.class_id)
    if given.door_id is not None:
        door = chain_of_door(session, given.door_id)
        if door is None:
            raise Invalid({"door": "没有这个单元门，请重新选。"})
        put_at_door(ticket, door)
    if given.component_id is not None:
        component = session.get(Component, given.component_id)
        if component is None:
            raise Invalid({"component": "没有这个部件，请重新选。"})
        put_at_component(ticket, component)
