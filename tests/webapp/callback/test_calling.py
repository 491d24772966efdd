"""A clerk's calls: reached, not reached, not the person; never by the handler, never outside the hours."""

from datetime import datetime

import pytest
from sqlalchemy import select

from tests.builders.callback import PHONE, answers_by_link, calls_back, closed_report, task_of, with_phone
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, ticket_of, to_closed, to_fed_back
from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.base.database import new_id
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow
from webapp.base.records import AuditEntry
from webapp.callback.calling import UnmaskContact, unmask_contact
from webapp.callback.commands import LookAgain, look_again
from webapp.callback.lifecycle import CallbackState
from webapp.callback.queries import call_waits, flagged_answers
from webapp.callback.records import CallbackAttempt, Solved
from webapp.callback.rules import half_day, next_half_day
from webapp.callback.story import call_screen
from webapp.ticket.records import Contact
from webapp.ticket.words import Action


def unmask(kernel, clerk, task_id, reason="回访"):
    with kernel.work(clerk) as work:
        return unmask_contact(work, UnmaskContact(task_id=task_id, reason=reason))


def looks(kernel, street, task_id, **more):
    with kernel.work(street) as work:
        return look_again(work, LookAgain(task_id=task_id, **({"words": "现场看过，补修了"} | more)))


def test_reached_and_solved_settles_and_ends(kernel, district):
    receipt = closed_report(kernel, district)
    task = task_of(kernel, receipt.report)
    calls_back(
        kernel, district[Role.CLERK], task.id, "reached", solved="yes", satisfied="basically", verbatim="还行"
    )
    done, ticket = task_of(kernel, receipt.report), ticket_of(kernel, receipt.ticket.id)
    assert (done.state, done.tries, done.verbatim, done.by_resident) == (
        CallbackState.REACHED,
        1,
        "还行",
        False,
    )
    assert (ticket.state, ticket.reporters_open) == ("ended", 0)
    with kernel.read() as session:
        assert session.get_one(Contact, receipt.report).verified_at is not None


def test_reached_needs_both_answers_and_writes_nothing_without(kernel, district):
    receipt = closed_report(kernel, district)
    task = task_of(kernel, receipt.report)
    with pytest.raises(Invalid) as wrong:
        calls_back(kernel, district[Role.CLERK], task.id, "reached", solved="yes")
    assert set(wrong.value.fields) == {"satisfied"}
    assert task_of(kernel, receipt.report).tries == 0


def test_not_solved_on_the_phone_reopens_the_same_ticket(kernel, district):
    receipt = closed_report(kernel, district)
    task = task_of(kernel, receipt.report)
    calls_back(
        kernel, district[Role.CLERK], task.id, "reached", solved="no", satisfied="no", verbatim="又黑了"
    )
    ticket = ticket_of(kernel, receipt.ticket.id)
    assert (ticket.state, ticket.reopened) == ("dispatched", 1)


def test_three_tries_in_one_morning_are_one_try(kernel, clock, district):
    receipt = closed_report(kernel, district)
    task = task_of(kernel, receipt.report)
    for _ in range(3):
        calls_back(kernel, district[Role.CLERK], task.id, "no_answer")
        clock.move(minutes=30)
    kept = task_of(kernel, receipt.report)
    assert (kept.state, kept.tries) == (CallbackState.WAITING, 3)
    assert kept.due_at == datetime(2026, 11, 20, 12, 0, tzinfo=CHINA)


def test_three_different_half_days_make_unreachable_and_that_settles(kernel, clock, district):
    receipt = closed_report(kernel, district)
    task = task_of(kernel, receipt.report)
    for hours in (0, 4, 20):
        clock.move(hours=hours)
        assert task_of(kernel, receipt.report).due_at <= kernel.clock.now()
        calls_back(kernel, district[Role.CLERK], task.id, "no_answer")
    assert task_of(kernel, receipt.report).state is CallbackState.UNREACHABLE
    assert ticket_of(kernel, receipt.ticket.id).state == "ended"
    with kernel.read() as session:
        assert list(session.scalars(select(CallbackAttempt.half_day).order_by(CallbackAttempt.at))) == [
            "20261120-am", "20261120-pm", "20261121-am",
        ]  # fmt: skip


