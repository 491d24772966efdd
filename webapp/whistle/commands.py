"""Blowing a whistle, calling more units and asking guests: what the street does before they come."""

import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy import select

from webapp.access.link_tokens import digest, guest_token
from webapp.base.clock import CHINA, local_day
from webapp.base.database import new_id
from webapp.base.errors import Invalid
from webapp.base.fields import Command, LocalMoment, Words
from webapp.base.work import Work
from webapp.catalogue.settings import in_force
from webapp.people.records import Unit
from webapp.ticket.advance import load
from webapp.ticket.queries import find_by_number
from webapp.ticket.records import Ticket
from webapp.whistle import advance, rules
from webapp.whistle.lifecycle import WhistleAction, WhistleState
from webapp.whistle.parts import let_in
from webapp.whistle.records import Whistle, WhistleParty, WhistleTicket
from webapp.whistle.rules import Brought
from webapp.whistle.scope import CALLABLE

TO_RESIDENTS = "街道请几家单位一起到现场来看、来办。"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
Place = Annotated[Words, StringConstraints(max_length=120)]
Name = Annotated[Words, StringConstraints(max_length=40)]


class BlowWhistle(Command):
    """吹哨: which tickets, what it is about, who is called, where, by when."""

    numbers: tuple[str, ...] = Field(default=(), max_length=rules.MOST_TICKETS)
    issue: Words
    units: tuple[uuid.UUID, ...] = Field(default=(), max_length=rules.MOST_UNITS)
    place: Place
    arrive_by: LocalMoment


class CallMore(Command):
    """再叫几家."""

    whistle_id: uuid.UUID
    units: tuple[uuid.UUID, ...] = Field(default=(), max_length=rules.MOST_UNITS)


class InviteGuest(Command):
    """请外单位: a school, a contractor; they get a link that reads this whistle alone."""

    whistle_id: uuid.UUID
    guest: Name


class RevokeGuest(Command):
    """撤销链接."""

    whistle_id: uuid.UUID
    party: uuid.UUID


@dataclass(frozen=True)
class MadeGuest:
    """What is shown once and kept nowhere: the token of the guest's link."""

    party_id: uuid.UUID
    token: str


def blow_whistle(work: Work, order: BlowWhistle) -> Whistle:
    """Call units to the spot of tickets in scope; the called take part in them from now on."""
    tickets = _tickets(work, order.numbers)
    units = _units(work, order.units)
    advance.check_new(work, Brought(tickets=tickets, units=units, arrive_by=order.arrive_by))
    placed = next((ticket for ticket in tickets if ticket.lng is not None), None)
    assert work.actor.unit_id is not None  # noqa: S101  a street's own tickets: the table's needs ask for it
    whistle = Whistle(
        id=new_id(), number=_number(work), unit_id=work.actor.unit_id, blown_by=work.actor.person_id,
        blown_at=work.now, issue=order.issue, place_words=order.place, arrive_by=order.arrive_by,
        lng=placed.lng if placed else None, lat=placed.lat if placed else None,
        spot_code="".join(secrets.choice(LETTERS) for _ in range(6)),
    )  # fmt: skip
    work.session.add(whistle)
    for ticket in tickets:
        work.session.add(WhistleTicket(whistle_id=whistle.id, ticket_id=ticket.id))
    _call(work, whistle, tickets, units)
    names = "、".join(unit.name for unit in units)
    advance.tell(
        work, whistle, WhistleAction.BLOW, f"叫了{names}，{_when(order.arrive_by)}前到{order.place}。"
    )
    advance.tell_tickets(
        work, tickets, WhistleAction.BLOW, f"{whistle.number}：{order.issue}（叫了{names}）", TO_RESIDENTS
    )
    return whistle


def call_more(work: Work, order: CallMore) -> Whistle:
    """Call further units to a whistle that stands."""
    hand = advance.take_in_hand(work, order.whistle_id)
    units = _units(work, order.units)
    names = "、".join(unit.name for unit in units)
    advance.move(work, hand, WhistleAction.CALL_MORE, f"又叫了{names}。", Brought(units=units))
    _call(work, hand.whistle, hand.tickets, units)
    return hand.whistle


def invite_guest(work: Work, order: InviteGuest) -> MadeGuest:
    """Make a guest's link: it opens this whistle alone, runs out a week after the arrive-by, can be revoked."""
    hand = advance.take_in_hand(work, order.whistle_id)
    advance.move(work, hand, WhistleAction.INVITE_GUEST, f"请了{order.guest}，用链接。")
    party_id = new_id()
    made = MadeGuest(party_id, guest_token(work.kernel.secret, party_id))
    whistle = hand.whistle
    work.session.add(
        WhistleParty(
            id=made.party_id, whistle_id=whistle.id, guest_name=order.guest, token_hash=digest(made.token),
            expires_at=max(work.now, whistle.arrive_by) + timedelta(days=rules.GUEST_DAYS), called_at=work.now,
            climbs_at=_climbs_at(work, whistle), scanned=False, climb_level=0,
        )
    )  # fmt: skip
    return made


def revoke_guest(work: Work, order: RevokeGuest) -> Whistle:
    """End a guest's link; twice is once."""
    hand = advance.take_in_hand(work, order.whistle_id)
    party = hand.party(order.party)
    if party is not None and party.revoked_at is not None:
        return hand.whistle
    words = f"撤销了{party.name}的链接。" if party else None
    advance.move(work, hand, WhistleAction.REVOKE_GUEST, words, party=party)
    if party is not None:
        party.revoked_at, party.climbs_at = work.now, None
    return hand.whistle


def _tickets(work: Work, numbers: Iterable[str]) -> list[Ticket]:
    """The tickets of the numbers, locked in one order; `Invalid` names those that are not found."""
    found = {number: find_by_number(work.session, work.actor, number) for number in numbers}
    unknown = [number for number, ticket_id in found.items() if ticket_id is None]
    if unknown:
        raise Invalid({"numbers": f"没有找到 {'、'.join(unknown)[:60]}，看看单号抄对没有。"})
    return [load(work, ticket_id) for ticket_id in sorted({one for one in found.values() if one})]


def _units(work: Work, unit_ids: Sequence[uuid.UUID]) -> list[Unit]:
    query = select(Unit).where(Unit.id.in_(unit_ids), Unit.live, Unit.kind.in_(CALLABLE))
    others = query.where(Unit.id != work.actor.unit_id)
    return list(work.session.scalars(others.order_by(Unit.kind, Unit.name)))


def _call(work: Work, whistle: Whistle, tickets: Sequence[Ticket], units: Sequence[Unit]) -> None:
    climbs_at = _climbs_at(work, whistle)
    for unit in units:
        work.session.add(
            WhistleParty(
                id=new_id(), whistle_id=whistle.id, unit_id=unit.id, called_at=work.now, climbs_at=climbs_at,
                scanned=False, climb_level=0,
            )
        )  # fmt: skip
        for ticket in tickets:
            let_in(work, ticket, unit, work.now)


def _climbs_at(work: Work, whistle: Whistle) -> datetime | None:
    """When silence climbs first; never once they have met: who comes later may answer, but is not waited for."""
    if whistle.state is WhistleState.SETTLED:
        return None
    most = timedelta(minutes=int(in_force(work.session, work.kernel.clock)["whistle_answer_minutes"]))
    return work.now + rules.answer_wait(work.now, whistle.arrive_by, most)


def _number(work: Work) -> str:
    day = local_day(work.now)
    return f"哨{day[4:]}-{work.next_number(f'whistle:{day}'):02d}"


def _when(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
