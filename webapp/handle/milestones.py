"""节点 of a long matter: the handling unit says what comes by when, and that it has come; residents see it."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from webapp.access.role import Permission
from webapp.base.clock import CHINA
from webapp.base.errors import Invalid, NotFound
from webapp.base.fields import Command, ShortWords
from webapp.base.work import Work
from webapp.handle.commands import load_own
from webapp.ticket.advance import note
from webapp.ticket.forms import order_about
from webapp.ticket.milestones import MOST, Milestone, milestones_of
from webapp.ticket.records import TicketStep
from webapp.ticket.rules import LONGEST_HANG_UP


class SetMilestone(Command):
    """定节点: a name that residents read, and the day it is planned for."""

    ticket_id: uuid.UUID
    milestone: Annotated[ShortWords, Field(max_length=40)]
    planned: date
    seen: int | None = None


class EndMilestone(Command):
    """A milestone is done, or falls away."""

    ticket_id: uuid.UUID
    milestone_id: uuid.UUID
    seen: int | None = None


def set_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> SetMilestone:
    """The order to set a milestone, or `Invalid` by field."""
    return order_about(SetMilestone, ticket_id, form)


def end_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> EndMilestone:
    """The order about one milestone, or `Invalid` by field."""
    return order_about(EndMilestone, ticket_id, form)


def set_milestone(work: Work, order: SetMilestone) -> TicketStep:
    """Promise residents a stretch of the road by a day from today on, twelve at most."""
    ticket = load_own(work, order.ticket_id, order.seen, Permission.WORD)
    today = work.now.astimezone(CHINA).date()
    if not today <= order.planned <= today + LONGEST_HANG_UP:
        raise Invalid({"planned": "日子要从今天起，一年以内。"})
    if len(milestones_of(work.session, ticket.id)) >= MOST:
        raise Invalid({"milestone": f"最多 {MOST} 个节点，先去掉几个。"})
    row = Milestone(ticket_id=ticket.id, name=order.milestone, planned=order.planned, made_at=work.now)
    work.session.add(row)
    return note(work, ticket, "milestone_set", reason=f"{row.name}，计划 {row.planned}")


def end_milestone(work: Work, order: EndMilestone) -> TicketStep:
    """It has come; residents read so. Once: a milestone that is done stays done."""
    ticket = load_own(work, order.ticket_id, order.seen, Permission.WORD)
    row = _standing(work, ticket.id, order.milestone_id)
    row.done_at = work.now
    return note(work, ticket, "milestone_done", words=f"「{row.name}」办到了。")


def drop_milestone(work: Work, order: EndMilestone) -> TicketStep:
    """It is not needed after all; the history keeps that it was planned."""
    ticket = load_own(work, order.ticket_id, order.seen, Permission.WORD)
    row = _standing(work, ticket.id, order.milestone_id)
    work.session.delete(row)
    return note(work, ticket, "milestone_dropped", reason=row.name)


def _standing(work: Work, ticket_id: uuid.UUID, milestone_id: uuid.UUID) -> Milestone:
    row = work.session.get(Milestone, milestone_id)
    if row is None or row.ticket_id != ticket_id:
        raise NotFound("没有这个节点，可能已经去掉了。")
    if row.done_at is not None:
        raise Invalid({"milestone_id": "这个节点已经办到了。"})
    return row
