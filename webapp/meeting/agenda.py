"""The meetings of a unit or a street: what waits for them, what is arranged, who has not answered; and the counts."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.catalogue.records import MatterClass
from webapp.meeting.lifecycle import LIVE, InvitationState
from webapp.meeting.records import Invitation, MeetingPresence
from webapp.meeting.words import Side
from webapp.ticket.queries import place_shown, readable
from webapp.ticket.records import Ticket
from webapp.ticket.words import Gate

MOST = 200
_MINE_TO_DO = {
    InvitationState.PROPOSED: 0, InvitationState.UNANSWERED: 1, InvitationState.MISSED: 1, InvitationState.ACCEPTED: 2,
}  # fmt: skip


@dataclass(frozen=True)
class Meeting:
    """One line of the list."""

    ticket_id: uuid.UUID
    number: str
    class_name: str
    place: str
    meet_place: str
    state: InvitationState
    meet_at: datetime | None
    proposal: str | None
    wait_until: datetime
    urgent: bool
    confidential: bool


@dataclass(frozen=True)
class Agenda:
    """`to_do`: a proposal to agree to, a call to make, a result to write; `arranged`; `waiting` for an answer."""

    to_do: tuple[Meeting, ...]
    arranged: tuple[Meeting, ...]
    waiting: tuple[Meeting, ...]
    more: bool
    """Whether there are more than are shown."""


@dataclass(frozen=True)
class Counts:
    """How gates were opened, never added up: 见了 / 明确不用见 (of these by phone) / 未回应, and those that wait."""

    met: int
    declined: int
    by_phone: int
    unanswered: int
    waiting: int


def upcoming(session: Session, actor: Actor, now: datetime) -> Agenda:
    """Every meeting that still wants something, of the tickets this actor meets residents for."""
    last_round = ~exists().where(
        _later.ticket_id == Invitation.ticket_id,
        or_(
            _later.series > Invitation.series,
            and_(_later.series == Invitation.series, _later.round > Invitation.round),
        ),
    )
    came_to_nothing = Invitation.state.in_((InvitationState.UNANSWERED, InvitationState.MISSED))
    to_call = and_(came_to_nothing, last_round)
    rows = session.execute(
        select(Invitation, Ticket, MatterClass.name)
        .join(Ticket, Ticket.id == Invitation.ticket_id)
        .outerjoin(MatterClass, MatterClass.id == Ticket.class_id)
        .where(
            Ticket.open_sort.is_not(None), Ticket.meeting_gate == Gate.WAITING,
            Invitation.series == Ticket.reopened, or_(Invitation.state.in_(LIVE), to_call),
            readable(actor), *_meets(actor),
        )
        .order_by(case(_MINE_TO_DO, value=Invitation.state, else_=3), Invitation.meet_at, Invitation.wait_until)
        .limit(MOST + 1)
    ).all()  # fmt: skip
    lines = [*_disputed(session, actor), *(_line(actor, *row) for row in rows[:MOST])]
    to_do = tuple(line for line in lines if _is_to_do(line, now))
    arranged = tuple(line for line in lines if line.state is InvitationState.ACCEPTED and line not in to_do)
    waiting = tuple(line for line in lines if line.state is InvitationState.SENT)
    return Agenda(to_do, arranged, waiting, len(rows) > MOST)


def _disputed(session: Session, actor: Actor) -> list[Meeting]:
    """Minutes that a resident says are wrong; they wait though the gate is open and the ticket may be closed."""
    rows = session.execute(
        select(Invitation, Ticket, MatterClass.name)
        .join(Ticket, Ticket.id == Invitation.ticket_id)
        .outerjoin(MatterClass, MatterClass.id == Ticket.class_id)
        .where(
            Invitation.disputed.is_not(None), Invitation.series == Ticket.reopened, readable(actor), *_meets(actor),
        )
        .order_by(Invitation.held_at)
        .limit(MOST)
    )  # fmt: skip
    return [_line(actor, *row) for row in rows]


def contradicted(session: Session, actor: Actor, since: datetime) -> tuple[Meeting, ...]:
    """Meetings since a moment at which the handler is signed in and the resident says that nobody came.

    For the street alone: a sign-in is evidence, not proof, and a mismatch is looked at (safety.md 9).
    """
    if actor.role is not Role.STREET:
        return ()
    signed = exists().where(
        MeetingPresence.invitation_id == Invitation.id, MeetingPresence.side == Side.HANDLER
    )
    rows = session.execute(
        select(Invitation, Ticket, MatterClass.name)
        .join(Ticket, Ticket.id == Invitation.ticket_id)
        .outerjoin(MatterClass, MatterClass.id == Ticket.class_id)
        .where(
            Invitation.state == InvitationState.MISSED, Invitation.missed_by == Side.HANDLER,
            Invitation.meet_at >= since, signed, readable(actor),
        )
        .order_by(Invitation.meet_at.desc())
        .limit(MOST)
    )  # fmt: skip
    return tuple(_line(actor, *row) for row in rows)


_later = Invitation.__table__.alias("later").c


def _meets(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """A unit meets for the tickets it has now, never for 保密; the street's office where it takes part."""
    if actor.role is Role.STREET:
        return ()
    guarded = and_(or_(Ticket.confidential, Ticket.about_unit), Ticket.street_id.is_not(None))
    return (Ticket.unit_id == actor.unit_id, ~guarded)


