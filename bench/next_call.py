"""Whether a caller gets the next callback at once in a district of 100,000 tickets, wherever it stands in the queue."""

import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from statistics import median
from typing import Any

from sqlalchemy import insert, text

from bench.figure import figure
from bench.program import fresh_program
from tests.builders.district import District, build_district
from tests.builders.report import send_report
from webapp.access.actor import RULE
from webapp.access.records import Capacity, Participation
from webapp.access.role import Role
from webapp.base.database import new_id
from webapp.base.work import Kernel
from webapp.callback.lifecycle import CallbackState
from webapp.callback.opened import no_other_calls
from webapp.callback.records import CallbackKind, CallbackTask
from webapp.callback.waiting import next_call
from webapp.people.records import Unit, UnitKind
from webapp.ticket.records import Ticket
from webapp.ticket.words import State

MANY = 100_000
WAITING_OF = 20
"""One callback in so many still waits."""
OFFICES = 10
BATCH = 5_000
TURNS = 200
LIMIT_MS = 5


@figure("meet.next_call.sqlite", "ms", limit=LIMIT_MS)
def sqlite() -> float:
    """The median of finding the next call of an office whose own is the last of 5,000 that wait."""
    return _time("sqlite")


@figure("meet.next_call.postgresql", "ms", limit=LIMIT_MS)
def postgresql() -> float:
    """As on SQLite."""
    return _time("postgresql")


@cache
def _time(kind: str) -> float:
    with fresh_program(kind) as (_, kernel):
        district = build_district(kernel)
        _fill(kernel, district)
        return _asked(kernel, district)


def _asked(kernel: Kernel, district: District) -> float:
    caller, now, spent = district[Role.CLERK], kernel.clock.now(), []
    for turn in range(-10, TURNS):
        with kernel.read() as session:
            began = time.perf_counter_ns()
            found = next_call(session, caller, now, no_other_calls(caller))
            if turn >= 0:
                spent.append(time.perf_counter_ns() - began)
        assert found is not None
    return median(spent) / 1e6


def _fill(kernel: Kernel, district: District) -> None:
    """Closed tickets of ten street offices; the caller's own wait at the very end of the queue."""
    report_id = send_report(kernel, district).report
    offices = [new_id() for _ in range(OFFICES - 1)]
    with kernel.work(RULE) as work:
        work.session.execute(
            insert(Unit),
            [
                {"id": office, "code": f"office-{place}", "name": f"街道{place}", "kind": UnitKind.STREET}
                for place, office in enumerate(offices)
            ],
        )
    mine, now = district.units[UnitKind.STREET], kernel.clock.now()
    for start in range(0, MANY, BATCH):
        places = range(start, start + BATCH)
        with kernel.work(RULE) as work:
            last = start + BATCH >= MANY
            rows = [
                (place, mine if last else offices[place // WAITING_OF % len(offices)], _ticket(now, place))
                for place in places
            ]
            work.session.execute(insert(Ticket), [ticket for _, _, ticket in rows])
            work.session.execute(insert(Participation), list(_parties(rows)))
            work.session.execute(insert(CallbackTask), [_task(now, report_id, *row) for row in rows])
    if kernel.engine.dialect.name == "postgresql":  # autovacuum does it there; nobody does it on SQLite
        with kernel.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _ticket(now: datetime, place: int) -> dict[str, Any]:
    at = now - timedelta(days=400) + timedelta(minutes=place * 5)
    waits = place % WAITING_OF == 0
    return {
        "id": new_id(), "year": 1900 + place // 9999, "number": f"{place:06d}", "sort": place, "state": State.CLOSED if waits else State.ENDED,
        "reported_at": at, "closed_at": at, "ended_at": None if waits else at, "answered": True, "resident_reported": True,
    }  # fmt: skip


def _parties(rows: list[tuple[int, uuid.UUID, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for _, office, ticket in rows:
        yield {
            "id": new_id(), "ticket_id": ticket["id"], "unit_id": office, "capacity": Capacity.WATCHES,
            "since": ticket["reported_at"],
        }  # fmt: skip


def _task(
    now: datetime, report_id: uuid.UUID, place: int, office: uuid.UUID, ticket: dict[str, Any]
) -> dict[str, Any]:
    waits = place % WAITING_OF == 0
    at = now - timedelta(hours=2) + timedelta(milliseconds=place * 50)
    return {
        "id": new_id(), "ticket_id": ticket["id"], "report_id": report_id, "series": 0, "kind": CallbackKind.CALLBACK,
        "state": CallbackState.WAITING if waits else CallbackState.REACHED, "caller_unit_id": office, "has_phone": True,
        "made_at": at, "due_at": at, "tries": 0, "by_resident": False, "done_at": None if waits else at,
    }  # fmt: skip
