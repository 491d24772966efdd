"""How long the plan of a day takes for 4,000 points and 50 inspectors, from the rows to everybody's walk, on both databases."""

import random
import time
import uuid
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import insert, select, text

from bench.figure import figure
from bench.program import fresh_program
from tests.builders.district import build_district
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.base.database import new_id
from webapp.base.work import Kernel
from webapp.patrol.day import read_day
from webapp.patrol.library import put_type
from webapp.patrol.plan import plan_day
from webapp.patrol.records import Point, PointType
from webapp.people.records import Person
from webapp.place.cells import cell_of
from webapp.place.records import Street

POINTS, INSPECTORS, CYCLE, TURNS = 4_000, 50, 60, 5
ROOM, AHEAD = 20, 7
WEST, SOUTH, SPAN = 116.30, 39.85, 0.11


@figure("phone.plan.sqlite", "s", limit=0.5)
def sqlite() -> float:
    """Read what is due, share it out, put everybody's stops into walking order; the best of five."""
    return _plan("sqlite")


@figure("phone.plan.postgresql", "s", limit=0.5)
def postgresql() -> float:
    """As on SQLite."""
    return _plan("postgresql")


@cache
def _plan(kind: str) -> float:
    with fresh_program(kind) as (_, kernel):
        _fill(kernel)
        return min(_once(kernel) for _ in range(TURNS))


def _once(kernel: Kernel) -> float:
    now = kernel.clock.now()
    day = now.astimezone(CHINA).date()
    with kernel.read() as session:
        began = time.perf_counter()
        known = read_day(session, now, day, ROOM, AHEAD)
        walks = plan_day(known.candidates, known.walkers, known.revisits, seed=str(day))
        spent = time.perf_counter() - began
    assert len(walks) == INSPECTORS, f"{len(walks)} inspectors walk"
    assert sum(map(len, walks.values())) >= INSPECTORS * ROOM * 0.9, "a full day is planned"
    return spent


def _fill(kernel: Kernel) -> None:
    """All points once in two months: a share is due each day, some are overdue, and enough lie near to fill everybody's day."""
    build_district(kernel)
    chance = random.Random(17)
    with kernel.work(RULE) as work:
        put_type(work, "P01", "主干道", CYCLE)
        unit = work.session.scalars(select(Person.unit_id).where(Person.role == Role.INSPECTOR)).first()
        assert unit is not None
        known = len(work.session.scalars(select(Person.id).where(Person.role == Role.INSPECTOR)).all())
        work.session.execute(insert(Person), [_inspector(n, unit) for n in range(INSPECTORS - known)])
    with kernel.work(RULE) as work:
        kind = work.session.scalars(select(PointType.id)).one()
        street = work.session.scalars(select(Street.id)).first()
        assert street is not None
        work.session.execute(
            insert(Point), [_point(n, kind, street, work.now, chance) for n in range(POINTS)]
        )
    with kernel.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _inspector(order: int, unit: uuid.UUID) -> dict[str, Any]:
    return {
        "id": new_id(),
        "account": f"xuncha{order}",
        "name": f"巡查员{order}",
        "role": Role.INSPECTOR,
        "unit_id": unit,
    }


def _point(
    order: int, kind: uuid.UUID, street: uuid.UUID, now: datetime, chance: random.Random
) -> dict[str, Any]:
    lng, lat = WEST + chance.random() * SPAN, SOUTH + chance.random() * SPAN
    return {
        "id": new_id(), "code": f"D{order}", "name": f"点位{order}", "type_id": kind, "street_id": street,
        "label": f"P{order:07}", "made_at": now, "lng": lng, "lat": lat, "cell": cell_of(lng, lat),
        "due_at": now + timedelta(days=chance.uniform(-CYCLE / 6, CYCLE * 5 / 6)),
    }  # fmt: skip
