"""`/api/v1/reports`: once received, always the same receipt; photos only as promised; refusals in plain words."""

import hashlib
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from tests.api.conftest import QUEUED, digest_of, promise
from tests.builders.photo import jpeg
from tests.builders.rows import count
from tests.builders.signed_in import sign_in
from webapp.access.role import Role
from webapp.report.records import Report
from webapp.ticket.records import Photo, Ticket


def send_photo(client, report_id, photo: dict, content: bytes, **headers):
    address = f"/api/v1/reports/{report_id}/photos/{photo['id']}"
    return client.put(
        address, data=content, headers=QUEUED | {"Content-Digest": digest_of(content)} | headers
    )


def test_a_new_report_is_a_ticket_at_once(client, put, kernel):
    report_id = uuid.uuid4()
    answer = put(report_id)
    assert answer.status_code == 201
    receipt = answer.json
    assert receipt["report"] == str(report_id)
    assert receipt["ticket"]["number"].endswith("-0001")
    assert receipt["ticket"]["state"] == "new"
    assert (receipt["complete"], receipt["photos"], len(receipt["query_code"])) == (True, [], 4)
    assert client.get(f"/api/v1/reports/{report_id}/receipt").json == receipt
    assert client.get(receipt["ticket"]["url"]).status_code == 200
    assert (count(kernel, Report), count(kernel, Ticket)) == (1, 1)


def test_the_same_content_again_gets_the_same_receipt_and_other_content_gets_ours(put, kernel):
    report_id = uuid.uuid4()
    first = put(report_id, sent_at="2026-11-20T10:00:00+08:00")
    again = put(report_id, sent_at="2026-11-20T10:05:00+08:00")
    assert (again.status_code, again.json) == (200, first.json)
    other = put(report_id, text="别的事")
    assert other.status_code == 409
    assert other.mimetype == "application/problem+json"
    assert other.json["code"] == "differs"
    assert other.json["server"]["text"] == "楼道灯不亮"
    assert count(kernel, Ticket) == 1


def test_null_is_the_same_as_left_out(put):
    report_id = uuid.uuid4()
    assert put(report_id).status_code == 201
    assert put(report_id, phone=None, consent=None, photos=None, confidential=None).status_code == 200


def test_fifty_parallel_sends_of_one_report_give_one_ticket_and_one_number(app, put, kernel):
    report_id = uuid.uuid4()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: put(report_id, app.test_client()), range(50)))
    assert sorted({answer.status_code for answer in answers}) == [200, 201]
    assert [answer.status_code for answer in answers].count(201) == 1
    assert len({answer.json["ticket"]["number"] for answer in answers}) == 1
    assert (count(kernel, Report), count(kernel, Ticket)) == (1, 1)


def test_photos_arrive_apart_and_the_receipt_tells_what_is_safe(client, put, kernel):
    report_id, first, second = uuid.uuid4(), jpeg(), jpeg((10, 200, 10))
    photos = [promise(first), promise(second)]
    assert put(report_id, photos=photos).json["complete"] is False
    sent = send_photo(client, report_id, photos[0], first)
    assert sent.status_code == 201
    assert sent.json["photos"] == [{"id": photos[0]["id"], "sha256": photos[0]["sha256"]}]
    assert sent.json["complete"] is False
    assert send_photo(client, report_id, photos[0], first).status_code == 200
    assert send_photo(client, report_id, photos[1], second).json["complete"] is True
    with kernel.read() as session:
        keys = session.scalars(select(Photo.original_key)).all()
    assert sorted(kernel.store.list("original")) == sorted(keys)


def test_bytes_that_differ_from_their_digest_or_the_promise_are_not_kept(client, put, kernel):
    report_id, content = uuid.uuid4(), jpeg()
    photo = promise(content)
    put(report_id, photos=[photo])
    wrong = send_photo(client, report_id, photo, content, **{"Content-Digest": digest_of(b"else")})
    assert (wrong.status_code, wrong.json["code"]) == (422, "wrong_digest")
    other = send_photo(client, report_id, photo, jpeg((200, 10, 10)))
    assert (other.status_code, other.json["code"]) == (422, "wrong_digest")
    none = send_photo(client, report_id, photo, content, **{"Content-Digest": ""})
    assert (none.status_code, list(none.json["fields"])) == (422, ["Content-Digest"])
    text = send_photo(client, report_id, photo | {"sha256": hashlib.sha256(b"text").hexdigest()}, b"text")
    assert text.status_code == 422
    assert list(kernel.store.list()) == []
    assert client.get(f"/api/v1/reports/{report_id}/receipt").json["complete"] is False


def test_a_photo_nobody_promised_or_of_an_unknown_report_is_not_kept(client, put, kernel):
    report_id, content = uuid.uuid4(), jpeg()
    put(report_id)
    assert send_photo(client, report_id, promise(content), content).status_code == 404
    assert send_photo(client, uuid.uuid4(), promise(content), content).status_code == 404
    assert list(kernel.store.list()) == []


