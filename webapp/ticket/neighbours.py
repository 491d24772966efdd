"""What neighbours may know of and join: the allow-list of safety.md 3, written once."""

from sqlalchemy import ColumnElement, and_, select

from webapp.catalogue.records import MatterClass
from webapp.ticket.records import Ticket
from webapp.ticket.words import Kind


def neighbours_may_know() -> ColumnElement[bool]:
    """Faults of public facilities; never what is 保密 or about a unit, praise, a question, or a class off the list."""
    public = select(MatterClass.id).where(MatterClass.public_facility)
    return and_(
        Ticket.class_id.in_(public), ~Ticket.confidential, ~Ticket.about_unit, Ticket.kind == Kind.FAULT
    )
