"""Timed work: each crossing acts once, what fails stops nothing else, what is old is forgotten."""

import os
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.rows import count
from tests.builders.walk import step, ticket_of
from webapp import due
from webapp.access.records import Participation
from webapp.access.role import Role
from webapp.base.audit import first_broken_seal
from webapp.base.housekeeping import forget_delivered, forget_once_keys, seal_audit
from webapp.base.records import AuditEntry, AuditSeal, OnceKey, OutboxDelivery, OutboxEvent
from webapp.dispatch.due import end_asking, pass_up_late, wake_hung_up
from webapp.due import BESIDE, TIMED, Timed, Turns, do_jobs, rest_after, run_due, waited_for_processor
from webapp.handle.asking import ask_street
from webapp.handle.forms import ask_street_order
from webapp.people.records import UnitKind
from webapp.ticket.records import TicketClock
from webapp.ticket.words import Action, ClockKind, Level, State


@pytest.fixture
def d(kernel):
    return build_district(kernel)


@pytest.fixture
def ticket(kernel, d):
    made = send_report(kernel, d).ticket.id
    deliver_all(kernel)
    return made


def takes_part(kernel, d, ticket_id, kind):
    with kernel.read() as session:
        query = select(Participation.capacity).where(
            Participation.ticket_id == ticket_id, Participation.unit_id == d.units[kind]
        )
        return session.scalar(query)


def test_what_nobody_answers_passes_up_once_a_crossing(kernel, clock, d, ticket):
    clock.move(hours=1)
    assert pass_up_late(kernel) == 0
    clock.move(hours=1)
    assert [pass_up_late(kernel), pass_up_late(kernel)] == [1, 0]
    assert ticket_of(kernel, ticket).level is Level.COMMUNITY
    assert takes_part(kernel, d, ticket, UnitKind.COMMUNITY) == "takes_part"
    clock.move(hours=2)
    assert pass_up_late(kernel) == 0, "half past one: lunch is no work time"
    clock.move(hours=1, minutes=30)
    assert [pass_up_late(kernel), pass_up_late(kernel)] == [1, 0]
    assert takes_part(kernel, d, ticket, UnitKind.STREET) == "takes_part"
    clock.move(days=2)
    assert pass_up_late(kernel) == 0, "Sunday"
    clock.move(days=1)
    assert [pass_up_late(kernel), pass_up_late(kernel)] == [1, 0]
    clock.move(days=30)
    assert pass_up_late(kernel) == 0, "above the district there is nobody"


def test_what_is_urgent_passes_up_every_half_hour(kernel, clock, d):
    lift = send_report(kernel, d, category="lift", text="电梯困人了").ticket.id
    deliver_all(kernel)
    for level in (Level.COMMUNITY, Level.STREET, Level.DISTRICT):
        clock.move(minutes=30)
        assert pass_up_late(kernel) == 1
        assert ticket_of(kernel, lift).level is level


def test_both_clocks_red_at_once_are_one_crossing(kernel, clock, ticket):
    clock.move(days=8)
    assert [pass_up_late(kernel), pass_up_late(kernel)] == [1, 0]
    assert ticket_of(kernel, ticket).level is Level.COMMUNITY


def test_late_work_passes_up_and_an_extension_lets_the_clock_cross_again(kernel, clock, d, ticket):
    firm = d[Role.PROPERTY]
    step(kernel, firm, ticket, Action.ACCEPT)
    clock.move(days=7)
    assert [pass_up_late(kernel), pass_up_late(kernel)] == [1, 0]
    step(
        kernel,
        d[Role.STREET],
        ticket,
        Action.REDISPATCH,
        unit_id=firm.unit_id,
        reason="再给一次",
        starts_afresh=True,
    )
    step(kernel, firm, ticket, Action.ACCEPT)
    assert pass_up_late(kernel) == 0
    clock.move(days=7)
    assert pass_up_late(kernel) == 1


def test_what_is_answered_done_or_set_aside_does_not_pass_up(kernel, clock, d, ticket):
    step(kernel, d[Role.PROPERTY], ticket, Action.ACCEPT)
    step(kernel, d[Role.PROPERTY], ticket, Action.START)
    clock.move(hours=5)
    assert pass_up_late(kernel) == 0
    day = clock.now() + timedelta(days=60)
    step(kernel, d[Role.STREET], ticket, Action.HANG_UP, reason="等配件", until=day)
    clock.move(days=50)
    assert [pass_up_late(kernel), wake_hung_up(kernel)] == [0, 0]
    clock.move(days=10)
    assert [wake_hung_up(kernel), wake_hung_up(kernel)] == [1, 0]
    assert ticket_of(kernel, ticket).state is State.HANDLING


def test_asking_the_street_rests_handling_for_one_work_day_and_no_longer(kernel, clock, d, ticket):
    firm = d[Role.PROPERTY]
    for _ in range(2):
        step(kernel, firm, ticket, Action.RETURN, reason="不是我们的")
        step(kernel, d[Role.OPERATOR], ticket, Action.DISPATCH, unit_id=firm.unit_id)
    due_before = ticket_of(kernel, ticket).due
    with kernel.work(firm) as work:
        ask_street(work, ask_street_order(ticket, {"reason": "真不是"}))
    clock.move(days=2, hours=23)
    assert end_asking(kernel) == 0, "asked on a Friday at ten, still Monday at nine"
    clock.move(hours=13)
    assert [pass_up_late(kernel), end_asking(kernel), end_asking(kernel)] == [0, 1, 0]
    going_on = ticket_of(kernel, ticket)
    assert (going_on.due, going_on.asked) == (due_before + timedelta(days=3), "return")
    with kernel.read() as session:
        handling = session.get(TicketClock, (ticket, ClockKind.HANDLING))
        assert (handling.paused_at, handling.due_at) == (None, going_on.due)


