"""Whether the inbox stays as quick with 100,000 tickets as with 1,000, five in a hundred open."""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import insert, text

from bench.figure import figure
from bench.program import fresh_program
from tests.builders.district import District, build_district
from tests.builders.signed_in import sign_in
from webapp.access.actor import RULE, Actor
from webapp.access.records import Capacity, Participation
from webapp.access.role import Role
from webapp.base.clock import LimitUnit
from webapp.base.database import new_id
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
TURNS = 60
BATCH = 5_000
Times = Mapping[str, tuple[float, float]]
Place = tuple[Flask, Kernel, District]


@figure("loop.inbox.sqlite.first", "ms", want="≤ 1.5")
def sqlite_first() -> tuple[float, float]:
    """The query function, page 1 of 全部 of a property manager, at 100,000 beside 1,000."""
    return _times("sqlite")["first"]


@figure("loop.inbox.sqlite.fortieth", "ms", want="≤ 1.5")
def sqlite_fortieth() -> tuple[float, float]:
    """The same list deep down: page 40, or the last one where there are fewer."""
    return _times("sqlite")["fortieth"]


@figure("loop.inbox.sqlite.page", "ms", want="≤ 1.5")
def sqlite_page() -> tuple[float, float]:
    """The manager's whole page of 新来的 as it is served, page 1."""
    return _times("sqlite")["firm"]


@figure("loop.inbox.sqlite.office", "ms", want="≤ 1.5")
def sqlite_office() -> tuple[float, float]:
    """The community's whole page of 在办: it sees every ticket by taking part in it."""
    return _times("sqlite")["office"]


@figure("loop.inbox.sqlite.desk", "ms", want="≤ 1.5")
def sqlite_desk() -> tuple[float, float]:
    """The operator's whole page of 在单位: all tickets, eleven views, ten of them counted."""
    return _times("sqlite")["desk"]


@figure("loop.inbox.postgresql.first", "ms", want="≤ 1.5")
def postgresql_first() -> tuple[float, float]:
    """As on SQLite."""
    return _times("postgresql")["first"]


@figure("loop.inbox.postgresql.fortieth", "ms", want="≤ 1.5")
def postgresql_fortieth() -> tuple[float, float]:
    """As on SQLite."""
    return _times("postgresql")["fortieth"]


@figure("loop.inbox.postgresql.page", "ms", want="≤ 1.5")
def postgresql_page() -> tuple[float, float]:
    """As on SQLite."""
    return _times("postgresql")["firm"]


@figure("loop.inbox.postgresql.office", "ms", want="≤ 1.5")
def postgresql_office() -> tuple[float, float]:
    """As on SQLite."""
    return _times("postgresql")["office"]


@figure("loop.inbox.postgresql.desk", "ms", want="≤ 1.5")
def postgresql_desk() -> tuple[float, float]:
    """As on SQLite."""
    return _times("postgresql")["desk"]


@cache
def _times(kind: str) -> Times:
    """Of each thing asked, the medians in ms at 100,000 and at 1,000; the two are asked in turn."""
    with _filled(kind, MANY) as many, _filled(kind, FEW) as few:
        asked = _asked(many), _asked(few)
        return {what: _in_turn(asked[0][what], asked[1][what]) for what in asked[0]}


def _asked(place: Place) -> Mapping[str, Callable[[], None]]:
    app, kernel, district = place
    manager, now = district[Role.PROPERTY], kernel.clock.now()
    last = _key_of_page(kernel, manager, now)

    def ask(asked: ListAsked) -> None:
        with kernel.read() as session:
            assert show_list(session, manager, now, asked).page.rows

    def page(role: Role, address: str) -> Callable[[], None]:
        browser = sign_in(app, district[role])

        def get() -> None:
            assert browser.get(address).status_code == 200

        return get

    return {
        "first": lambda: ask(ListAsked("all")),
        "fortieth": lambda: ask(ListAsked("all", after=last)),
        "firm": page(Role.PROPERTY, "/desk/"),
        "office": page(Role.COMMUNITY, "/desk/"),
        "desk": page(Role.OPERATOR, "/desk/?view=at_unit"),
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


def _in_turn(one: Callable[[], None], other: Callable[[], None]) -> tuple[float, float]:
    """Medians of many, taken in turn, so that what else the machine does meets both; the first few only warm."""
    spent: tuple[list[int], list[int]] = ([], [])
    for turn in range(-5, TURNS):
        for act, times in zip((one, other), spent, strict=True):
            began = time.perf_counter_ns()
            act()
            if turn >= 0:
                times.append(time.perf_counter_ns() - began)
    return median(spent[0]) / 1e6, median(spent[1]) / 1e6


@contextmanager
def _filled(kind: str, count: int) -> Iterator[Place]:
    with fresh_program(kind) as (app, kernel):
        district = build_district(kernel)
        _fill(kernel, district, count)
        yield app, kernel, district


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
    if kernel.engine.dialect.name == "postgresql":  # autovacuum does it there; nobody does it on SQLite
        with kernel.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


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
