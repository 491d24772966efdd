"""Callbacks as the caller's and the street's screens ask for them, scoped, as frozen views."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from webapp.access.actor import Actor
from webapp.base.clock import Clock, next_within_hours
from webapp.callback.records import CallbackAttempt, CallbackKind, CallbackState, CallbackTask
from webapp.callback.rules import FLAG_WORDS, read_flags
from webapp.callback.words import KINDS, OUTCOMES, answer_words
from webapp.catalogue.settings import in_force
from webapp.people.records import Person
from webapp.ticket.contacts import phone_of
from webapp.ticket.lifecycle import CLOSED_STATES, TICKET
from webapp.ticket.pictures import Picture, pictures_of
from webapp.ticket.queries import place_shown, readable
from webapp.ticket.records import PhotoRole, Ticket, TicketStep
from webapp.ticket.said import Saying, said

SHOWN = 40
LABELS = {str(step.action): step.label for step in TICKET.steps}


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


@dataclass(frozen=True)
class CallList:
    """What may be called now; outside the calling hours nothing, and `opens_at` says from when on."""

    rows: tuple[CallRow, ...]
    waiting: int
    opens_at: datetime | None


@dataclass(frozen=True)
class Line:
    """One step of the story as a caller reads it aloud (components/timeline.html)."""

    at: datetime
    what: str
    who: str
    words: str
    photos: tuple[Picture, ...]
    unit: str = ""
    tone: str = "plain"


@dataclass(frozen=True)
class Tried:
    """A call that was made before."""

    at: datetime
    by: str
    outcome: str


@dataclass(frozen=True)
class CallScreen:
    """Everything a caller needs on one screen; the number only masked."""

    row: CallRow
    waits: bool
    not_before: datetime | None
    """When to try again after an unanswered call; none when it may be called now or never."""
    state: str
    phone: str | None
    says: tuple[Saying, ...]
    own: str
    """What this reporter said, which is what the caller asks about."""
    before: tuple[Picture, ...]
    after: tuple[Picture, ...]
    story: tuple[Line, ...]
    tried: tuple[Tried, ...]
    reopened: int


def call_waits(session: Session, actor: Actor, clock: Clock) -> CallList:
    """The calls that are due, the longest waiting first; none of what the actor handled."""
    now = clock.now()
    hours = in_force(session, clock)
    opens = next_within_hours(now, hours["callback_opens"], hours["callback_closes"])
    waiting = session.scalar(
        select(func.count()).select_from(_tasks(actor).where(*_to_call(actor)).subquery())
    )
    if opens > now:
        return CallList((), waiting or 0, opens)
    return CallList(
        tuple(_row(actor, *found) for found in session.execute(_due(actor, now))), waiting or 0, None
    )


def next_call(session: Session, actor: Actor, now: datetime) -> uuid.UUID | None:
    """The call to make next."""
    found = session.execute(_due(actor, now).limit(1)).first()
    return found.CallbackTask.id if found else None


def flagged_answers(session: Session, actor: Actor, now: datetime) -> tuple[CallRow, ...]:
    """Answers that the street must look at again, the oldest first."""
    query = _tasks(actor).where(CallbackTask.flagged.is_not(None), CallbackTask.done_at <= now)
    return tuple(
        _row(actor, *found)
        for found in session.execute(query.order_by(CallbackTask.done_at, CallbackTask.id).limit(SHOWN))
    )


def call_screen(session: Session, actor: Actor, task_id: uuid.UUID, now: datetime) -> CallScreen | None:
    """One callback with the whole story, None when it is out of scope."""
    found = session.execute(_tasks(actor).where(CallbackTask.id == task_id)).first()
    if found is None:
        return None
    task, ticket = found
    pictures = pictures_of(session, [ticket.id]).get(ticket.id, ())
    says = said(session, ticket.id)
    steps = _steps(session, ticket)
    waiting = task.state is CallbackState.WAITING and ticket.state in CLOSED_STATES
    return CallScreen(
        row=_row(actor, task, ticket),
        waits=waiting and task.due_at <= now, not_before=task.due_at if waiting and task.due_at > now else None,
        state=answer_words(task), phone=phone_of(session, task.report_id), says=says,
        own=next((one.text for one in says if one.report_id == task.report_id), ""),
        before=tuple(p for p in pictures if p.role is not PhotoRole.AFTER),
        after=tuple(p for p in pictures if p.role is PhotoRole.AFTER),
        story=tuple(_line(step, pictures) for step in steps), tried=_tried(session, task), reopened=ticket.reopened,
    )  # fmt: skip


def _tasks(actor: Actor) -> Select[CallbackTask, Ticket]:
    return (
        select(CallbackTask, Ticket)
        .join(Ticket, Ticket.id == CallbackTask.ticket_id)
        .where(readable(actor))
        .options(joinedload(Ticket.matter_class))
    )


def _to_call(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        CallbackTask.state == CallbackState.WAITING,
        or_(Ticket.handler_id.is_(None), Ticket.handler_id != actor.person_id),
    )


def _due(actor: Actor, now: datetime) -> Select[CallbackTask, Ticket]:
    due = _tasks(actor).where(*_to_call(actor), CallbackTask.due_at <= now)
    return due.order_by(CallbackTask.due_at, CallbackTask.id).limit(SHOWN)


def _row(actor: Actor, task: CallbackTask, ticket: Ticket) -> CallRow:
    return CallRow(
        task_id=task.id, ticket_id=ticket.id, kind=KINDS[task.kind], number=ticket.number,
        class_name=ticket.matter_class.name if ticket.matter_class else "未定类", place=place_shown(actor, ticket),
        due_at=task.due_at, tries=task.tries, closed_at=ticket.closed_at, urgent=ticket.urgent,
        confidential=ticket.confidential, answer=answer_words(task), verbatim=task.verbatim or "",
        flags=tuple(FLAG_WORDS[flag] for flag in read_flags(task.flagged)), by_resident=task.by_resident,
    )  # fmt: skip


def _steps(session: Session, ticket: Ticket) -> Sequence[TicketStep]:
    """The steps of the table, newest first; notes of the desks are not read to a resident."""
    told = (TicketStep.ticket_id == ticket.id, TicketStep.action.in_(LABELS))
    return session.scalars(select(TicketStep).where(*told).order_by(TicketStep.version.desc())).all()


def _line(step: TicketStep, pictures: tuple[Picture, ...]) -> Line:
    photos = tuple(p for p in pictures if p.step_id == step.id)
    return Line(step.at, LABELS[step.action], step.name, step.words or step.reason or "", photos)


def _tried(session: Session, task: CallbackTask) -> tuple[Tried, ...]:
    rows = session.execute(
        select(CallbackAttempt.at, Person.name, CallbackAttempt.outcome)
        .join(Person, Person.id == CallbackAttempt.person_id)
        .where(CallbackAttempt.task_id == task.id)
        .order_by(CallbackAttempt.at.desc())
    )
    return tuple(Tried(at, name, OUTCOMES[outcome]) for at, name, outcome in rows)


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