def test_the_next_half_day_lies_within_the_calling_hours():
    def at(day, hour):
        return datetime(2026, 11, day, hour, 30, tzinfo=CHINA)

    assert half_day(at(20, 11)) == "20261120-am"
    assert half_day(at(20, 12)) == "20261120-pm"
    assert next_half_day(at(20, 11), 9, 20) == datetime(2026, 11, 20, 12, tzinfo=CHINA)
    assert next_half_day(at(20, 19), 9, 20) == datetime(2026, 11, 21, 9, tzinfo=CHINA)
    assert next_half_day(at(20, 10), 9, 11) == datetime(2026, 11, 21, 9, tzinfo=CHINA)


def test_not_me_erases_the_number_and_stops_all_calls(kernel, district):
    receipt = closed_report(kernel, district)
    task = task_of(kernel, receipt.report)
    done = calls_back(kernel, district[Role.CLERK], task.id, "not_the_person")
    assert (done.state, done.has_phone) == (CallbackState.NO_PHONE, False)
    with kernel.read() as session:
        contact = session.get_one(Contact, receipt.report)
        assert (contact.phone, contact.erased_why) == (None, "不是本人")
        spoken = [str(row.changes) for row in session.scalars(select(AuditEntry))]
    assert not any(PHONE in line for line in spoken)
    with pytest.raises(NotNow):
        unmask(kernel, district[Role.CLERK], task.id)
    deliver_all(kernel)
    assert ticket_of(kernel, receipt.ticket.id).state == "closed"


def test_who_refuses_to_talk_is_settled(kernel, district):
    receipt = closed_report(kernel, district)
    calls_back(kernel, district[Role.CLERK], task_of(kernel, receipt.report).id, "refused")
    assert ticket_of(kernel, receipt.ticket.id).state == "ended"


