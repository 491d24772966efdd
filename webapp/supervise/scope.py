"""Row access of notices, written once: who issued, who is to answer, who reads along; the district reads all.

No property firm reads what is about a unit or marked 保密, also when it was issued before that was known (safety.md 4).
"""

import uuid

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.people.records import UnitKind
from webapp.supervise.records import Notice, NoticeCopy, NoticeTicket
from webapp.ticket.records import Ticket

SEES_ALL = frozenset({Role.DISTRICT, Role.SHIFT_LEAD, Role.RULE, Role.TIMER})
ADDRESSED = (UnitKind.DEPARTMENT, UnitKind.STREET, UnitKind.PROPERTY, UnitKind.COMMUNITY)
"""Kinds of units that a notice can be sent to."""

_about, _matter, _copied = aliased(NoticeTicket), aliased(Ticket), aliased(NoticeCopy)
"""Apart from the rows that a query reads."""


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """The predicate on a notice's row; out of scope means not found."""
    if actor.role in SEES_ALL:
        return true()
    if actor.unit_id is None or not actor.may(Permission.READ_NOTICES):
        return false()
    copied = exists().where(_copied.notice_id == Notice.id, _copied.unit_id == actor.unit_id)
    addressed = or_(Notice.unit_id == actor.unit_id, copied)
    may_read = ~guarded() if actor.role is Role.PROPERTY else true()
    return or_(Notice.office_id == actor.unit_id, and_(addressed, may_read))


def known_to(unit_id: uuid.UUID) -> ColumnElement[bool]:
    """Notices of which the group of a unit may hear; a firm's group nothing that no firm may know of."""
    copied = exists().where(_copied.notice_id == Notice.id, _copied.unit_id == unit_id)
    return or_(Notice.office_id == unit_id, and_(or_(Notice.unit_id == unit_id, copied), ~guarded()))


def guarded() -> ColumnElement[bool]:
    """True for a notice of which one ticket is nothing for any property firm."""
    return exists(
        select(_about.ticket_id)
        .join(_matter, _matter.id == _about.ticket_id)
        .where(_about.notice_id == Notice.id, or_(_matter.confidential, _matter.about_unit))
    )


def get_notice(session: Session, actor: Actor, notice_id: uuid.UUID) -> Notice | None:
    """One notice in scope, else None."""
    return session.scalars(select(Notice).where(Notice.id == notice_id, within_reach(actor))).first()
