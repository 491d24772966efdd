"""Rule 10: verdict fraud."""

import pytest
from sqlalchemy import select

from tests.builders.callback import closed_report, task_of
from tests.builders.report import deliver_all
from webapp.access.firm_links import MakeLink, make_link
from webapp.access.role import Role
from webapp.callback.lifecycle import CallbackState
from webapp.callback.records import CallbackTask
from webapp.callback.rules import MANY_OF_ONE_DEVICE, is_sampled
from webapp.ticket.records import Ticket
from webapp.ticket.words import State

PLEASED = {"solved": "yes", "satisfaction": "satisfied"}


def judge(browser, receipt):
    return browser.post(f"{receipt.ticket.url}/verdict", data=PLEASED | {"code": receipt.query_code})


def test_a_residents_own_phone_may_judge(kernel, district, client):
    """[the rule refuses the handler, not the resident]"""
    receipt = closed_report(kernel, district)
    assert judge(client, receipt).status_code == 303
    deliver_all(kernel)
    assert kernel.get(Ticket, receipt.ticket.id).state is State.ENDED


def test_the_handlers_signed_in_device_is_refused(kernel, district, sign_in):
    """the handler's devices are refused"""
    receipt = closed_report(kernel, district)
    assert judge(sign_in(Role.PROPERTY), receipt).status_code == 403
    assert task_of(kernel, receipt.report).state is CallbackState.WAITING
    assert kernel.get(Ticket, receipt.ticket.id).state is State.CLOSED


def test_the_phone_that_is_bound_to_the_handlers_link_is_refused(kernel, district, app):
    """the handler's devices are refused"""
    receipt = closed_report(kernel, district)
    with kernel.work(district[Role.PROPERTY]) as work:
        made = make_link(work, MakeLink(person_name="王建国", days=30))
    phone = app.test_client()
    phone.get(f"/w/{made.token}")
    assert phone.post(f"/w/{made.token}/bind", data={"code": made.code}).status_code == 303
    assert judge(phone, receipt).status_code == 403
    assert task_of(kernel, receipt.report).state is CallbackState.WAITING


def test_many_verdicts_from_one_device_are_flagged_to_the_street(kernel, district, client, sign_in):
    """many from one device … are flagged"""
    receipts = [closed_report(kernel, district, phone=None) for _ in range(MANY_OF_ONE_DEVICE)]
    client.get(f"/q/{district.codes[0]}")  # the browser gets its name
    for receipt in receipts:
        assert judge(client, receipt).status_code == 303
    with kernel.read() as session:
        flagged = session.scalars(
            select(CallbackTask).where(CallbackTask.flagged.contains("one_device"))
        ).all()
    assert [task.report_id for task in flagged] == [receipts[-1].report]
    page = sign_in(Role.STREET).get("/desk/callbacks/flagged").text
    assert "同一部手机评了很多件" in page
    assert receipts[-1].ticket.number in page


@pytest.mark.parametrize("name", [None, "own-phone"])
def test_verdicts_from_different_phones_are_not_flagged(kernel, district, app, name):
    """many from one device"""
    for n in range(MANY_OF_ONE_DEVICE):
        phone = app.test_client()
        if name:
            phone.set_cookie("device", f"{name}-{n}")
        assert judge(phone, closed_report(kernel, district, phone=None)).status_code == 303
    with kernel.read() as session:
        assert (
            session.scalars(select(CallbackTask.flagged).where(CallbackTask.flagged.is_not(None))).all() == []
        )


def test_satisfied_verdicts_by_link_are_sampled_by_phone(kernel, district, app):
    """Satisfied verdicts by link are sampled by phone"""
    found = {}
    while len(found) < 2:
        receipt = closed_report(kernel, district)
        found.setdefault(is_sampled(kernel.secret, receipt.report), receipt)
    for sampled, receipt in found.items():
        assert judge(app.test_client(), receipt).status_code == 303
        flags = task_of(kernel, receipt.report).flagged
        assert ("sample" in (flags or "")) is sampled
