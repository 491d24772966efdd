"""The handler's pages: the list, the panel, the forms with their errors, who may open them."""

import re

import pytest

from tests.builders.meeting import answers, calls, invitation_of
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import form_on, send, sign_in
from tests.builders.walk import ticket_of, to_unit
from webapp.access.role import Role
from webapp.meeting.commands import AcceptTime, DeclineMeeting, ProposeTime
from webapp.meeting.due import run_out_invitations
from webapp.meeting.records import CallOutcome
from webapp.people.records import UnitKind
from webapp.ticket.words import Gate


@pytest.fixture
def receipt(kernel, district, clock):
    phone = {"phone": "13800001234", "consent": {"version": "2026-11", "at": clock.now()}}
    made = send_report(kernel, district, **phone)
    deliver_all(kernel)
    return made


@pytest.fixture
def handler(app, district):
    return sign_in(app, district[Role.PROPERTY])


def page_of(receipt):
    return f"/desk/tickets/{receipt.ticket.id}/invitation"


def gate(kernel, receipt):
    return ticket_of(kernel, receipt.ticket.id).meeting_gate


def test_an_empty_list_says_what_fills_it(handler):
    page = handler.get("/desk/meetings").text
    assert "现在没有要见的人" in page
    assert re.search(r"<title>约见</title>", page)


def test_the_list_shows_what_waits_for_whom(kernel, handler, receipt):
    assert "等居民回话" in handler.get("/desk/meetings").text
    answers(kernel, receipt, ProposeTime, proposal="周日<b>下午")
    page = handler.get("/desk/meetings").text
    assert "1 件等您动手" in page
    assert "居民想：周日&lt;b&gt;下午" in page


def test_the_panel_offers_the_likely_action_first(kernel, handler, receipt, clock):
    def offered():
        page = handler.get(page_of(receipt)).text
        return re.findall(rf'action="{page_of(receipt)}/(\w+)"', page)

    assert offered() == ["call", "hold"]
    answers(kernel, receipt, ProposeTime, proposal="周日下午")
    assert offered() == ["agree", "hold", "call", "again"]
    answers(kernel, receipt, AcceptTime, slot=0)
    assert offered() == ["hold", "call", "again"]
    clock.move(minutes=520)
    assert "见着了吗" in sign_in_again(handler, clock).get(page_of(receipt)).text
    assert offered() == ["hold", "call", "again"]
    clock.move(minutes=5)
    assert offered() == ["hold", "call", "again", "miss"]


def sign_in_again(browser, clock):
    with browser.session_transaction() as kept:
        kept["seen_at"] = clock.now().timestamp()
    return browser


def test_agreeing_from_the_page_arranges_the_meeting_once(kernel, handler, receipt):
    answers(kernel, receipt, ProposeTime, proposal="周日下午三点")
    address = f"{page_of(receipt)}/agree"
    form = form_on(handler.get(page_of(receipt)).text, address) | {"at": "2026-11-22T15:00"}
    first, again = handler.post(address, data=form), handler.post(address, data=form)
    assert [first.status_code, again.status_code] == [303, 303]
    assert first.location == f"/desk/tickets/{receipt.ticket.id}"
    assert invitation_of(kernel, receipt.ticket.id).state == "accepted"


def test_what_is_wrong_comes_back_with_what_was_typed(kernel, handler, receipt):
    answers(kernel, receipt, ProposeTime, proposal="上周日")
    answer = send(handler, page_of(receipt), f"{page_of(receipt)}/agree", at="2026-11-15T15:00")
    assert answer.status_code == 422
    assert "这个时间已经过了" in answer.text
    assert 'value="2026-11-15T15:00"' in answer.text
    assert 'href="#meeting-agree-at"' in answer.text
    answer = send(handler, page_of(receipt), f"{page_of(receipt)}/again", time_1="2026-11-22T15:00")
    assert answer.status_code == 422
    assert "两到三个" in answer.text


def test_minutes_open_the_gate(kernel, handler, receipt):
    address = f"{page_of(receipt)}/hold"
    assert send(handler, page_of(receipt), address, minutes=" ").status_code == 422
    assert gate(kernel, receipt) is Gate.WAITING
    assert send(handler, page_of(receipt), address, minutes="看过灯", agreed="明天换好").status_code == 303
    assert gate(kernel, receipt) is Gate.MET
    assert "明天换好" in handler.get(page_of(receipt)).text


