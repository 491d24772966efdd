"""A clerk's call: the number in clear for this call, and how it went."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.base.clock import local_day, within_hours
from webapp.base.errors import Invalid, NotNow
from webapp.base.fields import Command, MaybeWords, Words
from webapp.base.work import Work
from webapp.callback import rules
from webapp.callback.advance import move
from webapp.callback.leaving_out import add_proposal
from webapp.callback.lifecycle import CallbackAction, CallbackState, CheckState
from webapp.callback.opened import CALLS
from webapp.callback.records import (
    AttemptOutcome,
    CallbackAttempt,
    CallbackCheck,
    CallbackTask,
    Satisfied,
    Solved,
)
from webapp.callback.settling import settle, task_and_ticket, what_of
from webapp.callback.verdict import Answer, give
from webapp.callback.words import answer_words
from webapp.catalogue.settings import in_force
from webapp.ticket.contacts import erase_contact, phone_of
from webapp.ticket.lifecycle import CLOSED_STATES
from webapp.ticket.records import Contact, Ticket

WRONG_NUMBER: Mapping[AttemptOutcome, str] = {
    AttemptOutcome.NOT_THE_PERSON: "不是本人", AttemptOutcome.DEAD_NUMBER: "空号",
}  # fmt: skip


class RecordCall(Command):
    """How a call went; contacted, solved and satisfied when somebody was reached."""

    task_id: uuid.UUID
    outcome: AttemptOutcome
    contacted: bool | None = None
    solved: Solved | None = None
    satisfied: Satisfied | None = None
    verbatim: MaybeWords = ""


class UnmaskContact(Command):
    """See a number in clear, to call it; the reason stands in the audit."""

    task_id: uuid.UUID
    reason: Words = "回访"


def unmask_contact(work: Work, order: UnmaskContact) -> str:
    """The number in clear, for this call, within the calling hours; who asked and why is in the audit.

    For who calls back, for the street when an answer is flagged, and for who checks somebody else's call.
    `NotNow` while a colleague is on this call.
    """
    work.actor.require(Permission.UNMASK)
    task, ticket = task_and_ticket(work, order.task_id)
    if not _is_looked_into(work, task):
        _waits_for_a_call(work, task, ticket)
    _within_the_hours(work, work.now)
    if task.state is CallbackState.WAITING and task.due_at > work.now:
        raise NotNow("刚打过没人接，过半天再打，别让人家一直响。")
    phone = phone_of(work.session, task.report_id)
    if phone is None:
        raise NotNow("这个号码已经删了，不用再打。")
    if not CALLS.open_here(work, task.id):
        raise _on_the_line(work, task)
    work.audit("contact.unmask", report=str(task.report_id), task=str(task.id), reason=order.reason)
    return phone


def _within_the_hours(work: Work, begun: datetime) -> None:
    """Raise `NotNow` when a call that began then disturbs somebody's rest, by the hours in force now."""
    hours = in_force(work.session, work.kernel.clock)
    if not within_hours(begun, hours["callback_opens"], hours["callback_closes"]):
        raise NotNow(
            f"现在不打扰居民。{hours['callback_opens']} 点到 {hours['callback_closes']} 点之间再打。"
        )


def _begun(work: Work, task: CallbackTask) -> datetime:
    """When the call that is written down began: now, unless this person has had it open since earlier this day."""
    opened = CALLS.opened_at(work.session, work.actor, task.id)
    return opened if opened is not None and local_day(opened) == local_day(work.now) else work.now


def still_shown(session: Session, actor: Actor, task_id: uuid.UUID) -> str | None:
    """The number that this person was given for this call and has before them; None when somebody else took it since.

    The page knows that it was given here (`unmask_contact`): this only looks whether it still may stand there.
    """
    task = session.get(CallbackTask, task_id)
    if task is None or not actor.may(Permission.UNMASK) or CALLS.opened_at(session, actor, task_id) is None:
        return None
    return phone_of(session, task.report_id)


