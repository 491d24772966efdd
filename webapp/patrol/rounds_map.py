"""The map of today's rounds: stops that wait, visits where they were made, each plan's way. WGS-84, in degrees.

Nobody is tracked: there is a mark where somebody checked in, and none between (safety.md 9).
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, select, true
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.clock import CHINA
from webapp.patrol.evidence import FLAG_WORDS, Flag
from webapp.patrol.lifecycle import TaskState
from webapp.patrol.records import Point, Visit, VisitTask
from webapp.patrol.scope import tasks_seen, visits_seen
from webapp.patrol.watching import OUTCOME_WORDS, today_of
from webapp.people.records import Person
from webapp.place.records import Grid

MOST_GRIDS = 200
DONE, ODD, WAITS, OVERDUE = "done", "odd", "waits", "overdue"


def rounds_on_map(
    session: Session, actor: Actor, now: datetime, person_id: uuid.UUID | None = None
) -> dict[str, Any]:
    """Marks (id, place, state, words, address of the page), ways and borders of grids; one person's, or everybody's."""
    visits = session.execute(_visits(actor, now, person_id)).all()
    seen = {visit.id for visit, _, _ in visits}
    stops = session.execute(_stops(actor, now, person_id)).all()
    grids = select(Grid.name, Grid.outline).where(Grid.outline.is_not(None)).limit(MOST_GRIDS)
    return {
        "marks": [
            *(_visit_mark(*row) for row in visits),
            *(_stop_mark(now, task, point, name) for task, point, name in stops if task.visit_id not in seen),
        ],
        "ways": list(_ways(stops)),
        "grids": [{"name": name, "outline": outline} for name, outline in session.execute(grids)],
    }


def _visits(actor: Actor, now: datetime, person_id: uuid.UUID | None) -> Any:
    return (
        select(Visit, Person.name, Point.name)
        .join(Person, Person.id == Visit.person_id)
        .outerjoin(Point, Point.id == Visit.point_id)
        .where(visits_seen(actor), _by(Visit.person_id, person_id))
        .where(Visit.visited_at >= today_of(now)[1], Visit.lng.is_not(None))
        .order_by(Visit.visited_at)
    )


def _stops(actor: Actor, now: datetime, person_id: uuid.UUID | None) -> Any:
    return (
        select(VisitTask, Point, Person.name)
        .join(Point, Point.id == VisitTask.point_id)
        .join(Person, Person.id == VisitTask.person_id)
        .where(tasks_seen(actor), _by(VisitTask.person_id, person_id))
        .where(
            VisitTask.day == today_of(now)[0], VisitTask.state != TaskState.WITHDRAWN, Point.lng.is_not(None)
        )
        .order_by(VisitTask.person_id, VisitTask.place_in_order, VisitTask.id)
    )


def _by(column: Any, person_id: uuid.UUID | None) -> ColumnElement[bool]:
    return true() if person_id is None else column == person_id


def _visit_mark(visit: Visit, who: str, point: str | None) -> dict[str, Any]:
    odd = visit.flagged and visit.looked_at is None
    said = "、".join(FLAG_WORDS[Flag(flag)] for flag in visit.flags) if odd else OUTCOME_WORDS[visit.outcome]
    at = f"{visit.visited_at.astimezone(CHINA):%H:%M}"
    return {
        "id": visit.id, "lng": visit.lng, "lat": visit.lat, "state": ODD if odd else DONE,
        "words": f"{point or visit.point_code} · {who} {at} · {said}", "url": f"/desk/patrol/visits/{visit.id}",
    }  # fmt: skip


def _stop_mark(now: datetime, task: VisitTask, point: Point, who: str) -> dict[str, Any]:
    """A stop that waits; or one that was done where no position was known: it stands at its point."""
    done = task.state is TaskState.DONE
    overdue = point.due_at < today_of(now)[1]
    said = "去过了，没有定位" if done else "待去，已超期" if overdue else "待去"
    return {
        "id": task.id, "lng": point.lng, "lat": point.lat, "state": DONE if done else OVERDUE if overdue else WAITS,
        "words": f"{point.name} · {who}第 {task.place_in_order} 站 · {said}", "url": f"/desk/patrol/points/{point.id}",
    }  # fmt: skip


def _ways(stops: Iterable[Row[VisitTask, Point, str]]) -> Iterator[Sequence[Sequence[float | None]]]:
    """Everybody's stops in walking order."""
    for _, mine in groupby(stops, key=lambda row: row[0].person_id):
        way = [[point.lng, point.lat] for _, point, _ in mine]
        if len(way) > 1:
            yield way
