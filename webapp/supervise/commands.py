"""Issuing notices: one or several units get one each; a batch of tickets becomes a notice a unit or a ticket."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from secrets import randbelow
from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy import select

from webapp.base.database import new_id
from webapp.base.errors import Invalid
from webapp.base.fields import Command, LocalMoment, Plain, Words
from webapp.base.work import Work
from webapp.people.records import Unit
from webapp.supervise import advance, pictures, rules
from webapp.supervise.lifecycle import NoticeAction, NoticeState
from webapp.supervise.numbers import draw_numbers, office_of
from webapp.supervise.records import Notice, NoticeCopy, NoticeTicket
from webapp.supervise.rules import Brought
from webapp.supervise.scope import ADDRESSED
from webapp.ticket.advance import load
from webapp.ticket.photos import KeptPhoto
from webapp.ticket.queries import find_by_number
from webapp.ticket.records import PhotoRole, Ticket

Subject = Annotated[Words, StringConstraints(max_length=60)]
Place = Annotated[Plain, StringConstraints(max_length=120)]
Contact = Annotated[Plain, StringConstraints(max_length=40)]
Phone = Annotated[Plain, StringConstraints(max_length=20, pattern=r"^[0-9+\-－ 转()（）]*$")]


class IssueNotice(Command):
    """下发: to whom, about which tickets if any, what is wrong, what is asked, until when, whom to call."""

    units: tuple[uuid.UUID, ...] = Field(default=(), max_length=rules.MOST_UNITS)
    copies: tuple[uuid.UUID, ...] = Field(default=(), max_length=rules.MOST_UNITS)
    numbers: tuple[str, ...] = Field(default=(), max_length=rules.MOST_TICKETS)
    subject: Subject
    problem: Words
    demand: Words
    place: Place = ""
    due: LocalMoment
    contact: Contact = ""
    phone: Phone = ""
    photos: tuple[uuid.UUID, ...] = Field(default=(), max_length=rules.MOST_PICTURES)
    """Of the tickets' photos, those that go with it."""


@dataclass(frozen=True)
class Text:
    """What one notice says; several notices of one act may differ in it."""

    unit: Unit
    tickets: Sequence[Ticket]
    subject: str
    problem: str
    place: str
    photos: Sequence[uuid.UUID] = field(default=())


def issue_notice(work: Work, order: IssueNotice, kept: Sequence[KeptPhoto] = ()) -> list[Notice]:
    """Issue a notice to each unit; all or none. The tickets' history says so, the numbers follow one another.

    Raises:
        Invalid: an unknown number, no unit, a dissolved one, a moment that is past; by field.
    """
    tickets = tickets_of(work, order.numbers)
    units, copies = units_of(work, order.units), units_of(work, order.copies)
    advance.check_new(work, Brought(tickets=tickets, units=units, copies=copies, due=order.due))
    texts = [Text(unit, tickets, order.subject, order.problem, order.place, order.photos) for unit in units]
    return write_notices(work, order, texts, copies, kept)


def tickets_of(work: Work, numbers: Iterable[str]) -> list[Ticket]:
    """The tickets of the numbers, locked in one order; `Invalid` names those that are not found."""
    found = {number: find_by_number(work.session, work.actor, number) for number in numbers}
    unknown = [number for number, ticket_id in found.items() if ticket_id is None]
    if unknown:
        raise Invalid({"numbers": f"没有找到 {'、'.join(unknown)[:60]}，看看单号抄对没有。"})
    return [load(work, ticket_id) for ticket_id in sorted({one for one in found.values() if one})]


def units_of(work: Work, unit_ids: Sequence[uuid.UUID]) -> list[Unit]:
    """Units that a notice can go to, dissolved ones too: the table's need says why they are refused."""
    query = select(Unit).where(Unit.id.in_(unit_ids), Unit.kind.in_(ADDRESSED), Unit.id != work.actor.unit_id)
    return list(work.session.scalars(query.order_by(Unit.kind, Unit.name)))


def write_notices(
    work: Work, order: "IssueNotice | IssueBatch", texts: Sequence[Text], copies: Sequence[Unit], kept: Sequence[KeptPhoto],
) -> list[Notice]:  # fmt: skip
    """Write one notice for each text, with numbers that follow one another; call with everything checked and in hand."""
    assert work.actor.unit_id is not None  # noqa: S101  whoever may issue has an office
    office = work.session.get_one(Unit, work.actor.unit_id)
    sign = office_of(work, office)
    year, numbers = draw_numbers(work, office, len(texts))
    made = []
    for place, (text, number) in enumerate(zip(texts, numbers, strict=True)):
        notice = _notice(work, order, text, place)
        notice.office_id, notice.year, notice.number = office.id, year, number
        notice.mark, notice.head = sign.mark, sign.head
        notice.contact, notice.phone = order.contact or sign.contact, order.phone or sign.phone
        work.session.add(notice)
        _attach(work, notice, text, copies, kept)
        made.append(notice)
    return made


def _notice(work: Work, order: "IssueNotice | IssueBatch", text: Text, place: int) -> Notice:
    placed = next((ticket for ticket in text.tickets if ticket.lng is not None), None)
    sort = (int(work.now.timestamp() * 1_000_000) + place) * 1000 + randbelow(1000)
    return Notice(
        id=new_id(), sort=sort, unit_id=text.unit.id, state=NoticeState.ISSUED,
        subject=text.subject, problem=text.problem, demand=order.demand, place_words=text.place,
        lng=placed.lng if placed else None, lat=placed.lat if placed else None, due=order.due, issued_at=work.now,
        waits_since=work.now, issued_by=work.actor.person_id, refusals=0, urges=0,
    )  # fmt: skip


def _attach(
    work: Work, notice: Notice, text: Text, copies: Sequence[Unit], kept: Sequence[KeptPhoto]
) -> None:
    for ticket in text.tickets:
        work.session.add(NoticeTicket(notice_id=notice.id, ticket_id=ticket.id))
    for unit in copies:
        if unit.id != text.unit.id:
            work.session.add(NoticeCopy(notice_id=notice.id, unit_id=unit.id))
    roles = (PhotoRole.PROBLEM, PhotoRole.BEFORE)
    theirs = pictures.ready_photos(work.session, [ticket.id for ticket in text.tickets], *roles)
    chosen = [photo for photo in theirs if photo.id in text.photos][: rules.MOST_PICTURES]
    pictures.point_to(work, notice, chosen, 0)
    pictures.tie(work, notice, kept, 0, first=len(chosen))
    hand = advance.Hand(notice, [], list(text.tickets))
    advance.plan_card(work, hand)
    words = f"发给{text.unit.name}，{advance.when(notice.due)}前办好并反馈。"
    advance.tell(work, notice, NoticeAction.ISSUE, words)
    said = f"{notice.full_number}：{words}"
    advance.tell_tickets(work, text.tickets, NoticeAction.ISSUE, said, noticed=True)


class IssueBatch(Command):
    """批量下发: many tickets, grouped by the unit that has them or one notice each."""

    numbers: tuple[str, ...] = Field(default=(), max_length=rules.MOST_TICKETS)
    each: bool = False
    """One notice a ticket instead of one a unit."""
    demand: Words
    due: LocalMoment
    contact: Contact = ""
    phone: Phone = ""
