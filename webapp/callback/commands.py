"""The resident's own answer by link, and the street's second look at what is flagged."""

import uuid

from sqlalchemy import func, select

from webapp.access.actor import Actor
from webapp.access.firm_links import is_phone_of
from webapp.access.link_tokens import digest
from webapp.access.role import Permission
from webapp.base.errors import Forbidden, NotFound, NotNow
from webapp.base.fields import Command, MaybeWords, Words
from webapp.base.work import Work
from webapp.callback.checking import overtake
from webapp.callback.leaving_out import take_back
from webapp.callback.lifecycle import CallbackAction, CallbackState
from webapp.callback.records import CallbackTask, Satisfied, Solved
from webapp.callback.rules import DEVICE_WITHIN, MANY_OF_ONE_DEVICE, Flag, is_sampled, read_flags
from webapp.callback.settling import GONE, plan_callbacks, settle, task_and_ticket, tasks_of
from webapp.callback.verdict import Answer, give, reopen
from webapp.callback.words import answer_words
from webapp.ticket.advance import load
from webapp.ticket.lifecycle import CLOSED_STATES
from webapp.ticket.records import Ticket

DONE_AGAIN = "这件正在办，办好了会再问您。"


class AnswerCallback(Command):
    """The resident's own answer by link; the 4-digit code was asked before (access.verdict_code)."""

    ticket_id: uuid.UUID
    report_id: uuid.UUID
    solved: Solved
    satisfied: Satisfied
    verbatim: MaybeWords = ""
    contacted: bool | None = None


class LookAgain(Command):
    """The street's second look at a flagged answer: done with, or to be done again."""

    task_id: uuid.UUID
    words: Words
    again: bool = False


def answer_by_resident(work: Work, order: AnswerCallback, signed_in: Actor | None = None) -> CallbackTask:
    """Take the resident's own answer; it counts more than a call's and nothing ever replaces it.

    `signed_in` is who is signed in on this device, if anybody. `Forbidden` for a device of the handling unit,
    `NotNow` when it was answered already, is being done again, or more than 30 days have passed for a reopening.
    """
    if order.report_id != work.actor.report_id:
        raise NotFound(GONE)
    ticket = load(work, order.ticket_id)
    if ticket.state not in CLOSED_STATES:
        raise NotNow(DONE_AGAIN, state=ticket.state.value)
    _refuse_handlers_device(work, ticket, signed_in)
    plan_callbacks(work, ticket)
    task = next((t for t in tasks_of(work.session, ticket) if t.report_id == order.report_id), None)
    if task is None or task.state is CallbackState.VOID:
        raise NotNow("这件不用再评价，谢谢您。")
    if task.by_resident:
        raise NotNow(f"您已经答过了：{answer_words(task)}。谢谢您。")
    task.by_resident = True
    task.device_hash = digest(work.actor.device) if work.actor.device else None
    more = _suspicions(work, task, order)
    answer = Answer(order.solved, order.satisfied, order.verbatim, order.contacted)
    give(work, ticket, task, CallbackAction.ANSWER_BY_LINK, answer, more)
    take_back(work, task)
    overtake(work, task)
    return task


def _refuse_handlers_device(work: Work, ticket: Ticket, signed_in: Actor | None) -> None:
    """Whoever did the work does not give it marks (safety.md 10)."""
    if is_phone_of(work.session, (ticket.unit_id,), work.actor.device, signed_in):
        raise Forbidden("这部手机是办理单位用的，不能替居民评价。请居民用自己的手机打开链接。")


def _suspicions(work: Work, task: CallbackTask, order: AnswerCallback) -> list[Flag]:
    found = []
    if task.device_hash is not None:
        recent = (
            CallbackTask.device_hash == task.device_hash,
            CallbackTask.by_resident,
            CallbackTask.done_at >= work.now - DEVICE_WITHIN,
            CallbackTask.id != task.id,
        )
        before = work.session.scalar(select(func.count()).where(*recent)) or 0
        if before + 1 >= MANY_OF_ONE_DEVICE:
            found.append(Flag.ONE_DEVICE)
    pleased = order.solved is Solved.YES and order.satisfied is Satisfied.YES
    if pleased and task.has_phone and is_sampled(work.kernel.secret, order.report_id):
        found.append(Flag.SAMPLE)
    return found


def look_again(work: Work, order: LookAgain) -> CallbackTask:
    """The street decides about a flagged answer."""
    work.actor.require(Permission.REVIEW_CALLBACKS)
    task, ticket = task_and_ticket(work, order.task_id)
    if not read_flags(task.flagged):
        raise NotNow("这一件已经有人看过了。")
    task.flagged = None
    if order.again and ticket.state in CLOSED_STATES:
        reopen(work, ticket, task, f"街道再看后重办：{order.words}")
    else:
        settle(work, ticket, "looked_again", order.words)
    return task
