"""A firm's link, a ticket behind it, and the phone that is bound to it."""

from functools import partial

import pytest
from flask.testing import FlaskClient

from tests.builders.firm_link import PHONE, Firm, bind, firm_link
from tests.builders.report import deliver_all, send_report
from webapp.access.role import Role


@pytest.fixture
def make(kernel):
    """`make(manager)` makes a link for 王建国 of the manager's unit."""
    return partial(firm_link, kernel)


@pytest.fixture
def firm(make, district) -> Firm:
    return make(district[Role.PROPERTY])


@pytest.fixture
def receipt(kernel, district, clock):
    """A ticket at the firm, from a resident who left a phone and wrote it into the words as well."""
    phone = {"phone": PHONE, "consent": {"version": "2026-11", "at": clock.now()}}
    made = send_report(kernel, district, text=f"楼道灯不亮，打我电话 {PHONE}", **phone)
    deliver_all(kernel)
    return made


@pytest.fixture
def bound(app, firm) -> FlaskClient:
    """The phone of 王建国."""
    return bind(app.test_client(), firm)
