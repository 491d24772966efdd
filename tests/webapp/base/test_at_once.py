"""An act that asks nothing is written at once; where it must ask after all it is done again, and never twice."""

import uuid

import pytest
from sqlalchemy import event

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.rows import count, only
from tests.builders.walk import ticket_of
from webapp.access.actor import RULE, resident
from webapp.base.at_once import at_once
from webapp.base.errors import Differs, Invalid
from webapp.base.records import AuditEntry, OutboxEvent
from webapp.catalogue.records import MatterClass
from webapp.place.records import Door
from webapp.report.commands import receive_report
from webapp.report.orders import SendReport
from webapp.report.records import Report
from webapp.ticket.records import Photo, Ticket


@pytest.fixture
def d(kernel):
    """A district in which one report was sent: this process remembers the door and the class."""
    built = build_district(kernel)
    send_report(kernel, built)
    return built


def order(d, **more) -> SendReport:
    said = {"report_id": uuid.uuid4(), "text": "楼道灯不亮", "category": "lamp", "door": d.codes[0]}
    return SendReport(**(said | more))


def send(kernel, sent: SendReport):
    return at_once(kernel, resident(device="one"), lambda work: receive_report(work, sent))


@pytest.fixture
def asked(kernel, d):
    """Every statement from now on."""
    said: list[str] = []
    event.listen(kernel.engine, "before_cursor_execute", lambda *a: said.append(a[2]))
    return said


def test_what_is_remembered_is_not_asked_and_everything_is_written(kernel, d, asked):
    events, lines = count(kernel, OutboxEvent), count(kernel, AuditEntry)
    asked.clear()
    receipt, first = send(kernel, order(d))
    assert first
    assert not [one for one in asked if one.startswith("SELECT") and "FROM calendar_stamp" not in one]
    if kernel.engine.dialect.name == "postgresql":
        assert asked == [], "all of it is one statement on a connection of its own"
    ticket = ticket_of(kernel, receipt.ticket.id)
    assert (ticket.number, ticket.place_words != "") == (receipt.ticket.number, True)
    assert (count(kernel, OutboxEvent), count(kernel, AuditEntry)) == (events + 1, lines + 1)
    deliver_all(kernel)
    assert ticket_of(kernel, receipt.ticket.id).unit_id is not None


def test_the_same_report_again_gives_the_same_receipt(kernel, d):
    sent = order(d)
    first, again = send(kernel, sent), send(kernel, sent)
    assert (first[1], again[1]) == (True, False)
    assert again[0].ticket == first[0].ticket
    assert count(kernel, Ticket) == 2
    with pytest.raises(Differs):
        send(kernel, sent.model_copy(update={"text": "别的话"}))


def test_what_has_changed_meanwhile_is_seen_by_the_next_report(kernel, d):
    with kernel.work(RULE) as work:
        work.session.get_one(Door, d.doors[0]).words = "换了名字的楼门"
    receipt, first = send(kernel, order(d))
    assert first
    assert ticket_of(kernel, receipt.ticket.id).place_words == "换了名字的楼门"
    assert count(kernel, Ticket) == 2


def test_what_nobody_remembers_is_asked(kernel, d, asked):
    with kernel.work(RULE) as work:
        work.session.add(MatterClass(**like(work, "lamp"), id=uuid.uuid4(), code="lamp-2"))
    receipt, first = send(kernel, order(d, category="lamp-2"))
    assert first
    assert ticket_of(kernel, receipt.ticket.id).class_id is not None
    unknown, _ = send(kernel, order(d, category="nobody-knows"))
    assert ticket_of(kernel, unknown.ticket.id).class_id is None
    with pytest.raises(Invalid):
        send(kernel, order(d, door="UNKNOWN9"))
    assert count(kernel, Report) == 3


def like(work, code: str) -> dict[str, object]:
    columns = {each.key for each in MatterClass.__table__.columns} - {"id", "code"}
    row = work.session.query(MatterClass).filter_by(code=code).one()
    return {name: getattr(row, name) for name in columns}


def test_an_id_that_an_earlier_photo_took_is_kept_beside_one_of_ours(kernel, d):
    photo = {"id": uuid.uuid4(), "sha256": "0" * 64, "bytes": 3}
    send(kernel, order(d, photos=(photo,)))
    assert only(kernel, Photo).sent_as is None
    receipt, first = send(kernel, order(d, photos=(photo,)))
    assert first
    with kernel.read() as session:
        known = session.query(Photo).filter_by(ticket_id=receipt.ticket.id).one()
        assert (known.sent_as, known.id != photo["id"]) == (photo["id"], True)
