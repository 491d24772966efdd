"""Whether the map of a district with 20,000 open tickets comes at once and stays small, for whoever sees all or a street."""

import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from statistics import median
from typing import Any

from sqlalchemy import insert, text

from bench.figure import figure
from bench.program import fresh_program
from tests.builders.district import District, build_district
from tests.builders.signed_in import sign_in
from webapp.access.actor import RULE
from webapp.access.records import Capacity, Participation
from webapp.access.role import Role
from webapp.base.clock import LimitUnit
from webapp.base.database import new_id
from webapp.base.work import Kernel
from webapp.catalogue.records import Tier
from webapp.people.records import UnitKind
from webapp.place.cells import cell_of
from webapp.ticket.records import Ticket
from webapp.ticket.words import Gate, Kind, Level, State

OPEN, CLOSED = 20_000, 180_000
BATCH = 5_000
TURNS = 15
LIMIT_MS, LIMIT_KB = 200, 200
STATES = (State.NEW, State.FILED, State.DISPATCHED, State.ACCEPTED, State.HANDLING, State.FED_BACK)
WHOLE = "/desk/map/data?ticker=1"
QUARTER = f"{WHOLE}&seen=x&box=116.40,39.88,116.55,39.98&wide=1920"
STREET = f"{WHOLE}&seen=x&heat=1&box=116.45,39.90,116.48,39.92&wide=1920"


@figure("dispatch.map.sqlite", "ms", limit=LIMIT_MS)
def sqlite() -> float:
    """The slowest of four askings: the whole district, a quarter of it, a few streets with heat, the whole for a street office."""
    return _measured("sqlite")[0]


@figure("dispatch.map.sqlite.size", "kB", limit=LIMIT_KB)
def sqlite_size() -> float:
    """The largest of the four answers, as it is before anything squeezes it."""
    return _measured("sqlite")[1]


@figure("dispatch.map.postgresql", "ms", limit=LIMIT_MS)
def postgresql() -> float:
    """As on SQLite."""
    return _measured("postgresql")[0]


@figure("dispatch.map.postgresql.size", "kB", limit=LIMIT_KB)
def postgresql_size() -> float:
    """As on SQLite."""
    return _measured("postgresql")[1]


@cache
def _measured(kind: str) -> tuple[float, float]:
    with fresh_program(kind) as (app, kernel):
        district = build_district(kernel)
        _fill(kernel, district)
        found = []
        for role, address in (
            (Role.SHIFT_LEAD, WHOLE), (Role.SHIFT_LEAD, QUARTER), (Role.SHIFT_LEAD, STREET), (Role.STREET, WHOLE),
        ):  # fmt: skip
            browser, spent, size = sign_in(app, district[role]), [], 0
            for turn in range(-3, TURNS):
                began = time.perf_counter_ns()
                answer = browser.get(address)
                if turn >= 0:
                    spent.append(time.perf_counter_ns() - began)
                size = len(answer.data)
                assert answer.json["totals"]["open"] == OPEN
            found.append((median(spent) / 1e6, size / 1000))
            print(
                f"{kind} {role} {address}: {found[-1][0]:.0f} ms, {found[-1][1]:.0f} kB, {len(answer.json['hexes'])} hexagons"
            )
        return max(ms for ms, _ in found), max(kb for _, kb in found)


def _fill(kernel: Kernel, district: District) -> None:
    chance = random.Random(5)
    now = kernel.clock.now()
    for start in range(0, OPEN + CLOSED, BATCH):
        made = [_ticket(district, chance, now, place) for place in range(start, start + BATCH)]
        with kernel.work(RULE) as work:
            work.session.execute(insert(Ticket), made)
            work.session.execute(
                insert(Participation), [row for one in made for row in _parties(district, one)]
            )
    if kernel.engine.dialect.name == "postgresql":  # autovacuum does it there; nobody does it on SQLite
        with kernel.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _ticket(district: District, chance: random.Random, now: datetime, place: int) -> dict[str, Any]:
    """One in ten is open, strewn over all the years as what is hung up or waits is, in 30 km by 22 km."""
    at = now - timedelta(days=800) + timedelta(minutes=place * 5)
    is_open = place % (1 + CLOSED // OPEN) == 0
    sort = int(at.timestamp() * 1_000_000) * 1000 + place % 1000
    lng, lat = 116.30 + chance.betavariate(2, 2) * 0.35, 39.80 + chance.betavariate(2, 2) * 0.20
    state = STATES[place // 10 % len(STATES)] if is_open else State.ENDED
    due = now + timedelta(hours=chance.uniform(-30, 200))
    return {
        "id": new_id(), "year": 2000 + place // 9999, "number": f"{place:06d}", "sort": sort,
        "open_sort": sort if is_open else None, "state": state, "version": 3, "kind": Kind.FAULT,
        "class_id": district.classes["lamp"], "tier": Tier.ORDINARY, "limit_value": 7, "limit_unit": LimitUnit.CALENDAR_DAY,
        "summary": "楼道灯不亮，晚上看不见台阶，老人差点摔了", "place_words": "新街坊30号院 5号楼 1单元",
        "coarse_words": "新街坊30号院", "unit_id": district.units[UnitKind.PROPERTY], "level": Level.UNIT,
        "meeting_gate": Gate.NONE, "urgent": place % 420 == 0, "recheck_passed": not is_open, "reported_at": at,
        "dispatched_at": due - timedelta(days=7), "counted_from": due - timedelta(days=7), "due": due, "next_word_by": due, "closed_at": None if is_open else at,
        "ended_at": None if is_open else at, "lng": lng, "lat": lat, "cell": cell_of(lng, lat),
    }  # fmt: skip


def _parties(district: District, ticket: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for kind, capacity in ((UnitKind.PROPERTY, Capacity.HANDLES), (UnitKind.STREET, Capacity.WATCHES)):
        yield {
            "id": new_id(), "ticket_id": ticket["id"], "unit_id": district.units[kind], "capacity": capacity,
            "since": ticket["reported_at"],
        }  # fmt: skip
