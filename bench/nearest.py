"""How long the nearest 10 of 50,000 places take, on both databases: a district of 12 × 12 km, doors as dense as in town."""

import random
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bench.figure import figure
from bench.program import fresh_program
from webapp.access.actor import RULE
from webapp.base.database import new_id
from webapp.base.work import Kernel
from webapp.place.cells import cell_of
from webapp.place.nearest import nearest
from webapp.place.records import Component
from webapp.ticket.component_of import component_meant
from webapp.ticket.records import Ticket

PLACES, BATCH, ASKED, TURNS = 50_000, 5_000, 100, 3
WEST, SOUTH, SPAN = 116.30, 39.85, 0.11


@figure("phone.nearest.sqlite", "ms", limit=2.0)
def sqlite() -> float:
    """From the question to the rows: the middle one of 100 places, each the best of three turns."""
    return _middle("sqlite")


@figure("phone.nearest.postgresql", "ms", limit=2.0)
def postgresql() -> float:
    """As on SQLite."""
    return _middle("postgresql")


@figure("dispatch.nearest_component.sqlite", "ms", limit=2.0)
def meant_sqlite() -> float:
    """Which of 50,000 components a report without a door must be about: 路灯不亮 at 100 places, the middle one."""
    return _middle("sqlite", meant=True)


@figure("dispatch.nearest_component.postgresql", "ms", limit=2.0)
def meant_postgresql() -> float:
    """As on SQLite."""
    return _middle("postgresql", meant=True)


@cache
def _measured(kind: str) -> tuple[float, float]:
    """The nearest ten, and the one that is meant."""
    with fresh_program(kind) as (_, kernel):
        chance = random.Random(17)
        _fill(kernel, chance)
        return _ask(kernel, chance, _nearest), _ask(kernel, chance, _meant)


def _middle(kind: str, meant: bool = False) -> float:
    return _measured(kind)[int(meant)]


def _anywhere(chance: random.Random) -> tuple[float, float]:
    return WEST + chance.random() * SPAN, SOUTH + chance.random() * SPAN


def _fill(kernel: Kernel, chance: random.Random) -> None:
    for start in range(0, PLACES, BATCH):
        with kernel.work(RULE) as work:
            work.session.execute(insert(Component), [_place(n, chance) for n in range(start, start + BATCH)])
    with kernel.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _place(order: int, chance: random.Random) -> dict[str, Any]:
    lng, lat = _anywhere(chance)
    return {
        "id": new_id(), "code": f"11010101009{order + 1:06}", "klass": "路灯", "name": f"灯杆 {order}",
        "lng": lng, "lat": lat, "cell": cell_of(lng, lat),
    }  # fmt: skip


def _nearest(session: Session, lng: float, lat: float) -> None:
    assert nearest(session, Component, lng, lat, 10)


def _meant(session: Session, lng: float, lat: float) -> None:
    component_meant(session, Ticket(lng=lng, lat=lat, summary="路灯不亮，晚上看不见"))


def _ask(kernel: Kernel, chance: random.Random, ask: Callable[[Session, float, float], None]) -> float:
    with kernel.read() as session:
        spent = sorted(_best(session, ask, *_anywhere(chance)) for _ in range(ASKED))
    return spent[ASKED // 2] / 1e6


def _best(session: Session, ask: Callable[[Session, float, float], None], lng: float, lat: float) -> int:
    spent = []
    for _ in range(TURNS):
        session.expunge_all()
        began = time.perf_counter_ns()
        ask(session, lng, lat)
        spent.append(time.perf_counter_ns() - began)
    return min(spent)
