"""What a supervisor sees: today's rounds, visits with what does not fit, one visit in full, the map's data."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from webapp.access.actor import Actor
from webapp.base.clock import CHINA
from webapp.patrol.evidence import FLAG_WORDS, Flag
from webapp.patrol.lifecycle import TaskState
from webapp.patrol.records import Outcome, Round, Visit, VisitFault, VisitPhoto, VisitTask
from webapp.patrol.scope import rounds_seen, tasks_seen, visits_seen
from webapp.people.records import Person
from webapp.ticket.queries import readable
from webapp.ticket.records import PhotoRole, PhotoState, Reporter, Ticket

OUTCOME_WORDS = {Outcome.CLEAR: "没发现问题", Outcome.FAULTS: "有问题"}
SHOWN = 50


@dataclass(frozen=True)
class VisitPicture:
    """A photo of a visit that may be shown (components/photo_strip.html)."""

    visit_id: uuid.UUID
    place_in_order: int
    taken_at: datetime | None
    alt: str = "检查时拍的"
    label: str = ""

    @property
    def small(self) -> str:
        """The address of the copy for lists."""
        return f"/desk/patrol/visits/{self.visit_id}/photos/{self.place_in_order}/small"

    @property
    def large(self) -> str:
        """The address of the copy for looking closely."""
        return f"/desk/patrol/visits/{self.visit_id}/photos/{self.place_in_order}/large"


@dataclass(frozen=True)
class FaultRow:
    """An item that did not pass, with the ticket that its report opened, if it has come."""

    words: str
    note: str
    ticket_id: uuid.UUID | None
    ticket_number: str


@dataclass(frozen=True)
class VisitRow:
    """A visit as lists show it."""

    id: uuid.UUID
    point_id: uuid.UUID | None
    point_name: str
    person_name: str
    visited_at: datetime
    received_at: datetime
    outcome: str
    clear: bool
    flags: Sequence[str]
    distance_m: int | None
    looked_at: datetime | None
    looked_words: str | None
    second: bool
    words: str
    photos: Sequence[VisitPicture]


@dataclass(frozen=True)
class PersonToday:
    """Somebody's patrol today: on duty since and for how long, how much of the plan is done, the newest visit."""

    person_id: uuid.UUID
    name: str
    started_at: datetime | None
    on_duty: bool
    seconds: int
    done: int
    planned: int
    last: VisitRow | None
    flags: int


def today_of(now: datetime) -> tuple[date, datetime]:
    """Today in China and the moment it began."""
    day = now.astimezone(CHINA).date()
    return day, datetime.combine(day, time(), CHINA)


def people_today(session: Session, actor: Actor, now: datetime) -> Sequence[PersonToday]:
    """Everybody who is on duty, was, or has a plan today; who is on duty first."""
    day, begun = today_of(now)
    tasks = session.scalars(
        select(VisitTask).where(
            VisitTask.day == day, VisitTask.state != TaskState.WITHDRAWN, tasks_seen(actor)
        )
    ).all()
    rounds = session.scalars(
        select(Round).where(rounds_seen(actor), (Round.started_at >= begun) | Round.ended_at.is_(None))
    ).all()
    visits = find_visits(session, actor, Visit.visited_at >= begun, most=1000)
    persons = (
        {task.person_id for task in tasks} | {one.person_id for one in rounds} | {by for by, _ in visits}
    )
    names = {row.id: row.name for row in session.scalars(select(Person).where(Person.id.in_(persons)))}
    people = [
        _person(names[one], one, tasks, rounds, [v for by, v in visits if by == one], now) for one in persons
    ]
    return sorted(people, key=lambda person: (not person.on_duty, person.name))


def _person(
    name: str, person_id: uuid.UUID, tasks: Sequence[VisitTask], rounds: Sequence[Round], visits: Sequence[VisitRow],
    now: datetime,
) -> PersonToday:  # fmt: skip
    mine = [task for task in tasks if task.person_id == person_id]
    turns = [one for one in rounds if one.person_id == person_id]
    return PersonToday(
        person_id, name, min((one.started_at for one in turns), default=None), any(one.ended_at is None for one in turns),
        duty_seconds(turns, now), sum(task.state is TaskState.DONE for task in mine), len(mine),
        visits[0] if visits else None, sum(bool(v.flags) and v.looked_at is None for v in visits),
    )  # fmt: skip


def duty_seconds(rounds: Sequence[Round], now: datetime) -> int:
    """How long somebody has been on duty in these rounds."""
    return int(sum(((one.ended_at or now) - one.started_at).total_seconds() for one in rounds))


def rounds_today(session: Session, person_id: uuid.UUID | None, now: datetime) -> Sequence[Round]:
    """A person's rounds that began today or still go on."""
    _, begun = today_of(now)
    mine = select(Round).where(Round.person_id == person_id)
    return session.scalars(mine.where((Round.started_at >= begun) | Round.ended_at.is_(None))).all()


