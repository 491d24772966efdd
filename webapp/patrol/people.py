"""Who patrols: one person's plan of today for the supervisor, and the streets that people were given."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webapp.access.actor import Actor
from webapp.patrol.day import PATROLLING
from webapp.patrol.lifecycle import WORDS, TaskState
from webapp.patrol.queries import WHY_WORDS
from webapp.patrol.records import Beat, Visit, VisitTask
from webapp.patrol.scope import tasks_seen, visits_seen
from webapp.patrol.watching import duty_seconds, rounds_today, today_of
from webapp.people.records import Person
from webapp.place.records import Street


@dataclass(frozen=True)
class TaskRow:
    """One planned visit as the supervisor sees it."""

    id: uuid.UUID
    point_id: uuid.UUID
    point_name: str
    why: str
    state: str
    open: bool
    visit_id: uuid.UUID | None


@dataclass(frozen=True)
class PersonView:
    """Somebody's day, and who could go instead."""

    person_id: uuid.UUID
    name: str
    seconds: int
    tasks: Sequence[TaskRow]
    others: Sequence[tuple[uuid.UUID, str]]


@dataclass(frozen=True)
class Walks:
    """Somebody who may patrol, with the street they were given."""

    id: uuid.UUID
    name: str
    role: str
    unit: str
    street_id: uuid.UUID | None


def person_today(session: Session, actor: Actor, person_id: uuid.UUID, now: datetime) -> PersonView | None:
    """Somebody's plan and hours of today; None for who never patrolled in this actor's scope."""
    person = session.get(Person, person_id)
    day, _ = today_of(now)
    seen = (VisitTask.person_id == person_id, tasks_seen(actor))
    tasks = session.scalars(
        select(VisitTask)
        .where(*seen, VisitTask.day == day, VisitTask.state != TaskState.WITHDRAWN)
        .order_by(VisitTask.place_in_order, VisitTask.id)
        .options(joinedload(VisitTask.point))
    ).unique()
    rows = [
        TaskRow(
            t.id,
            t.point_id,
            t.point.name,
            WHY_WORDS[t.why],
            WORDS[t.state],
            t.state is TaskState.PLANNED,
            t.visit_id,
        )
        for t in tasks
    ]
    ever = session.scalars(select(VisitTask.id).where(*seen).limit(1)).first()
    walked = session.scalars(
        select(Visit.id).where(Visit.person_id == person_id, visits_seen(actor)).limit(1)
    ).first()
    if person is None or (ever is None and walked is None):
        return None
    others = select(Person.id, Person.name).where(
        Person.active, Person.role.in_(PATROLLING), Person.id != person_id
    )
    return PersonView(
        person_id, person.name, duty_seconds(rounds_today(session, person_id, now), now), rows,
        [(key, name) for key, name in session.execute(others.order_by(Person.name))],
    )  # fmt: skip


def patrol_people(session: Session) -> tuple[Sequence[Walks], Sequence[tuple[str, str]]]:
    """Everybody who may patrol with their street, and all streets as choices."""
    query = (
        select(Person, Beat.street_id)
        .outerjoin(Beat, Beat.person_id == Person.id)
        .where(Person.active, Person.role.in_(PATROLLING))
        .order_by(Person.role.desc(), Person.account)
    )
    people = [Walks(p.id, p.name, p.role, p.unit.name, street) for p, street in session.execute(query)]
    streets = session.execute(select(Street.id, Street.name).order_by(Street.code))
    return people, [("", "不指定"), *((str(key), name) for key, name in streets)]
