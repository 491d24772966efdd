"""One whistle whole, as its street, a called unit, the district or a guest reads it; and what each may do."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.base.clock import CHINA, Lamp, lamp
from webapp.ticket.queries import place_shown, readable
from webapp.ticket.records import Ticket
from webapp.whistle.lifecycle import WHISTLE, WORDS, WhistleAction, WhistleState
from webapp.whistle.records import Whistle, WhistleParty, WhistleStep, WhistleTask, WhistleTicket
from webapp.whistle.words import HEARS, STAR_WORDS, Climb


@dataclass(frozen=True)
class PartyView:
    """A called unit or a guest, as everybody at the whistle reads it."""

    id: uuid.UUID
    name: str
    guest: bool
    mine: bool
    answered_at: datetime | None
    answer: str
    silent: str
    """Who has heard that there is no answer; empty while nobody had to."""
    arrived_at: datetime | None
    late_minutes: int | None
    how: str
    """By scan or by button, and how far away."""
    stars: int | None
    rating: str
    revoked: bool

    @property
    def word(self) -> tuple[str, str]:
        """How it stands, with the tone of its tag."""
        if self.revoked:
            return "链接撤销了", "plain"
        if self.arrived_at is not None:
            return (f"晚到 {self.late_minutes} 分钟", "soon") if self.late_minutes else ("准时到", "action")
        return ("收到了，还没到", "plain") if self.answered_at else ("还没回应", "late")


@dataclass(frozen=True)
class TaskView:
    """One task with its owner; `may_end` says whether this reader may say that it is done."""

    id: uuid.UUID
    what: str
    owner: str
    due: date
    lamp: Lamp
    done_at: datetime | None
    done: str
    may_end: bool


@dataclass(frozen=True)
class TicketLine:
    """A ticket of the whistle, for those who may read it."""

    id: uuid.UUID
    number: str
    class_name: str
    place: str


@dataclass(frozen=True)
class LineView:
    """A line of the story, as components/timeline.html draws it."""

    at: datetime
    what: str
    who: str
    unit: str
    words: str
    photos: tuple[object, ...] = ()
    tone: str = "plain"


@dataclass(frozen=True)
class WhistleView:
    """One whistle whole."""

    id: uuid.UUID
    number: str
    state: WhistleState
    state_words: str
    street: str
    issue: str
    place: str
    arrive_by: datetime
    blown_at: datetime
    minutes: str
    keeper: str
    ended_why: str
    spot_code: str
    parties: tuple[PartyView, ...]
    tasks: tuple[TaskView, ...]
    tickets: tuple[TicketLine, ...]
    story: tuple[LineView, ...]
    mine: PartyView | None
    """The reader's own party."""
    blower: bool
    actions: frozenset[str]

    @property
    def arrived(self) -> int:
        """How many of those called are there."""
        return sum(party.arrived_at is not None for party in self.parties)

    @property
    def unrated(self) -> tuple[PartyView, ...]:
        """Called units without a rating."""
        return tuple(party for party in self.parties if not party.guest and party.stars is None)


def whistle_view(
    session: Session, actor: Actor, whistle: Whistle, now: datetime, party_id: uuid.UUID | None = None
) -> WhistleView:
    """A whistle in scope as this reader sees it; `party_id` is the guest whose link was opened."""
    rows = session.scalars(
        select(WhistleParty)
        .where(WhistleParty.whistle_id == whistle.id)
        .order_by(WhistleParty.called_at, WhistleParty.id)
    ).all()
    guest = actor.role is Role.GUEST
    blower = not guest and actor.unit_id == whistle.unit_id
    mine = next(
        (
            p
            for p in rows
            if (p.id == party_id if guest else p.unit_id is not None and p.unit_id == actor.unit_id)
        ),
        None,
    )
    views = {p.id: _party(p, p is mine) for p in rows}
    tasks = session.scalars(
        select(WhistleTask)
        .where(WhistleTask.whistle_id == whistle.id)
        .order_by(WhistleTask.due, WhistleTask.made_at)
    ).all()
    running = whistle.state is WhistleState.SETTLED and actor.may(Permission.ANSWER_WHISTLE)
    own = views[mine.id] if mine is not None else None
    return WhistleView(
        id=whistle.id, number=whistle.number, state=whistle.state, state_words=WORDS[whistle.state],
        street=whistle.unit.name, issue=whistle.issue, place=whistle.place_words, arrive_by=whistle.arrive_by,
        blown_at=whistle.blown_at, minutes=whistle.minutes or "", keeper=whistle.keeper or "",
        ended_why=whistle.ended_why or "", spot_code=whistle.spot_code if blower else "",
        parties=tuple(views.values()),
        tasks=tuple(
            _task(t, views[t.party_id].name, now, running and (blower or (own is not None and t.party_id == own.id)))
            for t in tasks
        ),
        tickets=() if guest else _tickets(session, actor, whistle.id),
        story=_story(session, whistle.id), mine=own, blower=blower, actions=_may(actor, whistle, own, blower),
    )  # fmt: skip


