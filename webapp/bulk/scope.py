"""Row access of acts on many tickets, written once: whoever asked, and the worker that does them."""

from sqlalchemy import ColumnElement, false, true

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.bulk.records import BulkAct


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """The predicate on an act's row; out of scope means not found."""
    if actor.role is Role.TIMER:
        return true()
    if actor.person_id is None or not actor.may(Permission.BULK):
        return false()
    return BulkAct.person_id == actor.person_id
