"""Quality control: each day a share of the calls is drawn, and somebody else looks whether they were written truly."""

import uuid
from collections import defaultdict
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webapp.access.actor import TIMER
from webapp.base.clock import CHINA
from webapp.base.errors import Forbidden, Invalid, NotFound
from webapp.base.fields import Command, MaybeWords
from webapp.base.work import Kernel, Work
from webapp.callback.lifecycle import CHECK, CallbackState, CheckAction, CheckState
from webapp.callback.records import CallbackCheck, CallbackTask
from webapp.callback.rules import Flag, read_flags, to_check, written
from webapp.callback.settling import task_and_ticket
from webapp.catalogue.settings import in_force
from webapp.ticket.advance import note

DAYS_BACK = 3
"""After a standstill of the program the days before yesterday are drawn too, as far as this."""


class ReviewCall(Command):
    """What quality control found; what differs is said in words."""

    check_id: uuid.UUID
    agreed: bool
    words: MaybeWords = ""


def draw_checks(kernel: Kernel) -> int:
    """Draw from the calls of the last whole days, once for each; returns how many were drawn."""
    today = kernel.clock.now().astimezone(CHINA).date()
    return sum(_draw(kernel, today - timedelta(days=back)) for back in range(DAYS_BACK, 0, -1))


def _draw(kernel: Kernel, day: date) -> int:
    with kernel.work(TIMER) as work:
        if work.session.scalar(select(exists().where(CallbackCheck.day == day))):
            return 0
        percent = int(in_force(work.session, kernel.clock)["callback_check_percent"])
        clerks: dict[uuid.UUID, uuid.UUID] = {}
        of_office: dict[uuid.UUID | None, list[uuid.UUID]] = defaultdict(list)
        for task_id, office, clerk in _calls_of(work.session, day):
            clerks[task_id] = clerk
            of_office[office].append(task_id)
        drawn = [one for calls in of_office.values() for one in to_check(kernel.secret, day, calls, percent)]
        work.session.add_all(
            CallbackCheck(task_id=one, day=day, drawn_at=work.now, clerk_id=clerks[one]) for one in drawn
        )
        return len(drawn)


def _calls_of(session: Session, day: date) -> list[tuple[uuid.UUID, uuid.UUID | None, uuid.UUID]]:
    begins = datetime.combine(day, time(), CHINA)
    query = select(CallbackTask.id, CallbackTask.caller_unit_id, CallbackTask.clerk_id).where(
        CallbackTask.done_at >= begins,
        CallbackTask.done_at < begins + timedelta(days=1),
        CallbackTask.state == CallbackState.REACHED,
        CallbackTask.clerk_id.is_not(None),
    )
    return [(task_id, office, clerk) for task_id, office, clerk in session.execute(query) if clerk]


def review_call(work: Work, order: ReviewCall) -> CallbackCheck:
    """Write down what quality control found; what differs goes to the street. `Forbidden` for who made the call."""
    found = work.session.get(CallbackCheck, order.check_id)
    if found is None:
        raise NotFound("没有这一条，或者它不归您这里查。")
    action = CheckAction.AGREE if order.agreed else CheckAction.DIFFER
    work.actor.require(CHECK.step(action).permission)
    task, ticket = task_and_ticket(work, found.task_id)
    work.session.refresh(found)
    if found.clerk_id == work.actor.person_id:
        raise Forbidden("这一通是您自己打的，请换一位同事来查。")
    if not order.agreed and not order.words:
        raise Invalid({"words": "请写清楚哪里和记的不一样。"})
    found.state = CHECK.target(action, found.state)
    found.reviewed_by, found.reviewed_at, found.words = work.actor.person_id, work.now, order.words or None
    if not order.agreed:
        task.flagged = written([*read_flags(task.flagged), Flag.CHECK])
        note(work, ticket, "callback_differs", reason=order.words)
    return found


def overtake(work: Work, task: CallbackTask) -> None:
    """The resident has answered in person: there is no caller's writing left to check."""
    drawn = select(CallbackCheck).where(
        CallbackCheck.task_id == task.id, CallbackCheck.state == CheckState.DRAWN
    )
    for check in work.session.scalars(drawn):
        check.state = CHECK.target(CheckAction.OVERTAKE, check.state)