def host_in_scope(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """The meetings to which this actor's people come; a street reads those of all its units."""
    return () if actor.role is Role.STREET else (Invitation.host_id == actor.unit_id,)


def _is_to_do(line: Meeting, now: datetime) -> bool:
    if line.state is InvitationState.ACCEPTED:
        return line.meet_at is not None and line.meet_at <= now
    return line.state is not InvitationState.SENT


def _line(actor: Actor, invitation: Invitation, ticket: Ticket, class_name: str | None) -> Meeting:
    return Meeting(
        ticket_id=ticket.id, number=ticket.number, class_name=class_name or "未定类", place=place_shown(actor, ticket),
        meet_place=invitation.place_words, state=invitation.state, meet_at=invitation.meet_at,
        proposal=invitation.proposal if invitation.state is InvitationState.PROPOSED else None,
        wait_until=invitation.wait_until, urgent=ticket.urgent, confidential=ticket.confidential,
    )  # fmt: skip


def counted(session: Session, actor: Actor, since: datetime, until: datetime) -> Counts:
    """How the gates of tickets reported in [since, until) stand, of those this actor meets residents for."""
    by_phone = exists().where(
        Invitation.ticket_id == Ticket.id, Invitation.series == Ticket.reopened, Invitation.by_phone,
        Invitation.state == InvitationState.DECLINED,
    )  # fmt: skip
    rows = session.execute(
        select(Ticket.meeting_gate, func.count(), func.sum(case((by_phone, 1), else_=0)))
        .where(
            Ticket.sort >= _sort(since), Ticket.sort < _sort(until), Ticket.meeting_gate != Gate.NONE,
            Ticket.merged_into.is_(None), readable(actor), *_meets(actor),
        )
        .group_by(Ticket.meeting_gate)
    )  # fmt: skip
    found = {gate: (count, phoned) for gate, count, phoned in rows}
    declined, phoned = found.get(Gate.DECLINED, (0, 0))
    met, unanswered, waiting = (
        found.get(gate, (0, 0))[0] for gate in (Gate.MET, Gate.UNANSWERED, Gate.WAITING)
    )
    return Counts(met, declined, int(phoned), unanswered, waiting)


def _sort(moment: datetime) -> int:
    """The ticket's sort key at a moment (ticket.records: microseconds with a three-digit tail)."""
    return int(moment.timestamp() * 1_000_000) * 1000
