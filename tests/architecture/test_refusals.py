"""Guards over all refusals: each status in the dress of its room, in Chinese, with what to do and what was typed."""

import re

import pytest
from sqlalchemy import text
from werkzeug.exceptions import default_exceptions

from tests.architecture.addresses import QUIET, addresses, rules
from tests.architecture.reading import Page, faults
from webapp.access.role import Role
from webapp.base.errors import (
    Differs,
    Forbidden,
    Invalid,
    NotFound,
    NotNow,
    Problem,
    Stale,
    TooLarge,
    TooMany,
)
from webapp.layout.problems import SAYINGS

SENTENCE = "楼道灯的事别人先办了。"
PROBLEMS = [
    Forbidden(SENTENCE), NotFound(SENTENCE), NotNow(SENTENCE), Stale(SENTENCE), Differs(SENTENCE),
    TooLarge(SENTENCE), TooMany(SENTENCE, retry_after=90), Invalid({"reason": SENTENCE}), Problem(SENTENCE),
]  # fmt: skip
ROOMS = ["/desk/refused", "/refused"]


@pytest.fixture
def refusing(app):
    """`refusing(problem)` gives two addresses, one of each room, where this is raised."""

    def make(problem: Exception | int) -> list[str]:
        def refuse():
            if isinstance(problem, int):
                raise default_exceptions[problem]
            raise problem

        app.config["WTF_CSRF_CHECK_DEFAULT"] = False
        for room in ROOMS:
            app.add_url_rule(room, room, refuse, methods=["GET", "POST"])
        return ROOMS

    return make


def sound(answer, status: int) -> Page:
    assert answer.status_code == status
    assert not faults(answer.text), faults(answer.text)
    page = Page(answer.text)
    assert re.search("[一-鿿]", page.headings[0])
    assert not re.search(r"Traceback|Error|Exception|werkzeug|\b(Not Found|Bad Request)\b", answer.text)
    return page


@pytest.mark.only_sqlite("pages of refusals")
@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: type(problem).__name__)
def test_a_problem_says_its_sentence_and_keeps_what_was_typed(client, refusing, problem):
    for address in refusing(problem):
        answer = client.post(
            address, data={"text": "我写了很久的话", "password": "geheim", "csrf_token": "t"}
        )
        sound(answer, problem.status)
        assert SENTENCE in answer.text
        assert "我写了很久的话" in answer.text
        assert "geheim" not in answer.text


@pytest.mark.only_sqlite("pages of refusals")
def test_who_comes_too_often_is_told_when_to_come_again(client, refusing):
    assert client.get(refusing(TooMany(SENTENCE, retry_after=90))[0]).headers["Retry-After"] == "90"


@pytest.mark.only_sqlite("pages of refusals")
@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429])
def test_a_bare_status_says_what_happened_and_what_to_do(client, refusing, status):
    for address in refusing(status):
        answer = client.get(address)
        sound(answer, status)
        saying = SAYINGS[status]
        assert saying.sentence in answer.text
        assert saying.what_to_do in answer.text


@pytest.mark.only_sqlite("pages of refusals")
def test_our_own_mistake_shows_a_number_and_nothing_of_the_inside(client, refusing):
    for address in refusing(RuntimeError("SELECT phone: 13800001234")):
        answer = client.post(address, data={"text": "我写了很久的话"})
        sound(answer, 500)
        assert "我写了很久的话" in answer.text
        assert answer.headers["X-Request-ID"] in answer.text
        assert "13800001234" not in answer.text
        assert "SELECT" not in answer.text


def test_a_page_of_ours_stands_even_when_the_database_does_not_answer(app, client, kernel):
    with kernel.engine.begin() as connection:
        connection.execute(text("ALTER TABLE setting RENAME TO gone"))
    for address, status in (("/", 200), ("/t/", 200), ("/q/", 500), ("/desk/sign-in", 200)):
        sound(client.get(address), status)


@pytest.mark.only_sqlite("pages of refusals")
@pytest.mark.parametrize("role", [None, Role.SHIFT_LEAD])
def test_an_unknown_address_is_answered_in_our_dress(town, browser_of, role):
    browser = browser_of(town.district.actors[role] if role else None)
    for address in (
        "/nirgends",
        "/desk/nirgends",
        "/t/nirgends/x/y/z",
        "/f/nirgends",
        "/desk/tickets/no-uuid",
        "/q",
    ):
        answer = browser.get(address, follow_redirects=True)
        sound(answer, 404)


@pytest.mark.only_sqlite("pages of refusals")
def test_a_wrong_method_is_answered_in_our_dress(app, town, client):
    for rule in rules(app):
        address = (
            next(addresses(app, town, rule)) if rule.arguments <= set(town.fillings) else "/assets/x.css"
        )
        answer = client.delete(address)
        assert answer.status_code == 405, f"{address}: {answer.status}"
        assert set(rule.methods - QUIET) <= set(answer.headers["Allow"].split(", ")), address
        if answer.mimetype == "text/html":
            sound(answer, 405)
        else:
            assert answer.mimetype == "application/problem+json", address
