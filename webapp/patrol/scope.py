"""Who sees which points, visits, rounds and tasks: written once, in the WHERE of every query of this desk."""

from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, true

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.patrol.records import Point, Round, Visit, VisitTask
from webapp.place.records import Street


def points_seen(actor: Actor) -> ColumnElement[bool]:
    """Points hold nothing personal: all for who patrols or keeps them, those of its own street for a street."""
    if not actor.may(Permission.READ_POINTS):
        return false()
    return _of_street(actor, Point.street_id) if actor.role is Role.STREET else true()


def visits_seen(actor: Actor) -> ColumnElement[bool]:
    """One's own visits; a supervisor all of them, a street those at its points."""
    if not actor.may(Permission.SUPERVISE_PATROL):
        return Visit.person_id == actor.person_id
    if actor.role is not Role.STREET:
        return true()
    return exists().where(Point.id == Visit.point_id, _of_street(actor, Point.street_id))


def tasks_seen(actor: Actor) -> ColumnElement[bool]:
    """As visits."""
    if not actor.may(Permission.SUPERVISE_PATROL):
        return VisitTask.person_id == actor.person_id
    if actor.role is not Role.STREET:
        return true()
    return exists().where(Point.id == VisitTask.point_id, _of_street(actor, Point.street_id))


def rounds_seen(actor: Actor) -> ColumnElement[bool]:
    """One's own rounds; a supervisor all, a street those with a visit or a task in it."""
    if not actor.may(Permission.SUPERVISE_PATROL):
        return Round.person_id == actor.person_id
    if actor.role is not Role.STREET:
        return true()
    visited = exists().where(Visit.round_id == Round.id, visits_seen(actor))
    planned = exists().where(VisitTask.person_id == Round.person_id, tasks_seen(actor))
    return or_(visited, planned)


def _of_street(actor: Actor, street_id: Any) -> ColumnElement[bool]:
    return exists().where(Street.id == street_id, Street.unit_id == actor.unit_id)
