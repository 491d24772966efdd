"""Whether the page of the three rates comes at once when 100,000 callbacks have been counted, and counts them truly."""

import time
import uuid
from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from statistics import median
from typing import Any

from sqlalchemy import func, insert, select, text

from bench.figure import figure
from bench.program import fresh_program
from tests.builders.district import District, build_district
from tests.builders.report import send_report
from tests.builders.signed_in import sign_in
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.database import new_id
from webapp.base.work import Kernel
from webapp.callback.lifecycle import CallbackState
from webapp.callback.records import CallbackKind, CallbackTask, Satisfied, Solved
from webapp.insight.counting import counts
from webapp.insight.queries import rates_table
from webapp.insight.records import RateSum
from webapp.insight.rules import PeriodKind, half_of
from webapp.insight.table import By
from webapp.people.records import UnitKind
from webapp.ticket.words import Gate

MANY = 100_000
MINUTES_APART = 6
"""Some 7,200 callbacks in a month, of 20 units, 40 communities and 15 classes."""
BATCH = 5_000
TURNS = 30
LIMIT_MS = 100
UNITS, COMMUNITIES, CLASSES = ([new_id() for _ in range(many)] for many in (20, 40, 15))
GATES = (Gate.MET, Gate.DECLINED, Gate.UNANSWERED)


@figure("meet.rates.sqlite", "ms", limit=LIMIT_MS)
def sqlite() -> float:
    """The whole page of a month by unit, as the street is served it; its numbers equal a raw count."""
    return _time("sqlite")


@figure("meet.rates.postgresql", "ms", limit=LIMIT_MS)
def postgresql() -> float:
    """As on SQLite."""
    return _time("postgresql")


@cache
def _time(kind: str) -> float:
    with fresh_program(kind) as (app, kernel):
        district = build_district(kernel)
        _fill(kernel, district)
        _check(kernel, district)
        browser, spent = sign_in(app, district[Role.STREET]), []
        day = (kernel.clock.now() - timedelta(days=40)).date()
        for turn in range(-3, TURNS):
            began = time.perf_counter_ns()
            answer = browser.get(f"/desk/rates?day={day}")
            if turn >= 0:
                spent.append(time.perf_counter_ns() - began)
            assert answer.status_code == 200
        return median(spent) / 1e6


def _check(kernel: Kernel, district: District) -> None:
    """The month's sums are the raw count of the month's callbacks."""
    day = (kernel.clock.now() - timedelta(days=40)).date()
    with kernel.read() as session:
        found = rates_table(session, district[Role.STREET], kernel.clock, PeriodKind.MONTH, day, By.UNIT)
        when = session.execute(select(CallbackTask.done_at, CallbackTask.solved).where(*counts())).all()
    inside = [solved for at, solved in when if at and found.period.first <= half_of(at) < found.period.after]
    assert found.pooled.counts.valid == len(inside) > 0
    assert found.pooled.counts.solved == sum(solved is Solved.YES for solved in inside)


def _fill(kernel: Kernel, district: District) -> None:
    """Callbacks of one report in ever new series: what is counted does not depend on the ticket."""
    receipt, now = send_report(kernel, district), kernel.clock.now()
    tasks = [_task(now, receipt.ticket.id, receipt.report, place) for place in range(MANY)]
    sums: Counter[tuple[Any, ...]] = Counter()
    for place, task in enumerate(tasks):
        for name, value in _counted(task).items():
            sums[(*_shared(place, task), name)] += value
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for (half, unit, community, klass, gate, name), value in sums.items():
        row = rows.setdefault(
            (half, unit, community, klass, gate),
            {
                "id": new_id(), "half": half, "office_id": district.units[UnitKind.STREET], "unit_id": unit,
                "community_id": community, "class_id": klass, "gate": gate,
            },
        )  # fmt: skip
        row[name] = value
    for kind, made in ((CallbackTask, tasks), (RateSum, list(rows.values()))):
        for start in range(0, len(made), BATCH):
            with kernel.work(RULE) as work:
                work.session.execute(insert(kind), made[start : start + BATCH])
    if kernel.engine.dialect.name == "postgresql":  # autovacuum does it there; nobody does it on SQLite
        with kernel.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    with kernel.read() as session:
        assert session.scalar(select(func.sum(RateSum.valid))) == MANY


def _task(now: datetime, ticket_id: uuid.UUID, report_id: uuid.UUID, place: int) -> dict[str, Any]:
    at = now - timedelta(minutes=place * MINUTES_APART)
    return {
        "id": new_id(), "ticket_id": ticket_id, "report_id": report_id, "series": place, "kind": CallbackKind.CALLBACK,
        "state": CallbackState.REACHED, "has_phone": True, "made_at": at, "due_at": at, "tries": 1, "by_resident": False,
        "contacted": place % 5 > 0, "solved": (Solved.YES, Solved.NO, Solved.YES)[place % 3],
        "satisfied": (Satisfied.YES, Satisfied.BASICALLY, Satisfied.NO)[place % 3], "done_at": at,
    }  # fmt: skip


def _shared(place: int, task: dict[str, Any]) -> tuple[Any, ...]:
    return (
        half_of(task["done_at"]), UNITS[place % 20], COMMUNITIES[place * 7 % 40], CLASSES[place * 11 % 15],
        GATES[place % 3],
    )  # fmt: skip


def _counted(task: dict[str, Any]) -> dict[str, int]:
    return {
        "valid": 1, "contacted": int(task["contacted"]), "solved": int(task["solved"] is Solved.YES),
        "satisfied": int(task["satisfied"] is Satisfied.YES), "basically": int(task["satisfied"] is Satisfied.BASICALLY),
    }  # fmt: skip
