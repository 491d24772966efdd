"""What those who were called do: 收到, 报到 on the spot, and saying that a task is done. Units and guests alike."""

import uuid
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from webapp.base.fields import Command, MaybeWords, typed_number
from webapp.base.work import Work
from webapp.place.nearest import metres_between
from webapp.whistle import advance
from webapp.whistle.lifecycle import WhistleAction
from webapp.whistle.records import WhistleParty, WhistleTask
from webapp.whistle.rules import Brought, is_past, late_minutes

Line = Annotated[MaybeWords, StringConstraints(max_length=200)]


def _code(value: object) -> object:
    return typed_number(value).upper()[:8] if isinstance(value, str) else value


class AnswerWhistle(Command):
    """收到; with a word if there is something to say, for example who comes."""

    whistle_id: uuid.UUID
    party_id: uuid.UUID | None = None
    """Whose link was opened; a unit is known by who acts."""
    words: Line = ""


class SignIn(Command):
    """报到: by the code that is shown on the spot, or by the button alone; with a position when the phone gives one."""

    whistle_id: uuid.UUID
    party_id: uuid.UUID | None = None
    code: Annotated[str, BeforeValidator(_code)] = ""
    lng: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)


class Fulfil(Command):
    """办到了: by its owner, or by the street that blew."""

    whistle_id: uuid.UUID
    party_id: uuid.UUID | None = None
    task: uuid.UUID
    words: Line = ""


def answer(work: Work, order: AnswerWhistle) -> WhistleParty | None:
    """Say that it was heard; the first answer counts."""
    hand = advance.take_in_hand(work, order.whistle_id)
    party = hand.party_of(work.actor, order.party_id)
    if party is not None and party.answered_at is not None:
        return party
    said = f"{party.name}收到了。{order.words}" if party else None
    advance.move(work, hand, WhistleAction.ANSWER, said, party=party)
    if party is not None:
        _heard(work, party)
        party.answer_words = order.words or None
    return party


def sign_in(work: Work, order: SignIn) -> WhistleParty | None:
    """Sign in on the spot; minutes late are counted, the distance is kept as evidence. The first time counts."""
    hand = advance.take_in_hand(work, order.whistle_id)
    whistle, party = hand.whistle, hand.party_of(work.actor, order.party_id)
    if party is not None and party.arrived_at is not None:
        return party
    late = late_minutes(whistle.arrive_by, work.now)
    words = f"{party.name}报到了，{f'晚了 {late} 分钟' if late else '准时'}。" if party else None
    advance.move(work, hand, WhistleAction.SIGN_IN, words, Brought(code=order.code), party)
    if party is not None:
        _heard(work, party)
        party.arrived_at, party.arrived_by, party.late_minutes = work.now, work.actor.name, late
        party.scanned = bool(order.code)
        if order.lng is not None and order.lat is not None:
            party.lng, party.lat = order.lng, order.lat
            if whistle.lng is not None and whistle.lat is not None:
                party.metres = round(metres_between(whistle.lng, whistle.lat, order.lng, order.lat))
    return party


def fulfil(work: Work, order: Fulfil) -> WhistleTask:
    """Say that a task is done; the tickets hear of it, their residents in plain words."""
    hand = advance.take_in_hand(work, order.whistle_id)
    task = hand.task(order.task)
    owner = hand.party(task.party_id)
    acting = hand.party_of(work.actor, order.party_id)
    mine = acting if acting is not None and acting.id == task.party_id else None
    name = owner.name if owner else ""
    words = f"{name}办到了：{task.what}。{order.words}"
    advance.move(work, hand, WhistleAction.FULFIL, words, party=mine, task=task)
    task.done_at, task.done_by, task.done_words = work.now, work.actor.name, order.words or None
    if task.late_at is None and is_past(task.due, work.now):
        task.late_at = work.now
    open_ones = [ticket for ticket in hand.tickets if ticket.is_open]
    advance.tell_tickets(work, open_ones, WhistleAction.FULFIL, words, f"{name}说好的事办到了。")
    return task


def _heard(work: Work, party: WhistleParty) -> None:
    if party.answered_at is None:
        party.answered_at, party.answered_by, party.climbs_at = work.now, work.actor.name, None
