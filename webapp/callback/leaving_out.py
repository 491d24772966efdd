"""Leaving a callback out of the rates: one proposes with a reason, another decides; never the same person."""

import uuid

from sqlalchemy import select

from webapp.access.role import Permission
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow
from webapp.base.fields import Command, MaybeWords, Words
from webapp.base.work import Work
from webapp.callback.advance import tell_settled
from webapp.callback.lifecycle import LEAVE_OUT, CallbackState, LeaveOutAction, LeaveOutState
from webapp.callback.records import CallbackTask, LeaveOut
from webapp.callback.settling import task_and_ticket
from webapp.ticket.advance import note

STANDS = (LeaveOutState.PROPOSED, LeaveOutState.APPROVED)
NEVER_LEFT_OUT = frozenset({CallbackState.WAITING, CallbackState.VOID})


class ProposeLeaveOut(Command):
    """The wish that a settled callback shall not count."""

    task_id: uuid.UUID
    reason: Words


class DecideLeaveOut(Command):
    """Yes or no to such a wish; a no says why."""

    leave_out_id: uuid.UUID
    approved: bool
    words: MaybeWords = ""


def propose_leave_out(work: Work, order: ProposeLeaveOut) -> LeaveOut:
    """Ask that a callback shall not count; `NotNow` while it is not settled, or when it was asked already."""
    work.actor.require(LEAVE_OUT.step(LeaveOutAction.PROPOSE).permission)
    task, ticket = task_and_ticket(work, order.task_id)
    if task.state in NEVER_LEFT_OUT:
        raise NotNow("这一通还没有结果，谈不上计不计入。")
    if task.by_resident:
        work.actor.require(
            Permission.REVIEW_CALLBACKS
        )  # what a resident said is not for their caller to take away
    if _standing(work, task) is not None:
        raise NotNow("这一通已经有人提过了，等街道定。")
    made = add_proposal(work, task, order.reason)
    note(work, ticket, "leave_out_asked", reason=order.reason)
    return made


def add_proposal(work: Work, task: CallbackTask, reason: str) -> LeaveOut:
    """The proposal itself; a wrong number makes one by itself."""
    made = LeaveOut(task_id=task.id, reason=reason, proposed_by=work.actor.person_id, proposed_at=work.now)
    work.session.add(made)
    return made


def decide_leave_out(work: Work, order: DecideLeaveOut) -> LeaveOut:
    """Approve or decline; `Forbidden` for who proposed it, `NotNow` when it was decided already."""
    found = work.session.get(LeaveOut, order.leave_out_id)
    if found is None:
        raise NotFound("没有这一条，或者它不归您这里定。")
    action = LeaveOutAction.APPROVE if order.approved else LeaveOutAction.DECLINE
    work.actor.require(LEAVE_OUT.step(action).permission)
    task, ticket = task_and_ticket(work, found.task_id)
    work.session.refresh(found)
    if not order.approved and not order.words:
        raise Invalid({"words": "请写一句为什么照样计入。"})
    if found.proposed_by == work.actor.person_id:
        raise Forbidden("这是您自己提的，要不要计入，请换一位同事来定。")
    found.state = LEAVE_OUT.target(action, found.state)
    found.decided_by, found.decided_at = work.actor.person_id, work.now
    found.decided_words = order.words or None
    task.left_out = order.approved
    note(
        work,
        ticket,
        "left_out" if order.approved else "counted_after_all",
        reason=order.words or found.reason,
    )
    tell_settled(work, task)
    return found


def take_back(work: Work, task: CallbackTask) -> None:
    """The resident has spoken for themselves: their word counts, whatever was proposed or approved."""
    standing = _standing(work, task)
    if standing is not None:
        standing.state = LEAVE_OUT.target(LeaveOutAction.TAKE_BACK, standing.state)
    task.left_out = False


def _standing(work: Work, task: CallbackTask) -> LeaveOut | None:
    query = select(LeaveOut).where(LeaveOut.task_id == task.id, LeaveOut.state.in_(STANDS))
    return work.session.scalars(query.with_for_update()).first()
