"""Whose rates somebody reads: the district all, an office its own, a unit what it handled."""

import uuid

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.insight.records import RateSnapshot, Shared
from webapp.people.records import Unit
from webapp.place.records import Community, ManagementUnit, Street

WHOLE_DISTRICT = "全区"
SEES_ALL = frozenset({Role.DISTRICT, Role.SHIFT_LEAD})
OF_UNIT = frozenset({Role.PROPERTY, Role.DEPARTMENT})
OF_OFFICE = frozenset({Role.STREET, Role.CLERK})


def rates_read(kind: type[Shared], actor: Actor) -> ColumnElement[bool]:
    """Rates are read by who may read the tickets."""
    if actor.role in SEES_ALL:
        return true()
    if actor.unit_id is None:
        return false()
    if actor.role in OF_UNIT:
        return kind.unit_id == actor.unit_id
    if actor.role is Role.COMMUNITY:
        return kind.community_id.in_(select(Community.id).where(Community.unit_id == actor.unit_id))
    return kind.office_id == actor.unit_id


def rates_of_office(kind: type[Shared], office_id: uuid.UUID | None) -> ColumnElement[bool]:
    """The rates of one street office, or of the whole district."""
    return true() if office_id is None else kind.office_id == office_id


def snapshots_read(actor: Actor) -> ColumnElement[bool]:
    """A snapshot shows every unit of an office: the district reads all of them, an office its own."""
    if actor.role in SEES_ALL:
        return true()
    if actor.role in OF_OFFICE and actor.unit_id is not None:
        return RateSnapshot.office_id == actor.unit_id
    return false()


def office_of(actor: Actor) -> uuid.UUID | None:
    """The office for which somebody publishes; none for the whole district."""
    return None if actor.role in SEES_ALL else actor.unit_id


def whose(session: Session, actor: Actor) -> str:
    """Whose rates they are, for the head of a file."""
    if actor.role in SEES_ALL or actor.unit_id is None:
        return WHOLE_DISTRICT
    return session.scalars(select(Unit.name).where(Unit.id == actor.unit_id)).one()


def units_read(actor: Actor) -> ColumnElement[bool]:
    """Management units whose card somebody reads or fills: a firm those it serves, an office its area's, the district all."""
    if actor.role in SEES_ALL | {Role.ADMINISTRATOR}:
        return true()
    if actor.unit_id is None:
        return false()
    if actor.role is Role.PROPERTY:
        return ManagementUnit.firm_id == actor.unit_id
    if actor.role is Role.COMMUNITY:
        area = select(Community.id).where(Community.unit_id == actor.unit_id)
    elif actor.role in OF_OFFICE:
        area = (
            select(Community.id)
            .join(Street, Street.id == Community.street_id)
            .where(Street.unit_id == actor.unit_id)
        )
    else:
        return false()
    return ManagementUnit.community_id.in_(area)
