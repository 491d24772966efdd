"""What staff write down of an order that the hotline passed on: its own number and deadline, and each once."""

import re

import pytest

from tests.builders.rows import count, only
from tests.builders.signed_in import form_on, sign_in
from webapp.access.role import Role
from webapp.report.records import Report, ReportKind
from webapp.ticket.records import Ticket

NEW = "/desk/reports/new"


@pytest.fixture
def desk(app, district):
    return sign_in(app, district[Role.OPERATOR])


def form(browser, **typed):
    return form_on(browser.get(NEW).text, NEW) | typed


def test_the_hotline_brings_its_own_number_and_deadline(kernel, desk, door):
    order = {"kind": "hotline", "order_no": "12345-88", "external_due": "2026-11-22T18:00"}
    assert desk.post(NEW, data=form(desk, door=door, text="路灯不亮", **order)).status_code == 303
    report, ticket = only(kernel, Report), only(kernel, Ticket)
    assert report.kind is ReportKind.HOTLINE
    assert (ticket.order_no, ticket.external_due.isoformat()) == ("12345-88", "2026-11-22T10:00:00+00:00")
    page = re.sub(r"<[^>]+>|\s+", " ", desk.get(f"/desk/tickets/{ticket.id}").text)
    assert "热线期限 2026年11月22日 周日 18:00" in re.sub(" +", " ", page)


def test_an_order_of_the_hotline_is_taken_down_once(kernel, desk, door):
    order = {"kind": "hotline", "order_no": "12345-88", "text": "路灯不亮"}
    sent = form(desk, door=door, **order)
    assert [desk.post(NEW, data=sent).status_code for _ in range(2)] == [303, 303]
    number = only(kernel, Ticket).number
    again = desk.post(NEW, data=form(desk, door=door, **order))
    assert again.status_code == 422
    assert f"这个热线单号登记过了，是 {number}" in again.text
    assert "路灯不亮" in again.text
    assert count(kernel, Ticket) == 1
    assert desk.post(NEW, data=form(desk, door=door, **order | {"order_no": "12345-89"})).status_code == 303


def test_what_belongs_to_the_hotline_is_left_aside_for_a_visitor(kernel, desk, door):
    order = {"kind": "counter", "order_no": "12345-88", "external_due": "2020-01-01T18:00"}
    assert desk.post(NEW, data=form(desk, door=door, text="路灯不亮", **order)).status_code == 303
    assert (only(kernel, Report).kind, only(kernel, Ticket).order_no) == (ReportKind.COUNTER, None)
