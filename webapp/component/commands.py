"""What is done with one component: a step of its life, and putting right what the library says of it."""

import uuid
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import select

from webapp.access.role import Permission
from webapp.base.errors import Invalid, NotFound
from webapp.base.fields import Command, MaybeWords, ShortWords, Words
from webapp.base.work import Work
from webapp.component.advance import correct, take_step
from webapp.component.library import keeper_of, owner_of
from webapp.component.lifecycle import ComponentAction
from webapp.people.records import Unit
from webapp.place.records import Component
from webapp.ticket.queries import find_by_number

HolderWords = Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)]


class TendComponent(Command):
    """A step of its life: what was found or done, why, and on account of which ticket."""

    component_id: uuid.UUID
    action: ComponentAction
    reason: MaybeWords = ""
    number: Annotated[str, StringConstraints(max_length=20)] = ""
    """The case number, as people type it."""


class CorrectComponent(Command):
    """更正: name, and who owns and keeps it; a unit by its id, or anybody else in words."""

    component_id: uuid.UUID
    name: ShortWords
    owner: uuid.UUID | None = None
    owner_words: HolderWords = ""
    keeper: uuid.UUID | None = None
    keeper_words: HolderWords = ""
    reason: Words


def tend_component(work: Work, order: TendComponent) -> Component:
    """Take a step; `Invalid` names a case number that nobody knows."""
    component = load_component(work, order.component_id)
    ticket_id = find_by_number(work.session, work.actor, order.number) if order.number else None
    if order.number and ticket_id is None:
        raise Invalid({"number": f"没有案件号「{order.number}」，请核对，例如 1121-0007，或空着。"})
    work.doing(f"component.{order.action}")
    take_step(work, component, order.action, order.reason, ticket_id)
    return component


def correct_component(work: Work, order: CorrectComponent) -> Component:
    """Put right what the library says; what was said before stays in its history."""
    work.actor.require(Permission.MANAGE_PLACES)
    component = load_component(work, order.component_id)
    owner, keeper = _unit(work, "owner", order.owner), _unit(work, "keeper", order.keeper)
    before = _said(component)
    component.name = order.name
    component.owner, component.owner_words = owner, "" if owner else order.owner_words
    component.keeper, component.keeper_words = keeper, "" if keeper else order.keeper_words
    after = _said(component)
    changed = {word: (before[word], after[word]) for word in before if before[word] != after[word]}
    if changed:
        work.doing("component.correct")
        correct(work, component, changed, component.state, order.reason)
    return component


def load_component(work: Work, component_id: uuid.UUID) -> Component:
    """The row, locked for this work; `NotFound` for who may not read components."""
    found = work.session.scalars(
        select(Component).where(Component.id == component_id).with_for_update(of=Component)
    ).first()
    if found is None or not work.actor.may(Permission.READ_COMPONENTS):
        raise NotFound("没有这个部件。")
    return found


def _said(component: Component) -> dict[str, str]:
    return {"名称": component.name, "权属单位": owner_of(component), "养护单位": keeper_of(component)}


def _unit(work: Work, field: str, unit_id: uuid.UUID | None) -> Unit | None:
    found = work.session.get(Unit, unit_id) if unit_id else None
    if unit_id and (found is None or not found.live):
        raise Invalid({field: "这个单位没有或已经撤了，请重新选，或写单位的名字。"})
    return found
