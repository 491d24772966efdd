"""Who sees which points, visits, rounds and tasks: written once, in the WHERE of every query of this desk."""

import uuid

from sqlalchemy import ColumnElement, Select, false, select, true

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.patrol.records import Point, Round, Visit, VisitTask
from webapp.place.records import Street


def points_seen(actor: Actor) -> ColumnElement[bool]:
    """Points hold nothing personal: all for who patrols or keeps them, those of its own street for a street."""
    if not actor.may(Permission.READ_POINTS):
        return false()
    return Point.street_id.in_(_own_streets(actor)) if actor.role is Role.STREET else true()


def visits_seen(actor: Actor) -> ColumnElement[bool]:
    """One's own visits; a supervisor all of them, a street those at its points."""
    if not actor.may(Permission.SUPERVISE_PATROL):
        return Visit.person_id == actor.person_id
    return Visit.point_id.in_(_own_points(actor)) if actor.role is Role.STREET else true()


def tasks_seen(actor: Actor) -> ColumnElement[bool]:
    """As visits."""
    if not actor.may(Permission.SUPERVISE_PATROL):
        return VisitTask.person_id == actor.person_id
    return VisitTask.point_id.in_(_own_points(actor)) if actor.role is Role.STREET else true()


def rounds_seen(actor: Actor) -> ColumnElement[bool]:
    """One's own rounds; a supervisor all, a street those with a visit or a task in it."""
    if not actor.may(Permission.SUPERVISE_PATROL):
        return Round.person_id == actor.person_id
    if actor.role is not Role.STREET:
        return true()
    visited = select(Visit.round_id).where(Visit.round_id.is_not(None), visits_seen(actor)).correlate(None)
    planned = select(VisitTask.person_id).where(tasks_seen(actor)).correlate(None)
    return Round.id.in_(visited) | Round.person_id.in_(planned)


# Each inner query is complete in itself: one that took its tables from the query around it would lose its own
# FROM as soon as that one names the same table.


def _own_points(actor: Actor) -> Select[uuid.UUID]:
    return select(Point.id).where(Point.street_id.in_(_own_streets(actor))).correlate(None)


def _own_streets(actor: Actor) -> Select[uuid.UUID]:
    return select(Street.id).where(Street.unit_id == actor.unit_id).correlate(None)
