"""Who is to be told: the active people of units and of roles."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.records import Participation
from webapp.access.role import MAY, Permission, Role
from webapp.people.records import Person, Unit, UnitKind
from webapp.ticket.records import Contact, Reporter

MOBILE = 11
"""Digits; landlines take no short messages."""


def people_of(session: Session, units: Iterable[uuid.UUID | None], permission: Permission) -> set[uuid.UUID]:
    """The people of these units whose role may do it."""
    roles = [role for role in Role if permission in MAY[role]]
    mine = (Person.unit_id.in_([unit for unit in units if unit]), Person.role.in_(roles), Person.active)
    return set(session.scalars(select(Person.id).where(*mine)))


def all_of(session: Session, *roles: Role) -> set[uuid.UUID]:
    """Everybody in these roles; the desk and the district are one each."""
    return set(session.scalars(select(Person.id).where(Person.role.in_(roles), Person.active)))


def at_work(session: Session, person_id: uuid.UUID) -> set[uuid.UUID]:
    """This one person, unless they have left."""
    return set(session.scalars(select(Person.id).where(Person.id == person_id, Person.active)))


def offices_of(session: Session, ticket_id: uuid.UUID) -> list[uuid.UUID]:
    """The street offices that take part in a ticket."""
    query = select(Unit.id).join(Participation, Participation.unit_id == Unit.id)
    return list(
        session.scalars(query.where(Participation.ticket_id == ticket_id, Unit.kind == UnitKind.STREET))
    )


def brought_from(session: Session, ticket_id: uuid.UUID) -> set[uuid.UUID]:
    """The reports that a merged ticket took with it: those who were invited there, and those who came after that."""
    return set(session.scalars(select(Reporter.report_id).where(Reporter.brought_from == ticket_id)))


def with_mobile(session: Session, ticket_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """The residents who follow a ticket and left a mobile number for this, by their reports."""
    query = select(Contact.report_id, Contact.phone).join(Reporter, Reporter.report_id == Contact.report_id)
    follows = (Reporter.ticket_id == ticket_id, Reporter.resident, Reporter.left_at.is_(None))
    found = session.execute(query.where(*follows, Contact.phone.is_not(None)))
    return {
        report_id: phone for report_id, phone in found if phone and len(phone) == MOBILE and phone[0] == "1"
    }
