"""The pages of notices: issued from a ticket, signed, replied to with photos, accepted; wrong input loses nothing."""

import io
import re

import pytest

from tests.builders.notice import issues, now_of, replies, signs
from tests.builders.photo import jpeg, kept_photo
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import sign_in
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.people.records import UnitKind
from webapp.supervise.lifecycle import NoticeState
from webapp.ticket.photos import tie
from webapp.ticket.records import PhotoRole

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def receipt(kernel, district):
    made = send_report(kernel, district, text="北门灯全灭了")
    with kernel.work(RULE) as work:
        tie(work, [kept_photo(kernel, PhotoRole.PROBLEM)], made.ticket.id)
    deliver_all(kernel)
    return made


def post(browser, address, **data):
    page = browser.get("/desk/notices", follow_redirects=True).text
    found = TOKEN.search(page)
    assert found
    return browser.post(
        address, data={"csrf_token": found[1], **data}, content_type="multipart/form-data", buffered=True
    )


def test_a_notice_is_issued_from_a_ticket_and_walks_to_its_end(app, kernel, district, receipt):
    street, firm = sign_in(app, district[Role.STREET]), sign_in(app, district[Role.PROPERTY])
    new = f"/desk/notices/new?ticket={receipt.ticket.id}"
    assert new in street.get(f"/desk/tickets/{receipt.ticket.id}").text
    form = street.get(new).text
    assert receipt.ticket.number in form
    assert "北门灯全灭了" not in form, "the resident's own words stay with the ticket"
    photos = re.findall(r'name="photos" value="([^"]+)" checked', form)
    assert len(photos) == 1
    given = {
        "units": str(district.units[UnitKind.PROPERTY]), "numbers": receipt.ticket.number, "subject": "关于路灯的问题",
        "problem": "北门灯不亮", "demand": "马上修好", "due": "2026-11-25T17:00", "photos": photos,
    }  # fmt: skip
    refused = post(street, "/desk/notices", **{**given, "due": "2020-01-01T08:00", "phone": "找老王"})
    assert refused.status_code == 422
    assert "已经过了" in post(street, "/desk/notices", **{**given, "due": "2020-01-01T08:00"}).text
    assert "北门灯不亮" in refused.text
    made = post(street, "/desk/notices", **given)
    assert made.status_code == 303, made.text
    page = made.location
    assert "等property" not in street.get(page).text
    assert "先签收" in firm.get("/desk/notices").text
    shown = re.findall(r'src="(/desk/notices/[^"]+/small)"', firm.get(page).text)
    assert len(shown) == 1
    assert firm.get(shown[0], buffered=True).mimetype == "image/jpeg"
    assert post(firm, f"{page}/sign").status_code == 303
    without = post(firm, f"{page}/reply", reply="都修好了", own_photos="1")
    assert without.status_code == 422
    assert "至少一张" in without.text
    assert "都修好了" in without.text
    bad = post(firm, f"{page}/reply", reply="都修好了", after=(io.BytesIO(b"no photo"), "a.jpg"))
    assert bad.status_code == 422
    sent = post(firm, f"{page}/reply", reply="都修好了", after=(io.BytesIO(jpeg()), "a.jpg"))
    assert sent.status_code == 303
    deliver_all(kernel)
    assert "整改后" in street.get(page).text
    assert post(street, f"{page}/send_back", reason="", due="").status_code == 422
    assert post(street, f"{page}/accept").status_code == 303
    assert "已办结" in firm.get(page).text
    assert page.rpartition("/")[2] in street.get(f"/desk/tickets/{receipt.ticket.id}").text


def test_what_was_typed_into_a_form_that_is_gone_is_given_back(app, kernel, district, receipt):
    notice = issues(kernel, district, receipt.ticket.number)
    firm = district[Role.PROPERTY]
    signs(kernel, firm, notice)
    replies(kernel, firm, notice)
    late = post(sign_in(app, firm), f"/desk/notices/{notice.id}/reply", reply="又写了一遍", own_photos="")
    assert late.status_code in {409, 422}
    assert "又写了一遍" in late.text
    assert now_of(kernel, notice).state is NoticeState.REPLIED


@pytest.mark.parametrize("size", ["huge", "original"])
def test_nothing_but_the_two_copies_is_served(app, kernel, district, receipt, size):
    notice = issues(kernel, district, receipt.ticket.number)
    browser = sign_in(app, district[Role.STREET])
    assert browser.get(f"/desk/notices/{notice.id}/pictures/{notice.id}/{size}").status_code == 404
    assert browser.get(f"/desk/notices/{notice.id}/pictures/{notice.id}/small").status_code == 404
