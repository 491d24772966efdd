"""退出 ends that very sign-in on the server: a cookie that was copied, or set again by a late answer, is nobody's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select

from tests.builders.district import build_district
from tests.builders.report import send_report
from tests.builders.signed_in import form_on, sign_in
from webapp.access.records import EndedSignIn
from webapp.access.role import Role
from webapp.access.sign_ins import SENDS_FOR, forget_ended_sign_ins
from webapp.access.signed_in import hasher
from webapp.base.records import AuditEntry
from webapp.people.records import Person

OUT = "/desk/sign-out"
PASSWORD = "我自己的口令 2026"


@pytest.fixture
def district(app, kernel):
    return build_district(kernel)


def copy_of(app, browser):
    """Another browser with the same cookie: stolen, or set again by an answer that was on its way at 退出."""
    other = app.test_client()
    other.set_cookie("session", browser.get_cookie("session").value)
    return other


def sends(browser) -> int:
    """What a report from the phone's queue is answered with."""
    body = {"kind": "patrol", "text": "井盖松了", "place": {"lng": 116.4, "lat": 39.9, "datum": "wgs84"}}
    headers = {"X-Mashang-Queued": "1"}
    return browser.put(f"/api/v1/reports/{uuid4()}", json=body, headers=headers).status_code


def leave(browser):
    form = form_on(browser.get("/desk/password").text, OUT)
    answer = browser.post(OUT, data=form)
    assert answer.status_code == 303
    return answer


def test_a_copied_cookie_is_nobodys_after_signing_out(app, district):
    browser = sign_in(app, district[Role.OPERATOR])
    copy = copy_of(app, browser)
    assert copy.get("/desk/password").status_code == 200
    leave(browser)
    assert copy.get("/desk/password").status_code == 302
    assert browser.get("/desk/password").status_code == 302


def test_a_copied_cookie_sends_no_more_also_when_its_pages_were_locked(app, district, clock):
    phone = sign_in(app, district[Role.GRID_WORKER])
    copy = copy_of(app, phone)
    assert sends(copy) == 201
    form = form_on(phone.get("/desk/password").text, OUT)
    clock.move(hours=2)
    assert sends(copy) == 201
    phone.post(OUT, data=form)
    assert sends(copy) == 401


def test_a_copied_cookie_rings_no_more(app, kernel, district):
    send_report(kernel, district, category="other", text="楼道里有煤气味")
    browser = sign_in(app, district[Role.OPERATOR])
    copy = copy_of(app, browser)
    assert copy.get("/desk/alarm").status_code == 200
    leave(browser)
    assert copy.get("/desk/alarm").status_code == 204


def test_the_same_persons_other_browser_stays_signed_in(app, district):
    here, there = (sign_in(app, district[Role.OPERATOR]) for _ in range(2))
    leave(here)
    assert there.get("/desk/password").status_code == 200


def test_whoever_signs_in_over_another_sign_in_ends_it(app, kernel, district):
    browser = sign_in(app, district[Role.OPERATOR])
    copy = copy_of(app, browser)
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        lead = work.session.get_one(Person, district[Role.SHIFT_LEAD].person_id)
        lead.password_hash, account = hasher.hash(PASSWORD), lead.account
    form = form_on(browser.get("/desk/password").text, OUT)  # the token of this browser's forms
    browser.post("/desk/sign-in", data=form | {"account": account, "password": PASSWORD})
    assert copy.get("/desk/password").status_code == 302


def test_who_signed_out_and_when_is_in_the_audit(app, kernel, district, clock):
    leave(sign_in(app, district[Role.OPERATOR]))
    with kernel.read() as session:
        (line,) = session.scalars(select(AuditEntry).where(AuditEntry.doing == "person.sign_out"))
    assert (line.person_id, line.at) == (district[Role.OPERATOR].person_id, clock.now())


def test_an_ended_sign_in_is_remembered_as_long_as_its_cookie_could_send(app, kernel, district, clock):
    phone = sign_in(app, district[Role.GRID_WORKER])
    copy = copy_of(app, phone)
    leave(phone)
    clock.move(hours=SENDS_FOR / timedelta(hours=1))
    assert forget_ended_sign_ins(kernel) == 0
    assert sends(copy) == 401
    clock.move(minutes=1)
    assert forget_ended_sign_ins(kernel) == 1
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(EndedSignIn)) == 0
    assert sends(copy) == 401


def test_it_is_looked_up_in_the_question_that_loads_the_person(app, kernel, district):
    browser = sign_in(app, district[Role.OPERATOR])
    browser.get("/desk/sign-in")
    asked = []
    event.listen(kernel.engine, "before_cursor_execute", lambda *words: asked.append(words[2]))
    assert browser.get("/desk/sign-in").status_code == 302
    assert len([words for words in asked if words.startswith("SELECT")]) == 1, asked


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.GRID_WORKER])
def test_an_answer_that_changed_nothing_sets_no_cookie(app, district, role):
    browser = sign_in(app, district[role])
    browser.get("/desk/password")  # the first form puts its token into the session
    assert "Set-Cookie" not in browser.get("/desk/password").headers
