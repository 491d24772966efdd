"""Callbacks as lists and as the resident's own page ask for them, scoped, as frozen views."""

import uuid
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from webapp.access.actor import Actor
from webapp.base.clock import CHINA, Clock, next_within_hours
from webapp.callback.opened import CALLS
from webapp.callback.records import CallbackAttempt, CallbackKind, CallbackTask
from webapp.callback.rules import FLAG_WORDS, read_flags
from webapp.callback.waiting import SHOWN, count_waiting, due_calls
from webapp.callback.words import KINDS, OUTCOMES, answer_words
from webapp.catalogue.settings import in_force
from webapp.ticket.lifecycle import CLOSED_STATES
from webapp.ticket.queries import place_shown, readable
from webapp.ticket.records import Ticket


@dataclass(frozen=True)
class CallRow:
    """A callback as a line of a list."""

    task_id: uuid.UUID
    ticket_id: uuid.UUID
    kind: str
    number: str
    class_name: str
    place: str
    due_at: datetime
    tries: int
    closed_at: datetime | None
    urgent: bool
    confidential: bool
    answer: str
    verbatim: str
    flags: tuple[str, ...]
    by_resident: bool
    left_out: bool
    taken_by: str = ""
    """A colleague who is on this call now."""


@dataclass(frozen=True)
class CallList:
    """What may be called now; outside the calling hours nothing, and `opens_at` says from when on."""

    rows: tuple[CallRow, ...]
    waiting: int
    opens_at: datetime | None


@dataclass(frozen=True)
class Made:
    """A call that this person made today."""

    task_id: uuid.UUID
    number: str
    at: datetime
    outcome: str
    answer: str


def call_waits(session: Session, actor: Actor, clock: Clock) -> CallList:
    """The calls that are due, the longest waiting first; none of what the actor handled."""
    now = clock.now()
    hours = in_force(session, clock)
    opens = next_within_hours(now, hours["callback_opens"], hours["callback_closes"])
    waiting = count_waiting(session, actor)
    if opens > now:
        return CallList((), waiting, opens)
    wanted = [one.task_id for one in due_calls(session, actor, now)]
    busy = CALLS.holders(session, actor, now, *wanted)
    found = {
        task.id: (task, ticket)
        for task, ticket in session.execute(tasks(actor).where(CallbackTask.id.in_(wanted)))
    }
    return CallList(
        tuple(row_of(actor, *found[one], busy.get(one, "")) for one in wanted if one in found), waiting, None
    )


def flagged_answers(session: Session, actor: Actor, now: datetime) -> tuple[CallRow, ...]:
    """Answers that the street must look at again, the oldest first."""
    query = tasks(actor).where(CallbackTask.flagged.is_not(None), CallbackTask.done_at <= now)
    return tuple(
        row_of(actor, *found)
        for found in session.execute(query.order_by(CallbackTask.done_at, CallbackTask.id).limit(SHOWN))
    )


def made_today(session: Session, actor: Actor, now: datetime) -> tuple[Made, ...]:
    """What this person called today, the last first."""
    midnight = datetime.combine(now.astimezone(CHINA).date(), time(), CHINA)
    query = (
        select(CallbackAttempt.at, CallbackAttempt.outcome, CallbackTask, Ticket.number)
        .join(CallbackTask, CallbackTask.id == CallbackAttempt.task_id)
        .join(Ticket, Ticket.id == CallbackTask.ticket_id)
        .where(CallbackAttempt.person_id == actor.person_id, CallbackAttempt.at >= midnight, readable(actor))
        .order_by(CallbackAttempt.at.desc())
        .limit(SHOWN)
    )
    return tuple(
        Made(task.id, number, at, OUTCOMES[outcome], answer_words(task))
        for at, outcome, task, number in session.execute(query)
    )


def tasks(actor: Actor) -> Select[CallbackTask, Ticket]:
    """Callbacks with their tickets, as far as this actor may read them."""
    return (
        select(CallbackTask, Ticket)
        .join(Ticket, Ticket.id == CallbackTask.ticket_id)
        .where(readable(actor))
        .options(joinedload(Ticket.matter_class))
    )


def row_of(actor: Actor, task: CallbackTask, ticket: Ticket, taken_by: str = "") -> CallRow:
    """A callback as a line of a list."""
    return CallRow(
        task_id=task.id, ticket_id=ticket.id, kind=KINDS[task.kind], number=ticket.number,
        class_name=ticket.matter_class.name if ticket.matter_class else "未定类", place=place_shown(actor, ticket),
        due_at=task.due_at, tries=task.tries, closed_at=ticket.closed_at, urgent=ticket.urgent,
        confidential=ticket.confidential, answer=answer_words(task), verbatim=task.verbatim or "",
        flags=tuple(FLAG_WORDS[flag] for flag in read_flags(task.flagged)), by_resident=task.by_resident,
        left_out=task.left_out, taken_by=taken_by,
    )  # fmt: skip


@dataclass(frozen=True)
class OwnAnswer:
    """What a reporter may still say, or has said, on the tracking page."""

    may_answer: bool
    solved: str | None
    satisfied: str | None


def own_answer(session: Session, ticket: Ticket, report_id: uuid.UUID) -> OwnAnswer:
    """The reporter's own answer about the last closing; without a task yet, a closed ticket may be answered."""
    task = session.scalars(
        select(CallbackTask).where(
            CallbackTask.ticket_id == ticket.id, CallbackTask.report_id == report_id,
            CallbackTask.series == ticket.reopened, CallbackTask.kind == CallbackKind.CALLBACK,
        )
    ).first()  # fmt: skip
    planned = task is not None or ticket.reporters_open is None
    answered = task is not None and task.by_resident
    return OwnAnswer(
        may_answer=ticket.state in CLOSED_STATES and planned and not answered,
        solved=task.solved.value if task and answered and task.solved else None,
        satisfied=task.satisfied.value if task and answered and task.satisfied else None,
    )
