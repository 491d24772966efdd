"""Which reporters are still to be heard after closing: planned, counted onto the ticket, withdrawn.

The count is the ticket's fact `reporters_open`; this desk alone keeps it, by `advance.note`.
"""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.records import Capacity
from webapp.access.role import Permission
from webapp.base.clock import next_within_hours
from webapp.base.errors import Forbidden, NotFound
from webapp.base.work import Work
from webapp.callback.advance import follow
from webapp.callback.lifecycle import CALLBACK, TO_BE_HEARD, CallbackAction, CallbackState
from webapp.callback.records import CallbackKind, CallbackTask
from webapp.callback.rules import UNDECIDED, read_flags
from webapp.catalogue.settings import in_force
from webapp.people.records import Unit, UnitKind
from webapp.place.records import Street
from webapp.ticket import participants
from webapp.ticket.advance import load, note, take
from webapp.ticket.records import Contact, Reporter, Ticket
from webapp.ticket.words import Action, Kind, State

NOT_YOURS = "这是您自己办的，请换一位同事来回访。"
GONE = "没有这一通回访，或者它不归您这里打。"


def task_and_ticket(work: Work, task_id: uuid.UUID) -> tuple[CallbackTask, Ticket]:
    """A task with its ticket's row locked; `NotFound` out of scope, `Forbidden` for who handled it."""
    ticket_id = work.session.scalar(select(CallbackTask.ticket_id).where(CallbackTask.id == task_id))
    if ticket_id is None:
        raise NotFound(GONE)
    ticket = load(work, ticket_id)  # first the ticket's lock, then the task: what we read then stands
    if ticket.handler_id is not None and ticket.handler_id == work.actor.person_id:
        raise Forbidden(NOT_YOURS)
    return work.session.get_one(CallbackTask, task_id, populate_existing=True), ticket


def plan_callbacks(work: Work, ticket: Ticket) -> None:
    """One task for every resident who reported, none for praise; once for each closing. The row must be locked."""
    if ticket.state is not State.CLOSED:
        return
    held = {task.report_id for task in tasks_of(work.session, ticket)}
    reachable = _with_phone(work.session, ticket)
    for report_id in _residents(work.session, ticket):
        if report_id not in held:
            work.session.add(_task(work, ticket, report_id, report_id in reachable))
    _let_somebody_call(work, ticket)
    count = still_open(work, ticket)
    if ticket.reporters_open != count:
        note(work, ticket, "callbacks_planned", reporters_open=count)


def _residents(session: Session, ticket: Ticket) -> list[uuid.UUID]:
    if ticket.kind is Kind.PRAISE:
        return []
    live = (Reporter.ticket_id == ticket.id, Reporter.resident, Reporter.left_at.is_(None))
    return list(session.scalars(select(Reporter.report_id).where(*live).order_by(Reporter.since)))


def _with_phone(session: Session, ticket: Ticket) -> set[uuid.UUID]:
    query = (
        select(Contact.report_id)
        .join(Reporter, Reporter.report_id == Contact.report_id)
        .where(Reporter.ticket_id == ticket.id, Contact.phone.is_not(None))
    )
    return set(session.scalars(query))


def _task(work: Work, ticket: Ticket, report_id: uuid.UUID, has_phone: bool) -> CallbackTask:
    begins = CallbackAction.PLAN if has_phone else CallbackAction.PLAN_WITHOUT_PHONE
    return CallbackTask(
        ticket_id=ticket.id, report_id=report_id, series=ticket.reopened, kind=CallbackKind.CALLBACK,
        state=CALLBACK.step(begins).target, has_phone=has_phone, unit_id=ticket.unit_id, gate=ticket.meeting_gate,
        caller_unit_id=_street_office(work.session, ticket),
        made_at=work.now, due_at=first_call(work), tries=0, by_resident=False, left_out=False,
    )  # fmt: skip


def _street_office(session: Session, ticket: Ticket) -> uuid.UUID | None:
    if ticket.street_id is None:
        return None
    return session.scalar(select(Street.unit_id).where(Street.id == ticket.street_id))


def first_call(work: Work) -> datetime:
    """The first moment from now on at which residents may be called."""
    rules = in_force(work.session, work.kernel.clock)
    return next_within_hours(work.now, rules["callback_opens"], rules["callback_closes"])


def _let_somebody_call(work: Work, ticket: Ticket) -> None:
    """A place on the map belongs to no street yet: every street office may call, rather than nobody."""
    if ticket.street_id is not None:
        return
    for unit_id in work.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.STREET, Unit.live)):
        participants.add(work, ticket, Capacity.WATCHES, unit_id=unit_id)


def tasks_of(session: Session, ticket: Ticket) -> list[CallbackTask]:
    """The callbacks of this closing, also those already done."""
    query = select(CallbackTask).where(
        CallbackTask.ticket_id == ticket.id,
        CallbackTask.series == ticket.reopened,
        CallbackTask.kind == CallbackKind.CALLBACK,
    )
    return list(session.scalars(query))


def still_open(work: Work, ticket: Ticket) -> int:
    """How many reporters are not settled (lifecycle.md, end): to be called, given 7 days, or before the street."""
    days = timedelta(days=in_force(work.session, work.kernel.clock)["end_without_phone_days"])
    waited = ticket.closed_at is not None and work.now >= ticket.closed_at + days
    return sum(is_open(task, waited) for task in tasks_of(work.session, ticket))


def is_open(task: CallbackTask, waited: bool) -> bool:
    """Whether one reporter is still to be heard; `waited`: the days without a phone are over."""
    if task.state is CallbackState.NO_PHONE and not waited:
        return True
    return task.state is CallbackState.WAITING or bool(UNDECIDED & set(read_flags(task.flagged)))


def settle(work: Work, ticket: Ticket, what: str, reason: str) -> None:
    """Count anew with a line of history; 归档 by whoever settled the last one, if the table lets them."""
    count = still_open(work, ticket) if ticket.state is State.CLOSED else ticket.reporters_open
    note(work, ticket, what, reason=reason, reporters_open=count)
    if count == 0 and ticket.state is State.CLOSED and work.actor.may(Permission.END):
        take(work, ticket, Action.END)


def what_of(task: CallbackTask) -> str:
    """The word of history for a callback or follow-up that was had."""
    return "called_back" if task.kind is CallbackKind.CALLBACK else "followed_up"


def withdraw_callbacks(work: Work, ticket: Ticket) -> None:
    """Nobody is called about what is being done again, or has gone to another ticket."""
    waiting = select(CallbackTask).where(
        CallbackTask.ticket_id == ticket.id, CallbackTask.state.in_(TO_BE_HEARD)
    )
    for task in work.session.scalars(waiting):
        if task.series < ticket.reopened or ticket.state is State.MERGED:
            follow(work, task, CallbackAction.WITHDRAW)
