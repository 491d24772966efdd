"""What the checks of a rule table look at, read once: classes in use, units with whether anybody is there, places."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.records import FirmLink
from webapp.catalogue.records import MatterClass
from webapp.dispatch.routing.book import names_of, row_of
from webapp.dispatch.routing.checks import Finding, UnitKnown, World, findings
from webapp.dispatch.routing.deciding import ACCEPTING
from webapp.dispatch.routing.records import DispatchRule
from webapp.people.records import Person, Unit
from webapp.place.records import Community, Grid, ManagementUnit, Street
from webapp.ticket.rules import HANDLING_KINDS


def told_of(session: Session, rules: Sequence[DispatchRule], now: datetime) -> tuple[Finding, ...]:
    """What is to be said of these rules."""
    names = names_of(session, rules)
    return findings([row_of(rule, names) for rule in rules], world_of(session, now))


def world_of(session: Session, now: datetime) -> World:
    """Everything the checks ask, as it stands now."""
    classes = frozenset(session.scalars(select(MatterClass.id).where(MatterClass.live)))
    firms = {
        row.id: row.firm_id for row in session.execute(select(ManagementUnit.id, ManagementUnit.firm_id))
    }
    return World(classes, units_known(session, now), _within(session), firms)


def units_known(session: Session, now: datetime) -> dict[uuid.UUID, UnitKnown]:
    """Every unit, with whether it is in use, can be sent to, and has anybody who could say 收到."""
    staffed = _staffed(session, now)
    return {
        row.id: UnitKnown(row.name, row.live, row.kind in HANDLING_KINDS, row.id in staffed)
        for row in session.execute(select(Unit.id, Unit.name, Unit.live, Unit.kind))
    }


def _staffed(session: Session, now: datetime) -> set[uuid.UUID]:
    people = select(Person.unit_id).where(Person.active, Person.role.in_(ACCEPTING))
    links = select(FirmLink.unit_id).where(FirmLink.revoked_at.is_(None), FirmLink.expires_at > now)
    return set(session.scalars(people)) | set(session.scalars(links))


def _within(session: Session) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """For every place those around it: street, community, and the two that lie side by side in a community."""
    within = {one: frozenset({one}) for one in session.scalars(select(Street.id))}
    for row in session.execute(select(Community.id, Community.street_id)):
        within[row.id] = frozenset({row.id, row.street_id})
    for record in (ManagementUnit, Grid):
        for row in session.execute(select(record.id, record.community_id)):
            within[row.id] = within.get(row.community_id, frozenset()) | {row.id}
    return within