def find_visits(
    session: Session, actor: Actor, *conditions: ColumnElement[bool], most: int = SHOWN
) -> Sequence[tuple[uuid.UUID, VisitRow]]:  # fmt: skip
    """Visits in scope, the newest first, each with its person's id; two queries however many there are."""
    query = (
        select(Visit)
        .where(visits_seen(actor), *conditions)
        .order_by(Visit.visited_at.desc(), Visit.id)
        .limit(most)
        .options(joinedload(Visit.point), joinedload(Visit.person))
    )
    rows = session.scalars(query).unique().all()
    pictures = _pictures(session, [row.id for row in rows])
    return [(row.person_id, _row(row, pictures.get(row.id, ()))) for row in rows]


def flagged_visits(session: Session, actor: Actor) -> Sequence[VisitRow]:
    """What does not fit and nobody has looked into, the newest first."""
    waiting = find_visits(session, actor, Visit.flagged.is_(True), Visit.looked_at.is_(None))
    return [row for _, row in waiting]


def visits_of_person(
    session: Session, actor: Actor, person_id: uuid.UUID, since: datetime
) -> Sequence[VisitRow]:
    """Somebody's visits of a while."""
    found = find_visits(session, actor, Visit.person_id == person_id, Visit.visited_at >= since, most=300)
    return [row for _, row in found]


def visits_at(session: Session, actor: Actor, point_id: uuid.UUID) -> Sequence[VisitRow]:
    """The newest visits at a point, as far as the actor may see them."""
    return [row for _, row in find_visits(session, actor, Visit.point_id == point_id, most=20)]


def one_visit(session: Session, actor: Actor, visit_id: uuid.UUID) -> VisitRow | None:
    """One visit in scope."""
    return next((row for _, row in find_visits(session, actor, Visit.id == visit_id)), None)


def checked_items(session: Session, visit_id: uuid.UUID) -> tuple[Sequence[FaultRow], int]:
    """The items that did not pass, with their tickets, and how many items there were."""
    visit = session.get_one(Visit, visit_id)
    query = (
        select(VisitFault, Ticket.id, Ticket.number)
        .outerjoin(Reporter, Reporter.report_id == VisitFault.report_id)
        .outerjoin(Ticket, Ticket.id == Reporter.ticket_id)
        .where(VisitFault.visit_id == visit_id)
        .order_by(VisitFault.item)
    )
    faults = [
        FaultRow(fault.words, fault.note, ticket, number or "")
        for fault, ticket, number in session.execute(query)
    ]
    return faults, len(visit.items)


def faults_at(session: Session, actor: Actor, point_id: uuid.UUID) -> Sequence[FaultRow]:
    """What was found wrong at a point, the newest first, with the tickets that the actor may read."""
    query = (
        select(VisitFault, Ticket.id, Ticket.number)
        .join(Visit, Visit.id == VisitFault.visit_id)
        .join(Reporter, Reporter.report_id == VisitFault.report_id)
        .join(Ticket, Ticket.id == Reporter.ticket_id)
        .where(Visit.point_id == point_id, readable(actor))
        .order_by(Visit.visited_at.desc(), VisitFault.item)
        .limit(SHOWN)
    )
    return [
        FaultRow(fault.words, fault.note, ticket, number or "")
        for fault, ticket, number in session.execute(query)
    ]


def visit_photo(
    session: Session, actor: Actor, visit_id: uuid.UUID, place_in_order: int
) -> VisitPhoto | None:
    """A photo of a visit in scope."""
    query = (
        select(VisitPhoto)
        .join(Visit, Visit.id == VisitPhoto.visit_id)
        .where(Visit.id == visit_id, VisitPhoto.place_in_order == place_in_order, visits_seen(actor))
    )
    return session.scalars(query).first()


def _row(visit: Visit, pictures: Sequence[VisitPicture]) -> VisitRow:
    return VisitRow(
        visit.id, visit.point_id, visit.point.name if visit.point else visit.point_code, visit.person.name,
        visit.visited_at, visit.received_at, OUTCOME_WORDS[visit.outcome], visit.outcome is Outcome.CLEAR,
        [FLAG_WORDS[Flag(flag)] for flag in visit.flags], visit.distance_m, visit.looked_at, visit.looked_words,
        visit.second_of is not None, visit.words, pictures,
    )  # fmt: skip


def _pictures(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[VisitPicture]]:
    query = (
        select(VisitPhoto)
        .where(
            VisitPhoto.visit_id.in_(ids),
            VisitPhoto.state == PhotoState.READY,
            VisitPhoto.role != PhotoRole.VOICE,
        )
        .order_by(VisitPhoto.place_in_order)
    )
    found: dict[uuid.UUID, list[VisitPicture]] = {}
    for photo in session.scalars(query):
        picture = VisitPicture(photo.visit_id, photo.place_in_order, photo.taken_at)
        found.setdefault(photo.visit_id, []).append(picture)
    return found
