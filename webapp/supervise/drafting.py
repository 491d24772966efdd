"""What a notice about tickets starts with: title, problem, place, unit and photos, to be read over before it is issued."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.clock import CHINA, Limit, LimitUnit
from webapp.catalogue.calendar import calendar_of
from webapp.catalogue.settings import InForce
from webapp.layout.presenting import input_moment
from webapp.supervise.pictures import ready_photos
from webapp.ticket.pictures import ALTS
from webapp.ticket.queries import get_ticket
from webapp.ticket.records import PhotoRole, Ticket

DEMAND = "请接到本单后马上到现场核查整改，举一反三查同类问题，在期限前反馈整改情况，并附整改前后对比照片。"
UNSORTED = "有关问题"


@dataclass(frozen=True)
class PhotoChoice:
    """A photo of a ticket that may go with the notice."""

    id: uuid.UUID
    small: str
    large: str
    alt: str


@dataclass(frozen=True)
class Draft:
    """What the form starts with."""

    numbers: str
    subject: str
    problem: str
    place: str
    unit_id: str
    demand: str
    due: str
    photos: tuple[PhotoChoice, ...]


def draft_of(
    session: Session, actor: Actor, ticket_ids: Sequence[uuid.UUID], now: datetime, decided: InForce
) -> Draft:
    """From the tickets that are named and in scope; without one, an empty form with demand and deadline."""
    found = [get_ticket(session, actor, one) for one in ticket_ids]
    tickets = [ticket for ticket in found if ticket is not None]
    first = tickets[0] if tickets else None
    ends = calendar_of(session).after(now, Limit(int(decided["notice_days"]), LimitUnit.WORK_DAY))
    local = ends.astimezone(CHINA).replace(hour=17, minute=0, second=0, microsecond=0)
    roles = (PhotoRole.PROBLEM, PhotoRole.BEFORE)
    photos = ready_photos(session, [ticket.id for ticket in tickets], *roles) if tickets else []
    return Draft(
        numbers=" ".join(ticket.number for ticket in tickets), subject=subject_of(tickets) if tickets else "",
        problem=problem_of(tickets) if tickets else "", place=place_of(first) if first else "",
        unit_id=str(first.unit_id) if first is not None and first.unit_id else "", demand=DEMAND, due=input_moment(local),
        photos=tuple(
            PhotoChoice(p.id, f"/photos/{p.id}/small", f"/photos/{p.id}/large", ALTS[p.role]) for p in photos
        ),
    )  # fmt: skip


def subject_of(tickets: Sequence[Ticket]) -> str:
    """关于新街坊30号院楼道灯问题: place and class of the first ticket, and how many there are."""
    first = tickets[0]
    name = first.matter_class.name if first.matter_class is not None else UNSORTED
    more = f"等{len(tickets)}件" if len(tickets) > 1 else ""
    return f"关于{(first.coarse_words or first.place_words)[:24]}{name[:16]}{more}问题"[:60]


def problem_of(tickets: Sequence[Ticket]) -> str:
    """One line a ticket: number, day, place as a unit may know it, class. The resident's words stay with the ticket."""
    lines = []
    for place, ticket in enumerate(tickets, start=1):
        day = ticket.reported_at.astimezone(CHINA)
        name = ticket.matter_class.name if ticket.matter_class is not None else UNSORTED
        mark = f"{place}. " if len(tickets) > 1 else ""
        lines.append(
            f"{mark}{day.month}月{day.day}日，{place_of(ticket)}反映{name}（单号 {ticket.number}）。"
        )
    return "\n".join(lines)


def place_of(ticket: Ticket) -> str:
    """The place on paper: of what is 保密 the compound alone (safety.md 4)."""
    return ticket.coarse_words if ticket.confidential else ticket.place_words
