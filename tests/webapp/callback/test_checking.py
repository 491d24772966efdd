"""Quality control: the set share of a day's calls, drawn the same whoever asks, looked at by somebody else."""

import uuid
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.builders.callback import PHONE, answers_by_link, calls_back, closed_report, drawn_check, task_of
from tests.builders.signed_in import send, sign_in
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotNow
from webapp.callback.calling import UnmaskContact, unmask_contact
from webapp.callback.checking import ReviewCall, draw_checks, review_call
from webapp.callback.lifecycle import CheckState
from webapp.callback.records import CallbackCheck, CallbackTask
from webapp.callback.rules import Flag, read_flags, to_check
from webapp.catalogue.settings import put_setting


def reviews(kernel, actor, check, agreed=True, words=""):
    with kernel.work(actor) as work:
        return review_call(work, ReviewCall(check_id=check.id, agreed=agreed, words=words))


def test_the_share_is_exact_and_the_same_whoever_asks():
    calls, day = [uuid.UUID(int=n) for n in range(25)], date(2026, 11, 20)
    drawn = to_check("secret", day, calls, 10)
    assert len(drawn) == 3
    assert to_check("secret", day, list(reversed(calls)), 10) == drawn
    assert to_check("other", day, calls, 10) != drawn
    assert to_check("secret", date(2026, 11, 21), calls, 10) != drawn
    assert (to_check("secret", day, calls, 0), len(to_check("secret", day, calls, 100))) == ([], 25)


def test_a_day_is_drawn_once_when_it_is_over_and_only_calls_are(kernel, clock, district):
    put_by_clerk = [closed_report(kernel, district) for _ in range(3)]
    by_link = closed_report(kernel, district)
    for receipt in put_by_clerk:
        task = task_of(kernel, receipt.report)
        calls_back(kernel, district[Role.CLERK], task.id, "reached", solved="yes", satisfied="yes")
    answers_by_link(kernel, by_link)
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        put_setting(work.session, "callback_check_percent", 50, clock.now().date())
    assert draw_checks(kernel) == 0
    clock.move(days=1)
    assert draw_checks(kernel) == 2
    assert draw_checks(kernel) == 0
    with kernel.read() as session:
        drawn = set(session.scalars(select(CallbackCheck.task_id)))
    assert drawn <= {task_of(kernel, receipt.report).id for receipt in put_by_clerk}


def test_another_person_looks_and_may_ring(kernel, clock, district):
    check = drawn_check(kernel, district, clock)
    clerk, street = district[Role.CLERK], district[Role.STREET]
    with pytest.raises(Forbidden):
        reviews(kernel, clerk, check)
    with pytest.raises(NotNow), kernel.work(clerk) as work:
        unmask_contact(work, UnmaskContact(task_id=check.task_id))
    with kernel.work(street) as work:
        assert unmask_contact(work, UnmaskContact(task_id=check.task_id, reason="质检")) == PHONE
    assert reviews(kernel, street, check).state is CheckState.AGREED
    with pytest.raises(NotNow):
        reviews(kernel, street, check)


def test_what_differs_is_said_in_words_and_goes_to_the_street(kernel, clock, district):
    check = drawn_check(kernel, district, clock)
    street = district[Role.STREET]
    with pytest.raises(Invalid):
        reviews(kernel, street, check, agreed=False)
    reviews(kernel, street, check, agreed=False, words="居民说没人打过")
    with kernel.read() as session:
        kept = session.get_one(CallbackCheck, check.id)
        task = session.get_one(CallbackTask, check.task_id)
    assert kept.state is CheckState.DIFFERED
    assert read_flags(task.flagged) == (Flag.CHECK,)


def test_the_page_shows_what_was_written_and_takes_the_verdict(kernel, clock, app, district):
    check = drawn_check(kernel, district, clock)
    clerk, street = sign_in(app, district[Role.CLERK]), sign_in(app, district[Role.STREET])
    assert "没有要查的" in clerk.get("/desk/callbacks/checks").text
    page = street.get("/desk/callbacks/checks").text
    assert "联系过 · 已解决 · 满意" in page
    assert PHONE not in page
    address = f"/desk/callbacks/checks/{check.id}"
    assert send(street, "/desk/callbacks/checks", address, agreed="0").status_code == 422
    assert send(street, "/desk/callbacks/checks", address, agreed="1").status_code == 303
    with kernel.read() as session:
        open_checks = select(func.count()).where(CallbackCheck.state == CheckState.DRAWN)
        assert session.scalar(open_checks) == 0
