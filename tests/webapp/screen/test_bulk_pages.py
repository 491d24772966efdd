"""Ticking lines of the list, asking what to do with them, undoing it, and reading how it went."""

import re

from tests.builders.report import deliver_all, send_report
from tests.webapp.bulk.conftest import run_out
from tests.webapp.screen.test_inbox import fields, state_of
from webapp.access.role import Role
from webapp.bulk.rules import MOST
from webapp.ticket.words import State


def ticked(page: str) -> list[str]:
    return re.findall(r'name="picked" value="([^"]+)"', page)


def test_what_was_ticked_is_asked_for_undone_and_asked_for_again(kernel, district, sign_in, clock):
    sent = []
    for one in range(4):
        clock.move(seconds=1)
        sent.append(send_report(kernel, district, category="noise", text=f"半夜装修 {one}"))
    other = send_report(kernel, district, category="other", text="路口看不清")
    deliver_all(kernel)
    browser = sign_in(Role.OPERATOR)
    boxes = ticked(browser.get("/desk/?view=new&q=装修").text)
    assert len(boxes) == 4
    empty = browser.get("/desk/bulk/?view=new").text
    assert "一件也没选" in empty
    page = browser.get("/desk/bulk/", query_string={"picked": boxes[:3], "view": "new", "q": "装修"}).text
    assert ticked(page) == boxes[:3]
    assert re.search(r'value="dispatch"[^>]* checked', page)  # all of them wait for the desk
    refused = browser.post(
        "/desk/bulk/?view=new", data=fields(page, verb="dispatch", reason="都给城管") | {"picked": boxes[:3]}
    )
    assert refused.status_code == 422
    assert ticked(refused.text) == boxes[:3]
    assert "还在用的单位" in refused.text
    wish = fields(page, verb="dispatch", unit=str(district.units["department"])) | {"picked": boxes[:3]}
    for _ in range(2):  # the same form twice is one wish
        stored = browser.post("/desk/bulk/?view=new", data=wish)
        assert (stored.status_code, stored.location) == (303, "/desk/?view=new")
    inbox = browser.get("/desk/?view=new").text
    assert inbox.count('class="bulk-line"') == 1
    undo = re.search(r'action="(/desk/bulk/[^"]+/undo[^"]*)"', inbox)[1]
    assert "撤销了，一件也没动" in browser.post(undo, data=fields(inbox), follow_redirects=True).text
    clock.move(minutes=1)
    assert run_out(kernel) == 0
    assert state_of(kernel, sent[0].ticket.id) is State.NEW

    browser.post("/desk/bulk/?view=new", data=wish | {"once": "another-form"})
    clock.move(minutes=1)
    assert run_out(kernel) == 3
    line = browser.get("/desk/").text
    assert "办好 3 件" in line
    whole = re.search(r'href="(/desk/bulk/[0-9a-f-]+)"', line)[1]
    assert browser.get(whole).text.count("办好了") == 3
    assert sign_in(Role.SHIFT_LEAD).get(whole).status_code == 404
    assert [state_of(kernel, one.ticket.id) for one in (*sent, other)].count(State.DISPATCHED) == 3


def test_all_of_a_list_is_taken_by_its_address_and_by_who_may(kernel, district, sign_in, clock):
    for one in range(23):
        clock.move(seconds=1)
        send_report(kernel, district, category="noise", text=f"半夜装修 {one}")
    send_report(kernel, district, category="other", text="路口看不清")
    deliver_all(kernel)
    browser = sign_in(Role.OPERATOR)
    assert "这里全部" in browser.get("/desk/?view=new").text
    page = browser.get("/desk/bulk/?view=new&q=装修&all=1").text
    assert len(ticked(page)) == 23 <= MOST
    grid_worker = sign_in(Role.GRID_WORKER)
    assert not ticked(grid_worker.get("/desk/").text)
    assert grid_worker.get("/desk/bulk/").status_code == 403
