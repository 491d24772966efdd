"""Who is called after closing, when, and when nobody is called any more."""

from datetime import datetime

import pytest
from sqlalchemy import select

from tests.builders.callback import answers_by_link, calls_back, closed_report, task_of, with_phone
from tests.builders.photo import kept_photo
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, ticket_of, to_closed, to_passed
from webapp.access.actor import TIMER
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.base.errors import NotNow
from webapp.callback.due import end_settled, plan_follow_ups
from webapp.callback.lifecycle import CallbackState
from webapp.callback.reactions import plan_at_close
from webapp.callback.records import CallbackKind, CallbackTask
from webapp.report.records import ReportKind
from webapp.ticket.contacts import erase_contact
from webapp.ticket.events import TicketStepped
from webapp.ticket.records import Reporter
from webapp.ticket.words import Action, Kind


def all_tasks(kernel) -> list[CallbackTask]:
    with kernel.read() as session:
        return list(session.scalars(select(CallbackTask).order_by(CallbackTask.made_at)))


def test_every_resident_who_reported_gets_a_task(kernel, district):
    first = send_report(kernel, district, **with_phone())
    second = send_report(kernel, district, joins=first.ticket.id)
    to_closed(kernel, district, first.ticket.id)
    deliver_all(kernel)
    assert task_of(kernel, first.report).state is CallbackState.WAITING
    assert task_of(kernel, second.report).state is CallbackState.NO_PHONE
    assert ticket_of(kernel, first.ticket.id).reporters_open == 2


def test_staff_and_praise_are_not_called_about(kernel, district):
    found = send_report(kernel, district, actor=district[Role.INSPECTOR], kind=ReportKind.PATROL)
    to_closed(kernel, district, found.ticket.id)
    praise = send_report(kernel, district, text="表扬物业，修得真快", **with_phone())
    assert ticket_of(kernel, praise.ticket.id).kind is Kind.PRAISE
    step(kernel, district[Role.OPERATOR], praise.ticket.id, Action.FILE)
    step(kernel, district[Role.OPERATOR], praise.ticket.id, Action.ANSWER, words="谢谢您")
    step(kernel, district[Role.OPERATOR], praise.ticket.id, Action.CLOSE)
    deliver_all(kernel)
    assert all_tasks(kernel) == []
    assert {ticket_of(kernel, t).reporters_open for t in (found.ticket.id, praise.ticket.id)} == {0}


def test_a_reporter_who_let_go_is_left_alone(kernel, district):
    first = send_report(kernel, district, **with_phone())
    second = send_report(kernel, district, joins=first.ticket.id, **with_phone("13900005678"))
    with kernel.work(TIMER) as work:
        work.session.get_one(Reporter, second.report).left_at = work.now
    to_closed(kernel, district, first.ticket.id)
    deliver_all(kernel)
    assert [t.report_id for t in all_tasks(kernel)] == [first.report]


