"""What a day's plan is made from: points that are due, people who walk, visits that may be repeated."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.role import MAY, Permission, Role
from webapp.base.clock import CHINA
from webapp.patrol.lifecycle import TaskState
from webapp.patrol.plan import Candidate, Revisit, Walker
from webapp.patrol.records import Beat, Outcome, Point, Visit, VisitTask
from webapp.people.records import Person

REVISIT_WITHIN = timedelta(days=3)
PATROLLING = frozenset(role.value for role in Role if Permission.PATROL in MAY[role])


@dataclass(frozen=True)
class DuePoint:
    """A point as planning reads it."""

    id: uuid.UUID
    street_id: uuid.UUID
    lng: float | None
    lat: float | None
    due_at: datetime


@dataclass(frozen=True)
class Repeatable:
    """A visit that somebody else may repeat, and its point."""

    id: uuid.UUID
    person_id: uuid.UUID
    point: DuePoint


@dataclass(frozen=True)
class Numbered:
    """A day as the pure plan takes it; its small numbers are places in `points`, `people` and `visits`."""

    points: Sequence[uuid.UUID]
    people: Sequence[uuid.UUID]
    visits: Sequence[Repeatable]
    candidates: Sequence[Candidate]
    walkers: Sequence[Walker]
    revisits: Sequence[Revisit]


def read_day(session: Session, now: datetime, day: date, room: int, ahead_days: int) -> Numbered:
    """What may be visited on a day, and by whom of those who have nothing left to do; what they did takes room."""
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), CHINA)
    standing = (VisitTask.day == day, VisitTask.state != TaskState.WITHDRAWN)
    tasks = session.execute(
        select(VisitTask.person_id, VisitTask.point_id, VisitTask.state).where(*standing)
    ).all()
    busy = {person for person, _, state in tasks if state is TaskState.PLANNED}
    done = Counter(person for person, _, _ in tasks)
    due = _due(session, end + timedelta(days=ahead_days), {point for _, point, _ in tasks})
    again = _repeatable(session, now, {point.id for point in due})
    people = {person: street for person, street in walkers_of(session).items() if person not in busy}
    everything = [*due, *(visit.point for visit in again)]
    return number(everything, people, again, end, {person: room - done[person] for person in people})


def number(
    points: Sequence[DuePoint], people: Mapping[uuid.UUID, uuid.UUID | None], again: Sequence[Repeatable],
    end: datetime, room: Mapping[uuid.UUID, int],
) -> Numbered:  # fmt: skip
    """Ids as small numbers; a point whose position nobody knows is taken to be in the middle of its street.

    The last of `points` are those of `again`, in the same order.
    """
    streets = {street: n for n, street in enumerate(dict.fromkeys(p.street_id for p in points))}
    middles = _middles(points)
    every = [
        Candidate(n, *_place(p, middles), streets[p.street_id], (p.due_at - end).total_seconds() / 86_400)
        for n, p in enumerate(points)
    ]
    walks = {person: n for n, person in enumerate(people)}
    due = len(points) - len(again)
    return Numbered(
        [point.id for point in points], list(people), again, every[:due],
        [
            Walker(n, max(0, room[person]), streets.get(street, -1) if street else None)
            for n, (person, street) in enumerate(people.items())
        ],
        [Revisit(n, every[due + n], walks.get(visit.person_id, -1)) for n, visit in enumerate(again)],
    )  # fmt: skip


def walkers_of(session: Session) -> dict[uuid.UUID, uuid.UUID | None]:
    """Who patrols, with their street: inspectors (None: anywhere), and others who were given a street."""
    query = (
        select(Person.id, Person.role, Beat.street_id)
        .outerjoin(Beat, Beat.person_id == Person.id)
        .where(Person.active, Person.role.in_(PATROLLING))
        .order_by(Person.account)
    )
    rows = session.execute(query).all()
    return {person: street for person, role, street in rows if street is not None or role == Role.INSPECTOR}


_POINT = (Point.id, Point.street_id, Point.lng, Point.lat, Point.due_at)


def _due(session: Session, before: datetime, but: set[uuid.UUID]) -> list[DuePoint]:
    query = select(*_POINT).where(Point.active, Point.due_at < before).order_by(Point.code)
    return [DuePoint(*row) for row in session.execute(query) if row.id not in but]


def _repeatable(session: Session, now: datetime, due: set[uuid.UUID]) -> list[Repeatable]:
    """Visits of the last days that found nothing, that nobody repeated, at points that are not due again anyway."""
    asked = select(VisitTask.second_of).where(VisitTask.second_of.is_not(None))
    query = (
        select(Visit.id.label("visit_id"), Visit.person_id, *_POINT)
        .join(Point, Point.id == Visit.point_id)
        .where(
            Visit.visited_at >= now - REVISIT_WITHIN, Visit.outcome == Outcome.CLEAR, Visit.second_of.is_(None),
            Visit.id.not_in(asked), Point.active,
        )
        .order_by(Visit.visited_at, Visit.id)
    )  # fmt: skip
    found: dict[uuid.UUID, Repeatable] = {}
    for row in session.execute(query):
        if row.id not in due:
            point = DuePoint(row.id, row.street_id, row.lng, row.lat, row.due_at)
            found.setdefault(point.id, Repeatable(row.visit_id, row.person_id, point))
    return list(found.values())


def _place(point: DuePoint, middles: Mapping[uuid.UUID, tuple[float, float]]) -> tuple[float, float]:
    known = point.lng is not None and point.lat is not None
    return (point.lng or 0.0, point.lat or 0.0) if known else middles.get(point.street_id, (0.0, 0.0))


def _middles(points: Sequence[DuePoint]) -> dict[uuid.UUID, tuple[float, float]]:
    places: dict[uuid.UUID, list[tuple[float, float]]] = defaultdict(list)
    for point in points:
        if point.lng is not None and point.lat is not None:
            places[point.street_id].append((point.lng, point.lat))
    return {
        street: (sum(x for x, _ in known) / len(known), sum(y for _, y in known) / len(known))
        for street, known in places.items()
    }
