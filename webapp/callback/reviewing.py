"""What waits for a second person: wishes to leave a callback out, and calls that were drawn to be checked."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.callback.lifecycle import CheckState, LeaveOutState
from webapp.callback.queries import CallRow, flagged_answers, row_of
from webapp.callback.records import CallbackCheck, CallbackTask, LeaveOut
from webapp.callback.waiting import SHOWN
from webapp.callback.words import CONTACTED
from webapp.people.records import Person
from webapp.ticket.queries import readable
from webapp.ticket.records import Ticket


@dataclass(frozen=True)
class Wish:
    """A wish to leave a callback out, with who wished it and, once decided, who decided."""

    id: uuid.UUID
    row: CallRow
    state: LeaveOutState
    reason: str
    by: str
    at: datetime
    mine: bool
    """Proposed by who reads: somebody else decides."""
    decided_by: str = ""
    decided_words: str = ""


@dataclass(frozen=True)
class ToCheck:
    """A call to be checked: what the caller wrote down."""

    id: uuid.UUID
    row: CallRow
    day: date
    clerk: str
    contacted: str


@dataclass(frozen=True)
class Counts:
    """How many wait on each of the desk's other pages."""

    flagged: int
    wishes: int
    checks: int


def wishes(session: Session, actor: Actor, state: LeaveOutState = LeaveOutState.PROPOSED) -> tuple[Wish, ...]:
    """Wishes in a state, the oldest first while they wait, else the last decided first."""
    proposer, decider = aliased(Person), aliased(Person)
    query = (
        select(LeaveOut, CallbackTask, Ticket, proposer.name, decider.name)
        .join(CallbackTask, CallbackTask.id == LeaveOut.task_id)
        .join(Ticket, Ticket.id == CallbackTask.ticket_id)
        .join(proposer, proposer.id == LeaveOut.proposed_by)
        .outerjoin(decider, decider.id == LeaveOut.decided_by)
        .where(LeaveOut.state == state, readable(actor))
        .options(joinedload(Ticket.matter_class))
    )
    order = LeaveOut.proposed_at if state is LeaveOutState.PROPOSED else LeaveOut.proposed_at.desc()
    return tuple(
        Wish(
            wish.id, row_of(actor, task, ticket), wish.state, wish.reason, by, wish.proposed_at,
            wish.proposed_by == actor.person_id, decided_by or "", wish.decided_words or "",
        )
        for wish, task, ticket, by, decided_by in session.execute(query.order_by(order, LeaveOut.id).limit(SHOWN))
    )  # fmt: skip


def to_check(session: Session, actor: Actor) -> tuple[ToCheck, ...]:
    """Drawn calls of others that this person may look into, the oldest first; none that this person handled."""
    query = (
        select(CallbackCheck, CallbackTask, Ticket, Person.name)
        .join(CallbackTask, CallbackTask.id == CallbackCheck.task_id)
        .join(Ticket, Ticket.id == CallbackTask.ticket_id)
        .join(Person, Person.id == CallbackCheck.clerk_id)
        .where(
            CallbackCheck.state == CheckState.DRAWN,
            CallbackCheck.clerk_id != actor.person_id,
            func.coalesce(Ticket.handler_id != actor.person_id, True),
            readable(actor),
        )
        .order_by(CallbackCheck.drawn_at, CallbackCheck.id)
        .options(joinedload(Ticket.matter_class))
        .limit(SHOWN)
    )
    return tuple(
        ToCheck(
            check.id, row_of(actor, task, ticket), check.day, clerk,
            "" if task.contacted is None else CONTACTED[task.contacted],
        )
        for check, task, ticket, clerk in session.execute(query)
    )  # fmt: skip


def counts(session: Session, actor: Actor, now: datetime) -> Counts:
    """How many wait on the desk's other pages, each counted as far as its page shows."""
    reviews = actor.may(Permission.REVIEW_CALLBACKS)
    return Counts(
        flagged=len(flagged_answers(session, actor, now)) if reviews else 0,
        wishes=len(wishes(session, actor)) if reviews else 0,
        checks=len(to_check(session, actor)),
    )
