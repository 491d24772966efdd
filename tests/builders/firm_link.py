"""Links of a property firm and the phones that open them."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders.signed_in import form_on
from webapp.access.actor import Actor
from webapp.access.firm_links import MakeLink, make_link
from webapp.base.work import Kernel

PHONE = "13800001234"
"""What the resident behind the firm's ticket left, and wrote into the words as well."""


@dataclass(frozen=True)
class Firm:
    """A made link: its address, its code, its id."""

    base: str
    code: str
    link_id: uuid.UUID

    def job(self, ticket_id: uuid.UUID) -> str:
        """The page of a ticket by this link."""
        return f"{self.base}/tickets/{ticket_id}"


def firm_link(kernel: Kernel, manager: Actor, name: str = "王建国") -> Firm:
    """A manager makes a link for a named person."""
    with kernel.work(manager) as work:
        made = make_link(work, MakeLink(person_name=name, days=90))
    return Firm(f"/w/{made.token}", made.code, made.link_id)


def bind(phone: FlaskClient, firm: Firm) -> FlaskClient:
    """The named person opens the link and binds the phone."""
    assert phone.get(firm.base).status_code == 200
    assert phone.post(f"{firm.base}/bind", data={"code": firm.code}).status_code == 303
    return phone


def act(phone: FlaskClient, firm: Firm, ticket_id: uuid.UUID, name: str, **typed: Any) -> TestResponse:
    """Open the ticket by the link, fill in the form of that name, and send it."""
    job = firm.job(ticket_id)
    page = phone.get(job)
    assert page.status_code == 200, page.status
    return phone.post(f"{job}/{name}", data=form_on(page.text, f"{job}/{name}") | typed)
