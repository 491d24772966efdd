"""The inbox and the steps taken in it."""

import io
import re
import uuid

import pytest
from sqlalchemy import event, select

from tests.builders.report import deliver_all, send_report
from tests.webapp.plate.test_door_page import jpeg
from tests.webapp.screen.conftest import token
from webapp.access.role import Role
from webapp.ticket.records import Ticket
from webapp.ticket.words import State


def fields(page: str, **more: str) -> dict:
    """What a form of the page sends besides its questions."""
    version = re.search(r'name="version" value="(\d+)"', page)
    return {
        "csrf_token": token(page),
        "once": str(uuid.uuid4()),
        "version": version[1] if version else "",
    } | more


def state_of(kernel, ticket_id) -> State:
    with kernel.read() as session:
        return session.get_one(Ticket, ticket_id).state


def test_a_firm_takes_its_ticket_to_feed_back_by_three_buttons(kernel, district, sign_in):
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    browser = sign_in(Role.PROPERTY)
    inbox = browser.get("/desk/").get_data(as_text=True)
    assert receipt.ticket.number in inbox
    address = f"/desk/tickets/{receipt.ticket.id}"
    for step, after in (("accept", State.ACCEPTED), ("start", State.HANDLING)):
        page = browser.get(address).get_data(as_text=True)
        assert browser.post(f"{address}/{step}", data=fields(page)).status_code == 303
        assert state_of(kernel, receipt.ticket.id) is after
    page = browser.get(address).get_data(as_text=True)
    refused = browser.post(f"{address}/feed_back", data=fields(page, words="换了新灯泡"))
    assert refused.status_code == 422
    assert "换了新灯泡" in refused.get_data(as_text=True)
    sent = fields(page, words="换了新灯泡") | {"photos": (io.BytesIO(jpeg()), "image.jpg")}
    assert (
        browser.post(f"{address}/feed_back", data=sent, content_type="multipart/form-data").status_code == 303
    )
    assert state_of(kernel, receipt.ticket.id) is State.FED_BACK


def test_another_firm_finds_nothing_of_it(kernel, district, sign_in):
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    browser = sign_in("property-2")
    inbox = browser.get("/desk/?view=all").get_data(as_text=True)
    assert receipt.ticket.number not in inbox
    assert browser.get(f"/desk/tickets/{receipt.ticket.id}").status_code == 404
    posted = browser.post(f"/desk/tickets/{receipt.ticket.id}/accept", data=fields(inbox))
    assert posted.status_code in {303, 404}
    assert state_of(kernel, receipt.ticket.id) is State.DISPATCHED


def test_a_stale_form_shows_both_and_keeps_what_was_typed(kernel, district, sign_in):
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    one, two = sign_in(Role.PROPERTY), sign_in(Role.SHIFT_LEAD)
    address = f"/desk/tickets/{receipt.ticket.id}"
    seen = one.get(address).get_data(as_text=True)
    page = two.get(address).get_data(as_text=True)
    assert two.post(f"{address}/hasten", data=fields(page, reason="老人多")).status_code == 303
    stale = one.post(f"{address}/return", data=fields(seen, reason="不归我们管"))
    text = stale.get_data(as_text=True)
    assert stale.status_code == 409
    assert "不归我们管" in text
    assert "催办" in text
    assert "您写的没有提交，也没有丢。" in text
    pressed = one.post(
        f"{address}/accept", data=fields(seen)
    ).text  # a button alone: there are no words to speak of
    assert "您刚才点的还没有办。" in pressed
    assert "您写的" not in pressed
    assert "看过了，还是「收到」" in pressed


def test_a_form_sent_twice_counts_once(kernel, district, sign_in):
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    browser = sign_in(Role.PROPERTY)
    address = f"/desk/tickets/{receipt.ticket.id}"
    data = fields(browser.get(address).get_data(as_text=True))
    assert browser.post(f"{address}/accept", data=data).status_code == 303
    with kernel.read() as session:
        version = session.get_one(Ticket, receipt.ticket.id).version
    again = browser.post(f"{address}/accept", data=data, follow_redirects=True).get_data(as_text=True)
    assert "不能再" not in again
    with kernel.read() as session:
        assert session.get_one(Ticket, receipt.ticket.id).version == version


def test_search_finds_two_character_words(kernel, district, sign_in):
    lamp = send_report(kernel, district)
    lift = send_report(kernel, district, text="电梯门夹人", category="lift")
    deliver_all(kernel)
    browser = sign_in(Role.SHIFT_LEAD)
    found = browser.get("/desk/?view=all&q=电梯").get_data(as_text=True)
    assert lift.ticket.number in found
    assert lamp.ticket.number not in found