def test_closed_in_the_evening_means_called_from_nine_the_next_day(kernel, clock, district):
    receipt = send_report(kernel, district, **with_phone())
    clock.move(hours=12)
    to_closed(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    assert task_of(kernel, receipt.report).due_at == datetime(2026, 11, 21, 9, 0, tzinfo=CHINA)


def test_the_same_event_twice_plans_once(kernel, district):
    receipt = closed_report(kernel, district)
    version = ticket_of(kernel, receipt.ticket.id).version
    with kernel.work(kernel.worker) as work:
        plan_at_close(work, TicketStepped(receipt.ticket.id, "close", "passed", "closed", version))
    assert len(all_tasks(kernel)) == 1
    assert ticket_of(kernel, receipt.ticket.id).version == version


def test_reopening_withdraws_what_waits_and_the_next_closing_asks_anew(kernel, district):
    first = send_report(kernel, district, **with_phone())
    second = send_report(kernel, district, joins=first.ticket.id, **with_phone("13900005678"))
    to_closed(kernel, district, first.ticket.id)
    deliver_all(kernel)
    answers_by_link(kernel, first, solved="no", satisfied="no")
    deliver_all(kernel)
    assert task_of(kernel, second.report).state is CallbackState.VOID
    to_closed(kernel, district, first.ticket.id)
    deliver_all(kernel)
    assert task_of(kernel, first.report, series=1).state is CallbackState.WAITING
    assert task_of(kernel, second.report, series=1).state is CallbackState.WAITING
    assert ticket_of(kernel, first.ticket.id).reporters_open == 2


def test_after_a_merge_the_target_asks_the_reporter_even_if_they_were_asked_before(kernel, district):
    """Closed, not solved, merged into a neighbour's ticket with the same count of reopenings."""
    moved = closed_report(kernel, district)
    answers_by_link(kernel, moved, solved="no", satisfied="no")
    target = send_report(kernel, district)
    step(kernel, district[Role.OPERATOR], moved.ticket.id, Action.MERGE, target_id=target.ticket.id)
    to_closed(kernel, district, target.ticket.id)
    deliver_all(kernel)
    with kernel.read() as session:
        asked = session.scalars(select(CallbackTask).where(CallbackTask.ticket_id == target.ticket.id)).all()
    assert {t.report_id: t.state for t in asked} == {
        moved.report: CallbackState.WAITING,
        target.report: CallbackState.NO_PHONE,
    }


def test_an_erased_number_is_not_called_and_the_days_of_those_without_count(kernel, district):
    receipt = closed_report(kernel, district)
    with kernel.work(kernel.worker) as work:
        erase_contact(work, receipt.report, "本人要求")
    deliver_all(kernel)
    assert task_of(kernel, receipt.report).state is CallbackState.NO_PHONE


def test_without_a_phone_the_timer_ends_it_after_seven_days_and_not_before(kernel, clock, district):
    receipt = closed_report(kernel, district, phone=None)
    clock.move(days=6, hours=23)
    assert end_settled(kernel) == 0
    with pytest.raises(NotNow):
        step(kernel, TIMER, receipt.ticket.id, Action.END)
    clock.move(hours=1)
    assert end_settled(kernel) == 1
    ticket = ticket_of(kernel, receipt.ticket.id)
    assert (ticket.state, ticket.reporters_open) == ("ended", 0)


def test_the_timer_never_ends_what_waits_for_a_call_or_for_the_street(kernel, clock, district):
    waiting = closed_report(kernel, district)
    partly = closed_report(kernel, district, phone=None)
    answers_by_link(kernel, partly, solved="partly", satisfied="basically")
    clock.move(days=30)
    assert end_settled(kernel) == 0
    assert {ticket_of(kernel, r.ticket.id).state for r in (waiting, partly)} == {"closed"}


def test_what_staff_found_is_ended_by_the_timer(kernel, clock, district):
    found = send_report(kernel, district, actor=district[Role.INSPECTOR], kind=ReportKind.PATROL)
    to_closed(kernel, district, found.ticket.id)
    deliver_all(kernel)
    clock.move(days=7)
    assert end_settled(kernel) == 1


def test_who_was_heard_is_called_again_fifteen_days_after_the_end(kernel, clock, district):
    heard = closed_report(kernel, district)
    calls_back(
        kernel,
        district[Role.CLERK],
        task_of(kernel, heard.report).id,
        "reached",
        solved="yes",
        satisfied="yes",
    )
    without = closed_report(kernel, district, phone=None)
    clock.move(days=14)
    assert plan_follow_ups(kernel) == 0
    clock.move(days=1)
    assert plan_follow_ups(kernel) == 1
    assert plan_follow_ups(kernel) == 0
    again = task_of(kernel, heard.report, kind=CallbackKind.FOLLOW_UP)
    assert again.state is CallbackState.WAITING
    calls_back(
        kernel, district[Role.CLERK], again.id, "reached", solved="no", satisfied="no", verbatim="又黑了"
    )
    assert ticket_of(kernel, heard.ticket.id).state == "dispatched"
    assert ticket_of(kernel, heard.ticket.id).reopened == 1
    assert all(t.kind is CallbackKind.CALLBACK for t in all_tasks(kernel) if t.report_id == without.report)


def test_a_place_on_the_map_is_called_by_the_street_office(kernel, district):
    """No door, so no street: somebody must still be able to call."""
    place = {"lng": 116.41, "lat": 39.91, "datum": "wgs84"}
    receipt = send_report(kernel, district, door=None, place=place, **with_phone())
    step(kernel, district[Role.OPERATOR], receipt.ticket.id, Action.FILE)
    street = district[Role.STREET].unit_id
    department = district[Role.DEPARTMENT]
    step(kernel, district[Role.OPERATOR], receipt.ticket.id, Action.DISPATCH, unit_id=department.unit_id)
    step(kernel, department, receipt.ticket.id, Action.ACCEPT)
    step(
        kernel, department, receipt.ticket.id, Action.FEED_BACK, words="修好了", photos=(kept_photo(kernel),)
    )
    to_passed(kernel, district, receipt.ticket.id)
    to_closed(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    clerk = district[Role.CLERK]
    assert clerk.unit_id == street
    done = calls_back(
        kernel, clerk, task_of(kernel, receipt.report).id, "reached", solved="yes", satisfied="yes"
    )
    assert done.state is CallbackState.REACHED
