"""One notice whole, as its office, its unit or a reader sees it; and what each may do."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.people.records import Unit
from webapp.supervise.lifecycle import NOTICE, NoticeAction, NoticeNeed
from webapp.supervise.pictures import Shown, pictures_of
from webapp.supervise.queries import NoticeLine, line_of
from webapp.supervise.records import Notice, NoticeCard, NoticeCopy, NoticeStep, NoticeTicket
from webapp.supervise.rules import RULES, Case
from webapp.supervise.scope import SEES_ALL
from webapp.supervise.words import CARD_WORDS, Card
from webapp.ticket.queries import place_shown, readable
from webapp.ticket.records import PhotoRole, Ticket

LATE = frozenset(
    {NoticeAction.URGE, NoticeAction.YELLOW, NoticeAction.RED, NoticeAction.SEND_BACK, NoticeAction.WITHDRAW}
)

IN_MIND = (NoticeAction.PROPOSE.value, NoticeAction.DROP.value)


@dataclass(frozen=True)
class TicketLine:
    """A ticket of the notice, for those who may read it."""

    id: uuid.UUID
    number: str
    class_name: str
    place: str


@dataclass(frozen=True)
class CardView:
    """A card, proposed or issued."""

    card: Card
    words: str
    why: str
    at: datetime
    issued: bool
    points: int


@dataclass(frozen=True)
class LineView:
    """A line of the story, as components/timeline.html draws it."""

    at: datetime
    what: str
    who: str
    unit: str
    words: str
    photos: tuple[Shown, ...] = ()
    tone: str = "plain"


@dataclass(frozen=True)
class NoticeView:
    """One notice whole."""

    line: NoticeLine
    head: str
    problem: str
    demand: str
    contact: str
    phone: str
    copies: tuple[str, ...]
    signed: str
    signed_at: datetime | None
    replied_at: datetime | None
    replied_by: str
    reply: str
    in_time: bool | None
    tickets: tuple[TicketLine, ...]
    pictures: tuple[Shown, ...]
    before: tuple[Shown, ...]
    """Of the last reply; where it brought none, those of the problem."""
    after: tuple[Shown, ...]
    waiting_pictures: int
    """How many of the last reply's pictures are still being made ready."""
    proposal: CardView | None
    cards: tuple[CardView, ...]
    story: tuple[LineView, ...]
    issuer: bool
    addressee: bool
    actions: frozenset[str]

    @property
    def points(self) -> int:
        """What the cards have cost so far."""
        return sum(card.points for card in self.cards)


def notice_view(session: Session, actor: Actor, row: Notice, now: datetime) -> NoticeView:
    """A notice in scope as this reader sees it."""
    pictures = pictures_of(session, [row.id])[row.id]
    cards = _cards(session, row.id)
    last = max((one.turn for one in pictures), default=0)
    inside = actor.role in SEES_ALL or actor.unit_id == row.office_id
    reply = [one for one in pictures if one.turn == last and one.turn > 0]
    copies = session.scalars(
        select(Unit.name).join(NoticeCopy, NoticeCopy.unit_id == Unit.id).where(NoticeCopy.notice_id == row.id).order_by(Unit.name)
    )  # fmt: skip
    return NoticeView(
        line=line_of(row, now), head=row.head, problem=row.problem, demand=row.demand, contact=row.contact, phone=row.phone,
        copies=tuple(copies), signed=row.signed_by or "", signed_at=row.signed_at, replied_at=row.replied_at,
        replied_by=row.replied_by or "", reply=row.reply or "", in_time=row.in_time, tickets=_tickets(session, actor, row.id),
        pictures=tuple(one for one in pictures if one.turn == 0 and one.ready),
        before=_ready(reply, PhotoRole.BEFORE) or tuple(one for one in pictures if one.turn == 0 and one.ready),
        after=_ready(reply, PhotoRole.AFTER),
        waiting_pictures=sum(not one.ready for one in pictures),
        proposal=next((card for card in cards if not card.issued), None) if inside else None,
        cards=tuple(card for card in cards if card.issued), story=_story(session, row.id, inside),
        issuer=actor.may(Permission.ISSUE_NOTICE) and actor.unit_id == row.office_id,
        addressee=actor.may(Permission.ANSWER_NOTICE) and actor.unit_id == row.unit_id,
        actions=_may(actor, row, now, any(not card.issued for card in cards)),
    )  # fmt: skip


ASKED_OF_THE_ROW = frozenset({
    NoticeNeed.ISSUER, NoticeNeed.ADDRESSEE, NoticeNeed.NO_YELLOW, NoticeNeed.LATE_OR_REFUSED, NoticeNeed.AFTER_YELLOW,
})  # fmt: skip
"""Needs that nothing typed into a form could meet."""


def _may(actor: Actor, row: Notice, now: datetime, proposed: bool) -> frozenset[str]:
    """The table's steps for this reader, without those that their needs would refuse anyway."""
    case = Case(row, actor, now)
    allowed = set()
    for step in NOTICE.allowed(row.state):
        asked = [need for need in step.needs if need in ASKED_OF_THE_ROW]
        refused = any(RULES[need][1](case) for need in asked)  # type: ignore[index]  # a step names its needs as words
        if actor.may(Permission(step.permission)) and not refused:
            allowed.add(step.action.value)
    if not proposed:
        allowed.discard(NoticeAction.DROP.value)
    return frozenset(allowed)


def _ready(pictures: Sequence[Shown], role: PhotoRole) -> tuple[Shown, ...]:
    return tuple(one for one in pictures if one.role is role and one.ready)


def _tickets(session: Session, actor: Actor, notice_id: uuid.UUID) -> tuple[TicketLine, ...]:
    query = (
        select(Ticket)
        .join(NoticeTicket, NoticeTicket.ticket_id == Ticket.id)
        .where(NoticeTicket.notice_id == notice_id, readable(actor))
        .order_by(Ticket.sort)
    )
    return tuple(
        TicketLine(t.id, t.number, t.matter_class.name if t.matter_class else "未定类", place_shown(actor, t))
        for t in session.scalars(query)
    )


def _cards(session: Session, notice_id: uuid.UUID) -> list[CardView]:
    """Those that were issued, and the one that is proposed; what was decided against is in the story alone."""
    query = (
        select(NoticeCard)
        .where(NoticeCard.notice_id == notice_id)
        .order_by(NoticeCard.made_at, NoticeCard.id)
    )
    return [
        CardView(
            row.card, CARD_WORDS[row.card], row.why, row.decided_at or row.made_at, row.issued, row.points
        )
        for row in session.scalars(query)
        if row.issued or row.decided_at is None
    ]


def _story(session: Session, notice_id: uuid.UUID, inside: bool) -> tuple[LineView, ...]:
    """The newest first; what the office has in mind is for those alone who issue or oversee."""
    query = select(NoticeStep).where(NoticeStep.notice_id == notice_id)
    if not inside:
        query = query.where(NoticeStep.action.not_in(IN_MIND))
    labels = {step.action.value: step.label for step in NOTICE.steps}
    return tuple(
        LineView(s.at, labels.get(s.action, s.action), s.name, s.unit_name, s.words or "", tone="late" if s.action in LATE else "plain")
        for s in session.scalars(query.order_by(NoticeStep.at.desc(), NoticeStep.id.desc()))
    )  # fmt: skip