@pytest.mark.only_sqlite("a refusal by form or sign-in, before anything is written")
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": "长" * 2001}, "text"),
        ({"phone": "12345", "consent": {"version": "1", "at": "2026-11-20T10:00:00+08:00"}}, "phone"),
        ({"phone": "13800001234"}, "consent"),
        ({"place": {"lng": 116.4, "lat": 39.9}}, "place.datum"),
        ({"place": {"lng": 0, "lat": 0, "datum": "wgs84"}}, "place"),
        ({"captured_at": "2026-11-20T10:00:00"}, "captured_at"),
        ({"kind": "rumour"}, "kind"),
        ({"photos": [promise(bytes([number])) for number in range(5)]}, "photos"),
        ({"unknown": 1}, "unknown"),
        ({"report_id": str(uuid.uuid4())}, "report_id"),
    ],
)
def test_wrong_content_names_its_field_in_chinese_and_nothing_is_kept(put, kernel, more, field):
    names_its_field_and_keeps_nothing(put, kernel, more, field)


def test_a_code_that_no_door_has_names_its_field_in_chinese_and_nothing_is_kept(put, kernel):
    names_its_field_and_keeps_nothing(put, kernel, {"door": "UNKNOWN9"}, "door")


def names_its_field_and_keeps_nothing(put, kernel, more, field):
    answer = put(uuid.uuid4(), **more)
    assert answer.status_code == 422, answer.text
    assert answer.json["code"] == "invalid"
    assert field in answer.json["fields"], answer.json["fields"]
    assert any("一" <= letter <= "鿿" for letter in answer.json["fields"][field])
    assert count(kernel, Report) == 0


def test_a_report_needs_words_or_a_photo_and_a_door_or_a_place(put):
    assert put(uuid.uuid4(), text="").status_code == 422
    assert put(uuid.uuid4(), door=None).status_code == 422
    assert put(uuid.uuid4(), text="", photos=[promise(b"x")]).status_code == 201
    here = {"lng": 116.4, "lat": 39.9, "datum": "gcj02"}
    assert put(uuid.uuid4(), door=None, place=here).status_code == 201


@pytest.mark.only_sqlite("a refusal by form or sign-in, before anything is written")
@pytest.mark.parametrize("body", [b"", b"[1]", b"null", b"{", b'"words"', b"\xff\xfe"])
def test_what_is_no_json_object_is_said_to_be_none(client, body):
    answer = client.put(
        f"/api/v1/reports/{uuid.uuid4()}", data=body, headers=QUEUED, content_type="application/json"
    )
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.only_sqlite("a refusal by form or sign-in, before anything is written")
@pytest.mark.parametrize(
    "headers",
    [{}, QUEUED | {"Origin": "https://elsewhere.example"}, QUEUED | {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_send_that_our_pages_did_not_make_is_refused(client, kernel, headers):
    answer = client.put(f"/api/v1/reports/{uuid.uuid4()}", json={"text": "话"}, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
    assert count(kernel, Report) == 0


def test_staff_send_signed_in_only(app, client, put, district):
    assert put(uuid.uuid4(), kind="patrol").status_code == 401
    browser = sign_in(app, district[Role.GRID_WORKER])
    sent = put(uuid.uuid4(), browser, kind="patrol")
    assert sent.status_code == 201
    assert "Set-Cookie" not in sent.headers, (
        "a browser keeps 180 cookies of us: a day's reports would sign out"
    )
    assert "fresh=" in put(uuid.uuid4()).headers["Set-Cookie"]


@pytest.mark.only_sqlite("a refusal by form or sign-in, before anything is written")
def test_staff_whose_post_takes_no_reports_send_none(app, put, district, kernel):
    browser = sign_in(app, district[Role.PROPERTY])
    assert put(uuid.uuid4(), browser, kind="patrol").status_code == 403
    assert count(kernel, Report) == 0


def test_an_unknown_receipt_is_not_found_in_plain_words(client):
    answer = client.get(f"/api/v1/reports/{uuid.uuid4()}/receipt")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert "还没有收到" in answer.json["detail"]


@pytest.mark.only_sqlite("a refusal by form or sign-in, before anything is written")
@pytest.mark.parametrize("address", ["/api/v1/nothing", "/api/", "/api/v1/reports/no-uuid/receipt"])
def test_an_unknown_address_is_answered_as_a_problem(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "field", ["text", "category", "door", "point", "component", "order_no", "device", "client"]
)
def test_control_characters_in_any_field_break_nothing(put, field):
    assert put(
        uuid.uuid4(), **{field: "a\x00b\x1b\ud800" if field == "text" else "a\x00b\x1b"}
    ).status_code in {201, 422}
