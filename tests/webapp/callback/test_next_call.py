"""The next call by itself: one caller for each, found by an index, by the street whose place it is."""

import threading

import pytest
from sqlalchemy import event

from tests.builders.callback import calls_back, closed_report, colleague, task_of
from tests.builders.signed_in import send, sign_in
from tests.builders.walk import ticket_of
from webapp.access.role import Role
from webapp.base.errors import NotNow
from webapp.callback.calling import UnmaskContact, unmask_contact
from webapp.callback.opened import CALLS, open_next
from webapp.callback.queries import call_waits
from webapp.callback.story import call_screen


def takes_next(kernel, actor):
    with kernel.work(actor) as work:
        return open_next(work)


def test_two_callers_never_get_the_same_one_and_the_longest_waiting_comes_first(kernel, clock, district):
    first = task_of(kernel, closed_report(kernel, district).report)
    clock.move(minutes=1)
    second = task_of(kernel, closed_report(kernel, district).report)
    clerk, street = district[Role.CLERK], district[Role.STREET]
    assert takes_next(kernel, clerk) == first.id
    assert takes_next(kernel, street) == second.id
    assert takes_next(kernel, colleague(kernel, district)) is None
    assert takes_next(kernel, clerk) == first.id
    clock.move(seconds=CALLS.kept_for.total_seconds() + 1)
    assert takes_next(kernel, street) == first.id


def test_of_callers_at_the_same_moment_each_gets_another(kernel, district):
    for _ in range(3):
        closed_report(kernel, district)
    callers = [district[Role.CLERK], district[Role.STREET], colleague(kernel, district)]
    start, got = threading.Barrier(3), []

    def take(actor):
        start.wait()
        got.append(takes_next(kernel, actor))

    threads = [threading.Thread(target=take, args=(actor,)) for actor in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in got
    assert len(set(got)) == 3


def test_nothing_comes_outside_the_calling_hours(kernel, clock, district):
    closed_report(kernel, district)
    clock.move(hours=11)
    assert takes_next(kernel, district[Role.CLERK]) is None


def test_whoever_is_on_the_line_keeps_it_from_the_others(kernel, district):
    task = task_of(kernel, closed_report(kernel, district).report)
    clerk, street = district[Role.CLERK], district[Role.STREET]
    with kernel.work(clerk) as work:
        unmask_contact(work, UnmaskContact(task_id=task.id))
    with pytest.raises(NotNow) as told, kernel.work(street) as work:
        unmask_contact(work, UnmaskContact(task_id=task.id))
    assert "clerk甲正在打这一通" in told.value.sentence
    with pytest.raises(NotNow):
        calls_back(kernel, street, task.id, "reached", solved="yes", satisfied="yes")
    with kernel.read() as session:
        assert [row.taken_by for row in call_waits(session, street, kernel.clock).rows] == ["clerk甲"]
        assert [row.taken_by for row in call_waits(session, clerk, kernel.clock).rows] == [""]
    calls_back(kernel, clerk, task.id, "reached", solved="yes", satisfied="yes")


def test_the_page_takes_the_next_and_says_who_is_on_another(kernel, app, district):
    first = task_of(kernel, closed_report(kernel, district).report)
    clerk, street = sign_in(app, district[Role.CLERK]), sign_in(app, district[Role.STREET])
    answer = send(clerk, "/desk/callbacks", "/desk/callbacks/next")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/callbacks/{first.id}")
    shown = street.get(f"/desk/callbacks/{first.id}").text
    assert "clerk甲正在打这一通" in shown
    assert 'name="solved"' not in shown
    assert "没有别的" not in shown
    assert send(street, "/desk/callbacks", "/desk/callbacks/next").headers["Location"] == "/desk/callbacks"


def test_the_screen_tells_the_meeting_and_the_promise(kernel, district):
    receipt = closed_report(kernel, district)
    with kernel.read() as session:
        screen = call_screen(
            session, district[Role.CLERK], task_of(kernel, receipt.report).id, kernel.clock.now()
        )
    ticket = ticket_of(kernel, receipt.ticket.id)
    assert screen is not None
    assert (screen.promise.unit, screen.promise.met) == ("新街物业", "明确不用见")
    assert (screen.promise.due, screen.promise.done) == (ticket.due, ticket.fed_back_at)
    assert screen.promise.in_time is True


@pytest.mark.only_sqlite("PostgreSQL plans by its statistics; the bench looks at it")
def test_sqlite_finds_the_next_by_the_index_of_the_office_and_sorts_nothing(kernel, district):
    closed_report(kernel, district)
    asked: list[tuple[str, object]] = []

    def note(_connection, _cursor, sentence, values, *_more) -> None:
        asked.append((sentence, values))

    event.listen(kernel.engine, "before_cursor_execute", note)
    assert takes_next(kernel, district[Role.CLERK]) is not None
    event.remove(kernel.engine, "before_cursor_execute", note)
    (sentence, values), *more = [each for each in asked if "ORDER BY callback_task.due_at" in each[0]]
    assert more == []
    with kernel.engine.connect() as connection:
        plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sentence}", values)]
    walk = "USING INDEX ix_callback_task_next (caller_unit_id=? AND state=? AND due_at<?)"
    assert sum(walk in line for line in plan) == 2, plan
    assert not [line for line in plan if "TEMP B-TREE" in line], plan
    through = ("SCAN callback_task", "SCAN ticket", "SCAN participation")
    assert not [line for line in plan if line.startswith(through)], plan