def test_pages_follow_one_another_without_loss(kernel, district, sign_in, clock):
    numbers = set()
    for _ in range(45):
        clock.move(seconds=1)
        numbers.add(send_report(kernel, district).ticket.number)
    deliver_all(kernel)
    browser = sign_in(Role.SHIFT_LEAD)
    address, seen = "/desk/?view=all", []
    while address:
        page = browser.get(address).get_data(as_text=True)
        seen += re.findall(r'class="number">(\d{4}-\d{4})', page)
        older = re.search(r'rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"', page)
        address = (older[1] or older[2]).replace("&amp;", "&") if older and len(seen) < 100 else ""
    assert len(seen) == 45
    assert set(seen) == numbers


def test_a_page_of_the_inbox_asks_at_most_six_questions(kernel, district, sign_in):
    for _ in range(25):
        send_report(kernel, district)
    deliver_all(kernel)
    browser = sign_in(Role.PROPERTY)
    browser.get("/desk/")
    asked = []
    event.listen(kernel.engine, "before_cursor_execute", lambda *words: asked.append(words[2]))
    assert browser.get("/desk/").status_code == 200
    questions = [sentence for sentence in asked if sentence.lstrip().upper().startswith("SELECT")]
    assert len(questions) <= 6, questions


def test_the_desk_files_and_dispatches_with_one_key_and_the_next_one_comes(kernel, district, sign_in):
    first = send_report(kernel, district, category="noise", text="半夜装修")
    second = send_report(kernel, district, category="noise", text="广场舞太吵")
    deliver_all(kernel)
    browser = sign_in(Role.OPERATOR)
    page = browser.get("/desk/verify").get_data(as_text=True)
    assert first.ticket.number in page
    data = fields(page, unit=str(district.units["department"]))
    done = browser.post(f"/desk/verify/{first.ticket.id}/dispatch", data=data, follow_redirects=True)
    assert second.ticket.number in done.get_data(as_text=True)
    assert state_of(kernel, first.ticket.id) is State.DISPATCHED


@pytest.mark.parametrize("step", ["dispatch", "refuse"])
def test_the_desk_is_told_what_is_missing(kernel, district, sign_in, step):
    receipt = send_report(kernel, district, category="noise", text="半夜装修")
    deliver_all(kernel)
    browser = sign_in(Role.OPERATOR)
    page = browser.get("/desk/verify").get_data(as_text=True)
    refused = browser.post(f"/desk/verify/{receipt.ticket.id}/{step}", data=fields(page))
    assert refused.status_code == 422
    with kernel.read() as session:
        assert session.scalar(select(Ticket.state)) is State.NEW


def test_the_desk_corrects_the_place_by_a_few_words(kernel, district, sign_in):
    receipt = send_report(kernel, district, category="noise", text="半夜装修")
    deliver_all(kernel)
    browser = sign_in(Role.OPERATOR)
    page = browser.get("/desk/verify").get_data(as_text=True)
    unit = str(district.units["department"])
    address = f"/desk/verify/{receipt.ticket.id}/dispatch"
    vague = browser.post(address, data=fields(page, unit=unit, place="5号楼"))
    assert vague.status_code == 422
    assert "有好几个门" in vague.get_data(as_text=True)
    right = browser.post(address, data=fields(page, unit=unit, place="新街坊30号院 2单元"))
    assert right.status_code == 303
    with kernel.read() as session:
        assert session.get_one(Ticket, receipt.ticket.id).place_words == "新街坊30号院 5号楼 2单元"


def test_the_desk_names_somebody_else_to_look_again(kernel, district, sign_in):
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    firm = sign_in(Role.PROPERTY)
    address = f"/desk/tickets/{receipt.ticket.id}"
    for step in ("accept", "start"):
        firm.post(f"{address}/{step}", data=fields(firm.get(address).get_data(as_text=True)))
    sent = fields(firm.get(address).get_data(as_text=True), words="换好了") | {
        "photos": (io.BytesIO(jpeg()), "image.jpg")
    }
    firm.post(f"{address}/feed_back", data=sent, content_type="multipart/form-data")
    deliver_all(kernel)
    desk = sign_in(Role.OPERATOR)
    page = desk.get(address).get_data(as_text=True)
    inspector = district[Role.INSPECTOR].person_id
    assert "换人复查" in page
    named = desk.post(f"{address}/name_rechecker", data=fields(page, person_id=str(inspector)))
    assert named.status_code == 303
    assert "换好了" in sign_in(Role.INSPECTOR).get("/desk/recheck").get_data(as_text=True)
