"""Row access of whistles, written once: who blew, who is called; the district reads all."""

import uuid

from sqlalchemy import ColumnElement, exists, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.people.records import UnitKind
from webapp.whistle.records import Whistle, WhistleParty

SEES_ALL = frozenset({Role.DISTRICT, Role.RULE, Role.TIMER})
CALLABLE = (UnitKind.DEPARTMENT, UnitKind.PROPERTY, UnitKind.COMMUNITY, UnitKind.STREET)
"""Kinds of units that can be called to the spot."""

_called = aliased(WhistleParty)
"""Apart from the parties that a query reads."""


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """The predicate on a whistle's row; out of scope means not found."""
    if actor.role in SEES_ALL:
        return true()
    if actor.unit_id is None or not actor.may(Permission.READ_WHISTLES):
        return false()
    called = exists().where(_called.whistle_id == Whistle.id, _called.unit_id == actor.unit_id)
    return or_(Whistle.unit_id == actor.unit_id, called)


def get_whistle(session: Session, actor: Actor, whistle_id: uuid.UUID) -> Whistle | None:
    """One whistle in scope, else None."""
    return session.scalars(select(Whistle).where(Whistle.id == whistle_id, within_reach(actor))).first()
