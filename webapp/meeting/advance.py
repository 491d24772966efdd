"""The only place that sets an invitation's state; with it the line of history and, when it opens, the gate."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.base.database import new_id
from webapp.base.errors import NotNow
from webapp.base.lifecycle import refuse, unmet
from webapp.base.work import Work
from webapp.meeting.events import InvitationMoved
from webapp.meeting.lifecycle import INVITATION, LIVE, InvitationAction, InvitationNeed, InvitationState
from webapp.meeting.lines import line_of
from webapp.meeting.records import Invitation
from webapp.meeting.rules import RULES, Brought, Case, meets_the_street, wait_of
from webapp.meeting.words import PlaceKind
from webapp.ticket.advance import note
from webapp.ticket.records import Ticket
from webapp.ticket.words import Gate

NOTHING = Brought()
OPENS: Mapping[InvitationState, Gate] = {
    InvitationState.HELD: Gate.MET,
    InvitationState.DECLINED: Gate.DECLINED,
}
"""The gate a state opens by itself. Unanswered opens it only after the last round and a call."""
NOT_NOW = frozenset(
    {
        InvitationNeed.TICKET_OPEN,
        InvitationNeed.GATE_WAITING,
        InvitationNeed.NOT_ANOTHERS,
        InvitationNeed.STILL_FREE,
        InvitationNeed.TIME_PAST,
        InvitationNeed.RESIDENT_ABSENT,
        InvitationNeed.WAS_THERE,
        InvitationNeed.WAITED,
    }
)
BY_HAND = frozenset({InvitationAction.HOLD, InvitationAction.DECLINE_BY_PHONE})
ANSWERS = frozenset({InvitationAction.ACCEPT, InvitationAction.PROPOSE, InvitationAction.DECLINE})
BRINGS = (
    "meet_at", "proposal", "answer_words", "minutes", "agreed", "stand_in", "called_off", "missed_by", "disputed",
)  # fmt: skip


@dataclass(frozen=True)
class Where:
    """Who comes, and where to."""

    host_id: uuid.UUID | None
    kind: PlaceKind
    words: str


def newest(session: Session, ticket_id: uuid.UUID) -> Invitation | None:
    """The last invitation of a ticket; only that one can move."""
    order = (Invitation.series.desc(), Invitation.round.desc())
    return session.scalars(
        select(Invitation).where(Invitation.ticket_id == ticket_id).order_by(*order)
    ).first()


def current(work: Work, ticket: Ticket, invitation_id: uuid.UUID | None = None) -> Invitation:
    """The newest invitation; `NotNow` when there is none, or when the person looked at an older one."""
    invitation = newest(work.session, ticket.id)
    if invitation is None or invitation.series != ticket.reopened:
        raise NotNow("还没有发出见面邀约，派遣后会自动发。")
    if invitation_id is not None and invitation.id != invitation_id:
        raise NotNow("这次邀约已经换成新的了，请看最新的时间。", state=invitation.state.value)
    return invitation


def send(work: Work, ticket: Ticket, where: Where, wait: timedelta, brought: Brought) -> Invitation:
    """Make the next round's invitation of the ticket's present series."""
    row = INVITATION.step(InvitationAction.INVITE)
    work.actor.require(row.permission)
    _check(row.needs, Case(ticket, None, work.actor, work.now, brought))
    last = newest(work.session, ticket.id)
    if last is not None and last.series != ticket.reopened:
        last = None
    invitation = Invitation(
        id=new_id(), ticket_id=ticket.id, series=ticket.reopened, round=last.round + 1 if last else 1,
        state=InvitationState.SENT, host_id=where.host_id, place_kind=where.kind, place_words=where.words[:120], times=[at.isoformat() for at in sorted(brought.times)],
        sent_at=work.now, wait_until=work.now + wait, said_no=last.said_no if last else [], by_phone=False, met_with=[], promises=[],
    )  # fmt: skip
    work.session.add(invitation)
    _tell(work, ticket, invitation, InvitationAction.INVITE, brought)
    return invitation


def move(
    work: Work, ticket: Ticket, invitation: Invitation, action: InvitationAction, brought: Brought = NOTHING
) -> Invitation:
    """Take a step of the table with the ticket's newest invitation; the ticket's row must be locked."""
    before = invitation.state
    invitation.state = check(work, ticket, invitation, action, brought)
    moved = brought.called_off is not None or _is_moved(invitation.meet_at, brought.meet_at)
    for name in BRINGS:
        value = getattr(brought, name)
        if value is not None:
            setattr(invitation, name, value)
    if brought.meet_at is not None:
        invitation.arranged_at = work.now
        invitation.climb_level, invitation.climbs_at = 0, brought.meet_at + wait_of(invitation)
    if invitation.state is not InvitationState.ACCEPTED:
        invitation.climbs_at = None
    if work.actor.report_id is not None and action in ANSWERS:
        invitation.answered_at, invitation.answered_by = work.now, work.actor.report_id
    if action in BY_HAND:
        invitation.held_at, invitation.held_by = work.now, work.actor.person_id
    invitation.by_phone = action is InvitationAction.DECLINE_BY_PHONE
    gate = OPENS.get(invitation.state) if invitation.state is not before else None
    _tell(work, ticket, invitation, action, brought, gate, moved=moved)
    return invitation


def _is_moved(before: datetime | None, at: datetime | None) -> bool:
    return before is not None and at is not None and before != at


def check(
    work: Work, ticket: Ticket, invitation: Invitation, action: InvitationAction, brought: Brought = NOTHING
) -> InvitationState:
    """Whether the step may be taken, and where it leads; else `Forbidden`, `NotNow` or `Invalid`."""
    work.actor.require(INVITATION.step(action).permission)
    after = INVITATION.target(action, invitation.state)
    _check(INVITATION.step(action).needs, Case(ticket, invitation, work.actor, work.now, brought))
    return after


def may_answer(ticket: Ticket, invitation: Invitation, resident: Actor, now: datetime) -> frozenset[str]:
    """The resident's own steps that nothing but the form's content could still refuse: what a page may offer."""
    if invitation.series != ticket.reopened:
        return frozenset()
    case = Case(ticket, invitation, resident, now, NOTHING)
    return frozenset(
        step.action
        for step in INVITATION.allowed(invitation.state)
        if step.permission == Permission.ANSWER_INVITATION
        and resident.may(Permission.ANSWER_INVITATION)
        and not unmet(RULES, [need for need in step.needs if need in NOT_NOW], case)
    )


def check_who_meets(work: Work, ticket: Ticket, invitation: Invitation) -> None:
    """Raise `Forbidden` unless this person meets the resident of this ticket."""
    work.actor.require(Permission.MEET)
    _check((InvitationNeed.WHO_MEETS,), Case(ticket, invitation, work.actor, work.now, NOTHING))


def offered(invitation: Invitation) -> tuple[datetime, ...]:
    """The times of an invitation."""
    return tuple(datetime.fromisoformat(text) for text in invitation.times)


def live(session: Session, ticket_id: uuid.UUID) -> Invitation | None:
    """The invitation that is waiting for something, if there is one."""
    query = select(Invitation).where(Invitation.ticket_id == ticket_id, Invitation.state.in_(LIVE))
    return session.scalars(query).first()


def _tell(
    work: Work,
    ticket: Ticket,
    invitation: Invitation,
    action: InvitationAction,
    brought: Brought,
    gate: Gate | None = None,
    *,
    moved: bool = False,
) -> None:
    line = line_of(action, invitation, brought)
    reason = None if meets_the_street(ticket) else line.reason  # the unit reads the history (safety.md 4)
    what = f"meeting.{action}"
    if gate is None:
        note(work, ticket, what, words=line.words, reason=reason)
    else:
        note(work, ticket, what, words=line.words, reason=reason, meeting_gate=gate)
    work.record(
        InvitationMoved(
            invitation_id=invitation.id,
            ticket_id=ticket.id,
            action=action.value,
            after=invitation.state.value,
            moved=moved,
        )
    )


def _check(needs: Iterable[StrEnum], case: Case) -> None:
    refuse(unmet(RULES, needs, case), NOT_NOW, not_yours={InvitationNeed.WHO_MEETS})
