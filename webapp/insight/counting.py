"""Keeps the sums equal to the facts, and the facts equal to the callbacks, one callback at a time."""

import uuid
from typing import Any

from sqlalchemy import select

from webapp.access.actor import RULE
from webapp.base.batches import until_none
from webapp.base.claim import insert_into
from webapp.base.work import Kernel, Work
from webapp.callback.events import CallbackSettled
from webapp.callback.lifecycle import CallbackState
from webapp.callback.records import CallbackKind, CallbackTask, Satisfied, Solved
from webapp.insight.records import RateFact, RateSum
from webapp.insight.rules import half_of
from webapp.ticket.records import Ticket
from webapp.ticket.words import Gate

SHARED = ("half", "office_id", "unit_id", "community_id", "class_id", "gate")
COUNTED = ("contacted", "solved", "satisfied", "basically")
HEARD = (CallbackState.REACHED, CallbackState.ANSWERED)
SPACE = uuid.UUID("b4a7b6a2-5d2b-4f0e-9a55-3f1f0c8f6a10")
BATCH = 200
IN_TOUCH = frozenset({Gate.MET, Gate.DECLINED})
"""The resident met somebody, or answered the unit's invitation."""


def count_callback(work: Work, event: CallbackSettled) -> None:
    """Reaction to `callback.settled`: take the callback's old fact out of the sums and put its new one in."""
    task = work.session.get(CallbackTask, event.callback_id, with_for_update=True)
    if task is not None:
        count(work, task)


def count_missed(kernel: Kernel) -> int:
    """Count what was settled before there was anybody to count it; returns how many."""
    return until_none(kernel, _count_some)


def _count_some(kernel: Kernel) -> int:
    with kernel.work(RULE) as work:
        missed = (
            select(CallbackTask)
            .outerjoin(RateFact, RateFact.callback_id == CallbackTask.id)
            .where(*counts(), RateFact.callback_id.is_(None))
            .order_by(CallbackTask.done_at)
            .limit(BATCH)
            .with_for_update(of=CallbackTask, skip_locked=True)
        )
        found = work.session.scalars(missed).all()
        for task in found:
            count(work, task)
        return len(found)


def counts() -> tuple[Any, ...]:
    """Which callbacks count: 有效回访, reached or answered by themselves, and not left out."""
    return (
        CallbackTask.kind == CallbackKind.CALLBACK,
        CallbackTask.state.in_(HEARD),
        CallbackTask.left_out.is_(False),
        CallbackTask.solved.is_not(None),
        CallbackTask.done_at.is_not(None),
    )


def count(work: Work, task: CallbackTask) -> None:
    """Make fact and sums say what the callback says now; the callback's row must be locked."""
    old = work.session.get(RateFact, task.id)
    new = fact_of(task, work.session.get_one(Ticket, task.ticket_id)) if _counts(task) else None
    if old is not None:
        _add(work, old, -1)
    if new is not None:
        _add(work, new, 1)
    if old is None and new is not None:
        work.session.add(new)
    elif old is not None and new is not None:
        for name in (*SHARED, *COUNTED):
            setattr(old, name, getattr(new, name))
    elif old is not None:
        work.session.delete(old)


def _counts(task: CallbackTask) -> bool:
    heard = task.state in HEARD and task.solved is not None and task.done_at is not None
    return heard and task.kind is CallbackKind.CALLBACK and not task.left_out


def fact_of(task: CallbackTask, ticket: Ticket) -> RateFact:
    """What a callback counts as. Who was not asked whether the unit was in touch says so by having met or declined to."""
    assert task.done_at is not None  # noqa: S101  whatever counts has been settled
    contacted = task.gate in IN_TOUCH if task.contacted is None else task.contacted
    return RateFact(
        callback_id=task.id, ticket_id=task.ticket_id, half=half_of(task.done_at), office_id=task.caller_unit_id,
        unit_id=task.unit_id, community_id=ticket.community_id, class_id=ticket.class_id, gate=task.gate or Gate.NONE,
        contacted=int(contacted), solved=int(task.solved is Solved.YES), satisfied=int(task.satisfied is Satisfied.YES),
        basically=int(task.satisfied is Satisfied.BASICALLY),
    )  # fmt: skip


def _add(work: Work, fact: RateFact, sign: int) -> None:
    """Add a fact to its sum, or take it out, in one statement that waits for whoever counts at this moment."""
    shared = {name: getattr(fact, name) for name in SHARED}
    values = {"valid": sign} | {name: sign * getattr(fact, name) for name in COUNTED}
    key = uuid.uuid5(SPACE, "|".join(str(value) for value in shared.values()))
    made = insert_into(work.session, RateSum).values(id=key, **shared, **values)
    more = {name: getattr(RateSum, name) + made.excluded[name] for name in values}
    work.session.execute(made.on_conflict_do_update(index_elements=[RateSum.id], set_=more))
