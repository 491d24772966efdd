"""Whoever may decide has a button for it on the ticket: a no to what a unit asks, the next level, filing alone."""

import uuid

import pytest

from tests.builders.report import deliver_all, send_report
from tests.webapp.screen.test_inbox import fields, state_of
from webapp.access.role import Role
from webapp.ticket.records import Ticket
from webapp.ticket.words import Kind, Level, State


@pytest.fixture
def at_firm(kernel, district) -> str:
    """The page of a dark stair that the rule has sent to the firm."""
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    return f"/desk/tickets/{receipt.ticket.id}"


def row(kernel, address) -> Ticket:
    with kernel.read() as session:
        return session.get_one(Ticket, uuid.UUID(address.rsplit("/", 1)[1]))


def take(browser, address, step, **typed) -> int:
    """Press the step's button, which must be on the page."""
    page = browser.get(address).text
    assert f'action="{address}/{step}"' in page
    return browser.post(f"{address}/{step}", data=fields(page, **typed)).status_code


def test_an_asked_extension_is_declined_with_a_reason_the_unit_reads(kernel, at_firm, sign_in):
    firm, lead, operator = sign_in(Role.PROPERTY), sign_in(Role.SHIFT_LEAD), sign_in(Role.OPERATOR)
    assert "/decline_asked" not in lead.get(at_firm).text
    assert take(firm, at_firm, "ask_extension", reason="灯泡没货") == 303
    assert "/decline_asked" not in operator.get(at_firm).text
    assert "申请延期" in lead.get(at_firm).text
    assert take(lead, at_firm, "decline_asked", reason="隔壁店里就有") == 303
    assert row(kernel, at_firm).asked is None
    told = firm.get(at_firm).text
    assert "没同意申请" in told
    assert "隔壁店里就有" in told


def test_an_asked_hang_up_is_the_streets_to_decline(at_firm, kernel, sign_in):
    firm, lead, street = sign_in(Role.PROPERTY), sign_in(Role.SHIFT_LEAD), sign_in(Role.STREET)
    for step in ("accept", "start"):
        assert take(firm, at_firm, step) == 303
    assert take(firm, at_firm, "ask_hang_up", reason="等配件", until="2026-12-20T10:00") == 303
    assert "/decline_asked" not in lead.get(at_firm).text
    assert take(street, at_firm, "decline_asked", reason="先装临时灯") == 303
    assert row(kernel, at_firm).asked is None


def test_the_street_passes_up_what_is_late_and_nothing_else(kernel, clock, at_firm, sign_in):
    assert "/pass_up" not in sign_in(Role.STREET).get(at_firm).text
    clock.move(hours=30)
    assert "/pass_up" not in sign_in(Role.SHIFT_LEAD).get(at_firm).text
    assert take(sign_in(Role.STREET), at_firm, "pass_up", reason="没人接") == 303
    assert row(kernel, at_firm).level is Level.COMMUNITY


def test_the_desk_files_a_question_and_answers_it_itself(kernel, district, sign_in):
    receipt = send_report(kernel, district, category="noise", text="几点以后不能装修？")
    deliver_all(kernel)
    operator, address = sign_in(Role.OPERATOR), f"/desk/tickets/{receipt.ticket.id}"
    assert take(operator, address, "file", kind="question") == 303
    assert (row(kernel, address).kind, state_of(kernel, receipt.ticket.id)) == (Kind.QUESTION, State.FILED)
    assert take(operator, address, "answer", words="晚上六点到早上八点不能装修") == 303
    assert state_of(kernel, receipt.ticket.id) is State.PASSED
