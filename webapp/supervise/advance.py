"""The only place that sets a notice's state and writes its story; and what the tickets hear of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from webapp.base.clock import CHINA
from webapp.base.database import new_id
from webapp.base.errors import NotFound
from webapp.base.lifecycle import refuse, unmet
from webapp.base.work import Work
from webapp.catalogue.calendar import calendar_of
from webapp.catalogue.settings import in_force
from webapp.place.records import Street
from webapp.supervise.events import NoticeMoved
from webapp.supervise.lifecycle import AT_THE_UNIT, NOTICE, NoticeAction, NoticeNeed
from webapp.supervise.records import Notice, NoticeCard, NoticeStep, NoticeTicket
from webapp.supervise.rules import RULES, Brought, Case, Patience, Waiting, next_card
from webapp.supervise.scope import within_reach
from webapp.supervise.words import Card
from webapp.ticket.advance import note
from webapp.ticket.records import Ticket

GONE = "没有这份通知单，或者它没有发给您单位。"
NOTHING = Brought()
NOT_YOURS = frozenset({NoticeNeed.ISSUER, NoticeNeed.ADDRESSEE})
NOT_NOW = frozenset({
    NoticeNeed.NO_YELLOW, NoticeNeed.LATE_OR_REFUSED, NoticeNeed.AFTER_YELLOW, NoticeNeed.PROPOSED,
})  # fmt: skip


@dataclass
class Hand:
    """A notice in hand: its row locked for this work, with its tickets and its cards."""

    notice: Notice
    cards: list[NoticeCard]
    tickets: list[Ticket]

    @property
    def proposal(self) -> NoticeCard | None:
        """The card that waits to be decided on."""
        return next((card for card in self.cards if card.decided_at is None), None)

    @property
    def turn(self) -> int:
        """Which reply is waited for, from 1."""
        return self.notice.refusals + 1


def take_in_hand(work: Work, notice_id: uuid.UUID) -> Hand:
    """The notice's row, locked, with what belongs to it; out of scope means not found."""
    query = select(Notice).where(Notice.id == notice_id, within_reach(work.actor)).with_for_update(of=Notice)
    notice = work.session.scalars(query.execution_options(populate_existing=True)).first()
    if notice is None:
        raise NotFound(GONE)
    cards = work.session.scalars(
        select(NoticeCard)
        .where(NoticeCard.notice_id == notice_id)
        .order_by(NoticeCard.made_at, NoticeCard.id)
    )
    return Hand(notice, list(cards), _tickets(work, notice_id))


def _tickets(work: Work, notice_id: uuid.UUID) -> list[Ticket]:
    query = (
        select(Ticket)
        .join(NoticeTicket, NoticeTicket.ticket_id == Ticket.id)
        .where(NoticeTicket.notice_id == notice_id)
        .order_by(Ticket.id)
        .with_for_update(of=Ticket)
    )
    return list(work.session.scalars(query))


def streets_of(work: Work) -> frozenset[uuid.UUID]:
    """The streets that the actor's unit is the office of."""
    return frozenset(work.session.scalars(select(Street.id).where(Street.unit_id == work.actor.unit_id)))


def check_new(work: Work, brought: Brought) -> None:
    """Whether a notice may be issued like this; else `Forbidden` or `Invalid` by field."""
    row = NOTICE.step(NoticeAction.ISSUE)
    work.actor.require(row.permission)
    case = Case(None, work.actor, work.now, brought, streets_of(work))
    refuse(unmet(RULES, row.needs, case), NOT_NOW, NOT_YOURS)


def move(
    work: Work, hand: Hand, action: NoticeAction, words: str | None = None, brought: Brought = NOTHING
) -> Notice:
    """Take a step of the table, write its line and its event. Facts are the caller's, set after this."""
    row = NOTICE.step(action)
    work.actor.require(row.permission)
    after = NOTICE.target(action, hand.notice.state)
    refuse(unmet(RULES, row.needs, Case(hand.notice, work.actor, work.now, brought)), NOT_NOW, NOT_YOURS)
    hand.notice.state = after
    if after not in AT_THE_UNIT:
        hand.notice.proposes_at = None
    tell(work, hand.notice, action, words)
    return hand.notice


def tell(work: Work, notice: Notice, action: NoticeAction, words: str | None) -> None:
    """Write a line of the story and record the event."""
    actor = work.actor
    work.session.add(
        NoticeStep(
            id=new_id(), notice_id=notice.id, at=work.now, action=action.value, name=actor.name,
            unit_name=actor.unit_name, words=words,
        )
    )  # fmt: skip
    work.record(
        NoticeMoved(
            notice_id=notice.id, action=action.value, after=notice.state.value, office_id=notice.office_id,
            unit_id=notice.unit_id,
        )
    )  # fmt: skip


def tell_tickets(
    work: Work, tickets: Sequence[Ticket], action: NoticeAction, reason: str, **facts: Any
) -> None:
    """A line in the history of every ticket, read by staff."""
    for ticket in tickets:
        note(work, ticket, f"notice.{action}", reason=reason[:2000], **facts)


def when(at: datetime) -> str:
    """A moment as the story and the history name it."""
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def plan_card(work: Work, hand: Hand) -> None:
    """Set when the next card is to be proposed; call once the facts of a step are set."""
    found = proposal_of(work, hand)
    hand.notice.proposes_at = found[0] if found else None


def proposal_of(work: Work, hand: Hand) -> tuple[datetime, Card, str] | None:
    """When which card is proposed next, and why."""
    notice, decided = hand.notice, in_force(work.session, work.kernel.clock)
    patience = Patience(int(decided["notice_sign_hours"]), int(decided["notice_red_days"]))
    tried = frozenset(card.card for card in hand.cards if card.turn == hand.turn)
    waiting = Waiting(
        notice.state, notice.waits_since, notice.due, notice.refusals, notice.card, notice.carded_at, tried
    )
    return next_card(waiting, patience, calendar_of(work.session, notice.unit_id))
