"""Row access of whistles, written once: who blew, who is called; the district reads all.

No property firm reads what is about a unit or marked 保密, also when it was called before that was known (safety.md 4).
"""

import uuid

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.people.records import Unit, UnitKind
from webapp.ticket.records import Ticket
from webapp.whistle.records import Whistle, WhistleParty, WhistleTicket

SEES_ALL = frozenset({Role.DISTRICT, Role.RULE, Role.TIMER})
CALLABLE = (UnitKind.DEPARTMENT, UnitKind.PROPERTY, UnitKind.COMMUNITY, UnitKind.STREET)
"""Kinds of units that can be called to the spot."""

_called, _about, _matter = aliased(WhistleParty), aliased(WhistleTicket), aliased(Ticket)
"""Apart from the rows that a query reads."""


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """The predicate on a whistle's row; out of scope means not found."""
    if actor.role in SEES_ALL:
        return true()
    if actor.unit_id is None or not actor.may(Permission.READ_WHISTLES):
        return false()
    called = exists().where(_called.whistle_id == Whistle.id, _called.unit_id == actor.unit_id)
    may_read = ~_guarded() if actor.role is Role.PROPERTY else true()
    return or_(Whistle.unit_id == actor.unit_id, and_(called, may_read))


def may_know() -> ColumnElement[bool]:
    """The predicate on a party's row beside its whistle's: whether it may still know what it was called for."""
    firms = select(Unit.id).where(Unit.kind == UnitKind.PROPERTY)
    return or_(WhistleParty.unit_id.is_(None), WhistleParty.unit_id.not_in(firms), ~_guarded())


def _guarded() -> ColumnElement[bool]:
    """True for a whistle of which one ticket is nothing for any property firm."""
    return exists().where(
        _about.whistle_id == Whistle.id,
        _matter.id == _about.ticket_id,
        or_(_matter.confidential, _matter.about_unit),
    )


def get_whistle(session: Session, actor: Actor, whistle_id: uuid.UUID) -> Whistle | None:
    """One whistle in scope, else None."""
    return session.scalars(select(Whistle).where(Whistle.id == whistle_id, within_reach(actor))).first()
