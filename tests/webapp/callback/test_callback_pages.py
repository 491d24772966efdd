"""The callback pages: within the hours, masked until asked for, the next call by itself, the street's list."""

import re

import pytest

from tests.builders.callback import PHONE, answers_by_link, calls_back, closed_report, task_of, with_phone
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import form_on, send, sign_in
from tests.builders.walk import step, ticket_of, to_closed, to_fed_back
from webapp.access.role import Role
from webapp.callback.lifecycle import CallbackState
from webapp.ticket.words import Action


@pytest.fixture
def clerk(app, district):
    return sign_in(app, district[Role.CLERK])


@pytest.fixture
def street(app, district):
    return sign_in(app, district[Role.STREET])


def page_of(kernel, receipt):
    return f"/desk/callbacks/{task_of(kernel, receipt.report).id}"


def test_an_empty_list_says_what_fills_it(clerk):
    page = clerk.get("/desk/callbacks").text
    assert "现在没有要打的" in page
    assert re.search(r"<title>回访</title>", page)


def test_the_list_shows_what_is_due_and_never_a_number(kernel, clerk, district):
    receipt = closed_report(kernel, district)
    page = clerk.get("/desk/callbacks").text
    assert "新街坊30号院 5号楼 1单元" in page
    assert receipt.ticket.number in page
    assert PHONE not in page


def test_outside_the_hours_the_list_says_when_it_opens(kernel, clock, app, district):
    closed_report(kernel, district)
    clock.move(hours=11)
    page = sign_in(app, district[Role.CLERK]).get("/desk/callbacks").text
    assert "现在不打扰居民" in page
    assert "明天 09:00</time> 开始打" in page
    assert "5号楼" not in page


def test_the_screen_masks_the_number_until_it_is_asked_for(kernel, clerk, district):
    receipt = closed_report(kernel, district)
    page = page_of(kernel, receipt)
    shown = clerk.get(page).text
    assert "是您反映的吗？" in shown
    assert "楼道灯不亮，老人下楼看不见" in shown
    assert "138****1234" in shown
    assert PHONE not in shown
    called = send(clerk, page, f"{page}/unmask", reason="回访")
    assert f'href="tel:{PHONE}"' in called.text
    assert PHONE not in clerk.get(page).text


def test_the_number_needs_a_reason(kernel, clerk, district):
    page = page_of(kernel, closed_report(kernel, district))
    answer = send(clerk, page, f"{page}/unmask", reason=" ")
    assert (answer.status_code, PHONE in answer.text) == (
        200,
        True,
    )  # an empty box keeps the reason filled in


def test_an_outcome_loads_the_next_call_by_itself(kernel, clerk, district):
    first, second = closed_report(kernel, district), closed_report(kernel, district)
    page = page_of(kernel, first)
    typed = {
        "outcome": "reached",
        "contacted": "1",
        "solved": "yes",
        "satisfied": "basically",
        "verbatim": "<b>还行</b>",
    }
    answer = send(clerk, page, f"{page}/outcome", **typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, page_of(kernel, second))
    assert task_of(kernel, first.report).state is CallbackState.REACHED
    last = page_of(kernel, second)
    answer = send(clerk, last, f"{last}/outcome", outcome="no_answer")
    assert answer.headers["Location"] == "/desk/callbacks"
    assert "刚打过没人接" in clerk.get(last).text


def test_reached_without_both_answers_keeps_what_was_typed(kernel, clerk, district):
    page = page_of(kernel, closed_report(kernel, district))
    answer = send(clerk, page, f"{page}/outcome", outcome="reached", solved="no", verbatim="又黑了")
    assert answer.status_code == 422
    assert "请问居民满不满意" in answer.text
    assert "又黑了" in answer.text
    assert re.search(r'value="no" checked', answer.text)


