"""Which steps an actor may take with a ticket now: what pages make buttons of and the API lists."""

from datetime import datetime

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.base.lifecycle import Step
from webapp.ticket.given import Given
from webapp.ticket.lifecycle import TICKET
from webapp.ticket.records import Ticket
from webapp.ticket.rules import Case, unmet
from webapp.ticket.words import Need, State

# Facts of the row and the actor, which nothing typed into a form can change.
SETTLED_BEFORE_THE_FORM = frozenset(
    {
        Need.THE_UNIT, Need.THE_UNIT_OR_DESK, Need.THE_UNIT_OR_OFFICE, Need.RETURNS_LEFT, Need.EXTENSIONS_LEFT,
        Need.ASKED_BEFORE_DUE, Need.NOT_WHO_ASKED, Need.NEVER_HUNG_UP, Need.NO_FAULT, Need.NOT_THE_HANDLER,
        Need.MEETING_GATE, Need.REPORTERS_SETTLED, Need.OBJECTED_ONCE, Need.WITHIN_7_DAYS, Need.WITHIN_30_DAYS,
        Need.STREET_DECIDES, Need.NOT_AT_THE_TOP,
    }
)  # fmt: skip


def possible(actor: Actor, ticket: Ticket, now: datetime) -> tuple[Step[State], ...]:
    """The rows of the table open to this actor now, in the table's order; forms may still ask for more."""
    case = Case(ticket, actor, now, Given())
    return tuple(
        step
        for step in TICKET.allowed(ticket.state)
        if actor.may(Permission(step.permission)) and not unmet(_settled(step), case)
    )


def _settled(step: Step[State]) -> tuple[Need, ...]:
    return tuple(Need(need) for need in step.needs if need in SETTLED_BEFORE_THE_FORM)
