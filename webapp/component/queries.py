"""One component with what happened to it, and what the person who looks may do next."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.component.advance import case_of
from webapp.component.lifecycle import COMPONENT, LINE_WORDS, WORDS, ComponentAction, ComponentNeed
from webapp.component.records import ComponentChange
from webapp.component.rules import missing
from webapp.people.records import Unit
from webapp.place.records import Component
from webapp.ticket.queries import readable
from webapp.ticket.records import Ticket

MOST_LINES = 200


@dataclass(frozen=True)
class ChangeShown:
    """A line of a component's history (components/timeline.html), with the ticket if the reader may know it."""

    at: datetime
    what: str
    who: str
    words: str
    tone: str = "plain"
    unit: str = ""
    ticket_id: uuid.UUID | None = None
    number: str = ""


@dataclass(frozen=True)
class StepOffered:
    """A step that this person may take now."""

    action: ComponentAction
    label: str
    needs_reason: bool
    danger: bool


DANGER = frozenset({ComponentAction.SCRAP})
LATE = frozenset({"find_damaged", "find_lost", "scrap"})


def read_component(session: Session, actor: Actor, component_id: uuid.UUID) -> Component | None:
    """The row with owner, keeper and grid; None for who may not read components."""
    if not actor.may(Permission.READ_COMPONENTS):
        return None
    whole = (joinedload(Component.owner), joinedload(Component.keeper), joinedload(Component.grid))
    return session.scalars(select(Component).where(Component.id == component_id).options(*whole)).first()


def component_of_code(session: Session, actor: Actor, code: str) -> uuid.UUID | None:
    """The component that a label's code names; None for who may not read components, too."""
    if not actor.may(Permission.READ_COMPONENTS):
        return None
    return session.scalars(select(Component.id).where(Component.code == code)).first()


def units_known(session: Session) -> Sequence[tuple[str, str]]:
    """(id, name) of the units that may own or keep something."""
    query = select(Unit.id, Unit.name).where(Unit.live).order_by(Unit.kind, Unit.name)
    return [(str(key), name) for key, name in session.execute(query)]


def changes_of(session: Session, actor: Actor, component_id: uuid.UUID) -> Sequence[ChangeShown]:
    """What happened to it, newest first; a ticket's number only for who may read that ticket."""
    query = (
        select(ComponentChange, Ticket.id, Ticket.number)
        .outerjoin(Ticket, (Ticket.id == ComponentChange.ticket_id) & readable(actor))
        .where(ComponentChange.component_id == component_id)
        .order_by(ComponentChange.at.desc(), ComponentChange.id.desc())
        .limit(MOST_LINES)
    )
    return [_shown(*row) for row in session.execute(query)]


def steps_offered(actor: Actor, component: Component) -> Sequence[StepOffered]:
    """The table's steps from here that this person may take, all but the reason given."""
    if not actor.may(Permission.TEND_COMPONENTS):
        return ()
    case = case_of(actor, component, reason="…")
    rows = COMPONENT.allowed(component.state)
    return [
        StepOffered(action, row.label, ComponentNeed.REASON in row.needs, action in DANGER)
        for row in rows
        if not missing(action := ComponentAction(row.action), case)
    ]


def _shown(change: ComponentChange, ticket_id: uuid.UUID | None, number: str | None) -> ChangeShown:
    said = [
        f"{word}：{before or '（空）'} → {after or '（空）'}"
        for word, (before, after) in change.facts.items()
    ]
    if change.before is not None and change.before is not change.after and "状态" not in change.facts:
        said.insert(0, f"{WORDS[change.before]} → {WORDS[change.after]}")
    words = "；".join((*said, *([change.reason] if change.reason else ())))
    tone = "late" if change.action in LATE else "plain"
    return ChangeShown(
        change.at, LINE_WORDS.get(change.action, change.action), change.name, words, tone,
        ticket_id=ticket_id, number=number or "",
    )  # fmt: skip
