"""Deliveries share a turn and a commit; one that fails costs the others nothing, and none happens twice."""

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

import pytest
from sqlalchemy import func, select

from webapp.access.actor import RULE, TIMER
from webapp.base.outbox import Event, Reaction, Reactions, deliver
from webapp.base.records import AuditEntry, OnceKey, OutboxDelivery


@dataclass(frozen=True)
class Rang(Event):
    """A bell rang."""

    bell: uuid.UUID
    number: int
    tag: ClassVar[str] = "rang"


class Broken(Exception):
    """What a reaction fails with."""


def write_down(work, event):
    work.add(OnceKey(key=f"{event.bell}:{event.number}", answer={"number": event.number}, at=work.now))
    work.doing("test.rang")
    work.audit("test.rang", number=event.number)


@pytest.fixture
def bells(kernel):
    """Four rings, the third of which nobody can write down as long as `broken` says so."""
    broken = {3}

    def run(work, event):
        write_down(work, event)
        if event.number in broken:
            raise Broken

    ringing = replace(kernel, reactions=Reactions((Reaction("test.write_down", ("rang",), Rang, run),)))
    with ringing.work(RULE) as work:
        for number in (1, 2, 3, 4):
            work.record(Rang(bell=uuid.uuid4(), number=number))
    return ringing, broken


def written(kernel) -> list[int]:
    with kernel.read() as session:
        return sorted(answer["number"] for answer in session.scalars(select(OnceKey.answer)))


def audited(kernel) -> list[int]:
    with kernel.read() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.doing.contains("test.rang")))
        return sorted(change["note"]["number"] for row in rows for change in row.changes)


def test_what_fails_holds_nobody_up_and_nothing_is_done_twice(bells, clock):
    kernel, broken = bells
    assert deliver(kernel) == 4
    assert written(kernel) == audited(kernel) == [1, 2, 4]
    assert deliver(kernel) == 0, "the one that failed waits"
    broken.clear()
    clock.move(minutes=1)
    assert deliver(kernel) == 1
    assert written(kernel) == audited(kernel) == [1, 2, 3, 4]
    assert deliver(kernel) == 0


def test_each_act_of_a_turn_has_its_own_line_in_the_audit(bells):
    kernel, broken = bells
    broken.clear()
    assert deliver(kernel) == 4
    with kernel.read() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.doing.contains("test.rang"))).all()
    assert [len(row.changes) for row in rows] == [1, 1, 1, 1]


def test_every_act_of_a_turn_begins_as_the_worker(bells):
    kernel, broken = bells
    broken.clear()
    seen = []

    def run(work, event):
        seen.append(work.actor)
        work.actor = TIMER

    deliver(replace(kernel, reactions=Reactions((Reaction("test.write_down", ("rang",), Rang, run),))))
    assert seen == [kernel.worker] * 4


def test_a_turn_takes_no_more_than_it_may_and_the_rest_stays(bells):
    kernel, broken = bells
    broken.clear()
    assert deliver(kernel, most=3) == 3
    assert deliver(kernel, most=3) == 1
    assert written(kernel) == [1, 2, 3, 4]


def test_what_somebody_holds_a_lease_on_is_left_to_them(bells):
    kernel, broken = bells
    broken.clear()
    with kernel.work(RULE) as work:
        for row in work.session.scalars(select(OutboxDelivery)):
            row.leased_until = work.now + timedelta(seconds=5)
    assert deliver(kernel) == 0
    assert written(kernel) == []


def test_what_must_prepare_does_so_outside_the_turn_and_alone(bells, clock):
    kernel, broken = bells
    broken.clear()

    def prepare(kernel, event):
        with kernel.work(RULE) as work:  # would wait for ever within a turn
            work.audit("test.prepared")
        return event.number

    def run(work, event, made):
        assert made == event.number
        write_down(work, event)

    rows = (Reaction("test.write_down", ("rang",), Rang, run, prepare),)
    preparing = replace(kernel, reactions=Reactions(rows))
    assert deliver(preparing) == 4
    assert written(kernel) == [1, 2, 3, 4]
    with kernel.read() as session:
        assert session.scalar(select(func.count()).where(OutboxDelivery.done_at.is_(None))) == 0


def test_what_a_page_changes_during_a_turn_is_not_lost(bells):
    kernel, broken = bells
    broken.clear()
    if kernel.engine.dialect.name == "sqlite":
        pytest.skip("nobody else writes during a turn")
    with kernel.work(RULE) as work:
        work.add(OnceKey(key="count", answer={"number": 0}, at=work.now))
    crossed = []

    def run(work, event):
        row = work.session.get(OnceKey, "count", with_for_update=bool(crossed))
        if not crossed:
            crossed.append(event)
            with kernel.work(RULE) as page:
                page.session.get(OnceKey, "count").answer = {"number": 100}
            return
        row.answer = {"number": row.answer["number"] + 1}

    rows = (Reaction("test.write_down", ("rang",), Rang, run),)
    assert deliver(replace(kernel, reactions=Reactions(rows))) == 4
    assert written(kernel) == [104]
