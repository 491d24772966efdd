"""The notices of the demonstration: one accepted, one that waits to be, one late, one not signed for, one by the district."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.signed_in import actor_of
from webapp.admin.demo.pictures import Album
from webapp.admin.demo.teller import follow
from webapp.base.clock import CHINA, FixedClock
from webapp.base.work import Kernel, Work
from webapp.people.records import Person, Unit
from webapp.supervise import pictures
from webapp.supervise.answering import ReplyToNotice, SignNotice, reply_to_notice, sign_notice
from webapp.supervise.commands import IssueNotice, issue_notice
from webapp.supervise.drafting import DEMAND, problem_of, subject_of
from webapp.supervise.due import propose_cards
from webapp.supervise.judging import AcceptReply, accept_reply
from webapp.supervise.records import Notice
from webapp.ticket.queries import readable
from webapp.ticket.records import PhotoRole, Ticket

Done = TypeVar("Done")


@dataclass(frozen=True)
class Told:
    """One notice: by whom, to which unit, so many days ago, for so many days; how far it came."""

    by: str
    unit: str
    answers: str
    ago: float
    days: float
    signed: bool = False
    replied: str = ""
    accepted: bool = False
    about: int = 0
    """How many of the unit's open tickets it is about; none: what was seen on a round."""


NOTICES = (
    Told("jiedao", "WY1", "wuye", 6, 3, True, "五栋楼道灯的线路全部换新，夜里看过，都亮。", True, 1),
    Told("jiedao", "WY2", "wuye02", 4, 3, True, about=1),
    Told("jiedao", "BM1", "bumen", 2, 3, True, "护栏已经焊好刷漆，同一条路查了一遍。", about=1),
    Told("jiedao", "BM2", "bumen02", 0.8, 3),
    Told("qu", "JD", "jiedao", 0.2, 5, about=2),
)
SEEN = (
    "关于柳荫路绿化带堆物的问题",
    "柳荫路北侧绿化带里堆了建筑垃圾，约十米长，已经三天。",
    "柳荫路北侧绿化带",
)


def write_notices(kernel: Kernel) -> None:
    """Tell them in the order of time, each with what the unit did since."""
    until, album = kernel.clock.now(), Album(kernel.store)
    for told in NOTICES:
        past = FixedClock(_in_daylight(until - timedelta(days=told.ago), until))
        then = replace(kernel, clock=past)
        notice = _issued(then, told)
        if told.signed:
            past.moment = min(past.moment + timedelta(hours=1), until)
            _do(then, told.answers, partial(sign_notice, order=SignNotice(notice_id=notice.id)))
        if told.replied:
            past.moment = min(past.moment + timedelta(days=1), until)
            _reply(then, album, told, notice)
        if told.accepted:
            past.moment = min(past.moment + timedelta(days=1), until)
            _do(then, told.by, partial(accept_reply, order=AcceptReply(notice_id=notice.id)))
    propose_cards(kernel)
    follow(kernel)


def _in_daylight(moment: datetime, until: datetime) -> datetime:
    return min(moment.astimezone(CHINA).replace(hour=10, minute=20), until - timedelta(minutes=30))


def _issued(kernel: Kernel, told: Told) -> Notice:
    with kernel.read() as session:
        unit = session.scalars(select(Unit).where(Unit.code == told.unit)).one()
        tickets = list(_tickets(session, _actor(session, told.by), unit, told))
        subject, problem, place = SEEN
        if tickets:
            subject, problem, place = subject_of(tickets), problem_of(tickets), tickets[0].place_words
        numbers = tuple(ticket.number for ticket in tickets)
        photos = pictures.ready_photos(session, [ticket.id for ticket in tickets], PhotoRole.PROBLEM)
    order = IssueNotice(
        units=(unit.id,), numbers=numbers, subject=subject, problem=problem, place=place, demand=DEMAND,
        due=kernel.clock.now() + timedelta(days=told.days), photos=tuple(photo.id for photo in photos[:2]),
    )  # fmt: skip
    made: list[Notice] = _do(kernel, told.by, lambda work: issue_notice(work, order))
    return made[0]


def _tickets(session: Session, actor: Actor, unit: Unit, told: Told) -> Iterable[Ticket]:
    """The unit's own open tickets that were reported before; to a street, any that are open."""
    query = select(Ticket).where(
        readable(actor), Ticket.open_sort.is_not(None), ~Ticket.confidential, ~Ticket.about_unit
    )
    if told.by != "qu":
        query = query.where(Ticket.unit_id == unit.id)
    return session.scalars(query.order_by(Ticket.sort).limit(told.about)) if told.about else ()


def _reply(kernel: Kernel, album: Album, told: Told, notice: Notice) -> None:
    pair = [
        album.take("lamp", role, role is PhotoRole.AFTER, 0) for role in (PhotoRole.BEFORE, PhotoRole.AFTER)
    ]
    order = ReplyToNotice(notice_id=notice.id, reply=told.replied)
    _do(kernel, told.answers, lambda work: reply_to_notice(work, order, pair))


def _do(kernel: Kernel, account: str, act: Callable[[Work], Done]) -> Done:
    with kernel.read() as session:
        actor = _actor(session, account)
    with kernel.work(actor) as work:
        return act(work)


def _actor(session: Session, account: str) -> Actor:
    return actor_of(session.scalars(select(Person).where(Person.account == account)).one())