def test_a_form_that_comes_back_shows_the_number_that_stood_there(kernel, clock, clerk, street, district):
    page = page_of(kernel, closed_report(kernel, district))
    hidden = form_on(clerk.get(page).text, f"{page}/outcome") | {"outcome": "reached"}
    assert PHONE not in clerk.post(f"{page}/outcome", data=hidden).text, "it had not been asked for"
    send(clerk, page, f"{page}/unmask", reason="回访")
    back = clerk.post(f"{page}/outcome", data=hidden | {"verbatim": "又黑了"})
    assert (back.status_code, f'href="tel:{PHONE}"' in back.text) == (422, True)
    assert PHONE not in clerk.get(page).text, "who comes anew asks anew"
    other = page_of(kernel, closed_report(kernel, district))
    elsewhere = form_on(clerk.get(other).text, f"{other}/outcome") | {"outcome": "reached"}
    assert PHONE not in clerk.post(f"{other}/outcome", data=elsewhere).text, "another call has its own number"
    clock.move(minutes=16)
    send(street, page, f"{page}/unmask", reason="回访")
    assert PHONE not in clerk.post(f"{page}/outcome", data=hidden).text, "a colleague is on the line now"


def test_the_same_form_twice_is_one_call(kernel, clerk, district):
    receipt = closed_report(kernel, district)
    page = page_of(kernel, receipt)
    hidden = form_on(clerk.get(page).text, f"{page}/outcome") | {"outcome": "no_answer"}
    assert [clerk.post(f"{page}/outcome", data=hidden).status_code for _ in range(2)] == [303, 303]
    assert task_of(kernel, receipt.report).tries == 1


def test_what_a_resident_answered_meanwhile_is_shown_instead(kernel, clerk, district):
    receipt = closed_report(kernel, district)
    page = page_of(kernel, receipt)
    hidden = form_on(clerk.get(page).text, f"{page}/outcome")
    answers_by_link(kernel, receipt, solved="partly", satisfied="no")
    answer = clerk.post(
        f"{page}/outcome",
        data=hidden | {"outcome": "reached", "contacted": "1", "solved": "yes", "satisfied": "yes"},
    )
    assert answer.status_code == 409
    assert "自己在网上答过" in answer.text
    assert "现在不用打" in clerk.get(page).text


def test_the_street_sees_what_is_flagged_and_decides(kernel, street, clerk, district):
    receipt = closed_report(kernel, district)
    answers_by_link(kernel, receipt, solved="partly", satisfied="basically", verbatim="<i>一半</i>亮")
    assert "街道再看一看 <b>1</b>" in street.get("/desk/callbacks").text
    listed = street.get("/desk/callbacks/flagged").text
    assert "只解决了一部分" in listed
    assert "&lt;i&gt;一半&lt;/i&gt;亮" in listed
    assert clerk.get("/desk/callbacks/flagged").status_code == 403
    look = page_of(kernel, receipt) + "/look"
    without = send(street, "/desk/callbacks/flagged", look)
    assert (without.status_code, "请写一两句话" in without.text) == (422, True)
    done = send(street, "/desk/callbacks/flagged", look, words="现场看了，补修", again="1")
    assert done.status_code == 303
    assert ticket_of(kernel, receipt.ticket.id).state == "dispatched"
    assert "没有要再看的" in street.get("/desk/callbacks/flagged").text


def test_the_handler_gets_no_number(kernel, app, district):
    receipt = send_report(kernel, district, confidential=True, **with_phone())
    handled_by_the_street(kernel, district, receipt.ticket.id)
    to_closed(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    browser = sign_in(app, district[Role.STREET])
    page = page_of(kernel, receipt)
    assert "5号楼" not in browser.get("/desk/callbacks").text
    assert send(browser, page, f"{page}/unmask", reason="回访").status_code == 403


def handled_by_the_street(kernel, district, ticket_id):
    step(kernel, district[Role.OPERATOR], ticket_id, Action.FILE)
    step(kernel, district[Role.OPERATOR], ticket_id, Action.DISPATCH, unit_id=district[Role.STREET].unit_id)
    to_fed_back(kernel, district, ticket_id, handler=district[Role.STREET])


def test_others_are_kept_out(kernel, app, district):
    page = page_of(kernel, closed_report(kernel, district))
    assert sign_in(app, district[Role.PROPERTY]).get(page).status_code == 403
    assert sign_in(app, district[Role.OPERATOR]).get("/desk/callbacks").status_code == 403
    assert app.test_client().get(page).status_code == 302


def test_a_made_up_call_is_not_found(kernel, clerk, district):
    receipt = closed_report(kernel, district)
    calls_back(kernel, district[Role.CLERK], task_of(kernel, receipt.report).id, "no_answer")
    assert clerk.get(f"/desk/callbacks/{receipt.report}").status_code == 404
