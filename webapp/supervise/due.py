"""Timed work of the supervising desk: silence brings the proposal of the next card; a person decides on it."""

import uuid

from sqlalchemy import select

from webapp.access.actor import TIMER
from webapp.base.batches import each_alone
from webapp.base.database import new_id
from webapp.base.work import Kernel, Work
from webapp.supervise import advance
from webapp.supervise.advance import Hand
from webapp.supervise.lifecycle import NoticeAction
from webapp.supervise.records import Notice, NoticeCard
from webapp.supervise.words import CARD_WORDS, Card

BATCH = 100


def propose_cards(kernel: Kernel) -> int:
    """Propose the cards whose time has come; returns how many."""
    ripe = select(Notice.id).where(Notice.proposes_at <= kernel.clock.now()).order_by(Notice.proposes_at)
    with kernel.read() as session:
        found = list(session.scalars(ripe.limit(BATCH)))
    return each_alone(kernel, TIMER, found, _propose)


def _propose(work: Work, notice_id: uuid.UUID) -> bool:
    hand = advance.take_in_hand(work, notice_id)
    found = advance.proposal_of(work, hand)
    if found is None or found[0] > work.now:
        advance.plan_card(work, hand)
        return False
    _, card, why = found
    _propose_this(work, hand, card, why)
    advance.move(work, hand, NoticeAction.PROPOSE, f"{CARD_WORDS[card]}：{why}")
    advance.plan_card(work, hand)
    return True


def _propose_this(work: Work, hand: Hand, card: Card, why: str) -> None:
    """The one proposal of a notice; a milder one that nobody has decided on is overtaken, the story keeps it."""
    standing = hand.proposal
    if standing is not None:
        standing.card, standing.why, standing.made_at = card, why, work.now
        return
    made = NoticeCard(
        id=new_id(), notice_id=hand.notice.id, card=card, turn=hand.turn, why=why, made_at=work.now, issued=False, points=0
    )  # fmt: skip
    work.session.add(made)
    hand.cards.append(made)
