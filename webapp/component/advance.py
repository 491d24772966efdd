"""The only place that sets the state of a component and writes its history."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.base.database import new_id
from webapp.base.lifecycle import refuse
from webapp.base.work import Work
from webapp.component.lifecycle import COMPONENT, CORRECT, ComponentAction
from webapp.component.records import ComponentChange
from webapp.component.rules import NOT_YOURS, Case, missing
from webapp.place.records import Component, ComponentState

OWN_ONLY = frozenset({Role.PROPERTY, Role.DEPARTMENT})
"""Units that answer for what they own or keep, not for others' things."""


def case_of(actor: Actor, component: Component, reason: str = "") -> Case:
    """What the rules look at."""
    theirs = {component.owner_id, component.keeper_id} - {None}
    return Case(actor.role in OWN_ONLY, actor.unit_id in theirs, reason)


def take_step(
    work: Work, component: Component, action: ComponentAction, reason: str = "", ticket_id: uuid.UUID | None = None
) -> None:  # fmt: skip
    """One step of the table: permission, state, needs, then the new state and its line."""
    work.actor.require(Permission(COMPONENT.step(action).permission))
    before = component.state
    after = COMPONENT.target(action, before)
    refuse(missing(action, case_of(work.actor, component, reason)), (), NOT_YOURS)
    component.state = after
    write_line(work, component, action.value, before, reason, ticket_id=ticket_id)


def take_in(work: Work, component: Component) -> None:
    """A component enters the library, in the state that its list says."""
    work.add(component)
    write_line(work, component, ComponentAction.TAKE_IN.value, None)


def correct(
    work: Work, component: Component, changed: Mapping[str, tuple[Any, Any]], state: ComponentState, reason: str
) -> None:  # fmt: skip
    """The library is put right: what was written (word of the column → before, after), and the state, as it really is."""
    before = component.state
    component.state = state
    write_line(work, component, CORRECT, before, reason, {word: list(pair) for word, pair in changed.items()})


def write_line(
    work: Work, component: Component, action: str, before: ComponentState | None, reason: str = "",
    facts: Mapping[str, Any] | None = None, ticket_id: uuid.UUID | None = None,
) -> None:  # fmt: skip
    """A line of the history."""
    work.add(
        ComponentChange(
            id=new_id(), component_id=component.id, action=action, before=before, after=component.state, at=work.now,
            person_id=work.actor.person_id, name=work.actor.name, reason=reason, facts=dict(facts or {}),
            ticket_id=ticket_id,
        )
    )  # fmt: skip