def _is_looked_into(work: Work, task: CallbackTask) -> bool:
    """Whether this person has an answer before them that somebody must look into by phone."""
    if task.flagged is not None and work.actor.may(Permission.REVIEW_CALLBACKS):
        return True
    drawn = (CallbackCheck.task_id == task.id, CallbackCheck.state == CheckState.DRAWN)
    return bool(
        work.session.scalar(select(exists().where(*drawn, CallbackCheck.clerk_id != work.actor.person_id)))
    )


def _on_the_line(work: Work, task: CallbackTask) -> NotNow:
    name = CALLS.holder(work.session, work.actor, work.now, task.id) or "同事"
    return NotNow(f"{name}正在打这一通，别让居民接两次。请打下一通。")


def record_call(work: Work, order: RecordCall) -> CallbackTask:
    """Write down a call; `NotNow` when the resident answered meanwhile, a colleague was faster, or it is night.

    What began within the calling hours may be written down after them.
    """
    work.actor.require(Permission.CALL_BACK)
    task, ticket = task_and_ticket(work, order.task_id)
    _waits_for_a_call(work, task, ticket)
    _within_the_hours(work, _begun(work, task))
    if not CALLS.open_here(work, task.id):
        raise _on_the_line(work, task)
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
    CALLS.close(work, task.id)
    return task


def _waits_for_a_call(work: Work, task: CallbackTask, ticket: Ticket) -> None:
    """Raise `NotNow` unless this callback is still to be made."""
    work.actor.require(Permission.CALL_BACK)
    if task.by_resident:
        raise NotNow(f"居民自己在网上答过了：{answer_words(task)}。不用再打，谢谢。")
    if task.state is not CallbackState.WAITING or ticket.state not in CLOSED_STATES:
        raise NotNow(f"这一通不用打了：{answer_words(task)}。")


def _reached(work: Work, ticket: Ticket, task: CallbackTask, order: RecordCall) -> None:
    missing = {
        "contacted": "请问居民，办的人联系过没有。", "solved": "请问居民解决了没有。", "satisfied": "请问居民满不满意。",
    }  # fmt: skip
    missing = {field: sentence for field, sentence in missing.items() if getattr(order, field) is None}
    if order.contacted is None or order.solved is None or order.satisfied is None:
        raise Invalid(missing)
    contact = work.session.get(Contact, task.report_id)
    if contact is not None:
        contact.verified_at = contact.verified_at or work.now
    answer = Answer(order.solved, order.satisfied, order.verbatim, order.contacted)
    give(work, ticket, task, CallbackAction.REACH, answer)


def _not_answered(work: Work, ticket: Ticket, task: CallbackTask) -> None:
    hours = in_force(work.session, work.kernel.clock)
    tried = select(CallbackAttempt.half_day).where(
        CallbackAttempt.task_id == task.id, CallbackAttempt.outcome == AttemptOutcome.NO_ANSWER
    )
    if rules.is_unreachable(work.session.scalars(tried), hours["unreachable_after"]):
        _done(work, ticket, task, CallbackAction.GIVE_UP)
    else:
        move(work, task, CallbackAction.MISS)
        task.due_at = rules.next_half_day(work.now, hours["callback_opens"], hours["callback_closes"])


def _stop_calling(work: Work, ticket: Ticket, task: CallbackTask, outcome: AttemptOutcome) -> None:
    """Refused to talk, not the person, dead number: no further call; a wrong number is another's to leave out."""
    if outcome is AttemptOutcome.REFUSED:
        _done(work, ticket, task, CallbackAction.REFUSE_TO_TALK)
        return
    task.has_phone = False
    add_proposal(work, task, WRONG_NUMBER[outcome])
    if outcome is AttemptOutcome.NOT_THE_PERSON:
        erase_contact(work, task.report_id, "不是本人")
    _done(work, ticket, task, CallbackAction.WRONG_NUMBER)


def _done(work: Work, ticket: Ticket, task: CallbackTask, action: CallbackAction) -> None:
    move(work, task, action)
    settle(work, ticket, what_of(task), answer_words(task))
