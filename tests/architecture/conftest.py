"""The town whose pages are walked, and browsers of everybody in it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders.signed_in import sign_in
from tests.builders.town import Town, build_town
from webapp.access.actor import Actor


@pytest.fixture
def town(kernel) -> Town:
    return build_town(kernel)


@pytest.fixture
def browser_of(app: Flask) -> Callable[[Actor | None], FlaskClient]:
    """A browser of a member of staff, or of nobody."""
    return lambda actor: sign_in(app, actor) if actor else app.test_client()