def test_the_handler_cannot_call(kernel, district):
    """The street handled what was marked 保密: who fed it back may neither see the number nor record a call."""
    receipt = send_report(kernel, district, confidential=True, **with_phone())
    step(kernel, district[Role.OPERATOR], receipt.ticket.id, Action.FILE)
    handler = district[Role.STREET]
    step(kernel, district[Role.OPERATOR], receipt.ticket.id, Action.DISPATCH, unit_id=handler.unit_id)
    to_fed_back(kernel, district, receipt.ticket.id, handler=handler)
    to_closed(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    task = task_of(kernel, receipt.report)
    with pytest.raises(Forbidden):
        unmask(kernel, handler, task.id)
    with pytest.raises(Forbidden):
        calls_back(kernel, handler, task.id, "reached", solved="yes", satisfied="yes")
    with kernel.read() as session:
        assert call_waits(session, handler, kernel.clock).rows == ()
        assert len(call_waits(session, district[Role.CLERK], kernel.clock).rows) == 1
    calls_back(kernel, district[Role.CLERK], task.id, "reached", solved="yes", satisfied="yes")
    assert ticket_of(kernel, receipt.ticket.id).state == "ended"


@pytest.mark.parametrize(
    "role", [Role.PROPERTY, Role.OPERATOR, Role.GRID_WORKER, Role.ADMINISTRATOR, Role.COMMUNITY]
)
def test_others_do_not_call(kernel, district, role):
    receipt = closed_report(kernel, district)
    with pytest.raises(Forbidden):
        calls_back(kernel, district[role], task_of(kernel, receipt.report).id, "refused")


def test_the_street_of_another_place_finds_nothing(kernel, district):
    receipt = closed_report(kernel, district)
    stranger = Actor(Role.STREET, "外街道", new_id(), new_id())
    task = task_of(kernel, receipt.report)
    with pytest.raises(NotFound):
        calls_back(kernel, stranger, task.id, "refused")
    with kernel.read() as session:
        assert call_screen(session, stranger, task.id, kernel.clock.now()) is None


def test_unmasking_gives_the_number_and_leaves_a_line_without_it(kernel, district):
    receipt = closed_report(kernel, district)
    task = task_of(kernel, receipt.report)
    assert unmask(kernel, district[Role.CLERK], task.id, "回访第一次") == PHONE
    with kernel.read() as session:
        line = session.scalars(select(AuditEntry).where(AuditEntry.doing == "contact.unmask")).one()
    assert line.name == district[Role.CLERK].name
    assert line.changes == [
        {"note": {"report": str(receipt.report), "task": str(task.id), "reason": "回访第一次"}}
    ]


def test_nobody_is_disturbed_outside_the_hours_or_twice_in_a_half_day(kernel, clock, district):
    receipt = closed_report(kernel, district)
    task = task_of(kernel, receipt.report)
    calls_back(kernel, district[Role.CLERK], task.id, "no_answer")
    with pytest.raises(NotNow) as told:
        unmask(kernel, district[Role.CLERK], task.id)
    assert "半天" in told.value.sentence
    clock.move(hours=10)
    with pytest.raises(NotNow) as told:
        unmask(kernel, district[Role.CLERK], task.id)
    assert "9 点到 20 点" in told.value.sentence


def test_a_call_is_written_down_by_the_rule_by_which_its_number_is_given(kernel, clock, district):
    """10:00. What began before 20:00 may be written down after it; what was not begun that day waits for 9:00."""
    clerk, street = district[Role.CLERK], district[Role.STREET]
    task = task_of(kernel, closed_report(kernel, district).report)
    clock.move(hours=9, minutes=55)
    unmask(kernel, clerk, task.id)
    clock.move(minutes=25)
    with pytest.raises(NotNow, match="9 点到 20 点"):
        calls_back(kernel, street, task.id, "no_answer")
    calls_back(kernel, clerk, task.id, "reached", solved="yes", satisfied="yes")
    later = task_of(kernel, closed_report(kernel, district).report)
    clock.move(hours=13, minutes=-10)
    unmask(kernel, clerk, later.id)
    clock.move(hours=15)
    with pytest.raises(NotNow, match="9 点到 20 点"):
        calls_back(kernel, clerk, later.id, "refused")
    assert task_of(kernel, later.report_id).tries == 0


def test_of_two_clerks_the_second_is_told(kernel, district):
    receipt = closed_report(kernel, district)
    task = task_of(kernel, receipt.report)
    calls_back(kernel, district[Role.CLERK], task.id, "reached", solved="yes", satisfied="yes")
    with pytest.raises(NotNow):
        calls_back(kernel, district[Role.STREET], task.id, "reached", solved="no", satisfied="no")
    assert task_of(kernel, receipt.report).solved is Solved.YES


def test_the_street_looks_at_partly_solved_and_then_it_may_end(kernel, district):
    receipt = closed_report(kernel, district)
    task = answers_by_link(kernel, receipt, solved="partly", satisfied="basically")
    with kernel.read() as session:
        rows = flagged_answers(session, district[Role.STREET], kernel.clock.now())
    assert [(row.task_id, row.answer) for row in rows] == [(task.id, "解决了一部分 · 基本满意")]
    with pytest.raises(Forbidden):
        looks(kernel, district[Role.CLERK], task.id)
    looks(kernel, district[Role.STREET], task.id)
    assert ticket_of(kernel, receipt.ticket.id).state == "ended"
    kept = task_of(kernel, receipt.report)
    assert (kept.solved, kept.flagged) == (Solved.PARTLY, None)
    with pytest.raises(NotNow):
        looks(kernel, district[Role.STREET], task.id)


def test_the_street_may_have_it_done_again_even_after_three_times(kernel, district):
    receipt = send_report(kernel, district, **with_phone())
    for _ in range(3):
        to_closed(kernel, district, receipt.ticket.id)
        answers_by_link(kernel, receipt, solved="no", satisfied="no")
    to_closed(kernel, district, receipt.ticket.id)
    task = answers_by_link(kernel, receipt, solved="no", satisfied="no")
    looks(kernel, district[Role.STREET], task.id, words="换一家来修", again=True)
    ticket = ticket_of(kernel, receipt.ticket.id)
    assert (ticket.state, ticket.reopened) == ("dispatched", 4)
