"""A clerk's call: the number in clear for this call, and how it went."""

import uuid
from collections.abc import Mapping

from sqlalchemy import select

from webapp.access.role import Permission
from webapp.base.clock import within_hours
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow
from webapp.base.fields import Command, MaybeWords, Words
from webapp.base.work import Work
from webapp.callback import rules
from webapp.callback.records import (
    AttemptOutcome,
    CallbackAttempt,
    CallbackState,
    CallbackTask,
    Satisfied,
    Solved,
)
from webapp.callback.settling import settle, what_of
from webapp.callback.verdict import Answer, give
from webapp.callback.words import answer_words
from webapp.catalogue.settings import in_force
from webapp.ticket.advance import load
from webapp.ticket.contacts import erase_contact, phone_of
from webapp.ticket.lifecycle import CLOSED_STATES
from webapp.ticket.records import Contact, Ticket

NOT_YOURS = "这是您自己办的，请换一位同事来回访。"
GONE = "没有这一通回访，或者它不归您这里打。"


class RecordCall(Command):
    """How a call went; solved and satisfied when somebody was reached."""

    task_id: uuid.UUID
    outcome: AttemptOutcome
    solved: Solved | None = None
    satisfied: Satisfied | None = None
    verbatim: MaybeWords = ""


class UnmaskContact(Command):
    """See a number in clear, to call it; the reason stands in the audit."""

    task_id: uuid.UUID
    reason: Words = "回访"


def unmask_contact(work: Work, order: UnmaskContact) -> str:
    """The number in clear, for this call, within the calling hours; who asked and why is in the audit."""
    work.actor.require(Permission.UNMASK)
    task, _ = _to_call(work, order.task_id)
    hours = in_force(work.session, work.kernel.clock)
    if not within_hours(work.now, hours["callback_opens"], hours["callback_closes"]):
        raise NotNow(
            f"现在不打扰居民。{hours['callback_opens']} 点到 {hours['callback_closes']} 点之间再打。"
        )
    if task.due_at > work.now:
        raise NotNow("刚打过没人接，过半天再打，别让人家一直响。")
    phone = phone_of(work.session, task.report_id)
    if phone is None:
        raise NotNow("这个号码已经删了，不用再打。")
    work.audit("contact.unmask", report=str(task.report_id), task=str(task.id), reason=order.reason)
    return phone


def record_call(work: Work, order: RecordCall) -> CallbackTask:
    """Write down a call; `NotNow` when the resident answered meanwhile or a colleague was faster."""
    task, ticket = _to_call(work, order.task_id)
    work.session.add(
        CallbackAttempt(
            task_id=task.id, at=work.now, half_day=rules.half_day(work.now), person_id=work.actor.person_id,
            outcome=order.outcome,
        )
    )  # fmt: skip
    task.tries += 1
    task.clerk_id = work.actor.person_id
    if order.outcome is AttemptOutcome.REACHED:
        _reached(work, ticket, task, order)
    elif order.outcome is AttemptOutcome.NO_ANSWER:
        _not_answered(work, ticket, task)
    else:
        _stop_calling(work, ticket, task, order.outcome)
    return task


def _to_call(work: Work, task_id: uuid.UUID) -> tuple[CallbackTask, Ticket]:
    """A task that waits for a call, with its ticket's row locked, for a caller who did not handle it."""
    work.actor.require(Permission.CALL_BACK)
    task, ticket = task_and_ticket(work, task_id)
    if task.by_resident:
        raise NotNow(f"居民自己在网上答过了：{answer_words(task)}。不用再打，谢谢。")
    if task.state is not CallbackState.WAITING or ticket.state not in CLOSED_STATES:
        raise NotNow(f"这一通不用打了：{answer_words(task)}。")
    return task, ticket


def task_and_ticket(work: Work, task_id: uuid.UUID) -> tuple[CallbackTask, Ticket]:
    """A task with its ticket's row locked; `NotFound` out of scope, `Forbidden` for who handled it."""
    ticket_id = work.session.scalar(select(CallbackTask.ticket_id).where(CallbackTask.id == task_id))
    if ticket_id is None:
        raise NotFound(GONE)
    ticket = load(work, ticket_id)  # first the ticket's lock, then the task: what we read then stands
    if ticket.handler_id is not None and ticket.handler_id == work.actor.person_id:
        raise Forbidden(NOT_YOURS)
    return work.session.get_one(CallbackTask, task_id, populate_existing=True), ticket


def _reached(work: Work, ticket: Ticket, task: CallbackTask, order: RecordCall) -> None:
    missing = {"solved": "请问居民解决了没有。", "satisfied": "请问居民满不满意。"}
    missing = {field: sentence for field, sentence in missing.items() if getattr(order, field) is None}
    if order.solved is None or order.satisfied is None:
        raise Invalid(missing)
    contact = work.session.get(Contact, task.report_id)
    if contact is not None:
        contact.verified_at = contact.verified_at or work.now
    give(work, ticket, task, CallbackState.REACHED, Answer(order.solved, order.satisfied, order.verbatim))


def _not_answered(work: Work, ticket: Ticket, task: CallbackTask) -> None:
    hours = in_force(work.session, work.kernel.clock)
    tried = select(CallbackAttempt.half_day).where(
        CallbackAttempt.task_id == task.id, CallbackAttempt.outcome == AttemptOutcome.NO_ANSWER
    )
    if rules.is_unreachable(work.session.scalars(tried), hours["unreachable_after"]):
        _done(work, ticket, task, CallbackState.UNREACHABLE)
    else:
        task.due_at = rules.next_half_day(work.now, hours["callback_opens"], hours["callback_closes"])


WITHOUT_AN_ANSWER: Mapping[AttemptOutcome, CallbackState] = {
    AttemptOutcome.REFUSED: CallbackState.REFUSED,
    AttemptOutcome.NOT_THE_PERSON: CallbackState.NO_PHONE,
    AttemptOutcome.DEAD_NUMBER: CallbackState.NO_PHONE,
}


def _stop_calling(work: Work, ticket: Ticket, task: CallbackTask, outcome: AttemptOutcome) -> None:
    """Refused to talk, not the person, dead number: no further call; a wrong number is another's to confirm."""
    if outcome is not AttemptOutcome.REFUSED:
        task.has_phone, task.flagged = False, rules.written([rules.Flag.LEAVE_OUT])
    if outcome is AttemptOutcome.NOT_THE_PERSON:
        erase_contact(work, task.report_id, "不是本人")
    _done(work, ticket, task, WITHOUT_AN_ANSWER[outcome])


def _done(work: Work, ticket: Ticket, task: CallbackTask, state: CallbackState) -> None:
    task.state, task.done_at = state, work.now
    settle(work, ticket, what_of(task), answer_words(task))
