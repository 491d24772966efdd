"""A sign-in ends an hour after its person last did something, and a page that refreshes by itself is no person."""

import pytest

from tests.builders.district import build_district
from tests.builders.signed_in import sign_in
from webapp.access.role import Role


@pytest.fixture
def operator(app, kernel):
    return sign_in(app, build_district(kernel)[Role.OPERATOR])


def after_an_hour(browser, clock, **headers: str) -> int:
    for _ in range(7):
        clock.move(minutes=10)
        browser.get("/desk/", headers=headers)
    return browser.get("/desk/").status_code


def test_a_list_that_refreshes_itself_locks(operator, clock):
    assert after_an_hour(operator, clock, **{"X-By-Itself": "1"}) == 302


def test_a_person_who_works_stays_signed_in(operator, clock):
    assert after_an_hour(operator, clock) == 200
