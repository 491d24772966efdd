"""Rule 6: links and codes."""

import re

import pytest
from sqlalchemy import select

from tests.builders.callback import closed_report
from tests.builders.report import deliver_all, send_report
from webapp.access.firm_links import MakeLink, RevokeLink, make_link, revoke_link
from webapp.access.records import CodeTry, FirmLink
from webapp.access.role import Role
from webapp.ticket.records import Reporter, Ticket, TicketStep
from webapp.ticket.words import State

VERDICTS = {
    "answer_meeting": {"answer": "decline"},
    "verdict": {"solved": "yes", "satisfaction": "satisfied"},
    "cancel": {},
    "object": {"text": "该办"},
    "erase": {},
    "mine": {},
}


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10_000:04d}"


@pytest.mark.parametrize("act", VERDICTS)
@pytest.mark.parametrize("code", [None, "", "12", "abcd", "wrong"])
def test_the_link_reads_and_a_verdict_asks_for_the_code(kernel, district, client, act, code):
    """`/t/` reads by link; a verdict (meeting answer, satisfied, solved, cancel, object) asks for the 4-digit code"""
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    assert client.get(receipt.ticket.url).status_code == 200
    before = kernel.get(Ticket, receipt.ticket.id).version
    typed = VERDICTS[act] | (
        {} if code is None else {"code": wrong(receipt.query_code) if code == "wrong" else code}
    )
    assert client.post(f"{receipt.ticket.url}/{act}", data=typed).status_code == 422
    after = kernel.get(Ticket, receipt.ticket.id)
    assert (after.version, after.state) == (before, State.DISPATCHED)


def test_five_wrong_codes_a_ticket_and_day_are_counted_in_the_database(kernel, district, client, app, clock):
    """5 tries per ticket and day, counted in the database"""
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    address = f"{receipt.ticket.url}/cancel"
    for n in range(5):
        browser = app.test_client() if n % 2 else client  # another phone does not begin anew
        assert browser.post(address, data={"code": wrong(receipt.query_code)}).status_code == 422
    with kernel.read() as session:
        assert session.scalars(select(CodeTry.tries)).one() == 5
    right = {"code": receipt.query_code}
    assert app.test_client().post(address, data=right).status_code == 429
    assert kernel.get(Ticket, receipt.ticket.id).state is State.DISPATCHED
    clock.move(days=1)
    assert client.post(address, data=right).status_code == 303
    assert kernel.get(Ticket, receipt.ticket.id).state is State.CANCELLED


def test_the_code_of_another_ticket_opens_nothing(kernel, district, client):
    """asks for the 4-digit code"""
    mine, other = send_report(kernel, district), send_report(kernel, district, text="门坏了")
    deliver_all(kernel)
    assert mine.query_code != other.query_code
    assert client.post(f"{mine.ticket.url}/cancel", data={"code": other.query_code}).status_code == 422
    client.post(f"{other.ticket.url}/mine", data={"code": other.query_code})
    assert client.post(f"{mine.ticket.url}/cancel", data={}).status_code == 422


def test_a_forged_mark_that_the_code_was_given_is_not_believed(kernel, district, client):
    """a verdict … asks for the 4-digit code"""
    receipt = closed_report(kernel, district)
    client.set_cookie("code", str(receipt.report), path=receipt.ticket.url)
    assert client.post(f"{receipt.ticket.url}/verdict", data=VERDICTS["verdict"]).status_code == 422


def test_link_tokens_are_stored_hashed(kernel, district):
    """link tokens are stored hashed"""
    receipt = send_report(kernel, district)
    with kernel.work(district[Role.PROPERTY]) as work:
        made = make_link(work, MakeLink(person_name="王建国", days=30))
    token = receipt.ticket.url.rsplit("/", 1)[1]
    with kernel.read() as session:
        kept = (
            session.scalars(select(Reporter.token_hash)).all()
            + session.scalars(select(FirmLink.token_hash)).all()
        )
        kept += session.scalars(select(FirmLink.bind_code_hash)).all()
    for secret in (token, made.token, made.code):
        assert all(secret not in one for one in kept)


def test_a_firms_link_acts_for_nobody_before_a_named_person_has_bound_it(kernel, district, app):
    """`/w/` opens a ticket list for reading; to act, a named person binds it once …; every act carries the name"""
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    with kernel.work(district[Role.PROPERTY]) as work:
        made = make_link(work, MakeLink(person_name="王建国", days=30))
    base, ticket = f"/w/{made.token}", f"/w/{made.token}/tickets/{receipt.ticket.id}"
    phone = app.test_client()
    assert receipt.ticket.number in phone.get(base).text
    assert phone.post(f"{ticket}/accept", data={"version": "3"}).status_code == 403
    phone.post(f"{base}/bind", data={"code": made.code})
    page = phone.get(ticket).text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    assert phone.post(f"{ticket}/accept", data={"version": version, "once": once}).status_code == 303
    with kernel.read() as session:
        step = session.scalars(select(TicketStep).where(TicketStep.action == "accept")).one()
    assert step.name == "王建国"
    second = app.test_client()
    assert second.post(f"{base}/bind", data={"code": made.code}).status_code == 409
    assert second.post(f"{ticket}/start", data={"version": version}).status_code == 403


@pytest.mark.parametrize("how", ["expired", "revoked"])
def test_a_firms_link_ends(kernel, district, app, clock, how):
    """[link tokens] expire, can be revoked"""
    with kernel.work(district[Role.PROPERTY]) as work:
        made = make_link(work, MakeLink(person_name="王建国", days=30))
    assert app.test_client().get(f"/w/{made.token}").status_code == 200
    if how == "expired":
        clock.move(days=30, seconds=1)
    else:
        with kernel.work(district[Role.PROPERTY]) as work:
            revoke_link(work, RevokeLink(link_id=made.link_id))
    assert app.test_client().get(f"/w/{made.token}").status_code == 410
