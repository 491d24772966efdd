"""Who comes too often is told so, and everybody else is not kept out."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.architecture.reading import faults
from tests.builders.district import build_district
from webapp.app import create_app
from webapp.base.settings import BadSetting
from webapp.layout.limits import LIMITS, OFF

QUEUED = {"X-Mashang-Queued": "1"}


@pytest.fixture
def district(kernel):
    return build_district(kernel)


def put(client, code: str, report_id: uuid.UUID | None = None, **more):
    body = {"text": "楼道灯不亮", "door": code}
    return client.put(f"/api/v1/reports/{report_id or uuid.uuid4()}", json=body, headers=QUEUED, **more)


def junk(client, code: str, **more):
    """A send that is counted and refused at once, so that hundreds of them are quick."""
    return client.put(f"/api/v1/reports/{uuid.uuid4()}", json={"door": code, "x": 1}, headers=QUEUED, **more)


def named(app, name: str):
    browser = app.test_client()
    browser.set_cookie("device", name)
    return browser


def form(client, code: str):
    return client.post(f"/q/{code}", data={"report_id": str(uuid.uuid4()), "text": "灯又不亮了"})


@pytest.mark.only_sqlite("counters are kept beside the database")
def test_a_device_may_send_300_an_hour_by_form_and_queue_together(app, district):
    mine = named(app, "mine")
    assert {junk(mine, district.codes[0]).status_code for _ in range(299)} == {422}
    assert form(mine, district.codes[0]).status_code == 303
    refused = junk(mine, district.codes[0])
    assert refused.status_code == 429
    assert refused.mimetype == "application/problem+json"
    assert refused.json["code"] == "too_many"
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    page = form(mine, district.codes[0])
    assert page.status_code == 429
    assert page.headers["Retry-After"]
    assert "分钟后再试" in page.text
    assert "灯又不亮了" in page.text
    assert not faults(page.text)
    assert put(named(app, "neighbour"), district.codes[0]).status_code == 201


@pytest.mark.only_sqlite("counters are kept beside the database")
def test_a_door_takes_600_an_hour_from_all_devices_together(app, district):
    for number in range(600):
        assert junk(named(app, f"phone {number % 7}"), district.codes[0].lower()).status_code == 422
    assert put(named(app, "another"), district.codes[0]).status_code == 429
    assert put(named(app, "another"), district.codes[1]).status_code == 201


@pytest.mark.only_sqlite("counters are kept beside the database")
def test_an_address_counts_only_where_the_device_has_no_name(app, district):
    for number in range(600):
        code = district.codes[number % 2]
        browser = app.test_client()
        assert junk(browser, code, environ_base={"REMOTE_ADDR": "9.9.9.9"}).status_code == 422
    nameless = put(app.test_client(), district.other_code, environ_base={"REMOTE_ADDR": "9.9.9.9"})
    assert nameless.status_code == 429
    assert (
        put(named(app, "known"), district.other_code, environ_base={"REMOTE_ADDR": "9.9.9.9"}).status_code
        == 201
    )
    elsewhere = put(app.test_client(), district.other_code, environ_base={"REMOTE_ADDR": "7.7.7.7"})
    assert elsewhere.status_code == 201


@pytest.mark.only_sqlite("the counters; tests/api/test_reports.py runs the same race on both")
def test_fifty_sends_of_one_report_at_once_all_get_its_receipt(app, district):
    report_id = uuid.uuid4()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: put(named(app, "mine"), district.codes[0], report_id), range(50)))
    assert {answer.status_code for answer in answers} == {200, 201}
    assert len({answer.json["ticket"]["number"] for answer in answers}) == 1


def enter(browser, account: str, **more):
    page = browser.get("/desk/sign-in").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    return browser.post(
        "/desk/sign-in", data={"account": account, "password": "-", "csrf_token": token}, **more
    )


@pytest.mark.only_sqlite("counters are kept beside the database")
def test_wrong_sign_ins_of_an_account_end_after_20_from_wherever_they_come(app, client):
    for number in range(20):
        told = enter(client, "Nobody ", environ_base={"REMOTE_ADDR": f"9.9.9.{number}"})
        assert told.status_code == 422
    refused = enter(client, "nobody")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    assert enter(client, "somebody").status_code == 422


@pytest.mark.only_sqlite("counters are kept beside the database")
def test_wrong_queries_of_an_address_end_after_60_and_right_ones_are_not_counted(app, district):
    mine = named(app, "mine")
    receipt = put(mine, district.codes[0]).json
    right = {"number": receipt["ticket"]["number"], "code": receipt["query_code"]}
    assert {mine.post("/t/", data=right).status_code for _ in range(61)} == {303}
    for number in range(60):
        wrong = mine.post("/t/", data={"number": f"0000-{number:04d}", "code": "0000"})
        assert wrong.status_code == 422
    assert mine.post("/t/", data=right).status_code == 429
    assert mine.get("/t/").status_code == 200


@pytest.mark.only_sqlite("counters are kept beside the database")
def test_every_limit_names_an_endpoint_that_exists(app):
    assert {name for row in LIMITS for name in row.endpoints} <= set(app.view_functions)


@pytest.mark.only_sqlite("counters are kept beside the database")
def test_counting_can_be_switched_off_for_load_tests(settings, clock, kernel, district):
    app = create_app(replace(settings, ratelimit_storage_url=OFF), clock=clock)
    mine = named(app, "mine")
    assert {junk(mine, district.codes[0]).status_code for _ in range(310)} == {422}
    app.extensions["mashang"].engine.dispose()


@pytest.mark.only_sqlite("counters are kept beside the database")
@pytest.mark.parametrize("wrong", ["nonsense://here", "memory", ""])
def test_counters_that_cannot_be_kept_stop_the_start_with_a_sentence(settings, clock, wrong):
    with pytest.raises(BadSetting, match="MASHANG_RATELIMIT_STORAGE_URL"):
        create_app(replace(settings, ratelimit_storage_url=wrong), clock=clock)
