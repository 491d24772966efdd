"""A week of settled meetings, of a unit or of a street, with those that clash."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.clock import CHINA
from webapp.catalogue.calendar import calendar_of
from webapp.meeting.agenda import host_in_scope
from webapp.meeting.lifecycle import WORDS, InvitationState
from webapp.meeting.records import Invitation
from webapp.meeting.rules import WEEKDAYS
from webapp.meeting.slots import MEETING_LASTS
from webapp.people.records import Unit
from webapp.ticket.queries import place_shown, readable
from webapp.ticket.records import Ticket

DAYS = 7
MOST = 500
SHOWN = (InvitationState.ACCEPTED, InvitationState.HELD, InvitationState.MISSED)


@dataclass(frozen=True)
class Appointment:
    """One settled time. Neither names nor numbers of residents: the page hangs on a wall."""

    ticket_id: uuid.UUID
    invitation_id: uuid.UUID
    number: str
    at: datetime
    place: str
    host_id: uuid.UUID | None
    host: str
    state: InvitationState
    state_words: str
    clashes: bool

    @property
    def clock(self) -> str:
        """18:30."""
        return f"{self.at.astimezone(CHINA):%H:%M}"

    def is_unwritten(self, now: datetime) -> bool:
        """Whether it is over, and nobody has written what came of it."""
        return self.state is InvitationState.ACCEPTED and self.at + MEETING_LASTS <= now


@dataclass(frozen=True)
class Day:
    """A day of the week."""

    day: date
    name: str
    works: bool
    is_today: bool
    meetings: tuple[Appointment, ...]


@dataclass(frozen=True)
class Week:
    """Monday to Sunday; `clashes` counts the meetings that begin while their unit has another."""

    days: tuple[Day, ...]
    clashes: int
    more: bool

    @property
    def first(self) -> date:
        """The Monday."""
        return self.days[0].day

    @property
    def starts(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), CHINA)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return self.starts + timedelta(days=DAYS)


def week_of(session: Session, actor: Actor, day: date, now: datetime) -> Week:
    """The week in which a day lies, as far as this actor meets residents."""
    monday = day - timedelta(days=day.weekday())
    starts = datetime.combine(monday, time(), CHINA)
    found = settled(session, actor, starts, starts + timedelta(days=DAYS))
    calendar, today = calendar_of(session, actor.unit_id), now.astimezone(CHINA).date()
    days = tuple(
        Day(
            at, f"{WEEKDAYS[at.weekday()]} {at.month}月{at.day}日", calendar.is_work_day(at), at == today,
            tuple(one for one in found[:MOST] if one.at.astimezone(CHINA).date() == at),
        )
        for at in (monday + timedelta(days=n) for n in range(DAYS))
    )  # fmt: skip
    return Week(days, sum(one.clashes for one in found), len(found) > MOST)


def settled(session: Session, actor: Actor, since: datetime, until: datetime) -> list[Appointment]:
    """The settled times in [since, until), in their order; one more than `MOST` says that there are more."""
    rows = session.execute(
        select(Invitation, Ticket, Unit.name)
        .join(Ticket, Ticket.id == Invitation.ticket_id)
        .outerjoin(Unit, Unit.id == Invitation.host_id)
        .where(
            Invitation.state.in_(SHOWN), Invitation.meet_at >= since, Invitation.meet_at < until,
            readable(actor), *host_in_scope(actor),
        )
        .order_by(Invitation.meet_at)
        .limit(MOST + 1)
    ).all()  # fmt: skip
    clashing = _clashing([invitation for invitation, _, _ in rows])
    return [
        _line(actor, invitation, invitation.meet_at, ticket, host or "", invitation.id in clashing)
        for invitation, ticket, host in rows
        if invitation.meet_at is not None
    ]


def _clashing(rows: list[Invitation]) -> set[uuid.UUID]:
    """Those whose unit has another one that begins less than a meeting's length before or after."""
    by_host: dict[uuid.UUID, list[tuple[datetime, uuid.UUID]]] = {}
    for row in rows:
        if row.state is InvitationState.ACCEPTED and row.meet_at is not None and row.host_id is not None:
            by_host.setdefault(row.host_id, []).append((row.meet_at, row.id))
    return {
        found
        for times in by_host.values()
        for (one_at, one), (next_at, following) in pairwise(sorted(times))
        if next_at - one_at < MEETING_LASTS
        for found in (one, following)
    }


def _line(
    actor: Actor, row: Invitation, at: datetime, ticket: Ticket, host: str, clashes: bool
) -> Appointment:
    hidden = place_shown(actor, ticket) != ticket.place_words
    return Appointment(
        ticket_id=ticket.id, invitation_id=row.id, number=ticket.number, at=at,
        place=place_shown(actor, ticket) if hidden else row.place_words, host_id=row.host_id, host=host,
        state=row.state, state_words=WORDS[row.state], clashes=clashes,
    )  # fmt: skip
