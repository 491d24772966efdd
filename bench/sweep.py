"""Whether clocks that go red are acted upon at once: 1,000 of 100,000 that run, each with its line and its events."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select

from bench.figure import figure
from bench.program import fresh_program
from tests.builders.district import District, build_district
from tests.builders.report import deliver_all, send_report
from webapp.access.records import Participation
from webapp.base.database import new_id
from webapp.base.outbox import Reaction, Reactions
from webapp.base.records import OutboxDelivery, OutboxEvent
from webapp.base.work import Kernel
from webapp.dispatch.due import pass_up_late
from webapp.ticket.events import TicketStepped
from webapp.ticket.records import Ticket, TicketClock, TicketStep
from webapp.ticket.words import ClockKind, Level

OPEN = 50_000
"""Each with a clock of acceptance and one of handling."""
CROSSING = 1_000
BATCH = 5_000
LIMIT_S = 2.0
HEARD = Reaction("bench.hear", ("ticket.pass_up",), TicketStepped, lambda _work, _event: None)
"""Somebody who wants to hear of each: an event that nobody waits for is not written."""


@figure("dispatch.clocks_sweep.sqlite", "s", limit=LIMIT_S)
def sqlite() -> float:
    """One turn of the timed work over 100,000 running clocks, 1,000 of them red."""
    return _time("sqlite")


@figure("dispatch.clocks_sweep.postgresql", "s", limit=LIMIT_S)
def postgresql() -> float:
    """As on SQLite."""
    return _time("postgresql")


def _time(kind: str) -> float:
    with fresh_program(kind) as (_, kernel):
        district = build_district(kernel)
        _fill(kernel, district)
        kernel = replace(kernel, reactions=Reactions((*kernel.reactions.rows, HEARD)))
        before = _count(kernel, OutboxEvent), _count(kernel, OutboxDelivery)
        began = time.perf_counter()
        passed = pass_up_late(kernel)
        spent = time.perf_counter() - began
        assert passed == CROSSING, f"{passed} were passed up"
        assert pass_up_late(kernel) == 0, "a crossing acts once"
        assert (
            _count(kernel, OutboxEvent) - before[0] == _count(kernel, OutboxDelivery) - before[1] == CROSSING
        )
        with kernel.read() as session:
            higher = session.scalar(select(func.count()).where(Ticket.level == Level.COMMUNITY))
        assert higher == CROSSING
        return spent


def _count(kernel: Kernel, kind: type[Any]) -> int:
    with kernel.read() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def _fill(kernel: Kernel, district: District) -> None:
    """One dispatched ticket as the program makes it, then its like: the first 1,000 of them late in answering."""
    model = send_report(kernel, district).ticket.id
    deliver_all(kernel)
    with kernel.read() as session:
        ticket = _columns(session.get_one(Ticket, model))
        steps, parties = (
            [_columns(row) for row in session.scalars(select(kind).where(kind.ticket_id == model))]
            for kind in (TicketStep, Participation)
        )
    handling = {"kind": ClockKind.HANDLING, "started_at": ticket["dispatched_at"], "due_at": ticket["due"]}
    answered = handling | {"kind": ClockKind.ACCEPTANCE}
    late = answered | {"due_at": kernel.clock.now() - timedelta(seconds=1)}
    with kernel.engine.begin() as connection:
        for first in range(0, OPEN, BATCH):
            ids = {number: new_id() for number in range(first, first + BATCH)}
            rows: dict[type[Any], list[dict[str, Any]]] = {
                Ticket: [
                    ticket | {"id": i, "number": f"X{n}", "sort": n, "open_sort": n} for n, i in ids.items()
                ],
                TicketStep: [step | {"id": new_id(), "ticket_id": i} for i in ids.values() for step in steps],
                Participation: [
                    party | {"id": new_id(), "ticket_id": i} for i in ids.values() for party in parties
                ],
                TicketClock: [
                    clock | {"ticket_id": i}
                    for n, i in ids.items()
                    for clock in (handling, late if n < CROSSING else answered)
                ],
            }
            for kind, values in rows.items():
                connection.execute(insert(kind), values)


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs}
