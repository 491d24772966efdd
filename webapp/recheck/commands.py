"""Looking again: planned at feed-back, done by somebody who did not handle, with a photo."""

import uuid
from datetime import datetime

from sqlalchemy import delete, select

from webapp.access.records import Capacity, Participation
from webapp.access.role import Permission
from webapp.base.errors import Forbidden, Invalid, NotFound, Stale
from webapp.base.fields import Command, LocalMoment, MaybeWords, Words
from webapp.base.work import Work
from webapp.people.records import Person
from webapp.recheck.events import RecheckPlanned, SampleFailed
from webapp.recheck.queries import fits, gave_away, waiting_task, who_looks
from webapp.recheck.records import RecheckState, RecheckTask
from webapp.ticket import participants
from webapp.ticket.advance import advance, load, note
from webapp.ticket.clocks import looked_by
from webapp.ticket.given import Given
from webapp.ticket.lifecycle import CLOSED_STATES
from webapp.ticket.photos import KeptPhoto, tie
from webapp.ticket.records import Ticket, TicketStep
from webapp.ticket.words import Action, State


class PassRecheck(Command):
    """复查通过: a photo of the place as it is now; words if there is something to say."""

    ticket_id: uuid.UUID
    task: uuid.UUID | None = None
    """The look that was asked for; `Stale` when the work has been fed back anew since."""
    words: MaybeWords = ""
    captured_at: LocalMoment | None = None
    seen: int | None = None


class FailRecheck(Command):
    """复查不通过: a photo, and what is still wrong."""

    ticket_id: uuid.UUID
    task: uuid.UUID | None = None
    reason: Words
    captured_at: LocalMoment | None = None
    seen: int | None = None


class NameRechecker(Command):
    """The desk names who looks again."""

    ticket_id: uuid.UUID
    person_id: uuid.UUID
    seen: int | None = None


class HandBackRecheck(Command):
    """转给别人: not mine to look at; somebody else is asked."""

    ticket_id: uuid.UUID
    task: uuid.UUID | None = None
    reason: MaybeWords = ""
    seen: int | None = None


def plan_recheck(work: Work, ticket: Ticket) -> RecheckTask | None:
    """Ask somebody to look, once; nothing when the ticket does not wait for it. The ticket's row must be locked."""
    if ticket.state is not State.FED_BACK:
        return None
    standing = waiting_task(work.session, ticket.id)
    if standing is not None:
        return standing
    return _plan(work, ticket)


def plan_sample(work: Work, ticket: Ticket) -> RecheckTask | None:
    """Ask a second person to look at what a grid worker settled alone; once a ticket. Its row must be locked."""
    if ticket.state is not State.CLOSED or not ticket.self_handled:
        return None
    was = select(RecheckTask).where(RecheckTask.ticket_id == ticket.id, RecheckTask.sample)
    return work.session.scalars(was).first() or _plan(work, ticket, sample=True)


def _plan(work: Work, ticket: Ticket, sample: bool = False) -> RecheckTask:
    person = who_looks(work.session, ticket)
    task = RecheckTask(
        ticket_id=ticket.id, person_id=person.id if person else None, state=RecheckState.WAITING,
        made_at=work.now, due_at=looked_by(work.session, work.now), sample=sample,
    )  # fmt: skip
    work.session.add(task)
    if person is not None:
        participants.add(work, ticket, Capacity.RECHECKS, person_id=person.id)
    work.record(RecheckPlanned(ticket_id=ticket.id, person_id=task.person_id))
    return task


def void_recheck(work: Work, ticket: Ticket) -> None:
    """Withdraw the recheck of a ticket that no longer waits for it; a sample waits while its ticket is closed."""
    task = waiting_task(work.session, ticket.id)
    if task is not None and not (task.sample and ticket.state in CLOSED_STATES):
        task.state, task.done_at = RecheckState.VOID, work.now


def pass_recheck(work: Work, order: PassRecheck, photos: tuple[KeptPhoto, ...] = ()) -> TicketStep:
    """Say that it is mended. `Invalid` without a photo; `Forbidden` when somebody else was asked."""
    task = _my_task(work, order)
    given = Given(reason=order.words or None, photos=photos, captured_at=order.captured_at)
    if task is not None and task.sample:
        step = _judge_sample(work, task, "sample_passed", given)
    else:
        step = advance(work, order.ticket_id, Action.PASS, given, order.seen)
    _finish(work, task, RecheckState.PASSED, order.captured_at)
    return step


def fail_recheck(work: Work, order: FailRecheck, photos: tuple[KeptPhoto, ...] = ()) -> TicketStep:
    """Say what is still wrong; the ticket goes back to its unit and its clock goes on.

    A sample that fails leaves its ticket closed here; the rule reopens it (`SampleFailed`).
    """
    task = _my_task(work, order)
    given = Given(reason=order.reason, photos=photos, captured_at=order.captured_at)
    if task is not None and task.sample:
        step = _judge_sample(work, task, "sample_failed", given)
        work.record(SampleFailed(ticket_id=order.ticket_id, reason=order.reason))
    else:
        step = advance(work, order.ticket_id, Action.FAIL, given, order.seen)
    _finish(work, task, RecheckState.FAILED, order.captured_at)
    return step


