"""A district, and browsers of the people in it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders import signed_in
from tests.builders.district import District, build_district
from webapp.access.role import Role
from webapp.base.work import Kernel


@pytest.fixture
def district(kernel: Kernel) -> District:
    return build_district(kernel)


@pytest.fixture
def sign_in(app: Flask, district: District) -> Callable[[Role], FlaskClient]:
    """`sign_in(Role.PROPERTY)` gives a browser of that person."""
    return lambda role: signed_in.sign_in(app, district[role])


@pytest.fixture
def scan(client: FlaskClient, district: District) -> Callable[..., TestResponse]:
    """`scan(text=…)` sends the form of the first door, as a browser without scripts does."""

    def send(browser: FlaskClient | None = None, **typed: Any) -> TestResponse:
        data = {"report_id": str(uuid.uuid4()), "text": "楼道灯不亮", "category": "lamp"} | typed
        address = f"/q/{district.codes[0]}"
        return (browser or client).post(address, data=data, content_type="multipart/form-data")

    return send


def status(browser: FlaskClient, address: str) -> int:
    """The status of an answer whose file is closed again."""
    with browser.get(address) as answer:
        return answer.status_code
