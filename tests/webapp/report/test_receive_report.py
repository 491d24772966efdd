"""A report becomes a ticket at once, once."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from webapp.access.actor import resident
from webapp.base.errors import Differs, Invalid
from webapp.report.records import Report
from webapp.ticket.records import Ticket
from webapp.ticket.words import State


def test_a_report_gets_a_number_and_a_page_at_once(kernel):
    district = build_district(kernel)
    receipt = send_report(kernel, district)
    assert receipt.ticket.number == "1120-0001"
    assert receipt.ticket.state == "new"
    assert receipt.complete
    assert len(receipt.query_code) == 4


def test_an_ordinary_property_matter_goes_to_the_firm_by_rule_in_one_commit(kernel):
    district = build_district(kernel)
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    with kernel.read() as session:
        ticket = session.get_one(Ticket, receipt.ticket.id)
        assert ticket.state is State.DISPATCHED
        assert ticket.unit_id == district.units["property"]
        assert ticket.next_word_by is not None


@pytest.mark.parametrize(
    "more",
    [{"confidential": True}, {"text": "投诉物业保安骂人"}, {"category": "noise"}, {"text": "谢谢师傅"}],
)
def test_a_report_that_must_not_go_to_the_firm_waits_at_the_desk(kernel, more):
    district = build_district(kernel)
    receipt = send_report(kernel, district, **more)
    deliver_all(kernel)
    with kernel.read() as session:
        assert session.get_one(Ticket, receipt.ticket.id).state is State.NEW


def test_the_same_report_again_gives_the_same_receipt(kernel):
    district = build_district(kernel)
    report_id = uuid.uuid4()
    first = send_report(kernel, district, report_id=report_id)
    again = send_report(kernel, district, report_id=report_id)
    assert again == first


def test_the_same_id_with_other_words_is_refused_with_the_copy_we_have(kernel):
    district = build_district(kernel)
    report_id = uuid.uuid4()
    send_report(kernel, district, report_id=report_id, text="灯坏了")
    with pytest.raises(Differs) as refused:
        send_report(kernel, district, report_id=report_id, text="别的事")
    assert refused.value.data["server"]["text"] == "灯坏了"


def test_fifty_sends_at_once_give_one_ticket_and_one_number(kernel):
    district = build_district(kernel)
    report_id = uuid.uuid4()
    device = str(uuid.uuid4())
    with ThreadPoolExecutor(50) as pool:
        sent = [
            pool.submit(send_report, kernel, district, resident(device), report_id=report_id)
            for _ in range(50)
        ]
        receipts = [one.result() for one in sent]
    assert len({receipt.ticket.number for receipt in receipts}) == 1
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 1
        assert session.scalar(select(func.count()).select_from(Ticket)) == 1


def test_nothing_said_and_nothing_shown_is_refused(kernel):
    district = build_district(kernel)
    with pytest.raises(Invalid) as refused:
        send_report(kernel, district, text="")
    assert "text" in refused.value.fields
