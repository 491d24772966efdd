"""The point library's own acts: types, checklists and points put in or changed, retired, their labels renewed."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from webapp.access.role import Permission
from webapp.base.database import new_id
from webapp.base.errors import NotFound
from webapp.base.fields import Command
from webapp.base.work import Work
from webapp.patrol.advance import withdraw
from webapp.patrol.lifecycle import TaskState
from webapp.patrol.queries import checklist_in_force
from webapp.patrol.records import Checklist, Point, PointType, VisitTask
from webapp.patrol.rules import due_after
from webapp.place.cells import put
from webapp.place.codes import new_code


class SetActive(Command):
    """停用 or 恢复 a point."""

    point_id: uuid.UUID
    active: bool


class RenewLabel(Command):
    """换码: the old label is worth nothing from now on."""

    point_id: uuid.UUID


def put_type(work: Work, code: str, name: str, cycle_days: int) -> bool | None:
    """Add (None) or change (whether anything did) a type; its points are due by the new cycle at once."""
    found = work.session.scalars(select(PointType).where(PointType.code == code)).first()
    if found is None:
        work.session.add(PointType(id=new_id(), code=code, name=name, cycle_days=cycle_days))
        return None
    changed = (found.name, found.cycle_days) != (name, cycle_days)
    if found.cycle_days != cycle_days:
        for point in work.session.scalars(select(Point).where(Point.type_id == found.id)):
            point.due_at = due_after(point.visited_at or point.made_at, cycle_days)
    found.name, found.cycle_days = name, cycle_days
    return changed


def put_checklist(work: Work, kind: PointType, items: list[dict[str, str]]) -> bool | None:
    """A new version of a type's checklist when it differs from the one in force; None when it is the first."""
    standing = checklist_in_force(work.session, kind.id)
    if standing is not None and standing.items == items:
        return False
    version = standing.version + 1 if standing else 1
    work.session.add(Checklist(id=new_id(), type_id=kind.id, version=version, items=items, made_at=work.now))
    return True if standing else None


def put_point(
    work: Work, code: str, kind: PointType, values: Mapping[str, Any], place: tuple[float, float] | None, active: bool
) -> bool | None:  # fmt: skip
    """Add (None) or change (whether anything did) a point. A new one is due within its first cycle."""
    found = work.session.scalars(select(Point).where(Point.code == code)).first()
    if found is None:
        made = Point(
            id=new_id(), code=code, type_id=kind.id, label=_fresh_label(work), active=active, made_at=work.now,
            due_at=due_after(work.now, kind.cycle_days), **values,
        )  # fmt: skip
        put(made, *(place or (None, None)))
        work.session.add(made)
        return None
    before = {name: getattr(found, name) for name in (*values, "type_id", "lng", "lat", "active")}
    for name, value in values.items():
        setattr(found, name, value)
    if found.type_id != kind.id:
        found.type_id = kind.id
        found.due_at = due_after(found.visited_at or found.made_at, kind.cycle_days)
    if place is not None and place != (found.lng, found.lat):
        put(found, *place)
    if found.active and not active:
        retire(work, found)
    found.active = active
    return any(getattr(found, name) != value for name, value in before.items())


def set_active(work: Work, order: SetActive) -> Point:
    """Take a point off the plan or put it back; what is planned for it is withdrawn, what was found there stays."""
    point = _point(work, order.point_id)
    work.doing("patrol.retire" if not order.active else "patrol.restore")
    if order.active:
        point.active = True
    else:
        retire(work, point)
    return point


def retire(work: Work, point: Point) -> None:
    """No visit is planned there any more; nothing that happened is forgotten."""
    point.active = False
    standing = select(VisitTask).where(VisitTask.point_id == point.id, VisitTask.state == TaskState.PLANNED)
    for task in work.session.scalars(standing):
        withdraw(task)


def renew_label(work: Work, order: RenewLabel) -> Point:
    """Give a point a fresh label code; scans of the old one are flagged."""
    point = _point(work, order.point_id)
    work.doing("patrol.renew_label")
    point.label = _fresh_label(work)
    return point


def _point(work: Work, point_id: uuid.UUID) -> Point:
    work.actor.require(Permission.MANAGE_POINTS)
    point = work.session.get(Point, point_id, with_for_update={"of": Point})
    if point is None:
        raise NotFound("没有这个点位。")
    return point


def _fresh_label(work: Work) -> str:
    code = new_code()
    while work.session.scalars(select(Point.id).where(Point.label == code)).first() is not None:
        code = new_code()
    return code
