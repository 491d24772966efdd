"""Whether the inbox of a property manager stays as quick with 100,000 tickets as with 1,000, five in a hundred open."""

import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, text

from bench.figure import figure
from tests import database
from tests.builders.district import District, build_district
from tests.builders.signed_in import sign_in
from webapp.access.actor import RULE, Actor
from webapp.access.records import Capacity, Participation
from webapp.access.role import Role
from webapp.app import create_app
from webapp.base.clock import LimitUnit
from webapp.base.database import new_id
from webapp.base.settings import Settings
from webapp.base.work import Kernel
from webapp.catalogue.records import Tier
from webapp.people.records import Unit, UnitKind
from webapp.screen.ticket_list import ListAsked, show_list
from webapp.ticket.records import Ticket
from webapp.ticket.words import Gate, Kind, Level, State

FEW, MANY = 1_000, 100_000
OPEN_OF = 20
"""One ticket in so many is open."""
FIRMS = 5
PAGES = 40
TURNS = 25
BATCH = 5_000
Times = dict[str, float]


def _ratio(kind: str, which: str) -> tuple[float, float]:
    return _times(kind, MANY)[which], _times(kind, FEW)[which]


@figure("loop.inbox.sqlite.first", "ms", want="≤ 1.5")
def sqlite_first() -> tuple[float, float]:
    """The query function, page 1 of 全部, at 100,000 beside 1,000."""
    return _ratio("sqlite", "first")


@figure("loop.inbox.sqlite.fortieth", "ms", want="≤ 1.5")
def sqlite_fortieth() -> tuple[float, float]:
    """The same list deep down: page 40, or the last one where there are fewer."""
    return _ratio("sqlite", "fortieth")


@figure("loop.inbox.sqlite.page", "ms", want="≤ 1.5")
def sqlite_page() -> tuple[float, float]:
    """The whole page of 新来的 as it is served, page 1."""
    return _ratio("sqlite", "page")


@figure("loop.inbox.postgresql.first", "ms", want="≤ 1.5")
def postgresql_first() -> tuple[float, float]:
    """As on SQLite."""
    return _ratio("postgresql", "first")


@figure("loop.inbox.postgresql.fortieth", "ms", want="≤ 1.5")
def postgresql_fortieth() -> tuple[float, float]:
    """As on SQLite."""
    return _ratio("postgresql", "fortieth")


@figure("loop.inbox.postgresql.page", "ms", want="≤ 1.5")
def postgresql_page() -> tuple[float, float]:
    """As on SQLite."""
    return _ratio("postgresql", "page")


@cache
def _times(kind: str, count: int) -> Times:
    """The best of 25, in ms, of one firm's manager on a district with so many tickets, a fifth of them the firm's."""
    with _filled(kind, count) as (app, kernel, district):
        actor, now = district[Role.PROPERTY], kernel.clock.now()
        last = _key_of_page(kernel, actor, now)
        browser = sign_in(app, actor)

        def ask(asked: ListAsked) -> None:
            with kernel.read() as session:
                assert show_list(session, actor, now, asked).page.rows

        def page() -> None:
            assert browser.get("/desk/").status_code == 200

        return {
            "first": _best(lambda: ask(ListAsked("all"))),
            "fortieth": _best(lambda: ask(ListAsked("all", after=last))),
            "page": _best(page),
        }


def _key_of_page(kernel: Kernel, actor: Actor, now: datetime) -> int | None:
    """The key before page 40, or before the last page there is."""
    after = None
    with kernel.read() as session:
        for _ in range(PAGES - 1):
            older = show_list(session, actor, now, ListAsked("all", after=after)).page.older
            if older is None:
                break
            after = older
    return after


def _best(act: Callable[[], None]) -> float:
    act()
    spent = []
    for _ in range(TURNS):
        began = time.perf_counter_ns()
        act()
        spent.append(time.perf_counter_ns() - began)
    return min(spent) / 1e6


@contextmanager
def _filled(kind: str, count: int) -> Iterator[tuple[Flask, Kernel, District]]:
    database.open_run()
    try:
        with database.fresh(kind) as url:
            folder = Path(os.environ[database.RUN_FOLDER])
            app = create_app(Settings(url, "", folder, "only-for-this-bench", "http://localhost"))
            kernel: Kernel = app.extensions["mashang"]
            district = build_district(kernel)
            _fill(kernel, district, count)
            yield app, kernel, district
            kernel.engine.dispose()
    finally:
        database.close_run()


def _fill(kernel: Kernel, district: District, count: int) -> None:
    """Tickets of several firms, the newest last; straight into the tables, then what a running database knows of them."""
    firms = [district.units[UnitKind.PROPERTY], *(new_id() for _ in range(FIRMS - 1))]
    with kernel.work(RULE) as work:
        work.session.execute(
            insert(Unit),
            [
                {"id": firm, "code": f"firm-{place}", "name": f"物业{place}", "kind": UnitKind.PROPERTY}
                for place, firm in enumerate(firms)
                if place
            ],
        )
    for start in range(0, count, BATCH):
        with kernel.work(RULE) as work:
            made = [
                _ticket(district, firms, kernel.clock.now(), place)
                for place in range(start, min(start + BATCH, count))
            ]
            work.session.execute(insert(Ticket), made)
            work.session.execute(
                insert(Participation), [row for ticket in made for row in _parties(district, ticket)]
            )
    with kernel.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _ticket(district: District, firms: list[uuid.UUID], now: datetime, place: int) -> dict[str, Any]:
    at = now - timedelta(days=900) + timedelta(minutes=place * 12)
    is_open = place % OPEN_OF == 0
    sort = int(at.timestamp() * 1_000_000) * 1000 + place % 1000
    return {
        "id": new_id(), "year": 2000 + place // 9999, "number": f"{place:06d}", "sort": sort,
        "open_sort": sort if is_open else None, "state": State.DISPATCHED if is_open else State.ENDED, "version": 3,
        "kind": Kind.FAULT, "class_id": district.classes["lamp"], "tier": Tier.ORDINARY, "limit_value": 7,
        "limit_unit": LimitUnit.CALENDAR_DAY, "summary": "楼道灯不亮", "door_id": district.doors[0],
        "place_words": "新街坊30号院 5号楼 1单元", "coarse_words": "新街坊30号院",
        # a firm of its own for every open ticket in turn: five in a hundred of each firm's are open
        "unit_id": firms[place // OPEN_OF % FIRMS], "level": Level.UNIT, "meeting_gate": Gate.NONE,
        "urgent": place % 420 == 0, "recheck_passed": not is_open, "reported_at": at, "dispatched_at": at, "due": at + timedelta(days=7),
        "closed_at": None if is_open else at, "ended_at": None if is_open else at,
    }  # fmt: skip


def _parties(district: District, ticket: dict[str, Any]) -> Iterator[dict[str, Any]]:
    parties = (
        (ticket["unit_id"], Capacity.HANDLES), (district.units[UnitKind.COMMUNITY], Capacity.WATCHES),
        (district.units[UnitKind.STREET], Capacity.WATCHES),
    )  # fmt: skip
    for unit_id, capacity in parties:
        yield {
            "id": new_id(),
            "ticket_id": ticket["id"],
            "unit_id": unit_id,
            "capacity": capacity,
            "since": ticket["reported_at"],
        }
