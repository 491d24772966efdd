"""Timed work of the callback desk: archive what needs nobody any more, follow up what was answered."""

from datetime import timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from webapp.access.actor import TIMER
from webapp.base.batches import until_none
from webapp.base.work import Kernel, Work
from webapp.callback.lifecycle import CALLBACK, CallbackAction, CallbackState
from webapp.callback.records import CallbackKind, CallbackTask
from webapp.callback.rules import FOLLOW_UP_WITHIN
from webapp.callback.settling import first_call, still_open
from webapp.catalogue.settings import in_force
from webapp.ticket.advance import note, take
from webapp.ticket.records import Ticket
from webapp.ticket.words import Action, State

BATCH = 50


def end_settled(kernel: Kernel) -> int:
    """归档 what was closed 7 days ago and has nobody left to hear; returns how many were ended."""
    return until_none(kernel, _end_some)


def _end_some(kernel: Kernel) -> int:
    with kernel.work(TIMER) as work:
        days = timedelta(days=in_force(work.session, kernel.clock)["end_without_phone_days"])
        ready = (
            select(Ticket)
            .where(
                Ticket.state == State.CLOSED,
                Ticket.closed_at <= work.now - days,
                Ticket.reporters_open.is_not(None),
                ~exists().where(*_unheard()),
            )
            .order_by(Ticket.sort)
            .limit(BATCH)
            .with_for_update(of=Ticket, skip_locked=True)
        )
        return sum(_end(work, ticket) for ticket in work.session.scalars(ready).all())


def _unheard() -> tuple[ColumnElement[bool], ...]:
    """A callback of this closing that no passing of days settles: to be called, or before the street."""
    return (
        CallbackTask.ticket_id == Ticket.id,
        CallbackTask.series == Ticket.reopened,
        CallbackTask.kind == CallbackKind.CALLBACK,
        or_(
            CallbackTask.state == CallbackState.WAITING,
            CallbackTask.flagged.contains("partly"),
            CallbackTask.flagged.contains("street_decides"),
        ),
    )


def _end(work: Work, ticket: Ticket) -> int:
    count = still_open(work, ticket)
    if ticket.reporters_open != count:
        note(work, ticket, "callbacks_over", reporters_open=count)
    take(work, ticket, Action.END)
    return 1


def plan_follow_ups(kernel: Kernel) -> int:
    """追访: who was heard and has a phone is called once more 15 days after the end; returns how many were planned."""
    return until_none(kernel, _plan_some)


def _plan_some(kernel: Kernel) -> int:
    with kernel.work(TIMER) as work:
        days = timedelta(days=in_force(work.session, kernel.clock)["follow_up_days"])
        again = aliased(CallbackTask)
        heard = (
            select(CallbackTask)
            .join(Ticket, Ticket.id == CallbackTask.ticket_id)
            .where(
                Ticket.state == State.ENDED,
                Ticket.ended_at.between(work.now - FOLLOW_UP_WITHIN, work.now - days),
                CallbackTask.series == Ticket.reopened,
                CallbackTask.kind == CallbackKind.CALLBACK,
                CallbackTask.state.in_((CallbackState.REACHED, CallbackState.ANSWERED)),
                CallbackTask.has_phone,
                ~exists().where(
                    again.ticket_id == CallbackTask.ticket_id, again.report_id == CallbackTask.report_id,
                    again.series == CallbackTask.series, again.kind == CallbackKind.FOLLOW_UP,
                ),
            )
            .order_by(Ticket.ended_at, CallbackTask.id)
            .limit(BATCH)
            .with_for_update(of=CallbackTask, skip_locked=True)
        )  # fmt: skip
        found = work.session.scalars(heard).all()
        work.session.add_all(_follow_up(work, task) for task in found)
        return len(found)


def _follow_up(work: Work, heard: CallbackTask) -> CallbackTask:
    return CallbackTask(
        ticket_id=heard.ticket_id, report_id=heard.report_id, series=heard.series, kind=CallbackKind.FOLLOW_UP,
        state=CALLBACK.step(CallbackAction.PLAN).target, has_phone=True, unit_id=heard.unit_id, gate=heard.gate, caller_unit_id=heard.caller_unit_id, made_at=work.now, due_at=first_call(work), tries=0,
        by_resident=False, left_out=False,
    )  # fmt: skip
