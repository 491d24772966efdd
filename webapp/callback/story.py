"""One callback with the whole story, for whoever calls: what was said, met, promised, done, and tried before."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.callback.lifecycle import CallbackState, CheckState, LeaveOutState
from webapp.callback.opened import CALLS
from webapp.callback.queries import CallRow, row_of, tasks
from webapp.callback.records import CallbackAttempt, CallbackCheck, CallbackTask, LeaveOut
from webapp.callback.words import GATES, MEETINGS, OUTCOMES, answer_words
from webapp.people.records import Person
from webapp.ticket.contacts import phone_of
from webapp.ticket.lifecycle import CLOSED_STATES, TICKET
from webapp.ticket.pictures import Picture, pictures_of
from webapp.ticket.records import PhotoRole, Ticket, TicketStep
from webapp.ticket.said import Saying, said

LABELS = {str(step.action): step.label for step in TICKET.steps} | MEETINGS


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
class Promise:
    """What was promised, and how it was kept."""

    unit: str
    due: datetime | None
    done: datetime | None
    in_time: bool | None
    late_words: int
    """How often a word to the resident was late."""
    met: str
    meeting: str
    """What was agreed when they met, or why they did not."""


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
    promise: Promise
    tried: tuple[Tried, ...]
    reopened: int
    may_look: bool
    """Whether this person may call to look into an answer that is flagged or drawn."""
    may_leave_out: bool
    leave_out: str
    """The wish that it shall not count, as far as there is one."""


def call_screen(session: Session, actor: Actor, task_id: uuid.UUID, now: datetime) -> CallScreen | None:
    """One callback with the whole story, None when it is out of scope."""
    found = session.execute(tasks(actor).where(CallbackTask.id == task_id)).first()
    if found is None:
        return None
    task, ticket = found
    pictures = pictures_of(session, [ticket.id]).get(ticket.id, ())
    says = said(session, ticket.id)
    steps = _steps(session, ticket)
    waiting = task.state is CallbackState.WAITING and ticket.state in CLOSED_STATES
    busy = CALLS.holder(session, actor, now, task.id) or ""
    wish = _wish(session, task)
    return CallScreen(
        row=row_of(actor, task, ticket, busy),
        waits=waiting and task.due_at <= now, not_before=task.due_at if waiting and task.due_at > now else None,
        state=answer_words(task), phone=phone_of(session, task.report_id), says=says,
        own=next((one.text for one in says if one.report_id == task.report_id), ""),
        before=tuple(p for p in pictures if p.role is not PhotoRole.AFTER),
        after=tuple(p for p in pictures if p.role is PhotoRole.AFTER),
        story=tuple(_line(step, pictures) for step in steps if step.action in LABELS),
        promise=_promise(ticket, steps), tried=_tried(session, task), reopened=ticket.reopened,
        may_look=_may_look(session, actor, task), leave_out=wish,
        may_leave_out=not waiting and task.state is not CallbackState.VOID and not wish
        and (not task.by_resident or actor.may(Permission.REVIEW_CALLBACKS)),
    )  # fmt: skip


def _steps(session: Session, ticket: Ticket) -> Sequence[TicketStep]:
    """The steps of the table and of the meeting, newest first; other notes of the desks are not read to a resident."""
    told = TicketStep.action.in_([*LABELS, "promise_late"])
    query = select(TicketStep).where(TicketStep.ticket_id == ticket.id, told)
    return session.scalars(query.order_by(TicketStep.version.desc())).all()


def _line(step: TicketStep, pictures: tuple[Picture, ...]) -> Line:
    photos = tuple(p for p in pictures if p.step_id == step.id)
    words = "\n".join(part for part in (step.words, step.reason) if part) if step.action in MEETINGS else None
    return Line(step.at, LABELS[step.action], step.name, words or step.words or step.reason or "", photos)


def _promise(ticket: Ticket, steps: Sequence[TicketStep]) -> Promise:
    met = next((step for step in steps if step.action in MEETINGS), None)
    return Promise(
        unit=ticket.unit.name if ticket.unit else "", due=ticket.due, done=ticket.fed_back_at, in_time=ticket.in_time,
        late_words=sum(step.action == "promise_late" for step in steps),
        met=GATES[ticket.meeting_gate], meeting=(met.words or "") if met else "",
    )  # fmt: skip


def _tried(session: Session, task: CallbackTask) -> tuple[Tried, ...]:
    rows = session.execute(
        select(CallbackAttempt.at, Person.name, CallbackAttempt.outcome)
        .join(Person, Person.id == CallbackAttempt.person_id)
        .where(CallbackAttempt.task_id == task.id)
        .order_by(CallbackAttempt.at.desc())
    )
    return tuple(Tried(at, name, OUTCOMES[outcome]) for at, name, outcome in rows)


def _may_look(session: Session, actor: Actor, task: CallbackTask) -> bool:
    if task.flagged is not None and actor.may(Permission.REVIEW_CALLBACKS):
        return True
    drawn = select(CallbackCheck.id).where(
        CallbackCheck.task_id == task.id,
        CallbackCheck.state == CheckState.DRAWN,
        CallbackCheck.clerk_id != actor.person_id,
    )
    return session.scalar(drawn) is not None


def _wish(session: Session, task: CallbackTask) -> str:
    """The last wish to leave it out, in words, unless the resident's own answer took it back."""
    query = select(LeaveOut).where(LeaveOut.task_id == task.id, LeaveOut.state != LeaveOutState.TAKEN_BACK)
    last = session.scalars(query.order_by(LeaveOut.proposed_at.desc()).limit(1)).first()
    if last is None:
        return ""
    words = {
        LeaveOutState.PROPOSED: "有人提出不计入考核，等街道定：", LeaveOutState.APPROVED: "不计入考核：",
        LeaveOutState.DECLINED: "街道定了，照样计入考核：",
    }  # fmt: skip
    return words[last.state] + (last.decided_words or last.reason)
