"""Points, checklists and today's plan: what the phone takes along, and what the forms need."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.base.clock import CHINA
from webapp.patrol.lifecycle import TaskState
from webapp.patrol.records import Beat, Checklist, Point, PointType, VisitTask, Why
from webapp.patrol.rounds import open_round
from webapp.patrol.scope import points_seen
from webapp.place.records import Community, Street

WHY_WORDS = {Why.DUE: "到期", Why.OVERDUE: "已超期", Why.SECOND: "抽查复看"}
MOST_POINTS = 4000


@dataclass(frozen=True)
class PointPlace:
    """Where a point is, for a report about it: the same for a point that is not active any more."""

    id: uuid.UUID
    code: str
    words: str
    coarse_words: str
    lng: float | None
    lat: float | None
    street_id: uuid.UUID
    watchers: tuple[uuid.UUID, ...]
    """The offices of its community and street."""


@dataclass(frozen=True)
class Stop:
    """One stop of somebody's day."""

    task_id: uuid.UUID
    point: Point
    order: int
    why: Why
    distance_m: int
    state: TaskState
    visit_id: uuid.UUID | None

    @property
    def why_words(self) -> str:
        """Why it stands in the plan, as people read it."""
        return WHY_WORDS[self.why]


def pack_part(session: Session, actor: Actor, now: datetime) -> dict[str, Any]:
    """What a field phone keeps offline: points of the person's street (else all), checklists, today's plan."""
    if not actor.may(Permission.PATROL):
        return {"points": [], "checklists": [], "plan": None}
    stops = my_stops(session, actor, now)
    standing = open_round(session, actor.person_id)
    return {
        "points": _points(session, actor, {stop.point.id for stop in stops}),
        "checklists": [
            {"type": code, "version": checklist.version, "items": checklist.items}
            for code, checklist in checklists_in_force(session).items()
        ],
        "plan": {
            "date": now.astimezone(CHINA).date().isoformat(),
            "round": str(standing.id) if standing else None,
            "round_started_at": _iso(standing.started_at) if standing else None,
            "stops": [
                {"point": s.point.code, "order": s.order, "due": _iso(s.point.due_at), "why": s.why.value,
                 "distance_m": s.distance_m, "done": s.state is TaskState.DONE}
                for s in stops
            ],
        },
    }  # fmt: skip


def _points(session: Session, actor: Actor, planned: set[uuid.UUID]) -> list[dict[str, Any]]:
    """Active points with what the phone needs; a street's when the person has one, and always the planned ones."""
    query = (
        select(
            Point.id, Point.code, Point.name, PointType.code.label("type"), PointType.name.label("type_name"),
            Street.name.label("street"), Point.words, Point.lng, Point.lat, PointType.cycle_days, Point.visited_at,
            Point.due_at, Point.label, Point.street_id,
        )
        .join(PointType, PointType.id == Point.type_id)
        .join(Street, Street.id == Point.street_id)
        .where(Point.active, points_seen(actor))
        .order_by(Point.due_at, Point.code)
    )  # fmt: skip
    beat = session.get(Beat, actor.person_id)
    if beat is not None:
        query = query.where((Point.street_id == beat.street_id) | Point.id.in_(planned))
    return [
        {"code": row.code, "name": row.name, "type": row.type, "type_name": row.type_name, "street": row.street,
         "words": row.words, "lng": row.lng, "lat": row.lat, "cycle_days": row.cycle_days,
         "last_visit": _iso(row.visited_at) if row.visited_at else None, "due": _iso(row.due_at), "label": row.label}
        for row in session.execute(query.limit(MOST_POINTS))
    ]  # fmt: skip


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def checklists_in_force(session: Session) -> Mapping[str, Checklist]:
    """The newest checklist of every type, by the type's code."""
    newest = (
        select(Checklist.type_id, func.max(Checklist.version).label("version"))
        .group_by(Checklist.type_id)
        .subquery()
    )
    query = (
        select(PointType.code, Checklist)
        .join(Checklist, Checklist.type_id == PointType.id)
        .join(newest, (newest.c.type_id == Checklist.type_id) & (newest.c.version == Checklist.version))
        .order_by(PointType.code)
    )
    rows = session.execute(query).all()
    return {row[0]: row[1] for row in rows}


def checklist_in_force(session: Session, type_id: uuid.UUID) -> Checklist | None:
    """The newest checklist of a type."""
    query = select(Checklist).where(Checklist.type_id == type_id)
    return session.scalars(query.order_by(Checklist.version.desc()).limit(1)).first()


def my_stops(session: Session, actor: Actor, now: datetime) -> Sequence[Stop]:
    """A person's plan of today, done stops included, in walking order."""
    query = (
        select(VisitTask)
        .where(
            VisitTask.person_id == actor.person_id, VisitTask.day == now.astimezone(CHINA).date(),
            VisitTask.state != TaskState.WITHDRAWN,
        )
        .order_by(VisitTask.place_in_order, VisitTask.id)
        .options(joinedload(VisitTask.point))
    )  # fmt: skip
    return [
        Stop(task.id, task.point, number, task.why, task.distance_m, task.state, task.visit_id)
        for number, task in enumerate(session.scalars(query).unique(), start=1)
    ]


def point_of_label(session: Session, label: str) -> Point | None:
    """The point at which a label hangs."""
    return session.scalars(select(Point).where(Point.label == label)).first()


def place_of_point(session: Session, code: str) -> PointPlace | None:
    """Where the point of a code is; None for a code that was never ours."""
    point = session.scalars(select(Point).where(Point.code == code)).first()
    if point is None:
        return None
    community = session.get(Community, point.community_id) if point.community_id else None
    offices = (community.unit_id if community else None, point.street.unit_id)
    return PointPlace(
        point.id, point.code, f"{point.name}（{point.type.name}）", point.words or point.street.name, point.lng, point.lat,
        point.street_id, tuple(office for office in offices if office is not None),
    )  # fmt: skip
