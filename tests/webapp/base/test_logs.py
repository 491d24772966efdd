"""Logs tell what happened, and nothing about a person."""

import io
import json
import logging
import uuid

import pytest
from sqlalchemy import text

from tests.builders.district import build_district
from tests.builders.signed_in import sign_in
from webapp.access.role import Role
from webapp.base.logs import log_to_stderr

PHONE, WORDS = "13800001234", "三楼老王家漏水"
REQUEST = {"event", "endpoint", "method", "status", "ms", "role", "request", "logger", "level", "timestamp"}


@pytest.fixture
def stream():
    """Everything that the process logs, as `log_to_stderr` would write it."""
    written = io.StringIO()
    level = logging.getLogger().level
    handler = log_to_stderr(written)
    yield written
    logging.getLogger().removeHandler(handler)
    logging.getLogger().setLevel(level)


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def send_form(client, code: str, **more: str):
    form = {"report_id": str(uuid.uuid4()), "text": WORDS, "phone": PHONE, "consent": "2026-11"}
    return client.post(f"/q/{code}?from={PHONE}", data=form | more)


@pytest.mark.only_sqlite("lines of the log")
def test_a_request_is_one_line_of_json(client, stream):
    answer = client.get("/t/?number=1121-0007")
    (line,) = lines(stream)
    assert set(line) == REQUEST
    assert (line["endpoint"], line["status"], line["role"]) == ("tracking.ask", 200, "nobody")
    assert line["request"] == answer.headers["X-Request-ID"]
    assert 0 < line["ms"] < 60_000


@pytest.mark.only_sqlite("lines of the log")
def test_the_role_of_who_is_signed_in_is_named_and_never_the_person(app, kernel, stream):
    actor = build_district(kernel)[Role.SHIFT_LEAD]
    sign_in(app, actor).get("/desk/?q=三楼老王")
    (line,) = [line for line in lines(stream) if line.get("endpoint") == "screen.inbox"]
    assert line["role"] == "shift_lead"
    for secret in (actor.name, str(actor.person_id), "老王"):
        assert secret not in stream.getvalue()


def test_no_line_holds_what_a_resident_typed_or_a_link(client, kernel, stream):
    code = build_district(kernel).codes[0]
    sent = send_form(client, code)
    assert sent.status_code == 303
    token = sent.location.rsplit("/", 1)[1]
    client.get(sent.location)
    send_form(client, code, phone=f"+{PHONE}9")
    queued = {
        "text": WORDS,
        "door": code,
        "phone": PHONE,
        "consent": {"version": "1", "at": "2026-11-20T10:00:00+08:00"},
    }
    put = client.put(f"/api/v1/reports/{uuid.uuid4()}", json=queued, headers={"X-Mashang-Queued": "1"})
    assert put.status_code == 201
    client.post(f"/t/{token}/word", data={"text": WORDS})
    client.post("/desk/sign-in", data={"account": PHONE, "password": WORDS})
    statuses = [line["status"] for line in lines(stream) if line["event"] == "request"]
    assert statuses[:4] == [303, 200, 422, 201]
    for secret in (PHONE, WORDS, token, code):
        assert secret not in stream.getvalue(), f"{secret} is in the logs"


def test_a_failure_is_logged_by_its_places_without_values(client, kernel, stream):
    code = build_district(kernel).codes[0]
    with kernel.engine.begin() as connection:
        connection.execute(text("ALTER TABLE contact RENAME TO gone"))
    answer = send_form(client, code)
    assert answer.status_code == 500
    (failure,) = [line for line in lines(stream) if "exception" in line]
    assert failure["level"] == "error"
    assert failure["request"] == answer.headers["X-Request-ID"]
    assert "unhandled" in failure["event"]
    places = [place for one in failure["exception"] for place in one["places"]]
    assert any("/webapp/plate/pages.py:" in place for place in places)
    for secret in (PHONE, WORDS, "VALUES", code):
        assert secret not in stream.getvalue(), f"{secret} is in the logs"


def test_what_code_hands_to_a_logger_beside_its_message_is_left_out(stream):
    try:
        raise ValueError(PHONE)
    except ValueError:
        logging.getLogger("mashang.test").exception("it failed", extra={"phone": PHONE})
    (line,) = lines(stream)
    assert line["exception"][0]["class"] == "ValueError"
    assert PHONE not in stream.getvalue()


@pytest.mark.only_sqlite("lines of the log")
def test_what_programs_ask_all_day_is_logged_only_when_refused(client, stream):
    client.get("/healthz")
    client.get("/metrics")
    assert lines(stream) == []
    client.get("/metrics", environ_base={"REMOTE_ADDR": "8.8.8.8"})
    assert [line["status"] for line in lines(stream)] == [404]
