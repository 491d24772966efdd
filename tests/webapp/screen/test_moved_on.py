"""What was typed is never lost because somebody else was faster: not on the verify screen, not in the inbox."""

import uuid

import pytest

from tests.builders.report import deliver_all, send_report
from tests.webapp.screen.test_inbox import fields, state_of
from webapp.access.role import Role
from webapp.ticket.words import State

REASON = "家里的事，街道办不了，可以请居委会来调解"


@pytest.fixture
def waiting(kernel, district) -> uuid.UUID:
    """A ticket that waits for the desk."""
    receipt = send_report(kernel, district, category="noise", text="半夜装修")
    deliver_all(kernel)
    return receipt.ticket.id


@pytest.fixture
def seen(waiting, sign_in):
    """Its verify screen in one operator's browser, as it was before anybody else came."""
    browser = sign_in(Role.OPERATOR)
    return browser, browser.get(f"/desk/verify?ticket={waiting}").text


def corrected(browser, ticket_id) -> None:
    address = f"/desk/tickets/{ticket_id}"
    data = fields(browser.get(address).text, kind="request", reason="不是坏了")
    assert browser.post(f"{address}/correct", data=data).status_code == 303


def test_a_refusal_that_came_too_late_is_still_in_the_form_and_can_be_sent_again(
    kernel, waiting, seen, sign_in
):
    browser, page = seen
    corrected(sign_in(Role.SHIFT_LEAD), waiting)
    typed = {"reason": REASON, "turn_to": "社区居委会"}
    answer = browser.post(f"/desk/verify/{waiting}/refuse", data=fields(page, **typed))
    assert answer.status_code == 409
    assert "已经「更正」" in answer.text
    assert REASON in answer.text
    assert '<option value="社区居委会" selected' in answer.text
    assert state_of(kernel, waiting) is State.NEW
    again = browser.post(f"/desk/verify/{waiting}/refuse", data=fields(answer.text, **typed))
    assert again.status_code == 303
    assert state_of(kernel, waiting) is State.REFUSED


def test_words_for_the_unit_stay_when_the_dispatch_came_too_late(district, waiting, seen, sign_in):
    browser, page = seen
    corrected(sign_in(Role.SHIFT_LEAD), waiting)
    unit = str(district.units["department"])
    answer = browser.post(
        f"/desk/verify/{waiting}/dispatch", data=fields(page, unit=unit, note="先打电话再上门")
    )
    assert answer.status_code == 409
    assert "先打电话再上门" in answer.text
    assert f'value="{unit}" checked' in " ".join(answer.text.split())


def test_what_has_left_the_desk_stands_beside_what_was_typed(kernel, district, waiting, seen, sign_in):
    browser, page = seen
    other = sign_in(Role.SHIFT_LEAD)
    sent = fields(other.get(f"/desk/verify?ticket={waiting}").text, unit=str(district.units["department"]))
    assert other.post(f"/desk/verify/{waiting}/dispatch", data=sent).status_code == 303
    answer = browser.post(
        f"/desk/verify/{waiting}/refuse", data=fields(page, reason=REASON, turn_to="人民法院")
    )
    assert answer.status_code == 409
    assert "您刚才写的" in answer.text
    assert REASON in answer.text
    assert "已派遣" in answer.text
    assert state_of(kernel, waiting) is State.DISPATCHED


def test_a_step_that_is_not_allowed_now_keeps_its_words_too(kernel, district, sign_in):
    """Not late, but refused by a need of the table: a ticket is hung up once."""
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    address = f"/desk/tickets/{receipt.ticket.id}"
    firm, street = sign_in(Role.PROPERTY), sign_in(Role.STREET)
    for step in ("accept", "start"):
        assert firm.post(f"{address}/{step}", data=fields(firm.get(address).text)).status_code == 303
    hung = {"reason": "等配件", "until": "2026-12-20T10:00"}
    assert street.post(f"{address}/hang_up", data=fields(street.get(address).text, **hung)).status_code == 303
    assert street.post(f"{address}/wake", data=fields(street.get(address).text)).status_code == 303
    again = street.post(
        f"{address}/hang_up", data=fields(street.get(address).text, **hung | {"reason": "还是没到货"})
    )
    assert again.status_code == 409
    assert "还是没到货" in again.text
    assert state_of(kernel, receipt.ticket.id) is State.HANDLING
