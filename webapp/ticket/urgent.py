"""Life first (safety.md 1): the urgent tickets that nobody has accepted yet, for whoever may see them."""

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.ticket.queries import readable
from webapp.ticket.records import RINGS, Ticket
from webapp.ticket.words import State

NOBODY_YET = (State.NEW, State.FILED, State.DISPATCHED)
"""The states in which nobody has said «收到»."""


def rings() -> ColumnElement[bool]:
    """Urgent and accepted by nobody: written out and not bound, so that the partial index of these rows is used."""
    condition = RINGS.replace("urgent", "ticket.urgent").replace("state", "ticket.state")
    return literal_column(f"({condition})")


def count_ringing(session: Session, actor: Actor) -> int:
    """How many urgent tickets in the actor's scope wait for somebody; one query over a handful of rows."""
    return session.scalar(select(func.count()).select_from(Ticket).where(rings(), readable(actor))) or 0
