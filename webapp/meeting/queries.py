"""Invitations as residents, units and the street ask for them: frozen views, scoped like the tickets they belong to."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import resident
from webapp.meeting.advance import may_answer, newest, offered
from webapp.meeting.busy import taken
from webapp.meeting.lifecycle import LIVE, WORDS, InvitationState
from webapp.meeting.minutes import words_of
from webapp.meeting.records import CallOutcome, Invitation, MeetingCall, MinutesAnswer
from webapp.meeting.rounds import host_of
from webapp.meeting.rules import words_of_time
from webapp.meeting.slots import clashing
from webapp.meeting.words import PlaceKind, Side
from webapp.ticket.records import Ticket

CALL_WORDS = {
    CallOutcome.REACHED: "打通了", CallOutcome.NOT_REACHED: "没人接", CallOutcome.NOT_THE_PERSON: "不是本人",
    CallOutcome.DEAD_NUMBER: "空号", CallOutcome.REFUSED: "不愿说",
}  # fmt: skip


@dataclass(frozen=True)
class Slot:
    """One offered time; `id` is what the answer names."""

    id: int
    at: datetime
    words: str


@dataclass(frozen=True)
class InvitationView:
    """Where an invitation stands. A resident sees their own words and minutes, never a neighbour's."""

    id: uuid.UUID
    ticket_id: uuid.UUID
    state: InvitationState
    state_words: str
    series: int
    round: int
    host: str
    place: str
    slots: tuple[Slot, ...]
    """The offered times that are not past."""
    sent_at: datetime
    wait_until: datetime
    meet_at: datetime | None
    answered_at: datetime | None
    mine: bool
    """Whether the one who asks gave the last answer; always true for staff."""
    said_no: bool
    """Whether the one who asks said that no meeting is needed, and others are still waited for."""
    proposal: str | None
    answer_words: str | None
    by_phone: bool
    held_at: datetime | None
    minutes: str | None
    agreed: str | None
    place_kind: PlaceKind
    map_url: str | None
    """A map of the place for who must find it; none at a known door, in a room, or without a position."""
    stand_in: str | None
    missed_by: Side | None
    promises: tuple[str, ...]
    """The agreement, a line each: what, by whom, until when."""
    lines: tuple[Mapping[str, str], ...]
    """The same as it was written: {what, who, until}."""
    wish: tuple[str, str, str] | None
    """What was asked, what was offered, why: of a wish that was not met as asked."""
    disputed: str | None
    revision: int
    """Grows whenever a time is settled, for calendar programs."""
    confirmed: bool | None
    """What the reporter who asks said of the minutes; None before that, and for staff."""
    answers: frozenset[str] = frozenset()
    """The steps of the table that the reporter who asks may take now; none for staff."""

    @property
    def live(self) -> bool:
        """Whether it waits for something."""
        return self.state in LIVE


@dataclass(frozen=True)
class CallView:
    """A call that was tried about the meeting."""

    at: datetime
    name: str
    outcome: CallOutcome
    outcome_words: str
    words: str | None


def invitation_of(
    session: Session, ticket_id: uuid.UUID, now: datetime, report_id: uuid.UUID | None = None
) -> InvitationView | None:
    """The newest invitation of a ticket; None before the first. `report_id`: as this reporter may read it.

    The caller has made sure that the one who asks may read the ticket.
    """
    invitation = newest(session, ticket_id)
    if invitation is None:
        return None
    ticket = session.get_one(Ticket, ticket_id)
    host = host_of(session, ticket)
    view = view_of(invitation, " ".join((host.name, host.post)).strip() if host else "", now, report_id)
    view = replace(view, map_url=_map_of(ticket, invitation))
    if report_id is None:
        return view
    busy = taken(session, invitation.host_id, now, invitation.id)
    said = select(MinutesAnswer.agrees).where(
        MinutesAnswer.invitation_id == invitation.id, MinutesAnswer.report_id == report_id
    )
    return replace(
        view, slots=tuple(slot for slot in view.slots if not clashing(slot.at, busy)),
        confirmed=session.scalar(said),
        answers=may_answer(ticket, invitation, resident(report_id=report_id), now),
    )  # fmt: skip


def _map_of(ticket: Ticket, invitation: Invitation) -> str | None:
    if invitation.place_kind is not PlaceKind.SPOT or ticket.lng is None or ticket.lat is None:
        return None
    return f"https://uri.amap.com/marker?position={ticket.lng:.6f},{ticket.lat:.6f}&coordinate=wgs84"


def rounds_of(session: Session, ticket_id: uuid.UUID, now: datetime) -> tuple[InvitationView, ...]:
    """Every invitation of a ticket, the newest first, for staff."""
    query = select(Invitation).where(Invitation.ticket_id == ticket_id)
    rows = session.scalars(query.order_by(Invitation.series.desc(), Invitation.round.desc()))
    return tuple(view_of(row, "", now) for row in rows)


def calls_of(session: Session, ticket_id: uuid.UUID) -> tuple[CallView, ...]:
    """Every call that was tried, the newest first."""
    query = select(MeetingCall).where(MeetingCall.ticket_id == ticket_id).order_by(MeetingCall.at.desc())
    return tuple(
        CallView(call.at, call.name, call.outcome, CALL_WORDS[call.outcome], call.words)
        for call in session.scalars(query)
    )


def view_of(row: Invitation, host: str, now: datetime, report_id: uuid.UUID | None = None) -> InvitationView:
    """An invitation as a view."""
    mine = report_id is None or row.answered_by is None or row.answered_by == report_id
    was_there = report_id is None or str(report_id) in row.met_with if row.met_with else mine
    wish = (row.asked, row.offered or "", row.why or "") if row.asked else None
    return InvitationView(
        id=row.id, ticket_id=row.ticket_id, state=row.state, state_words=WORDS[row.state], series=row.series,
        round=row.round, host=host, place=row.place_words,
        slots=tuple(Slot(i, at, words_of_time(at)) for i, at in enumerate(offered(row)) if at > now),
        sent_at=row.sent_at, wait_until=row.wait_until, meet_at=row.meet_at, answered_at=row.answered_at, mine=mine,
        said_no=report_id is not None and str(report_id) in row.said_no, by_phone=row.by_phone, held_at=row.held_at,
        proposal=row.proposal if mine else None, answer_words=row.answer_words if mine else None,
        minutes=row.minutes if was_there else None, agreed=row.agreed, place_kind=row.place_kind, map_url=None,
        stand_in=row.stand_in if mine else None, missed_by=row.missed_by,
        promises=tuple(words_of(promise) for promise in row.promises) or ((row.agreed,) if row.agreed else ()),
        lines=tuple({name: words or "" for name, words in promise.items()} for promise in row.promises),
        wish=wish if was_there else None, disputed=row.disputed if was_there else None, confirmed=None,
        revision=int(row.arranged_at.timestamp()) if row.arranged_at else 0,
    )  # fmt: skip
