"""Two months of patrol in the demonstration: points, rounds, visits with evidence, and today's plan."""

import io
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from webapp.access.actor import RULE, TIMER, Actor
from webapp.access.signed_in import actor_of
from webapp.admin.demo.ground import beside, compound_position
from webapp.admin.demo.patrol_points import COMMUNITY_OF_COMPOUND, POINTS, PointLine
from webapp.admin.demo.places import STREET
from webapp.admin.demo.teller import follow
from webapp.admin.imports.running import apply
from webapp.base.clock import CHINA, FixedClock
from webapp.base.outbox import Reactions
from webapp.base.picture.copies import make_copies
from webapp.base.picture.draw import draw_scene
from webapp.base.work import Kernel, Work
from webapp.patrol.advance import make_task
from webapp.patrol.checkin import receive_visit
from webapp.patrol.events import VisitPhotoKept
from webapp.patrol.library import put_point
from webapp.patrol.orders import SendVisit
from webapp.patrol.oversight import GiveStreet, give_street
from webapp.patrol.planning import mark_missed, plan_today
from webapp.patrol.queries import my_stops
from webapp.patrol.receipts import keep_visit_photo
from webapp.patrol.records import Checklist, Point, PointType, VisitPhoto, Why
from webapp.patrol.rounds import end_round, start_round
from webapp.patrol.rules import Facts
from webapp.people.records import Person
from webapp.place.letters import letters
from webapp.place.records import Community, Street
from webapp.report.commands import receive_report
from webapp.report.orders import SendReport
from webapp.report.records import ReportKind
from webapp.ticket.photos import keep_photo
from webapp.ticket.records import PhotoState

OWN = Path(__file__).parents[1] / "imports" / "own"
WALKERS = ("kaocha", "kaocha02", "wangge")
MADE = timedelta(days=70)
COPIES = "patrol.make_visit_copies"
ODD: Mapping[int, Mapping[str, Any]] = {
    7: {"scanned": None},
    23: {"away": 0.004},
    34: {"scanned": "WRONGQ22"},
}
"""Of the visits, in order: those in which something does not fit, for the supervisor to look at."""
FAULTY = {1: ("围挡下有一堆袋装垃圾", "rubbish")}


class Patrols:
    """Sets the clock to each moment and lets everybody act as a phone would."""

    def __init__(self, kernel: Kernel, now: datetime) -> None:
        self.clock, self.now = FixedClock(now), now
        rows = (
            replace(row, run=self.serve, prepare=None) if row.name == COPIES else row
            for row in kernel.reactions.rows
        )
        self.kernel = replace(kernel, clock=self.clock, reactions=Reactions(tuple(rows)))
        self.drawn = draw_scene("rubbish", True, 3)
        self.copies = make_copies(io.BytesIO(self.drawn))
        with kernel.read() as session:
            people = session.scalars(select(Person).where(Person.account.in_(WALKERS)))
            self.people = {person.account: actor_of(person) for person in people}
        self.count = 0

    def at(self, moment: datetime, actor: Actor, act: Callable[[Work], Any]) -> None:
        """One act at a moment; what follows from it is delivered when the day is told."""
        self.clock.moment = moment
        with self.kernel.work(actor) as work:
            act(work)

    def serve(self, work: Work, event: VisitPhotoKept) -> None:
        """In place of `patrol.make_visit_copies`: one drawing was copied once."""
        photo = work.session.get_one(VisitPhoto, (event.visit_id, event.photo_id))
        photo.large_key, photo.small_key = f"large/{event.photo_id.hex}", f"small/{event.photo_id.hex}"
        work.kernel.store.put(photo.large_key, [self.copies.large])
        work.kernel.store.put(photo.small_key, [self.copies.small])
        photo.state = PhotoState.READY

    def visit(self, account: str, code: str, moment: datetime, fault: tuple[str, str] | None = None) -> None:
        """Somebody checks in at a point, with a photo of its own and now and then something that does not fit."""
        odd = ODD.get(self.count, {})
        self.count += 1
        visit_id = uuid.uuid4()
        kept = keep_photo(self.kernel.store, io.BytesIO(_marked(self.drawn, visit_id)))
        report_id = uuid.uuid4()
        with self.kernel.read() as session:
            point = session.scalars(select(Point).where(Point.code == code)).one()
            items = session.scalars(select(Checklist.items).where(Checklist.type_id == point.type_id)).one()
        checked: list[dict[str, Any]] = [{"code": item["code"], "ok": True} for item in items]
        if fault:
            dirty = next((n for n, item in enumerate(items) if "干净" in item["words"]), 0)
            checked[dirty] = {
                "code": items[dirty]["code"],
                "ok": False,
                "note": fault[0],
                "report": report_id,
            }
        order = SendVisit.model_validate(
            {
                "visit_id": visit_id, "point": code, "checklist_version": 1, "items": checked,
                "scanned": odd.get("scanned", point.label), "captured_at": moment, "sent_at": moment, "client": "demo",
                "place": {"lng": (point.lng or 0) + odd.get("away", 0.0001), "lat": point.lat, "datum": "wgs84", "accuracy_m": 9},
                "photos": [{"id": kept.id, "sha256": kept.sha256, "bytes": kept.bytes, "taken_at": moment}],
            }
        )  # fmt: skip

        def act(work: Work) -> None:
            receive_visit(work, order)
            keep_visit_photo(work, visit_id, kept.id, (kept.key, None))
            if fault:
                text = f"{items[dirty]['words']}：{fault[0]}"
                report = SendReport(
                    report_id=report_id, kind=ReportKind.PATROL, point=code, text=text, category=fault[1]
                )
                receive_report(work, report)

        self.at(moment, self.people[account], act)


