"""The recheck pages: the list, the look, the two buttons, what is wrong comes back."""

import io
import re

import pytest

from tests.builders.photo import jpeg
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import form_on, sign_in
from tests.builders.walk import ticket_of, to_fed_back
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.catalogue.settings import put_setting


@pytest.fixture
def fed_back(kernel, district):
    receipt = send_report(kernel, district)
    to_fed_back(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    return receipt


@pytest.fixture
def worker(app, district):
    return sign_in(app, district[Role.GRID_WORKER])


def judge(worker, receipt, verdict, photo=True, **typed):
    page = f"/desk/recheck/{receipt.ticket.id}"
    data = form_on(worker.get(page).text, f"{page}/pass") | typed
    if photo:
        data["photos"] = (io.BytesIO(jpeg()), "now.jpg")
    return worker.post(f"{page}/{verdict}", data=data)


def test_an_empty_list_says_what_fills_it(worker):
    page = worker.get("/desk/recheck").text
    assert "没有等您复查的" in page
    assert re.search(r"<title>待我复查</title>", page)


def test_the_list_shows_the_place_and_what_the_unit_said(worker, fed_back):
    page = worker.get("/desk/recheck").text
    assert "新街坊30号院 5号楼 1单元" in page
    assert "新街物业说：灯换好了" in page


def test_the_look_shows_the_units_photo_and_asks_for_the_camera(worker, fed_back):
    page = worker.get(f"/desk/recheck/{fed_back.ticket.id}").text
    assert len(re.findall(r'src="/photos/[^"]+/small"', page)) == 1
    assert 'capture="environment"' in page
    assert "<h1>复查：新街坊30号院 5号楼 1单元</h1>" in page


def test_an_administrator_opens_the_gallery(kernel, worker, fed_back):
    with kernel.work(RULE) as work:
        put_setting(work.session, "recheck_camera_only", 0, work.now.date())
    page = worker.get(f"/desk/recheck/{fed_back.ticket.id}").text
    assert "capture=" not in page
    assert 'accept="image/*"' in page


def test_a_pass_with_a_photo_goes_back_to_the_list(kernel, worker, fed_back):
    answer = judge(worker, fed_back, "pass")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/recheck")
    assert ticket_of(kernel, fed_back.ticket.id).state == "passed"
    assert f"通过了，{fed_back.ticket.number}" in worker.get("/desk/recheck").text


def test_a_pass_without_a_photo_says_so(kernel, worker, fed_back):
    answer = judge(worker, fed_back, "pass", photo=False)
    assert answer.status_code == 422
    assert "请拍一张现场照片" in answer.text
    assert ticket_of(kernel, fed_back.ticket.id).state == "fed_back"


def test_a_fail_takes_a_tapped_reason_and_words(kernel, worker, fed_back):
    assert judge(worker, fed_back, "fail", why="没修好", reason="三楼<b>还黑").status_code == 303
    ticket = ticket_of(kernel, fed_back.ticket.id)
    assert (ticket.state, ticket.reworked) == ("handling", 1)


def test_a_fail_without_a_reason_comes_back_open(worker, fed_back):
    answer = judge(worker, fed_back, "fail")
    assert answer.status_code == 422
    assert "请选一项，或写一句哪里没弄好" in answer.text
    assert re.search(r'<details class="action" open>', answer.text)


def test_a_photo_that_is_none_is_refused_with_a_sentence(kernel, worker, fed_back):
    page = f"/desk/recheck/{fed_back.ticket.id}"
    data = form_on(worker.get(page).text, f"{page}/pass") | {
        "photos": (io.BytesIO(b"not a picture"), "now.jpg")
    }
    answer = worker.post(f"{page}/pass", data=data)
    assert answer.status_code == 422
    assert 'id="photos-error"' in answer.text
    assert ticket_of(kernel, fed_back.ticket.id).state == "fed_back"


def test_the_same_form_twice_is_one_verdict(kernel, worker, fed_back):
    page = f"/desk/recheck/{fed_back.ticket.id}"
    hidden = form_on(worker.get(page).text, f"{page}/pass")
    for _ in range(2):
        data = hidden | {"photos": (io.BytesIO(jpeg()), "now.jpg")}
        assert worker.post(f"{page}/pass", data=data).status_code == 303
    assert ticket_of(kernel, fed_back.ticket.id).state == "passed"


def test_a_form_about_an_earlier_look_is_stale(kernel, district, worker, fed_back):
    page = f"/desk/recheck/{fed_back.ticket.id}"
    old = form_on(worker.get(page).text, f"{page}/pass")
    judge(worker, fed_back, "fail", why="没修")
    to_fed_back_again(kernel, district, fed_back)
    answer = worker.post(f"{page}/pass", data=old | {"photos": (io.BytesIO(jpeg()), "now.jpg")})
    assert answer.status_code == 409
    assert "重新办过一次" in answer.text
    assert ticket_of(kernel, fed_back.ticket.id).state == "fed_back"


def to_fed_back_again(kernel, district, receipt):
    to_fed_back(kernel, district, receipt.ticket.id, words="这回真换了")
    deliver_all(kernel)


def test_another_grid_workers_look_is_not_found_and_others_are_kept_out(app, district, fed_back):
    page = f"/desk/recheck/{fed_back.ticket.id}"
    assert sign_in(app, district[Role.INSPECTOR]).get(page).status_code == 404
    assert sign_in(app, district[Role.PROPERTY]).get(page).status_code == 403
    assert app.test_client().get(page).status_code == 302
