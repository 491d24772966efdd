"""到点检查: a visit is taken whatever it says; what does not fit is flagged (safety.md 9)."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from webapp.base.captured import clock_ahead, true_moment
from webapp.base.claim import claim
from webapp.base.clock import CHINA
from webapp.base.errors import Differs, Forbidden
from webapp.base.work import Work
from webapp.patrol.advance import check_in
from webapp.patrol.day import PATROLLING
from webapp.patrol.events import VisitMade
from webapp.patrol.evidence import Flag, Seen, Told, flags_of
from webapp.patrol.lifecycle import TaskState
from webapp.patrol.orders import SendVisit, VisitReceipt
from webapp.patrol.receipts import receipt_of_visit
from webapp.patrol.records import Checklist, Outcome, Point, Visit, VisitFault, VisitPhoto, VisitTask
from webapp.patrol.rounds import round_of_visit
from webapp.patrol.rules import Facts, due_after
from webapp.people.records import Person
from webapp.place.datum import to_wgs84
from webapp.place.nearest import metres_between
from webapp.ticket.records import PhotoRole, PhotoState


def receive_visit(
    work: Work, order: SendVisit, told_at: datetime | None = None, account: str | None = None
) -> VisitReceipt:
    """Take a visit. The same content again gets the same receipt, other content raises `Differs`.

    `told_at` is the phone's clock at this try; `account` whose phone it was, when a file was imported. Who lost the
    post meanwhile, and a point that is gone, are flagged: somebody walked there. `Forbidden` only for who is no
    member of staff.
    """
    if not work.actor.is_staff or work.actor.person_id is None:
        raise Forbidden("到点检查要用自己的账号。")
    person = _person(work, account)
    point = work.session.scalars(
        select(Point).where(Point.code == order.point).with_for_update(of=Point)
    ).first()
    checklist = _checklist(work, point, order.checklist_version)
    here = to_wgs84(order.place.lng, order.place.lat, order.place.datum) if order.place else None
    ahead = clock_ahead(order.sent_at, work.now, told_at)
    visited_at = true_moment(order.captured_at, order.sent_at, work.now, told_at)
    values = _values(work, order, point, checklist, here)
    values |= {"person_id": person.id, "visited_at": visited_at, "skew_seconds": ahead.total_seconds()}
    told = Told(
        scanned=order.scanned, label=point.label if point else None,
        here=Seen(*here, visited_at) if here else None, accuracy_m=order.place.accuracy_m if order.place else None,
        point=_place_of(point), others=_neighbours(work, person, visited_at, order.visit_id), captured_at=order.captured_at,
        clock_ahead=ahead, photos=_taken(order), photo_used=_used(work, order), point_known=point is not None,
        point_active=point is not None and point.active, items_missing=_is_short(order, checklist),
        patrols=person.active and person.role in PATROLLING, imported=account is not None,
    )  # fmt: skip
    flags = flags_of(told)
    if not claim(work.session, Visit, values | {"flags": list(flags), "flagged": bool(flags)}):
        return _repeat(work, order)
    _add_parts(work, order, checklist)
    visit = work.session.get_one(Visit, order.visit_id)
    visit.round_id = round_of_visit(work, person.id, order.round, visited_at)
    if point is not None and Flag.NO_POST not in flags:
        _count(work, visit, point)
    work.doing("patrol.visit")
    work.record(VisitMade(visit.id, visit.point_id, visit.person_id, visit.outcome.value))
    return receipt_of_visit(work.session, visit.id)


def _person(work: Work, account: str | None) -> Person:
    """Whose visit it is: who sends, or the owner of the phone whose exported file somebody brings."""
    if account is not None:
        owner = work.session.scalars(select(Person).where(Person.account == account)).first()
        if owner is not None:
            return owner
    return work.session.get_one(Person, work.actor.person_id)


def _checklist(work: Work, point: Point | None, version: int) -> Checklist | None:
    if point is None:
        return None
    wanted = (Checklist.type_id == point.type_id, Checklist.version == version)
    return work.session.scalars(select(Checklist).where(*wanted)).first()


def _values(
    work: Work, order: SendVisit, point: Point | None, checklist: Checklist | None, here: tuple[float, float] | None
) -> dict[str, Any]:  # fmt: skip
    away = _place_of(point)
    return {
        "id": order.visit_id, "point_id": point.id if point else None, "point_code": order.point,
        "checklist_id": checklist.id if checklist else None,
        "checklist_version": order.checklist_version,
        "items": [item.model_dump(mode="json", exclude_none=True) for item in order.items],
        "outcome": Outcome.CLEAR if all(item.ok for item in order.items) else Outcome.FAULTS,
        "words": order.words, "scanned": order.scanned,
        "place": order.place.model_dump(mode="json") if order.place else None,
        "lng": here[0] if here else None, "lat": here[1] if here else None,
        "distance_m": round(metres_between(*here, *away)) if here and away else None,
        "captured_at": order.captured_at, "sent_at": order.sent_at, "received_at": work.now,
        "device_hash": hashlib.sha256(order.device.encode()).hexdigest() if order.device else None,
        "client": order.client, "content_hash": order.content_hash(),
    }  # fmt: skip


def _place_of(point: Point | None) -> tuple[float, float] | None:
    if point is None or point.lng is None or point.lat is None:
        return None
    return point.lng, point.lat


def _repeat(work: Work, order: SendVisit) -> VisitReceipt:
    work.is_first = False
    visit = work.session.get_one(Visit, order.visit_id)
    if visit.content_hash != order.content_hash():
        raise Differs(
            "这个编号的检查已经收到过，内容和这次不一样。第一次的算数；要改请再检查一次。",
            server={"point": visit.point_code, "outcome": visit.outcome.value, "received_at": visit.received_at.isoformat()},
        )  # fmt: skip
    return receipt_of_visit(work.session, visit.id)


def _neighbours(work: Work, person: Person, moment: datetime, but: uuid.UUID) -> list[Seen]:
    """Where this person was at the visits just before and after; what arrives late finds both."""
    mine = select(Visit.lng, Visit.lat, Visit.visited_at).where(
        Visit.person_id == person.id, Visit.lng.is_not(None), Visit.id != but
    )
    before = mine.where(Visit.visited_at <= moment).order_by(Visit.visited_at.desc()).limit(1)
    after = mine.where(Visit.visited_at > moment).order_by(Visit.visited_at).limit(1)
    found = (row for query in (before, after) for row in work.session.execute(query))
    return [Seen(lng, lat, at) for lng, lat, at in found if lng is not None and lat is not None]


def _taken(order: SendVisit) -> list[datetime | None]:
    return [photo.taken_at for photo in order.photos if photo.role is not PhotoRole.VOICE]


def _used(work: Work, order: SendVisit) -> bool:
    """Whether one of the photos came with another visit before."""
    sent = [photo.sha256 for photo in order.photos if photo.role is not PhotoRole.VOICE]
    known = select(VisitPhoto.id).where(VisitPhoto.sha256.in_(sent), VisitPhoto.visit_id != order.visit_id)
    return bool(sent) and work.session.scalars(known.limit(1)).first() is not None


def _is_short(order: SendVisit, checklist: Checklist | None) -> bool:
    asked = {item["code"] for item in checklist.items} if checklist else set()
    return checklist is None or asked != {item.code for item in order.items}


def _add_parts(work: Work, order: SendVisit, checklist: Checklist | None) -> None:
    words = {item["code"]: item["words"] for item in checklist.items} if checklist else {}
    for item in order.items:
        if not item.ok:
            work.session.add(
                VisitFault(
                    visit_id=order.visit_id, item=item.code, words=words.get(item.code, item.code)[:120],
                    note=item.note, report_id=item.report,
                )
            )  # fmt: skip
    for place_in_order, photo in enumerate(order.photos):
        work.session.add(
            VisitPhoto(
                visit_id=order.visit_id, id=photo.id, role=photo.role, state=PhotoState.PROMISED,
                place_in_order=place_in_order, sha256=photo.sha256, bytes=photo.bytes, taken_at=photo.taken_at,
                place=photo.place.model_dump(mode="json") if photo.place else None,
            )
        )  # fmt: skip


def _count(work: Work, visit: Visit, point: Point) -> None:
    """The point's next turn, and the plan of the day that this visit fulfils."""
    if point.visited_at is None or point.visited_at < visit.visited_at:
        point.visited_at = visit.visited_at
        point.due_at = due_after(visit.visited_at, point.type.cycle_days)
    for task in _tasks(work, visit):
        facts = Facts(person_id=visit.person_id, planned_person_id=task.person_id)
        check_in(task, facts, visit_id=visit.id, done_at=visit.visited_at)
        visit.second_of = visit.second_of or task.second_of


def _tasks(work: Work, visit: Visit) -> Sequence[VisitTask]:
    mine = select(VisitTask).where(
        VisitTask.person_id == visit.person_id, VisitTask.point_id == visit.point_id,
        VisitTask.day == visit.visited_at.astimezone(CHINA).date(),
        or_(VisitTask.state == TaskState.PLANNED, VisitTask.state == TaskState.MISSED),
    )  # fmt: skip
    return work.session.scalars(mine).all()