def _judge_sample(work: Work, task: RecheckTask, what: str, given: Given) -> TicketStep:
    """The ticket is closed and stays so: the look is a line of its history, with the photo."""
    ticket = load(work, task.ticket_id)
    if not given.photos:
        raise Invalid({"photos": "请拍一张现场照片。"})
    if ticket.handler_id == work.actor.person_id:
        raise Forbidden("自己处置的不能自己抽查，请换一位同事来看。")
    step = note(work, ticket, what, reason=given.reason)
    tie(work, given.photos, ticket.id, step_id=step.id)
    return step


def hand_back(work: Work, order: HandBackRecheck) -> RecheckTask:
    """Give a look away: the next who fits is asked, or nobody and the desk must name somebody.

    Who gave it away is not asked again for this look. Done again it changes nothing more.
    """
    work.actor.require(Permission.RECHECK)
    ticket = load(work, order.ticket_id)
    task = waiting_task(work.session, order.ticket_id)
    if task is None or order.task not in {None, task.id}:
        raise NotFound("这件现在不用您复查：可能已经有人看过了，或请了别人。")
    if task.person_id != work.actor.person_id:
        if work.actor.person_id in gave_away(work.session, task):
            return task
        raise Forbidden("这件没有请您复查，不用转。")
    person = who_looks(work.session, ticket, besides={work.actor.person_id, *gave_away(work.session, task)})
    said = f"{work.actor.name}转给{person.name}复查" if person else f"{work.actor.name}不方便复查，请坐席指定"
    note(
        work, ticket, "recheck_handed_back", reason="：".join(part for part in (said, order.reason) if part),
        said={"task": task.id},
    )  # fmt: skip
    _take_leave(work, ticket, task.person_id)
    task.person_id = person.id if person else None
    if person is not None:
        participants.add(work, ticket, Capacity.RECHECKS, person_id=person.id)
    work.record(RecheckPlanned(ticket_id=ticket.id, person_id=task.person_id))
    return task


def name_rechecker(work: Work, order: NameRechecker) -> RecheckTask:
    """Ask another person; `Invalid` when they handled it themselves or do no rechecks."""
    work.actor.require(Permission.DISPATCH)
    ticket = load(work, order.ticket_id)
    task = plan_recheck(work, ticket) or _sample_of(work, ticket)
    if task is None:
        raise Invalid({"person_id": "现在不用复查，不用指定人。"})
    person = work.session.get(Person, order.person_id)
    if person is None or not fits(ticket, person):
        raise Invalid({"person_id": "这个人不能复查这一件：要是网格员或考察员，也不能是办理的人。请换一位。"})
    if task.person_id not in {None, person.id}:
        _take_leave(work, ticket, task.person_id)
    task.person_id, task.due_at = person.id, looked_by(work.session, work.now)
    participants.add(work, ticket, Capacity.RECHECKS, person_id=person.id)
    note(work, ticket, "recheck_named", reason=f"请{person.name}复查")
    work.record(RecheckPlanned(ticket_id=ticket.id, person_id=person.id))
    return task


def _take_leave(work: Work, ticket: Ticket, person_id: uuid.UUID | None) -> None:
    """Who was asked before sees the ticket no longer, unless they found it."""
    if person_id == ticket.finder_id:
        participants.add(work, ticket, Capacity.FOUND, person_id=person_id)
        return
    was = (
        Participation.ticket_id == ticket.id,
        Participation.person_id == person_id,
        Participation.capacity == Capacity.RECHECKS,
    )
    work.session.execute(delete(Participation).where(*was))


def _my_task(work: Work, order: PassRecheck | FailRecheck) -> RecheckTask | None:
    """The waiting task if the actor may do it; None when nothing waits, which the table will explain."""
    work.actor.require(Permission.RECHECK)
    ticket = work.session.get(Ticket, order.ticket_id, with_for_update=True)
    if ticket is None:
        raise NotFound("没有这件工单，或者它不归您这里办。")
    task = plan_recheck(work, ticket) or _sample_of(work, ticket)
    if task is None:
        return None
    if task.person_id is None:
        if not fits(ticket, work.session.get(Person, work.actor.person_id)):
            raise Forbidden("办这件事的人和单位不能自己复查，请换一位同事来看。")
        task.person_id = work.actor.person_id
        participants.add(work, ticket, Capacity.RECHECKS, person_id=work.actor.person_id)
    elif task.person_id != work.actor.person_id:
        load(work, order.ticket_id)  # somebody who does not take part learns nothing, not even who was asked
        asked = work.session.get_one(Person, task.person_id)
        raise Forbidden(f"这件请{asked.name}复查了。您在现场的话，请值班长改派给您。")
    if order.task not in {None, task.id}:
        raise Stale("您看的时候，这件又重新办过一次。请看看新的照片，再拍一张决定。")
    return task


def _sample_of(work: Work, ticket: Ticket) -> RecheckTask | None:
    task = waiting_task(work.session, ticket.id)
    return task if task is not None and task.sample else None


def _finish(work: Work, task: RecheckTask | None, state: RecheckState, captured_at: datetime | None) -> None:
    """A look made out of reach counts from when it was made (lifecycle.md), never before it was asked for."""
    if task is not None:
        task.state, task.done_at = state, max(task.made_at, min(captured_at or work.now, work.now))