def _may(actor: Actor, whistle: Whistle, own: PartyView | None, blower: bool) -> frozenset[str]:
    """The table's steps for this reader, without those that their needs would refuse anyway."""
    allowed = {s.action for s in WHISTLE.allowed(whistle.state) if actor.may(Permission(s.permission))}
    if not blower:
        allowed -= {s.action for s in WHISTLE.steps if s.permission == Permission.BLOW_WHISTLE}
    if own is None or own.revoked or own.answered_at is not None:
        allowed.discard(WhistleAction.ANSWER)
    if own is None or own.revoked or own.arrived_at is not None:
        allowed.discard(WhistleAction.SIGN_IN)
    return frozenset(action.value for action in allowed)


def _party(row: WhistleParty, mine: bool) -> PartyView:
    by = f"{row.answered_by}：{row.answer_words}" if row.answer_words else row.answered_by or ""
    silent = row.answered_at is None and row.climb_level > 0 and row.revoked_at is None
    how = "扫了现场的码" if row.scanned else "按钮报到"
    far = f"，离集合处 {row.metres} 米" if row.metres is not None else ""
    return PartyView(
        id=row.id, name=row.name, guest=row.is_guest, mine=mine, answered_at=row.answered_at, answer=by,
        silent=f"已告诉{HEARS[Climb(row.climb_level)]}" if silent else "", arrived_at=row.arrived_at,
        late_minutes=row.late_minutes, how=f"{how}{far}" if row.arrived_at else "", stars=row.stars,
        rating=f"{STAR_WORDS[row.stars]}。{row.rating_words or ''}" if row.stars else "",
        revoked=row.revoked_at is not None,
    )  # fmt: skip


def _task(row: WhistleTask, owner: str, now: datetime, may_end: bool) -> TaskView:
    ends = datetime.combine(row.due + timedelta(days=1), datetime.min.time(), CHINA)
    colour = Lamp.GREEN if row.done_at else lamp(row.made_at, ends, now)
    return TaskView(
        id=row.id, what=row.what, owner=owner, due=row.due, lamp=colour, done_at=row.done_at,
        done=row.done_words or "", may_end=may_end and row.done_at is None,
    )  # fmt: skip


def _tickets(session: Session, actor: Actor, whistle_id: uuid.UUID) -> tuple[TicketLine, ...]:
    query = (
        select(Ticket)
        .join(WhistleTicket, WhistleTicket.ticket_id == Ticket.id)
        .where(WhistleTicket.whistle_id == whistle_id, readable(actor))
        .order_by(Ticket.sort)
    )
    return tuple(
        TicketLine(t.id, t.number, t.matter_class.name if t.matter_class else "未定类", place_shown(actor, t))
        for t in session.scalars(query)
    )


def _story(session: Session, whistle_id: uuid.UUID) -> tuple[LineView, ...]:
    query = select(WhistleStep).where(WhistleStep.whistle_id == whistle_id)
    labels = {step.action.value: step.label for step in WHISTLE.steps}
    late = {WhistleAction.CLIMB, WhistleAction.FALL_LATE, WhistleAction.CALL_OFF}
    return tuple(
        LineView(s.at, labels.get(s.action, s.action), s.name, s.unit_name, s.words or "", tone="late" if s.action in late else "plain")
        for s in session.scalars(query.order_by(WhistleStep.at.desc(), WhistleStep.id.desc()))
    )  # fmt: skip
