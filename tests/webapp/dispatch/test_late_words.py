"""A promise that is late climbs: handler, who leads, the street; a word in between sends it back to the start."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, ticket_of
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.base.outbox import Reaction, Reactions
from webapp.dispatch.late_words import BATCH, climb_late_promises
from webapp.ticket.events import PromiseLate
from webapp.ticket.records import Ticket, TicketStep
from webapp.ticket.words import Action


@pytest.fixture
def d(kernel):
    return build_district(kernel)


@pytest.fixture
def ticket_id(kernel, d):
    made = send_report(kernel, d).ticket.id
    deliver_all(kernel)
    return made


def noted(kernel):
    with kernel.read() as session:
        steps = select(TicketStep).where(TicketStep.action == "promise_late").order_by(TicketStep.version)
        return [step.facts["level"] for step in session.scalars(steps)]


def test_a_late_word_climbs_by_work_hours_to_the_street_and_stays_there(kernel, clock, d, ticket_id):
    heard: list[PromiseLate] = []
    kernel.reactions = Reactions(
        (Reaction("test.hears", ("promise.late",), PromiseLate, lambda _, e: heard.append(e)),)
    )
    promised = ticket_of(kernel, ticket_id).next_word_by
    assert promised == datetime(2026, 11, 24, 10, tzinfo=CHINA)
    clock.moment = promised - timedelta(seconds=1)
    assert climb_late_promises(kernel) == 0
    clock.moment = promised
    assert [climb_late_promises(kernel), climb_late_promises(kernel)] == [1, 0]
    clock.moment = promised + timedelta(hours=2)
    assert [climb_late_promises(kernel), climb_late_promises(kernel)] == [1, 0]
    clock.move(hours=2)
    assert climb_late_promises(kernel) == 0, "two hours with lunch in between are half an hour of work"
    clock.move(hours=1, minutes=30)
    assert climb_late_promises(kernel) == 1
    clock.move(days=30)
    assert climb_late_promises(kernel) == 0, "above the street nobody hears of words"
    deliver_all(kernel)
    assert noted(kernel) == [one.level for one in heard] == ["handler", "lead", "street"]
    assert {(one.ticket_id, one.unit_id) for one in heard} == {(ticket_id, d[Role.PROPERTY].unit_id)}
    assert ticket_of(kernel, ticket_id).next_word_by == promised, "being late moves no promise"


def test_a_word_starts_the_promise_anew_and_closing_ends_it(kernel, clock, d, ticket_id):
    clock.move(days=4)
    assert climb_late_promises(kernel) == 1
    step(kernel, d[Role.PROPERTY], ticket_id, Action.WORD, words="配件在路上，明天到")
    after = ticket_of(kernel, ticket_id)
    assert (after.promise_level, after.promise_climbs_at) == (0, after.next_word_by)
    assert climb_late_promises(kernel) == 0
    clock.moment = after.next_word_by
    assert climb_late_promises(kernel) == 1
    step(
        kernel,
        d[Role.OPERATOR],
        ticket_id,
        Action.MERGE,
        target_id=send_report(kernel, d, category="noise").ticket.id,
    )
    gone = ticket_of(kernel, ticket_id)
    assert (gone.next_word_by, gone.promise_climbs_at, gone.promise_level) == (None, None, 0)


def test_where_no_resident_waits_nothing_climbs_until_one_joins(kernel, clock, d):
    found = send_report(kernel, d, actor=d[Role.INSPECTOR], kind="patrol").ticket.id
    deliver_all(kernel)
    clock.move(days=10)
    assert climb_late_promises(kernel) == 0
    assert ticket_of(kernel, found).promise_climbs_at is None
    send_report(kernel, d, joins=found)
    assert climb_late_promises(kernel) == 1


def test_many_late_words_climb_in_batches_and_a_full_table_is_not_read(kernel, clock, d, ticket_id):
    for _ in range(3):
        send_report(kernel, d, category="noise", text="装修")
    clock.move(days=9)
    assert BATCH >= 4
    assert [climb_late_promises(kernel), climb_late_promises(kernel)] == [4, 0]
    late = (
        select(Ticket.id)
        .where(Ticket.promise_climbs_at <= clock.now())
        .order_by(Ticket.promise_climbs_at)
        .limit(BATCH)
    )
    if kernel.engine.dialect.name == "sqlite":
        with kernel.engine.connect() as connection:
            words = str(late.compile(kernel.engine, compile_kwargs={"literal_binds": True}))
            plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}").all())
        assert "ix_ticket_promise" in plan
        assert "SCAN" not in plan.replace("SCAN ticket USING", "")
