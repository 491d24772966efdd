"""What the issuing office does once a notice is out: accepts or sends back, postpones, withdraws, urges, gives cards."""

import uuid
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import select

from webapp.base.database import new_id
from webapp.base.fields import Command, LocalMoment, MaybeWords, Words
from webapp.base.work import Work
from webapp.catalogue.settings import in_force
from webapp.supervise import advance
from webapp.supervise.advance import Hand
from webapp.supervise.lifecycle import NoticeAction, NoticeState
from webapp.supervise.records import Notice, NoticeCard, NoticeTicket
from webapp.supervise.rules import Brought
from webapp.supervise.words import CARD_WORDS, RANK, Card

Reason = Annotated[Words, StringConstraints(max_length=500)]
Short = Annotated[MaybeWords, StringConstraints(max_length=200)]
ACTION_OF = {Card.URGE: NoticeAction.URGE, Card.YELLOW: NoticeAction.YELLOW, Card.RED: NoticeAction.RED}


class AcceptReply(Command):
    """验收通过."""

    notice_id: uuid.UUID
    words: Short = ""


class SendBack(Command):
    """退回重办: why, and until when now."""

    notice_id: uuid.UUID
    reason: Reason
    due: LocalMoment


class Postpone(Command):
    """改期限."""

    notice_id: uuid.UUID
    reason: Reason
    due: LocalMoment


class Withdraw(Command):
    """撤销: the number stays used."""

    notice_id: uuid.UUID
    reason: Reason


class GiveCard(Command):
    """催办, 黄牌, 红牌."""

    notice_id: uuid.UUID
    words: Short = ""


class DropProposal(Command):
    """这次不发."""

    notice_id: uuid.UUID
    reason: Short = ""


def accept_reply(work: Work, order: AcceptReply) -> Notice:
    """Accept what the unit replied; the notice is over."""
    hand = advance.take_in_hand(work, order.notice_id)
    notice = advance.move(work, hand, NoticeAction.ACCEPT, order.words or None)
    assert notice.replied_at is not None  # noqa: S101  the table comes here from a reply alone
    notice.in_time, notice.ended_at = notice.replied_at <= notice.due, work.now
    _over(work, hand)
    advance.tell_tickets(work, hand.tickets, NoticeAction.ACCEPT, f"{notice.full_number}：验收通过。")
    return notice


def send_back(work: Work, order: SendBack) -> Notice:
    """Send a reply back; the unit has the notice again until the new deadline."""
    hand = advance.take_in_hand(work, order.notice_id)
    words = f"{order.reason}（{advance.when(order.due)}前再反馈）"
    notice = advance.move(work, hand, NoticeAction.SEND_BACK, words, Brought(due=order.due))
    notice.refusals += 1
    notice.due, notice.waits_since = order.due, work.now
    advance.plan_card(work, hand)
    advance.tell_tickets(
        work, hand.tickets, NoticeAction.SEND_BACK, f"{notice.full_number}：反馈退回，{words}"
    )
    return notice


def postpone(work: Work, order: Postpone) -> Notice:
    """Give the unit longer, with the reason."""
    hand = advance.take_in_hand(work, order.notice_id)
    words = f"改到{advance.when(order.due)}：{order.reason}"
    notice = advance.move(work, hand, NoticeAction.POSTPONE, words, Brought(due=order.due))
    notice.due = order.due
    advance.plan_card(work, hand)
    return notice


def withdraw(work: Work, order: Withdraw) -> Notice:
    """Withdraw a notice; its tickets are under no supervision any more unless another notice holds them."""
    hand = advance.take_in_hand(work, order.notice_id)
    notice = advance.move(work, hand, NoticeAction.WITHDRAW, order.reason)
    notice.ended_at = work.now
    _over(work, hand)
    held = _held_by_others(work, hand)
    for ticket in hand.tickets:
        said = f"{notice.full_number}：撤销，{order.reason}"
        advance.tell_tickets(work, [ticket], NoticeAction.WITHDRAW, said, noticed=ticket.id in held)
    return notice


def _over(work: Work, hand: Hand) -> None:
    if hand.proposal is not None:
        hand.proposal.decided_at, hand.proposal.decided_by = work.now, work.actor.name
    hand.notice.proposes_at = None


def _held_by_others(work: Work, hand: Hand) -> set[uuid.UUID]:
    """The tickets that another notice is about, one that was not withdrawn."""
    query = (
        select(NoticeTicket.ticket_id)
        .join(Notice, Notice.id == NoticeTicket.notice_id)
        .where(
            NoticeTicket.ticket_id.in_([ticket.id for ticket in hand.tickets]), Notice.id != hand.notice.id,
            Notice.state != NoticeState.WITHDRAWN,
        )
    )  # fmt: skip
    return set(work.session.scalars(query))


def give_card(work: Work, order: GiveCard, card: Card) -> Notice:
    """Issue a card, proposed or not; points go by the table that is in force today."""
    hand = advance.take_in_hand(work, order.notice_id)
    proposed = hand.proposal
    why = order.words or (
        proposed.why if proposed is not None and proposed.card is card else CARD_WORDS[card]
    )
    points = int(in_force(work.session, work.kernel.clock)[f"notice_points_{card}"])
    said = f"{why}，扣 {points} 分" if points else why
    notice = advance.move(work, hand, ACTION_OF[card], said)
    given = proposed
    if given is None or given.card is not card:
        _overtake(work, proposed, card)
        given = NoticeCard(id=new_id(), notice_id=notice.id, card=card, turn=hand.turn, made_at=work.now)
        work.session.add(given)
        hand.cards.append(given)
    given.why, given.issued, given.points = why[:200], True, points
    given.decided_at, given.decided_by = work.now, work.actor.name
    notice.urges += card is Card.URGE
    if notice.card is None or RANK[card] > RANK[notice.card]:
        notice.card, notice.carded_at = card, work.now
    advance.plan_card(work, hand)
    advance.tell_tickets(
        work, hand.tickets, ACTION_OF[card], f"{notice.full_number}：{CARD_WORDS[card]}，{said}"
    )
    return notice


def _overtake(work: Work, proposed: NoticeCard | None, card: Card) -> None:
    """A graver card makes the milder proposal needless; a milder one leaves the graver standing."""
    if proposed is not None and RANK[proposed.card] < RANK[card]:
        proposed.decided_at, proposed.decided_by = work.now, work.actor.name


def drop_proposal(work: Work, order: DropProposal) -> Notice:
    """Decide against the card that was proposed."""
    hand = advance.take_in_hand(work, order.notice_id)
    proposed = hand.proposal
    name = CARD_WORDS[proposed.card] if proposed else ""
    words = f"{name}：{order.reason or '不发'}"
    notice = advance.move(work, hand, NoticeAction.DROP, words, Brought(proposal=proposed))
    assert proposed is not None  # noqa: S101  the table's need asked for it
    proposed.decided_at, proposed.decided_by = work.now, work.actor.name
    advance.plan_card(work, hand)
    return notice
