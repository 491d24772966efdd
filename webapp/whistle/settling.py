"""What the street does when they have come: minutes, who does what by when, a rating for each, the end."""

import uuid
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from webapp.base.database import new_id
from webapp.base.fields import Command, MaybeWords, Words
from webapp.base.work import Work
from webapp.ticket.advance import take
from webapp.ticket.given import Given
from webapp.ticket.words import Action
from webapp.whistle import advance
from webapp.whistle.advance import Hand
from webapp.whistle.lifecycle import WhistleAction
from webapp.whistle.parts import let_out
from webapp.whistle.records import Whistle, WhistleParty, WhistleTask
from webapp.whistle.rules import Brought
from webapp.whistle.words import STAR_WORDS

Line = Annotated[Words, StringConstraints(max_length=200)]
Keeper = Annotated[MaybeWords, StringConstraints(max_length=120)]


class SettleWhistle(Command):
    """记纪要: what was found and agreed, and who maintains it afterwards if that is settled already."""

    whistle_id: uuid.UUID
    minutes: Words
    keeper: Keeper = ""


class AddTask(Command):
    """加一条分工: what, whose, by which day; and what the resident reads of it."""

    whistle_id: uuid.UUID
    what: Line
    party: uuid.UUID | None = None
    due: date | None = None
    words: Annotated[MaybeWords, StringConstraints(max_length=200)] = ""


class RateParty(Command):
    """评价: one to five stars with a word."""

    whistle_id: uuid.UUID
    party: uuid.UUID
    stars: int = Field(ge=1, le=5)
    words: Line


class EndWhistle(Command):
    """结束: everything done, everybody rated, somebody maintains it."""

    whistle_id: uuid.UUID
    keeper: Keeper = ""


class CallOff(Command):
    """取消: before anybody has met."""

    whistle_id: uuid.UUID
    reason: Line


def settle(work: Work, order: SettleWhistle) -> Whistle:
    """Write down what came of it; nobody is waited for any more."""
    return _minutes(work, order, WhistleAction.SETTLE)


def amend(work: Work, order: SettleWhistle) -> Whistle:
    """Put the minutes right; the story keeps that it was done."""
    return _minutes(work, order, WhistleAction.AMEND)


def _minutes(work: Work, order: SettleWhistle, action: WhistleAction) -> Whistle:
    hand = advance.take_in_hand(work, order.whistle_id)
    whistle = advance.move(work, hand, action, order.minutes)
    whistle.minutes, whistle.keeper = order.minutes, order.keeper or whistle.keeper
    whistle.settled_at = whistle.settled_at or work.now
    _wait_no_more(hand)
    advance.tell_tickets(work, hand.tickets, action, f"{whistle.number}：{order.minutes}")
    return whistle


def add_task(work: Work, order: AddTask) -> WhistleTask:
    """Give a party its part; it stands in every ticket, and the residents are told in plain words."""
    hand = advance.take_in_hand(work, order.whistle_id)
    party = hand.party(order.party)
    name = party.name if party else ""
    day = f"{order.due.month}月{order.due.day}日" if order.due else ""
    words = f"{name}：{order.what}，{day}前。"
    advance.move(work, hand, WhistleAction.COMMIT, words, Brought(due=order.due), party)
    assert party is not None  # noqa: S101  the table's needs ask for both
    assert order.due is not None  # noqa: S101  as above
    task = WhistleTask(
        id=new_id(),
        whistle_id=hand.whistle.id,
        party_id=party.id,
        what=order.what,
        due=order.due,
        made_at=work.now,
    )
    work.session.add(task)
    advance.tell_tickets(work, hand.tickets, WhistleAction.COMMIT, words)
    _tell_residents(work, hand, order.words or f"到现场商量好了，{name}来办，{day}前办到。")
    return task


def _tell_residents(work: Work, hand: Hand, words: str) -> None:
    """A word to the residents, by the ticket's own table: it renews the promise."""
    for ticket in hand.tickets:
        if ticket.is_open and ticket.resident_reported:
            take(work, ticket, Action.WORD, Given(words=words))


def rate(work: Work, order: RateParty) -> WhistleParty:
    """Rate a party; another rating replaces the first, the story keeps both."""
    hand = advance.take_in_hand(work, order.whistle_id)
    party = hand.party(order.party)
    said = f"{party.name}：{order.stars} 星（{STAR_WORDS[order.stars]}）。{order.words}" if party else None
    advance.move(work, hand, WhistleAction.RATE, said, party=party)
    assert party is not None  # noqa: S101  the table's needs ask for it
    party.stars, party.rating_words, party.rated_at = order.stars, order.words, work.now
    return party


def end(work: Work, order: EndWhistle) -> Whistle:
    """End it; the tickets keep who maintains the thing from now on."""
    hand = advance.take_in_hand(work, order.whistle_id)
    keeper = order.keeper or hand.whistle.keeper
    words = f"办结了，以后由{keeper}来管。"
    whistle = advance.move(work, hand, WhistleAction.END, words, Brought(keeper=order.keeper or None))
    whistle.keeper, whistle.ended_at = keeper, work.now
    _wait_no_more(hand)
    advance.tell_tickets(work, hand.tickets, WhistleAction.END, f"{whistle.number}{words}")
    return whistle


def call_off(work: Work, order: CallOff) -> Whistle:
    """Call it off; everybody called sees the reason, and reads the tickets no more unless they are theirs anyway."""
    hand = advance.take_in_hand(work, order.whistle_id)
    whistle = advance.move(work, hand, WhistleAction.CALL_OFF, order.reason)
    whistle.ended_at, whistle.ended_why = work.now, order.reason
    _wait_no_more(hand)
    let_out(work, hand)
    advance.tell_tickets(work, hand.tickets, WhistleAction.CALL_OFF, f"{whistle.number}：{order.reason}")
    return whistle


def _wait_no_more(hand: Hand) -> None:
    for party in hand.parties:
        party.climbs_at = None