def test_the_audit_is_sealed_but_for_the_newest_rows_and_the_seals_fit(kernel, clock, ticket):
    assert seal_audit(kernel) == 0
    clock.move(hours=1)
    assert seal_audit(kernel) == count(kernel, AuditEntry)
    assert [seal_audit(kernel), count(kernel, AuditSeal)] == [0, 1]
    with kernel.read() as session:
        assert first_broken_seal(session) is None


def test_an_old_row_behind_a_young_one_waits_for_its_seal(kernel, clock):
    facts = {"role": "rule", "name": "派单规则", "doing": "trial", "changes": []}
    for minutes in (60, 0, 60):
        with kernel.work(kernel.worker) as work:
            work.session.add(AuditEntry(at=clock.now() - timedelta(minutes=minutes), **facts))
    assert seal_audit(kernel) == 1
    clock.move(hours=1)
    assert seal_audit(kernel) == 2
    with kernel.read() as session:
        assert first_broken_seal(session) is None


def test_keys_and_deliveries_are_forgotten_when_nobody_can_need_them(kernel, clock, d, ticket):
    with kernel.work(d[Role.OPERATOR]) as work:
        work.once("a-phone:1", lambda: {"done": True})
    waits = send_report(kernel, d, category="noise").ticket.id
    with kernel.work(kernel.worker) as work:
        for row in work.session.scalars(select(OutboxDelivery).where(OutboxDelivery.done_at.is_(None))):
            row.due_at = work.now + timedelta(days=999)  # delivery keeps failing
    waiting = select(func.count(OutboxDelivery.event_id.distinct())).where(OutboxDelivery.done_at.is_(None))
    with kernel.read() as session:
        still = session.scalar(waiting)
    clock.move(days=15)
    assert forget_once_keys(kernel) == 0
    assert forget_delivered(kernel) > 0
    clock.move(days=50)
    assert forget_once_keys(kernel) == 1
    assert [count(kernel, OnceKey), forget_delivered(kernel)] == [0, 0]
    assert count(kernel, OutboxEvent) == still > 0
    assert ticket_of(kernel, waits).state is State.NEW


def test_all_timed_work_runs_once_by_command(app, kernel, ticket):
    said = app.test_cli_runner().invoke(args=["due"])
    assert said.exit_code == 0, said.output
    assert [line.split()[0] for line in said.output.splitlines()] == [row.name for row in (*TIMED, *BESIDE)]


def test_one_that_fails_is_logged_and_stops_no_other(kernel, caplog):
    def broken(_):
        raise RuntimeError("13812345678")

    done = run_due(kernel, (Timed("broken", 1, broken), Timed("fine", 1, lambda _: 3)))
    assert done == {"fine": 3}
    assert "broken failed: RuntimeError" in caplog.text
    assert "13812345678" not in caplog.text


def test_each_row_waits_its_own_turn():
    now = [0.0]
    turns = Turns(seconds=lambda: now[0])
    assert [row.name for row in turns.next_ones()] == [row.name for row in TIMED]
    now[0] = 16.0
    assert {row.every for row in turns.next_ones()} == {row.every for row in TIMED if row.every <= 16}
    assert turns.next_ones() == ()


def test_what_speaks_to_other_machines_holds_up_nobody_here(kernel, d, monkeypatch):
    stopping = threading.Event()
    monkeypatch.setattr(due, "TIMED", ())
    monkeypatch.setattr(due, "BESIDE", (Timed("no answer", 1, lambda _: int(stopping.wait(10))),))
    made = send_report(kernel, d).ticket.id
    worker = threading.Thread(target=do_jobs, args=(kernel, stopping))
    worker.start()
    _wait_until_dispatched(kernel, made, stopping)
    stopping.set()
    worker.join(10)
    assert not worker.is_alive()
    assert ticket_of(kernel, made).state is State.DISPATCHED


def _wait_until_dispatched(kernel, made, stopping):
    for _ in range(100):
        if ticket_of(kernel, made).state is State.DISPATCHED:
            return
        stopping.wait(0.05)


def test_the_job_worker_delivers_and_keeps_time_until_it_is_asked_to_stop(kernel, d, monkeypatch):
    stopping, ran = threading.Event(), []
    monkeypatch.setattr(due, "TIMED", (Timed("once", 3600, lambda _: ran.append(1) or 0),))
    made = send_report(kernel, d).ticket.id
    worker = threading.Thread(target=do_jobs, args=(kernel, stopping))
    worker.start()
    _wait_until_dispatched(kernel, made, stopping)
    stopping.set()
    worker.join(10)
    assert not worker.is_alive()
    assert ticket_of(kernel, made).state is State.DISPATCHED
    assert ran == [1]


@pytest.mark.parametrize(
    ("spent", "starved", "rest"), [(0.1, 0.02, 0.1), (0.1, 0.03, 0.4), (0.3, 0.2, 0.5), (2, 1, 2)]
)
def test_the_worker_rests_longer_where_it_had_to_wait_for_a_processor(kernel, spent, starved, rest):
    assert rest_after(kernel, spent, starved) == pytest.approx(rest)


def test_waiting_for_a_processor_that_another_has_is_seen(kernel):
    allowed = os.sched_getaffinity(0)
    one = {min(allowed)}
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        os.sched_setaffinity(other.pid, one)
        os.sched_setaffinity(0, one)
        before, end = waited_for_processor(), time.monotonic() + 20
        while waited_for_processor() - before < 0.01:
            assert time.monotonic() < end
    finally:
        os.sched_setaffinity(0, allowed)
        other.kill()
        other.wait()
