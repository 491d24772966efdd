"""A browser without scripts that is signed in."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.builders.district import build_district
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.access.signed_in import hasher
from webapp.people.records import Person

PASSWORD = "test-password"
HASHED = hasher.hash(PASSWORD)


@pytest.fixture
def district(kernel):
    """The small district, everybody with the same password."""
    built = build_district(kernel)
    with kernel.work(RULE) as work:
        for person in work.session.scalars(select(Person)):
            person.password_hash = HASHED
    return built


def token(page: str) -> str:
    """The form token of a page."""
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


@pytest.fixture
def sign_in(app, district) -> Callable:
    """`sign_in(Role.PROPERTY)` or `sign_in("property-2")` gives a browser of that person."""

    def enter(who: Role | str):
        browser = app.test_client()
        page = browser.get("/desk/sign-in").get_data(as_text=True)
        answer = browser.post(
            "/desk/sign-in", data={"account": str(who), "password": PASSWORD, "csrf_token": token(page)}
        )
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return browser

    return enter


@pytest.fixture
def door(district) -> str:
    """The id of the small district's first door, as a form sends it."""
    return str(district.doors[0])
