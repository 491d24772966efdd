"""Reports as they were sent, for those who verify and handle: nobody reads a phone, a unit no 保密 door."""

import pytest

from tests.builders.district import build_district
from tests.builders.report import send_report
from tests.builders.walk import step
from webapp.access.role import Role
from webapp.report.as_sent import reports_of
from webapp.ticket.words import Action


@pytest.fixture
def d(kernel):
    return build_district(kernel)


def test_reports_are_read_as_they_were_sent_with_the_phone_masked(kernel, clock, d):
    consent = {"version": "2026-11", "at": kernel.clock.now()}
    first = send_report(kernel, d, phone="13812345678", consent=consent).ticket.id
    clock.move(minutes=1)
    send_report(kernel, d, d[Role.OPERATOR], kind="hotline", order_no="H-7", text="也来反映", joins=first)
    with kernel.read() as session:
        sent, joined = reports_of(session, d[Role.OPERATOR], first)
        assert reports_of(session, d.other_firm, first) == ()
    assert (sent.phone, sent.channel, sent.place_proof) == ("138****5678", "扫码", "扫的门口的码")
    assert (joined.order_no, joined.channel, joined.joined, joined.phone) == ("H-7", "热线", True, "未留电话")


def test_a_unit_reads_a_confidential_report_without_door_or_phone(kernel, d):
    consent = {"version": "2026-11", "at": kernel.clock.now()}
    ticket = send_report(kernel, d, confidential=True, phone="13812345678", consent=consent).ticket.id
    step(kernel, d[Role.OPERATOR], ticket, Action.FILE)
    step(kernel, d[Role.OPERATOR], ticket, Action.DISPATCH, unit_id=d[Role.DEPARTMENT].unit_id)
    with kernel.read() as session:
        (sent,) = reports_of(session, d[Role.DEPARTMENT], ticket)
    assert (sent.phone, sent.place_words) == ("", "新街坊30号院")
