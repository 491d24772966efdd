"""A browser in which somebody is signed in, without the minutes that real passwords cost."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp.access.actor import RULE, Actor
from webapp.access.sign_ins import new_sign_in
from webapp.access.signed_in import FIELD_ROLES
from webapp.base.work import Kernel
from webapp.people.records import Person


def sign_in(app: Flask, actor: Actor) -> FlaskClient:
    """A new browser with the actor's session, as `access.signed_in.sign_in` leaves it."""
    kernel: Kernel = app.extensions["mashang"]
    with kernel.work(RULE) as work:
        person = work.session.get_one(Person, actor.person_id)
        person.password_hash = person.password_hash or f"unusable-{actor.person_id}"
        since = person.password_hash[-12:]
    browser = app.test_client()
    with browser.session_transaction() as kept:
        kept.update(_user_id=str(actor.person_id), _fresh=True, idle_seconds=3600, since=since)
        kept["sign_in"] = new_sign_in()
        kept["sends"] = kept.permanent = actor.role in FIELD_ROLES
        kept["seen_at"] = kept["signed"] = kernel.clock.now().timestamp()
    return browser


def form_on(page: str, address: str) -> dict[str, str]:
    """The hidden fields of the form on a page that posts to this address."""
    form = re.search(rf'<form[^>]*action="{re.escape(address)}".*?</form>', page, re.DOTALL)
    assert form is not None, f"no form to {address}"
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
    return dict(hidden)


def send(browser: FlaskClient, page_url: str, address: str, /, **typed: Any) -> TestResponse:
    """Open a page, fill in its form to `address`, and send it."""
    page = browser.get(page_url)
    assert page.status_code == 200, page.status
    return browser.post(address, data=form_on(page.text, address) | typed)
