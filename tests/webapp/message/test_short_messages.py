"""Short messages to residents: asked to meet, by the number of the case alone, through a file that a district may send."""

import json
import logging

import pytest

from tests.builders.callback import PHONE, with_phone
from tests.builders.messages import channel, deliveries, send_all
from tests.builders.report import deliver_all, send_report
from tests.builders.rows import count
from webapp.access.actor import RULE
from webapp.access.link_tokens import report_token
from webapp.message.due import forget_messages
from webapp.message.records import Message
from webapp.message.words import Fate, Kind, Means
from webapp.ticket.contacts import erase_contact


@pytest.fixture
def texts(kernel, district):
    return channel(kernel, district, Means.SMS)


def written(kernel) -> list[dict[str, str]]:
    files = (kernel.settings.data_dir / "messages").glob("sms-*.jsonl")
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def test_who_left_a_mobile_number_is_asked_to_meet_when_a_unit_has_the_ticket(
    kernel, district, texts, caplog
):
    caplog.set_level(logging.DEBUG)
    receipt = send_report(kernel, district, text="我是老刘，楼道灯不亮", **with_phone())
    deliver_all(kernel)
    send_all(kernel)
    (line,) = written(kernel)
    assert (line["to"], line["kind"], line["link"]) == (PHONE, "invited", "http://localhost/t/")
    assert receipt.ticket.number in line["body"]
    told = json.dumps(line, ensure_ascii=False)
    for secret in ("老刘", "楼道灯", "新街坊", report_token(kernel.secret, receipt.report)):
        assert secret not in told, "somebody else may have this number"
    assert PHONE not in caplog.text
    assert PHONE not in str([vars(one) for one in deliveries(kernel, texts)])


@pytest.mark.parametrize("phone", [None, "01062345678"])
def test_who_left_no_mobile_number_gets_none(kernel, district, texts, phone):
    send_report(kernel, district, **(with_phone(phone) if phone else {}))
    deliver_all(kernel)
    assert deliveries(kernel, texts) == []


def test_without_a_channel_nothing_is_kept_for_residents(kernel, district):
    send_report(kernel, district, **with_phone())
    deliver_all(kernel)
    with kernel.read() as session:
        assert session.query(Message).where(Message.kind == Kind.INVITED).count() == 0


def test_a_number_that_was_erased_meanwhile_gets_nothing(kernel, clock, district, texts):
    clock.move(hours=12)
    receipt = send_report(kernel, district, **with_phone())
    deliver_all(kernel)
    send_all(kernel)
    assert [one.state for one in deliveries(kernel, texts)] == [Fate.QUEUED], "residents sleep at night"
    with kernel.work(RULE) as work:
        erase_contact(work, receipt.report, "不是我")
    clock.move(hours=11)
    send_all(kernel)
    assert ([one.state for one in deliveries(kernel, texts)], written(kernel)) == ([Fate.DROPPED], [])


def test_the_file_with_numbers_is_forgotten_after_two_weeks(kernel, clock, district, texts):
    send_report(kernel, district, **with_phone())
    deliver_all(kernel)
    send_all(kernel)
    clock.move(days=14)
    forget_messages(kernel)
    assert len(written(kernel)) == 1
    clock.move(days=1)
    forget_messages(kernel)
    assert written(kernel) == []
    assert count(kernel, Message) == 2