def _marked(picture: bytes, visit_id: uuid.UUID) -> bytes:
    """The same drawing with a comment of its own (JPEG, segment COM), so that no two visits share a photo."""
    words = visit_id.bytes
    return picture[:2] + b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words + picture[2:]


def write_patrols(kernel: Kernel) -> None:
    """Tell two months of patrol up to now."""
    told = Patrols(kernel, kernel.clock.now())
    _library(told)
    _past(told)
    _today(told)


def _library(told: Patrols) -> None:
    told.clock.moment = told.now - MADE
    for kind, file in (("point-types", "point_types.csv"), ("checklists", "checklists.csv")):
        with told.kernel.read() as session:
            chief = actor_of(session.scalars(select(Person).where(Person.account == "admin")).one())
        apply(told.kernel, chief, kind, (OWN / file).read_bytes())

    def act(work: Work) -> None:
        session = work.session
        street = session.scalars(select(Street).where(Street.code == STREET[0])).one()
        communities = {row.code: row.id for row in session.scalars(select(Community))}
        types = {row.code: row for row in session.scalars(select(PointType))}
        for number, line in enumerate(POINTS, start=1):
            community = communities[COMMUNITY_OF_COMPOUND[line.compound - 1]]
            values = {
                "name": line.name,
                "street_id": street.id,
                "community_id": community,
                "words": _words(line),
                "letters": letters(line.name),
            }
            place = beside(compound_position(line.compound), line.east, line.north)
            put_point(work, f"D{number:04}", types[line.type], values, place, True)
        for account in WALKERS:
            give_street(work, GiveStreet(person_id=told.people[account].person_id, street_id=street.id))

    told.at(told.now - MADE, chief, act)


def _words(line: PointLine) -> str:
    side = (
        "东"
        if line.east > abs(line.north)
        else "西"
        if line.east < -abs(line.north)
        else "北"
        if line.north > 0
        else "南"
    )
    return f"{STREET[1]}{line.name}{side}侧"


def _past(told: Patrols) -> None:
    """Each visit in a round of its day; now and then a stop of the plan was missed."""
    days: dict[int, list[str]] = {}
    for number, line in enumerate(POINTS, start=1):
        if line.ago is not None:
            days.setdefault(line.ago, []).append(f"D{number:04}")
    for place, (ago, codes) in enumerate(sorted(days.items(), reverse=True)):
        account = WALKERS[place % len(WALKERS)]
        morning = (
            (told.now - timedelta(days=ago))
            .astimezone(CHINA)
            .replace(hour=9, minute=place * 7 % 40, second=0)
        )
        _plan(told, account, [*codes, *(["D0040"] if place % 6 == 3 else [])], morning)
        told.at(morning, told.people[account], start_round)
        for order, code in enumerate(codes):
            told.visit(account, code, morning + timedelta(minutes=20 + 25 * order))
        told.at(morning + timedelta(minutes=40 + 25 * len(codes)), told.people[account], end_round)
        told.at(morning + timedelta(hours=16), TIMER, mark_missed)
        follow(told.kernel)


def _plan(told: Patrols, account: str, codes: list[str], morning: datetime) -> None:
    def act(work: Work) -> None:
        rows = {row.code: row for row in work.session.scalars(select(Point).where(Point.code.in_(codes)))}
        for order, code in enumerate(codes, start=1):
            why = Why.OVERDUE if rows[code].due_at < morning else Why.DUE
            make_task(
                work, Facts(), day=morning.date(), person_id=told.people[account].person_id, point_id=rows[code].id,
                why=why, place_in_order=order, distance_m=0 if order == 1 else 240,
            )  # fmt: skip

    told.at(morning - timedelta(hours=4), TIMER, act)


def _today(told: Patrols) -> None:
    """The plan of the morning; one inspector is on duty and has done two stops, the others have it before them.

    Shortly after midnight the day is young: then nobody has set out yet.
    """
    midnight = told.now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    begun = max(midnight, told.now - timedelta(minutes=90))
    told.at(begun, RULE, plan_today)
    if told.now - begun < timedelta(minutes=20):
        return
    inspector, part = told.people["kaocha"], (told.now - begun) / 4
    told.at(begun + part / 2, inspector, start_round)
    with told.kernel.read() as session:
        stops = [stop.point.code for stop in my_stops(session, inspector, told.now)][:2]
    for order, code in enumerate(stops):
        told.visit("kaocha", code, begun + part * (order + 2), FAULTY.get(order))
    follow(told.kernel)