def test_the_phone_is_masked_and_a_call_is_kept(kernel, handler, receipt):
    page = handler.get(page_of(receipt)).text
    assert "138****1234" in page
    assert "13800001234" not in page
    address = f"{page_of(receipt)}/call"
    assert send(handler, page_of(receipt), address).status_code == 422
    assert send(handler, page_of(receipt), address, outcome="not_reached").status_code == 303
    assert "没人接" in handler.get(page_of(receipt)).text
    said = {"outcome": "reached", "answer_words": "不用见，修好就行"}
    assert send(handler, page_of(receipt), address, **said).status_code == 303
    assert gate(kernel, receipt) is Gate.DECLINED
    assert "电话里明确说不用见面" in handler.get(page_of(receipt)).text


def test_when_the_resident_was_quicker_the_words_are_kept_beside_how_it_stands(kernel, handler, receipt):
    address = f"{page_of(receipt)}/hold"
    form = form_on(handler.get(page_of(receipt)).text, address) | {"minutes": "在楼下见了"}
    answers(kernel, receipt, AcceptTime, slot=1)
    answer = handler.post(address, data=form)
    assert answer.status_code == 409
    assert "在楼下见了" in answer.text
    assert "约好了" in answer.text
    again = handler.post(address, data=form_on(answer.text, address) | {"minutes": "在楼下见了"})
    assert (again.status_code, "在楼下见了" in again.text) == (422, True)
    ticked = form_on(again.text, address) | {"minutes": "在楼下见了", "earlier": "1"}
    assert handler.post(address, data=ticked).status_code == 303


def test_a_meeting_that_has_its_result_offers_no_form_and_keeps_what_was_typed(kernel, handler, receipt):
    address = f"{page_of(receipt)}/hold"
    form = form_on(handler.get(page_of(receipt)).text, address) | {"minutes": "在楼下见了"}
    answers(kernel, receipt, DeclineMeeting)
    answer = handler.post(address, data=form)
    assert answer.status_code == 409
    assert "明确说不用见面" in answer.text
    assert "在楼下见了" in answer.text


def test_other_units_find_nothing_and_others_may_not(app, kernel, district, receipt, client):
    assert sign_in(app, district.other_firm).get(page_of(receipt)).status_code == 404
    assert client.get("/desk/meetings").status_code == 302
    assert client.post(f"{page_of(receipt)}/hold", data={"minutes": "x"}).status_code in {400, 401}
    clerk = sign_in(app, district[Role.GRID_WORKER])
    assert clerk.get("/desk/meetings").status_code == 403
    firm = sign_in(app, district.other_firm)
    stolen = form_on(
        sign_in(app, district[Role.PROPERTY]).get(page_of(receipt)).text, f"{page_of(receipt)}/hold"
    )
    assert firm.post(f"{page_of(receipt)}/hold", data=stolen | {"minutes": "x"}).status_code in {400, 404}
    assert gate(kernel, receipt) is Gate.WAITING


def test_an_act_that_is_none_is_not_found(handler, receipt):
    token = form_on(handler.get(page_of(receipt)).text, f"{page_of(receipt)}/hold")
    assert handler.post(f"{page_of(receipt)}/explode", data=token).status_code == 404


def test_a_unit_reads_no_words_of_a_confidential_resident(app, kernel, district, clock):
    phone = {"phone": "13800001234", "consent": {"version": "2026-11", "at": clock.now()}}
    receipt = send_report(kernel, district, confidential=True, **phone)
    to_unit(kernel, district, receipt.ticket.id, UnitKind.DEPARTMENT)
    deliver_all(kernel)
    answers(kernel, receipt, ProposeTime, proposal="我家302，周日")
    calls(kernel, district[Role.STREET], receipt.ticket.id, CallOutcome.REFUSED, words="302 不愿说")
    department = sign_in(app, district[Role.DEPARTMENT])
    for address in (page_of(receipt), "/desk/meetings"):
        page = department.get(address).text
        assert "302" not in page
        assert "138****1234" not in page


def test_the_call_is_asked_for_when_the_rounds_are_over(kernel, handler, receipt, clock):
    for _ in range(2):
        clock.move(hours=24)
        run_out_invitations(kernel)
    sign_in_again(handler, clock)
    assert "楼道灯 · 没回话，请打电话" in handler.get("/desk/meetings").text
    answer = send(handler, page_of(receipt), f"{page_of(receipt)}/call", outcome="dead_number")
    assert answer.status_code == 303
    assert gate(kernel, receipt) is Gate.UNANSWERED
    assert "记作「未回应」" in handler.get(page_of(receipt)).text
