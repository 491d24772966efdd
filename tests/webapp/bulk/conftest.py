"""The small district with tickets at the desk and at a firm, and the hour of the worker."""

from collections.abc import Callable

import pytest

from tests.builders.district import District, build_district
from tests.builders.report import deliver_all, send_report
from webapp.access.actor import Actor
from webapp.base.work import Kernel
from webapp.bulk.commands import AskBulk, Picked, ask_bulk
from webapp.bulk.due import apply_bulk
from webapp.bulk.records import BulkAct
from webapp.ticket.records import Ticket


@pytest.fixture
def district(kernel: Kernel) -> District:
    return build_district(kernel)


@pytest.fixture
def at_desk(kernel: Kernel, district: District) -> Callable[[int], list[Ticket]]:
    """`at_desk(3)` reports three matters that wait for the desk."""

    def report(count: int) -> list[Ticket]:
        sent = [
            send_report(kernel, district, category="noise", text=f"第 {one} 家半夜装修")
            for one in range(count)
        ]
        deliver_all(kernel)
        return [fresh(kernel, one.ticket.id) for one in sent]

    return report


def fresh(kernel: Kernel, ticket_id) -> Ticket:
    with kernel.read() as session:
        return session.get_one(Ticket, ticket_id)


def ask(kernel: Kernel, actor: Actor, tickets: list[Ticket], **order) -> BulkAct:
    picked = tuple(Picked(ticket_id=ticket.id, seen=ticket.version) for ticket in tickets)
    with kernel.work(actor) as work:
        return ask_bulk(work, AskBulk(picked=picked, **order))


def run_out(kernel: Kernel) -> int:
    """Let the worker do what is due until nothing is."""
    done = 0
    while tried := apply_bulk(kernel):
        done += tried
    return done
