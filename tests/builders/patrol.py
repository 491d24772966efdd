"""A few patrol points with their checklist, and visits as a phone sends them."""

import hashlib
import io
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from tests.builders.district import District
from tests.builders.photo import jpeg
from tests.builders.report import deliver_all
from webapp.access.actor import RULE, Actor
from webapp.access.role import Role
from webapp.base.work import Kernel
from webapp.patrol.checkin import receive_visit
from webapp.patrol.library import put_checklist, put_point, put_type
from webapp.patrol.orders import SendVisit, VisitReceipt
from webapp.patrol.oversight import GiveStreet, give_street
from webapp.patrol.planning import plan_today
from webapp.patrol.receipts import keep_visit_photo, store_visit_photo
from webapp.patrol.records import Point, PointType, Visit, VisitTask
from webapp.patrol.rounds import start_round
from webapp.place.records import Street

ITEMS = [
    {"code": "1", "words": "路面干净"},
    {"code": "2", "words": "护栏完好"},
    {"code": "3", "words": "没有小广告"},
]
CORNER = (116.4, 39.9)


@dataclass(frozen=True)
class Patrol:
    """The ids of the built points, in the order of their codes D1, D2, …"""

    points: tuple[uuid.UUID, ...]
    labels: tuple[str, ...]


def build_patrol(kernel: Kernel, district: District, points: int = 4) -> Patrol:
    """Points 111 m apart along a meridian, of one type with three items, due in 60 days."""
    with kernel.work(RULE) as work:
        put_type(work, "P01", "主干道", 60)
        kind = work.session.scalars(select(PointType)).one()
        put_checklist(work, kind, ITEMS)
        street = work.session.scalars(select(Street)).one()
        for number in range(1, points + 1):
            values = {
                "name": f"第{number}个点",
                "street_id": street.id,
                "words": f"新街{number}号门前",
                "letters": f"xj{number}",
            }
            put_point(work, f"D{number}", kind, values, place_of(number), True)
    with kernel.read() as session:
        rows = session.scalars(select(Point).order_by(Point.made_at, Point.code)).all()
    return Patrol(tuple(row.id for row in rows), tuple(row.label for row in rows))


def place_of(number: int) -> tuple[float, float]:
    """Where a point is, WGS-84."""
    return CORNER[0], CORNER[1] + number * 0.001


def good_visit(kernel: Kernel, patrol: Patrol, number: int = 1, **more: Any) -> dict[str, Any]:
    """The payload of a visit in which everything fits."""
    lng, lat = place_of(number)
    now = kernel.clock.now()
    return {
        "point": f"D{number}", "checklist_version": 1, "items": [{"code": item["code"], "ok": True} for item in ITEMS],
        "scanned": f"http://localhost/p/{patrol.labels[number - 1]}", "captured_at": now.isoformat(), "sent_at": now.isoformat(),
        "place": {"lng": lng, "lat": lat, "datum": "wgs84", "accuracy_m": 8},
        "photos": [photo(number, now)], "device": "phone", "client": "test",
    } | more  # fmt: skip


def photo(number: int, taken_at: Any, content: str = "") -> dict[str, Any]:
    """A promised photo; its digest differs from every other's."""
    sha256 = (content or uuid.uuid4().hex).ljust(64, "0")[:64]
    return {
        "id": str(uuid.uuid4()),
        "sha256": sha256,
        "bytes": 1000 + number,
        "taken_at": taken_at.isoformat(),
    }


def visits(kernel: Kernel, actor: Actor, patrol: Patrol, number: int = 1, **more: Any) -> VisitReceipt:
    """Somebody checks in at a point."""
    visit_id = more.pop("visit_id", uuid.uuid4())
    told_at, account = more.pop("told_at", None), more.pop("account", None)
    payload = good_visit(kernel, patrol, number, **more)
    order = SendVisit.model_validate(
        {k: v for k, v in payload.items() if v is not None} | {"visit_id": visit_id}
    )
    with kernel.work(actor) as work:
        return receive_visit(work, order, told_at, account)


def visit_of(kernel: Kernel, visit_id: uuid.UUID) -> Visit:
    """The row of a visit."""
    with kernel.read() as session:
        return session.get_one(Visit, visit_id)


def plan(kernel: Kernel) -> list[VisitTask]:
    """Plan today; the tasks of the day."""
    with kernel.work(RULE) as work:
        plan_today(work)
    return tasks(kernel)


def tasks(kernel: Kernel) -> list[VisitTask]:
    """All tasks, in the order of people and places."""
    with kernel.read() as session:
        query = select(VisitTask).order_by(VisitTask.day, VisitTask.person_id, VisitTask.place_in_order)
        return list(session.scalars(query))


def point(kernel: Kernel, code: str) -> Point:
    """A point by its code."""
    with kernel.read() as session:
        return session.scalars(select(Point).where(Point.code == code)).one()


def lived_patrol(kernel: Kernel, district: District) -> tuple[Patrol, uuid.UUID]:
    """A patrol under way that has left a row everywhere: the built points, and a visit with a photo, a fault and a flag."""
    patrol = build_patrol(kernel, district)
    inspector = district[Role.INSPECTOR]
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        street = work.session.scalars(select(Street.id)).one()
        give_street(work, GiveStreet(person_id=inspector.person_id, street_id=street))
        for row in work.session.scalars(select(Point)):
            row.due_at = work.now
    plan(kernel)
    with kernel.work(inspector) as work:
        start_round(work)
    content = jpeg((120, 90, 60))
    promised = {"id": str(uuid.uuid4()), "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    items = [
        {"code": "1", "ok": True},
        {"code": "2", "ok": False, "note": "断了一截"},
        {"code": "3", "ok": True},
    ]
    visit_id = visits(kernel, inspector, patrol, 1, items=items, photos=[promised], scanned=None).visit
    photo_id = uuid.UUID(promised["id"])
    kept = store_visit_photo(kernel, visit_id, photo_id, promised["sha256"], io.BytesIO(content))
    with kernel.work(RULE) as work:
        keep_visit_photo(work, visit_id, photo_id, kept)
    deliver_all(kernel)
    return patrol, visit_id
