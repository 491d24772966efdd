"""Coverage: how many of the points that must be visited were; every rate with what it divides, and its list.

By type and street: points visited within their cycle ÷ active points. By inspector: planned visits made ÷ planned
visits of days up to today (what was withdrawn is not counted), in the last two months.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Integer, case, cast, func, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.clock import CHINA
from webapp.layout.presenting import rate_words
from webapp.patrol.lifecycle import TaskState
from webapp.patrol.records import Point, PointType, VisitTask
from webapp.patrol.scope import points_seen, tasks_seen
from webapp.people.records import Person
from webapp.place.records import Street

WINDOW = timedelta(days=60)


@dataclass(frozen=True)
class Rate:
    """One line: what it is about (code for the list behind it), how many of how many."""

    code: str
    name: str
    part: int
    whole: int

    @property
    def words(self) -> str:
        """In percent; a zero denominator is —."""
        return rate_words(self.part, self.whole)


@dataclass(frozen=True)
class Coverage:
    """All three tables and the total."""

    total: Rate
    types: Sequence[Rate]
    streets: Sequence[Rate]
    people: Sequence[Rate]
    overdue: int


def coverage(session: Session, actor: Actor, now: datetime) -> Coverage:
    """Coverage in the actor's scope as of now; four queries, however many points there are."""
    covered = _count(Point.visited_at.is_not(None) & (Point.due_at > now))
    seen = (Point.active, points_seen(actor))
    types = (
        select(PointType.code, PointType.name, covered, func.count())
        .join(Point, Point.type_id == PointType.id)
        .where(*seen).group_by(PointType.code, PointType.name).order_by(PointType.code)
    )  # fmt: skip
    streets = (
        select(Street.code, Street.name, covered, func.count())
        .join(Point, Point.street_id == Street.id)
        .where(*seen).group_by(Street.code, Street.name).order_by(Street.code)
    )  # fmt: skip
    by_type = [Rate(*row) for row in session.execute(types)]
    total = Rate("", "全部点位", sum(r.part for r in by_type), sum(r.whole for r in by_type))
    overdue = session.scalar(select(func.count()).select_from(Point).where(*seen, Point.due_at <= now)) or 0
    return Coverage(
        total,
        by_type,
        [Rate(*row) for row in session.execute(streets)],
        _people(session, actor, now),
        overdue,
    )


def _people(session: Session, actor: Actor, now: datetime) -> Sequence[Rate]:
    today = now.astimezone(CHINA).date()
    query = (
        select(Person.id, Person.name, _count(VisitTask.state == TaskState.DONE), func.count())
        .join(VisitTask, VisitTask.person_id == Person.id)
        .where(
            tasks_seen(actor), VisitTask.state != TaskState.WITHDRAWN,
            VisitTask.day <= today, VisitTask.day > today - WINDOW,
        )
        .group_by(Person.id, Person.name)
        .order_by(Person.name)
    )  # fmt: skip
    rows: list[tuple[uuid.UUID, str, int, int]] = [(a, b, c, d) for a, b, c, d in session.execute(query)]
    return [Rate(str(person_id), name, part, whole) for person_id, name, part, whole in rows]


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Integer)
