"""Signing in on the spot beside others: who has the ticket in hand is waited for, and a sign-in is no proof."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from qr.code import code_svg
from tests.builders.meeting import answers, invitation_of
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import send, sign_in
from tests.builders.walk import ticket_of
from webapp.access.actor import resident
from webapp.access.role import Role
from webapp.meeting.commands import AcceptTime
from webapp.meeting.missing import WaitInVain, wait_in_vain
from webapp.meeting.presence import Shown, code_of, present, read_code, sign_in_both
from webapp.meeting.words import Side
from webapp.ticket.advance import load, note


@pytest.fixture
def receipt(kernel, district):
    made = send_report(kernel, district)
    deliver_all(kernel)
    return made


def shown_by(kernel, receipt, side: Side) -> Shown:
    now, invitation = kernel.clock.now(), invitation_of(kernel, receipt.ticket.id)
    return read_code(kernel.secret, code_of(kernel.secret, invitation.id, side, now), now)


def test_signing_in_waits_for_whoever_has_the_ticket_in_hand(kernel, district, receipt):
    shown = shown_by(kernel, receipt, Side.RESIDENT)
    version, came = ticket_of(kernel, receipt.ticket.id).version, []

    def read() -> None:
        with kernel.work(district[Role.PROPERTY]) as work:
            came.append(sign_in_both(work, shown, None).id)

    reader = threading.Thread(target=read)
    with kernel.work(district[Role.OPERATOR]) as work:
        ticket = load(work, receipt.ticket.id)
        reader.start()
        reader.join(0.5)
        note(work, ticket, "said_more", reason="居民又来电话")
    reader.join()
    assert came == [shown.invitation_id]
    assert ticket_of(kernel, receipt.ticket.id).version == version + 2
    with kernel.read() as session:
        assert len(present(session, shown.invitation_id)) == 2


def test_a_resident_who_waited_in_vain_is_heard_against_a_sign_in_and_the_street_reads_of_it(
    app, kernel, district, receipt, clock
):
    answers(kernel, receipt, AcceptTime, slot=0)
    clock.moment = invitation_of(kernel, receipt.ticket.id).meet_at + timedelta(minutes=15)
    shown = shown_by(kernel, receipt, Side.HANDLER)
    with kernel.work(resident(device="a phone nobody knows")) as work:
        sign_in_both(work, shown, None)
    with kernel.work(resident(report_id=receipt.report)) as work:
        wait_in_vain(work, WaitInVain(ticket_id=receipt.ticket.id, invitation=shown.invitation_id))
    deliver_all(kernel)
    assert invitation_of(kernel, receipt.ticket.id).round == 2
    pages = {
        role: sign_in(app, district[role]).get("/desk/meetings").text for role in (Role.STREET, Role.PROPERTY)
    }
    assert "居民说没等到人" in pages[Role.STREET]
    assert "居民说没等到人" not in pages[Role.PROPERTY]


def test_codes_and_calendar_addresses_carry_the_districts_own_name_whatever_name_was_asked_for(
    app, kernel, district, receipt
):
    kernel.settings = replace(kernel.settings, base_url="https://ma.example")
    sign = code_of(
        kernel.secret, invitation_of(kernel, receipt.ticket.id).id, Side.HANDLER, kernel.clock.now()
    )
    browser = sign_in(app, district[Role.PROPERTY])
    page = browser.get(f"/desk/tickets/{receipt.ticket.id}/invitation").text
    assert code_svg(f"https://ma.example/m/{sign}", "Q") in page
    week = send(browser, "/desk/meetings/week", "/desk/meetings/address").text
    assert "https://ma.example/calendar/" in week
    assert "http://localhost" not in week
