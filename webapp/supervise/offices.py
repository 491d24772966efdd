"""How an office signs its notices, as it decides itself."""

from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.base.errors import Invalid
from webapp.base.fields import Command, Words
from webapp.base.work import Work
from webapp.people.records import Unit
from webapp.supervise.commands import Contact, Phone
from webapp.supervise.numbers import office_of, usual_office
from webapp.supervise.records import NoticeOffice


class SetOffice(Command):
    """本单位的落款: what was issued keeps what stood on it."""

    mark: Annotated[Words, StringConstraints(max_length=12)]
    head: Annotated[Words, StringConstraints(max_length=40)]
    contact: Contact = ""
    phone: Phone = ""


def set_office(work: Work, order: SetOffice) -> NoticeOffice:
    """Decide how the actor's office signs; `Invalid` for a mark that another office has."""
    work.actor.require(Permission.ISSUE_NOTICE)
    other = select(NoticeOffice).where(
        NoticeOffice.mark == order.mark, NoticeOffice.unit_id != work.actor.unit_id
    )
    if work.session.scalars(other).first() is not None:
        raise Invalid({"mark": f"「{order.mark}」别的单位在用，两家的号会一样。请换一个。"})
    office = office_of(work, work.session.get_one(Unit, work.actor.unit_id))
    office.mark, office.head, office.contact, office.phone = (
        order.mark,
        order.head,
        order.contact,
        order.phone,
    )
    return office


def office_now(session: Session, actor: Actor) -> dict[str, object]:
    """What the actor's office signs with now, for its form."""
    found = session.get(NoticeOffice, actor.unit_id)
    if found is None:
        return usual_office(session.get_one(Unit, actor.unit_id))
    return {"mark": found.mark, "head": found.head, "contact": found.contact, "phone": found.phone}
