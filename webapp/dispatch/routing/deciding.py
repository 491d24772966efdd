"""Where the rules send one ticket, and why: the table asked with what is known of it, the unit looked at as it is now."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.records import FirmLink
from webapp.access.role import MAY, Permission
from webapp.catalogue.calendar import calendar_of
from webapp.catalogue.records import MatterClass
from webapp.dispatch.routing.book import DEFAULT, book_in_force
from webapp.dispatch.routing.table import RuleBook, RuleRow, Situation, rule_words
from webapp.people.records import Person, Unit, UnitKind
from webapp.place.grids import grid_at
from webapp.place.records import Compound, ManagementUnit, Street
from webapp.ticket.component_of import component_meant
from webapp.ticket.records import Ticket
from webapp.ticket.rules import HANDLING_KINDS, guarded

ACCEPTING = tuple(role.value for role, may in MAY.items() if Permission.ACCEPT in may)


@dataclass(frozen=True)
class Decision:
    """What the rules say of a ticket: the unit, or why the one they name cannot have it; and which rule it was."""

    rule: RuleRow
    version: int
    unit: Unit | None
    why: str

    @property
    def facts(self) -> dict[str, object]:
        """What the ticket's history keeps of it."""
        known = {"why": self.why, "rule": self.rule.number, "rule_version": self.version}
        return known | ({"unit": self.unit.id} if self.unit is not None else {})


def decide(session: Session, ticket: Ticket, now: datetime, book: RuleBook | None = None) -> Decision | None:
    """What the table in force (or another one) says of a ticket; None when no rule fits it."""
    book = book or book_in_force(session)
    choice = book.choose(situation_of(session, ticket, now, book))
    if choice is None:
        return None
    unit = session.get_one(Unit, choice.unit_id)
    rule = choice.rule
    if refused := cannot_have(session, ticket, unit, now, book.version):
        return Decision(
            rule, book.version, None, f"{rule_words(rule.number, book.version, rule.words)}，但{refused}"
        )
    if book.version == DEFAULT:
        matter = session.get_one(MatterClass, ticket.class_id)
        return Decision(rule, DEFAULT, unit, f"按类别直派：{matter.name} × {unit.name}")
    return Decision(rule, book.version, unit, rule_words(rule.number, book.version, rule.words))


def cannot_have(session: Session, ticket: Ticket, unit: Unit, now: datetime, version: int) -> str:
    """Why a unit cannot be sent this ticket; empty when it can. Without a table it is enough that the unit is in use."""
    if not unit.live:
        return f"{unit.name}已经撤销"
    if unit.kind not in HANDLING_KINDS:
        return f"{unit.name}不办工单"
    if unit.kind is UnitKind.PROPERTY and guarded(ticket):
        return "反映单位的或要求保密的不派给物业"
    if version != DEFAULT and not is_staffed(session, unit.id, now):
        return f"{unit.name}现在没有人接"
    return ""


def is_staffed(session: Session, unit_id: uuid.UUID, now: datetime) -> bool:
    """Whether anybody could say 收到 there: a person who may sign in, or a phone bound to the unit's link."""
    people = select(Person.id).where(Person.unit_id == unit_id, Person.active, Person.role.in_(ACCEPTING))
    if session.scalar(people.limit(1)) is not None:
        return True
    links = select(FirmLink.id).where(
        FirmLink.unit_id == unit_id, FirmLink.revoked_at.is_(None), FirmLink.expires_at > now
    )
    return session.scalar(links.limit(1)) is not None


def situation_of(session: Session, ticket: Any, now: datetime, book: RuleBook) -> Situation:
    """What the rules look at of a ticket, or of a row with its columns; what no rule for this class asks is not looked up."""
    rules = book.candidates(ticket.class_id)
    if not rules:
        return Situation(class_id=ticket.class_id)
    place = session.get(ManagementUnit, ticket.management_unit_id) if ticket.management_unit_id else None
    grid_id, community_id, street_id = _places(session, ticket)
    street = session.get(Street, street_id) if street_id else None
    return Situation(
        class_id=ticket.class_id, street_id=street_id, community_id=community_id,
        management_unit_id=ticket.management_unit_id, grid_id=grid_id,
        firm_id=place.firm_id if place is not None else None,
        keeper_id=_keeper(session, ticket) if any(rule.asks_keeper for rule in rules) else None,
        office_id=street.unit_id if street is not None else None,
        in_hours=calendar_of(session).is_open(now),
    )  # fmt: skip


def _places(session: Session, ticket: Any) -> tuple[uuid.UUID | None, uuid.UUID | None, uuid.UUID | None]:
    """Grid, community and street: of the door, else of the grid whose border lies around the position."""
    if ticket.compound_id is not None:
        compound = session.get_one(Compound, ticket.compound_id)
        return compound.grid_id, ticket.community_id, ticket.street_id
    area = (
        grid_at(session, ticket.lng, ticket.lat)
        if ticket.lng is not None and ticket.lat is not None
        else None
    )
    if area is None:
        return None, ticket.community_id, ticket.street_id
    return area.id, ticket.community_id or area.community_id, ticket.street_id or area.street_id


def _keeper(session: Session, ticket: Any) -> uuid.UUID | None:
    """Who keeps, else who owns, the component that it is about: told, or the one that must be meant."""
    found = component_meant(session, ticket)
    return (found.keeper_id or found.owner_id) if found is not None else None
