"""Rule 5: somebody else's phone."""

import json
import re

import pytest
from sqlalchemy import select

from tests.builders.callback import calls_back, closed_report, task_of, with_phone
from tests.builders.report import deliver_all, send_report
from webapp.access.firm_links import MakeLink, make_link
from webapp.access.role import Role
from webapp.base.records import AuditEntry, OnceKey, OutboxEvent
from webapp.callback.lifecycle import CallbackState
from webapp.ticket.records import Contact

PHONE = "13800001234"
MASKED = "138****1234"
ADDRESSES = (
    "/desk/",
    "/desk/?view=all",
    "/desk/verify",
    "/desk/callbacks",
    "/desk/meetings",
    "/desk/rechecks",
)


@pytest.fixture
def closed(kernel, district):
    """A closed ticket whose reporter left a phone and waits to be called back."""
    return closed_report(kernel, district, PHONE)


@pytest.mark.parametrize(
    "role", [Role.OPERATOR, Role.PROPERTY, Role.STREET, Role.CLERK, Role.COMMUNITY, Role.GRID_WORKER]
)
def test_no_list_and_no_page_shows_the_number(kernel, district, sign_in, role, client):
    """masked in every list, export and print"""
    open_one, done = (
        send_report(kernel, district, **with_phone(PHONE)),
        closed_report(kernel, district, PHONE),
    )
    deliver_all(kernel)
    browser = sign_in(role)
    task = task_of(kernel, done.report)
    more = [f"/desk/tickets/{one.ticket.id}" for one in (open_one, done)] + [f"/desk/callbacks/{task.id}"]
    pages = {address: browser.get(address, follow_redirects=True) for address in (*ADDRESSES, *more)}
    assert [a for a, page in pages.items() if PHONE in page.text] == []
    assert any(page.status_code == 200 for page in pages.values())
    if role is Role.CLERK:
        assert MASKED in pages[f"/desk/callbacks/{task.id}"].text


def test_the_number_is_in_no_answer_of_the_api_and_on_no_page_of_a_resident(kernel, district, client, closed):
    """masked in every list …"""
    for address in (f"/api/v1/reports/{closed.report}/receipt", closed.ticket.url, f"/q/{district.codes[0]}"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert PHONE not in answer.text


def test_the_number_is_never_on_a_firms_link(kernel, district, app):
    """Never on `/w/`."""
    words = f"灯不亮，打我电话{PHONE}"
    receipt = send_report(kernel, district, text=words, **with_phone(PHONE))
    deliver_all(kernel)
    with kernel.work(district[Role.PROPERTY]) as work:
        made = make_link(work, MakeLink(person_name="王建国", days=30))
    phone = app.test_client()
    first = phone.get(f"/w/{made.token}").text
    assert phone.post(f"/w/{made.token}/bind", data={"code": made.code}).status_code == 303
    inside = phone.get(f"/w/{made.token}/tickets/{receipt.ticket.id}")
    assert inside.status_code == 200
    assert "灯不亮" in inside.text
    assert all(
        PHONE not in page and MASKED not in page for page in (first, phone.get(f"/w/{made.token}").text)
    )
    assert PHONE not in inside.text


def test_the_number_is_in_no_event_no_kept_answer_and_no_audit_line(kernel, closed):
    """masked in every list, export and print; never in a message to a group"""
    with kernel.read() as session:
        for kind in (OutboxEvent.data, OnceKey.answer, AuditEntry.changes):
            kept = json.dumps(session.scalars(select(kind)).all(), ensure_ascii=False, default=str)
            assert PHONE not in kept


def test_the_caller_is_led_to_ask_whether_it_is_theirs_first(kernel, closed, sign_in):
    """Unverified until answered; the clerk's first words are 是您反映的吗？"""
    task = task_of(kernel, closed.report)
    page = sign_in(Role.CLERK).get(f"/desk/callbacks/{task.id}").text
    assert "是您反映的吗" in page
    assert kernel_contact(kernel, closed).verified_at is None


def kernel_contact(kernel, receipt) -> Contact:
    with kernel.read() as session:
        return session.get_one(Contact, receipt.report)


def test_not_me_erases_the_number_and_stops_all_contact_without_a_code(kernel, client, closed, sign_in):
    """ "不是我" stops all contact and erases it."""
    page = client.get(closed.ticket.url).text
    assert f'action="{closed.ticket.url}/disown"' in page
    assert client.post(f"{closed.ticket.url}/disown").status_code == 303
    deliver_all(kernel)
    contact = kernel_contact(kernel, closed)
    assert (contact.phone, contact.erased_why) == (None, "不是我")
    task = task_of(kernel, closed.report)
    assert task.state is CallbackState.NO_PHONE
    clerk = sign_in(Role.CLERK)
    assert f"/desk/callbacks/{task.id}" not in clerk.get("/desk/callbacks").text
    assert PHONE not in clerk.post(f"/desk/callbacks/{task.id}/unmask", data={"reason": "回访"}).text


def test_not_me_on_the_telephone_does_the_same(kernel, district, closed):
    """ "不是我" stops all contact and erases it."""
    calls_back(kernel, district[Role.CLERK], task_of(kernel, closed.report).id, "not_the_person")
    deliver_all(kernel)
    assert kernel_contact(kernel, closed).phone is None
    assert task_of(kernel, closed.report).state is CallbackState.NO_PHONE


def test_seeing_the_number_has_a_reason_and_stands_in_the_audit(kernel, closed, sign_in):
    """every unmasking has a reason and a line in the audit [rule 4]"""
    task = task_of(kernel, closed.report)
    clerk = sign_in(Role.CLERK)
    address = f"/desk/callbacks/{task.id}"
    page = clerk.get(address).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    shown = clerk.post(
        f"{address}/unmask", data={"csrf_token": token, "reason": "回访问满意"}, follow_redirects=True
    )
    assert PHONE in shown.text
    with kernel.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.doing == "contact.unmask")).one()
    assert entry.name == "clerk甲"
    assert entry.changes[-1]["note"]["reason"] == "回访问满意"
    assert PHONE not in json.dumps(entry.changes)
