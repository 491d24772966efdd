"""Row access, written once: which tickets an actor may see, for lists, counts, single rows, photos, history.

Everything that reads tickets puts `visible(actor, Ticket.id)` into its WHERE. Out of scope means not found.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, literal_column, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from webapp.access.actor import Actor
from webapp.access.records import Capacity, Participation
from webapp.access.role import Permission, Role
from webapp.base.database import Looked

SEES_ALL = frozenset({Role.OPERATOR, Role.SHIFT_LEAD, Role.DISTRICT, Role.RULE, Role.TIMER})
WORKING = (Capacity.HANDLES, Capacity.TAKES_PART, Capacity.HANDLED)


def visible(actor: Actor, ticket_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """The predicate on a ticket's id: true for the tickets this actor may see."""
    if actor.role in SEES_ALL:
        return true()
    if not actor.may(Permission.READ_TICKETS):
        return false()
    return participates(actor, ticket_id)


def participates(actor: Actor, ticket_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """True for the tickets in which the actor's unit, or the actor in person, takes part."""
    party: list[ColumnElement[bool]] = []
    if actor.role in {Role.GRID_WORKER, Role.INSPECTOR}:
        party.append(Participation.person_id == actor.person_id)
    elif actor.role in {Role.PROPERTY, Role.DEPARTMENT}:
        working = Looked(Participation.capacity).in_(
            WORKING
        )  # one look into the index, not one for each word
        party.append(and_(Participation.unit_id == actor.unit_id, working))
    elif actor.unit_id is not None:
        party.append(Participation.unit_id == actor.unit_id)
    if not party:
        return false()
    return exists(select(literal_column("1")).where(Participation.ticket_id == ticket_id, or_(*party)))
