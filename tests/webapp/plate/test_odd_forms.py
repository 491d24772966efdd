"""Forms at the door that lack something, are spoilt or come twice: none is lost, none leads into a wall."""

import re
import uuid

import pytest

from tests.builders.district import build_district
from tests.webapp.plate.test_door_page import form, id_in


def test_a_browser_without_cookies_that_sends_twice_is_led_to_the_same_place(app, kernel):
    district = build_district(kernel)
    data = form()
    answers = [
        app.test_client(use_cookies=False).post(
            f"/q/{district.codes[0]}", data=data, content_type="multipart/form-data"
        )
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location


@pytest.mark.parametrize("report_id", [None, ""])
def test_a_form_without_an_id_is_taken(client, kernel, report_id):
    district = build_district(kernel)
    data = form() | {"report_id": report_id}
    data = {name: words for name, words in data.items() if words is not None}
    assert (
        client.post(f"/q/{district.codes[0]}", data=data, content_type="multipart/form-data").status_code
        == 303
    )


def test_a_form_with_a_spoilt_id_comes_back_with_a_good_one_and_the_words(client, kernel):
    address = f"/q/{build_district(kernel).codes[0]}"
    page = client.post(address, data=form("no-id"), content_type="multipart/form-data")
    assert page.status_code == 422
    assert "楼道灯不亮" in page.text
    assert "编号" not in page.text
    assert client.post(address, data=form(id_in(page)), content_type="multipart/form-data").status_code == 303


def test_words_that_nobody_can_see_are_no_words(client, kernel):
    address = f"/q/{build_district(kernel).codes[0]}"
    unseen = form(text=" \u200b\u2060\ufeff\u3000")
    page = client.post(address, data=unseen, content_type="multipart/form-data")
    assert page.status_code == 422
    assert "说一句怎么回事，或者拍一张照片" in page.text


@pytest.mark.parametrize("joined", ["7d3a1f52-7f0e-4f56-9a53-0a4c1f7d2b11", "no-id"])
def test_who_joins_what_is_no_longer_there_is_asked_to_say_it_on_the_same_page(client, kernel, joined):
    address = f"/q/{build_district(kernel).codes[0]}"
    data = {"report_id": str(uuid.uuid4()), "text": "我也遇到", "joins": joined}
    page = client.post(address, data=data, content_type="multipart/form-data")
    assert page.status_code in {409, 422}
    assert 'id="report"' in page.text
    assert "我也遇到</textarea>" not in page.text
    said = re.search(r'id="text-wrong">([^<]+)<', page.text)[1]
    assert "请直接写下您的情况" in said or "再点一次发送" in said
