"""One ticket at the side of the map, and the words of a tap that urges it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.base.clock import Lamp
from webapp.catalogue.records import MatterClass
from webapp.people.records import Unit
from webapp.ticket.lifecycle import TICKET, WORDS
from webapp.ticket.queries import KNOWS_THE_DOOR, due_shown, get_ticket, lamp_of, place_shown
from webapp.ticket.records import Ticket, TicketStep
from webapp.ticket.words import Action

LAST = 4
URGES: Final = ("拖得太久，请今天办", "关系安全，请马上办", "有老人孩子，请先办", "天气不等人，请先办")
"""Reasons to urge that need no typing (lifecycle.md, hasten: safety, children, weather)."""
_LABELS = {step.action: step.label for step in TICKET.steps}


@dataclass(frozen=True)
class TicketOnMap:
    """What stands at the side of the map."""

    id: uuid.UUID
    number: str
    version: int
    class_name: str
    place: str
    summary: str
    state: str
    lamp: Lamp
    urgent: bool
    due_at: datetime | None
    opened_at: datetime
    who: str
    last: tuple[tuple[datetime, str, str], ...]
    """When, what, and by which person or unit; the newest first."""
    row: Ticket


def ticket_on_map(session: Session, actor: Actor, ticket_id: uuid.UUID, now: datetime) -> TicketOnMap | None:
    """A ticket in scope, None when it is not this actor's."""
    ticket = get_ticket(session, actor, ticket_id)
    if ticket is None:
        return None
    klass = session.get(MatterClass, ticket.class_id) if ticket.class_id else None
    unit = session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    steps = session.scalars(
        select(TicketStep)
        .where(TicketStep.ticket_id == ticket.id, TicketStep.action.in_(_LABELS))
        .order_by(TicketStep.version.desc())
        .limit(LAST)
    ).all()
    hidden = ticket.confidential and actor.role not in KNOWS_THE_DOOR
    return TicketOnMap(
        id=ticket.id, number=ticket.number, version=ticket.version, class_name=klass.name if klass else "未定类",
        place=place_shown(actor, ticket), summary="" if hidden else ticket.summary, state=WORDS[ticket.state],
        lamp=lamp_of(ticket, now), urgent=ticket.urgent, due_at=due_shown(ticket) if ticket.is_open else None,
        opened_at=ticket.reported_at, who=" ".join(filter(None, (unit.name if unit else "", ticket.assigned_to))),
        last=tuple((step.at, _LABELS[Action(step.action)], str(step.facts.get("unit_name") or "")) for step in steps), row=ticket,
    )  # fmt: skip


def may_urge(actor: Actor, ticket: Ticket) -> bool:
    """Whether 催办 is one of this actor's steps now, and has a clock to shorten."""
    step = TICKET.step(Action.HASTEN)
    runs = ticket.due is not None and ticket.state in step.sources
    return runs and actor.may(Permission.HASTEN)
