"""Life first (safety.md 1): the urgent tickets that nobody has accepted yet, for whoever may see them."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.ticket import few
from webapp.ticket.queries import readable
from webapp.ticket.records import Ticket
from webapp.ticket.words import State

NOBODY_YET = (State.NEW, State.FILED, State.DISPATCHED)
"""The states in which nobody has said «收到»."""


def rings() -> ColumnElement[bool]:
    """Urgent and accepted by nobody."""
    return few.are(few.RINGS)


def count_ringing(session: Session, actor: Actor) -> int:
    """How many urgent tickets in the actor's scope wait for somebody; one query over a handful of rows."""
    return session.scalar(select(func.count()).select_from(Ticket).where(rings(), readable(actor))) or 0
