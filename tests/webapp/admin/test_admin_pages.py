"""The administrator's pages: imports with a preview, people, places, dated settings, the log."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.builders.district import build_district
from tests.builders.signed_in import form_on, send, sign_in
from tests.webapp.admin.test_imports import STAFF, UNITS
from webapp.access.role import MAY, Permission, Role
from webapp.access.signed_in import hasher
from webapp.base.records import AuditEntry
from webapp.catalogue.settings import in_force
from webapp.people.records import Person, Unit

PAGES = {
    "imports": Permission.MANAGE_PLACES,
    "people": Permission.MANAGE_PEOPLE,
    "places": Permission.MANAGE_PLACES,
    "settings": Permission.MANAGE_SETTINGS,
    "audit": Permission.READ_AUDIT,
}
PASSWORD = re.compile(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}")

SHOWN = re.compile(r'<b class="number">([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</b>')


@pytest.fixture
def district(app, kernel):
    return build_district(kernel)


@pytest.fixture
def desk(app, district):
    return sign_in(app, district[Role.ADMINISTRATOR])


def upload(desk, kind: str, text: str):
    address = f"/desk/admin/imports/{kind}"
    hidden = form_on(desk.get("/desk/admin/imports").text, address)
    return desk.post(address, data=hidden | {"file": (io.BytesIO(text.encode()), "list.csv")})


def unit_of(kernel, code: str) -> Unit | None:
    with kernel.read() as session:
        return session.scalars(select(Unit).where(Unit.code == code)).first()


def person_of(kernel, account: str) -> Person:
    with kernel.read() as session:
        return session.scalars(select(Person).where(Person.account == account)).one()


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_for_those_who_may(app, district, page: str) -> None:
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.OPERATOR):
        expected = 200 if PAGES[page] in MAY[role] else 403
        assert sign_in(app, district[role]).get(f"/desk/admin/{page}").status_code == expected
    assert app.test_client().get(f"/desk/admin/{page}").status_code == 302


def test_an_import_is_looked_at_first_and_applied_then(desk, kernel) -> None:
    seen = upload(desk, "units", UNITS)
    assert "新增 3，修改 1，没有变化 0，没收下 2" in seen.text
    assert "宾馆" in seen.text
    assert unit_of(kernel, "WY01") is None
    address = "/desk/admin/imports/units/apply"
    hidden = form_on(seen.text, address)
    done = desk.post(address, data=hidden)
    assert "导入好了" in done.text
    assert unit_of(kernel, "WY01") is not None
    assert desk.post(address, data=hidden).status_code == 404


def test_one_time_passwords_are_fetched_once(desk, kernel) -> None:
    seen = upload(desk, "units", UNITS)
    desk.post("/desk/admin/imports/units/apply", data=form_on(seen.text, "/desk/admin/imports/units/apply"))
    seen = upload(desk, "staff", STAFF.replace(",110101001001001", ","))
    done = desk.post(
        "/desk/admin/imports/staff/apply", data=form_on(seen.text, "/desk/admin/imports/staff/apply")
    )
    address = re.search(r"/desk/admin/passwords/\d{14}-[0-9a-f]{32}", done.text)[0]
    hidden = form_on(done.text, address)
    file = desk.post(address, data=hidden)
    password = PASSWORD.search(file.get_data(as_text=True))[0]
    assert hasher.verify(person_of(kernel, "ligang").password_hash, password)
    assert desk.post(address, data=hidden).status_code == 404


def test_a_file_that_is_no_table_is_refused_beside_its_field(desk) -> None:
    answer = upload(desk, "units", "一句话\n又一句")
    assert answer.status_code == 422
    assert "缺少这几列" in answer.text


def test_a_template_is_there_for_every_list(desk) -> None:
    answer = desk.get("/desk/admin/imports/doors.csv")
    assert answer.data.decode("utf-8-sig").startswith("街道编号,")
    assert desk.get("/desk/admin/imports/nothing.csv").status_code == 404


def test_somebody_is_added_let_go_and_given_a_new_password(desk, kernel, district) -> None:
    page = "/desk/admin/people"
    unit = str(district.units["property"])
    added = send(desk, page, f"{page}/new", account="xiaoli", name="小李", role="property", unit_id=unit)
    person = person_of(kernel, "xiaoli")
    assert hasher.verify(person.password_hash, SHOWN.search(added.text)[1])
    assert SHOWN.search(desk.get(page).text) is None
    reset = send(desk, page, f"{page}/{person.id}/password")
    assert hasher.verify(person_of(kernel, "xiaoli").password_hash, SHOWN.search(reset.text)[1])
    send(desk, page, f"{page}/{person.id}/active")
    hidden = form_on(desk.get(f"{page}?q=xiaoli").text, f"{page}/{person.id}/active")
    assert hidden["active"] == "1", "who was let go can be taken back"
    assert not person_of(kernel, "xiaoli").active


def test_a_person_in_the_wrong_unit_and_a_taken_account_are_refused(desk, district) -> None:
    page = "/desk/admin/people"
    wrong = str(district.units["street"])
    answer = send(desk, page, f"{page}/new", account="xiaoli", name="小李", role="property", unit_id=wrong)
    assert answer.status_code == 422
    right = str(district.units["property"])
    taken = send(desk, page, f"{page}/new", account="operator", name="小李", role="property", unit_id=right)
    assert "已经有人用了" in taken.text


def test_a_locked_account_is_opened(desk, kernel, work, district, clock) -> None:
    person_id = district[Role.OPERATOR].person_id
    with work(district[Role.ADMINISTRATOR]) as act:
        act.session.get_one(Person, person_id).locked_until = clock.now() + timedelta(minutes=10)
    send(desk, "/desk/admin/people", f"/desk/admin/people/{person_id}/unlock")
    assert person_of(kernel, "operator").locked_until is None


def test_places_show_the_whole_chain_and_doors_by_letters(desk) -> None:
    assert "新街物业" in desk.get("/desk/admin/places").text
    assert "新街坊30号院 5号楼 1单元" in desk.get("/desk/admin/places?q=xjf30").text
    assert "没有叫" in desk.get("/desk/admin/places?q=没有的地方").text


def test_a_setting_holds_from_its_day_on(desk, kernel, clock) -> None:
    page = "/desk/admin/settings"
    answer = send(desk, page, f"{page}/hotline", value="96310", since="2026-11-22")
    assert answer.status_code == 303
    assert "2026-11-22 起：96310" in desk.get(page).text
    with kernel.read() as session:
        assert in_force(session, clock)["hotline"] == "12345"
        assert in_force(session, replace(clock, moment=clock.now() + timedelta(days=2)))["hotline"] == "96310"


@pytest.mark.parametrize(
    ("name", "value", "since"),
    [
        ("callback_opens", "25", ""),
        ("callback_opens", "九点", ""),
        ("emergency", "火警", ""),
        ("hotline", "", ""),
        ("hotline", "96310", "2026-11-01"),
        ("hotline", "96310", "明天"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(desk, name: str, value: str, since: str) -> None:
    page = "/desk/admin/settings"
    assert send(desk, page, f"{page}/{name}", value=value, since=since).status_code == 422


def test_the_log_is_filtered_and_paged_by_key(desk, kernel, work, district) -> None:
    for number in range(60):
        with work(district[Role.OPERATOR]) as act:
            act.audit("try.something", number=number)
    first = desk.get("/desk/admin/audit?doing=try.something")
    assert first.text.count("<td>try.something</td>") == 50
    older = re.search(r'href="([^"]*after=\d+[^"]*)"', first.text)[1].replace("&amp;", "&")
    assert desk.get(older).text.count("<td>try.something</td>") == 10
    assert "没有这样的记录" in desk.get("/desk/admin/audit?day=2001-01-01").text
    with kernel.read() as session:
        assert session.scalars(select(AuditEntry.id).where(AuditEntry.doing == "try.something")).all()
