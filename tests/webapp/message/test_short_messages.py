"""Short messages to residents: asked to meet, by the number of the case alone, through a file that a district may send."""

import json
import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.builders.callback import PHONE, with_phone
from tests.builders.meeting import answers, calls, invitation_of
from tests.builders.messages import channel, deliveries, send_all
from tests.builders.report import deliver_all, send_report
from tests.builders.rows import count
from tests.builders.walk import step
from webapp.access.actor import RULE, resident
from webapp.access.link_tokens import report_token
from webapp.access.role import Role
from webapp.base.records import OutboxEvent
from webapp.meeting.commands import AcceptTime, DeclineMeeting, InviteAgain, invite_again
from webapp.meeting.records import CallOutcome
from webapp.meeting.reminders import remind_of_meetings
from webapp.message.due import forget_messages
from webapp.message.records import Message
from webapp.message.words import Fate, Kind, Means
from webapp.ticket.contacts import erase_contact
from webapp.ticket.words import Action

NEIGHBOUR = "13900005678"


@pytest.fixture
def texts(kernel, district):
    return channel(kernel, district, Means.SMS)


def written(kernel) -> list[dict[str, str]]:
    files = sorted((kernel.settings.data_dir / "messages").glob("sms-*.jsonl"))  # one for each day
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


MOVED, OFF = "改时间", "取消了"


@pytest.fixture
def agreed(kernel, clock, district, texts):
    """One reporter took a time, a neighbour with a number joined; what they were told is long out."""
    receipt = send_report(kernel, district, **with_phone())
    deliver_all(kernel)
    send_report(kernel, district, joins=receipt.ticket.id, **with_phone(NEIGHBOUR))
    send_report(kernel, district, joins=receipt.ticket.id)
    answers(kernel, receipt, AcceptTime, slot=1)
    deliver_all(kernel)
    send_all(kernel)
    clock.move(minutes=11)
    return receipt


def told_since(kernel, known: int) -> list[tuple[str, str]]:
    """What was written after so many lines, by number of telephone; no line says more than the number of the case."""
    send_all(kernel)
    fresh = written(kernel)[known:]
    assert all("灯" not in line["body"] and "抢修" not in line["body"] for line in fresh)
    return sorted((line["to"], line["kind"]) for line in fresh)


def moves(kernel, district, receipt) -> None:
    with kernel.work(district[Role.PROPERTY]) as work:
        invite_again(work, InviteAgain(ticket_id=receipt.ticket.id, reason="师傅去抢修"))
    deliver_all(kernel)


def test_a_meeting_that_is_moved_is_told_once_to_everybody_with_a_number(kernel, clock, district, agreed):
    known = len(written(kernel))
    moves(kernel, district, agreed)
    assert told_since(kernel, known) == [(PHONE, "meeting_moved"), (NEIGHBOUR, "meeting_moved")]
    last = written(kernel)[-1]
    assert agreed.ticket.number in last["body"]
    assert MOVED in last["body"]
    assert "原来说好的" in last["body"]
    with kernel.read() as session:
        newest = select(Message.times).where(Message.kind == Kind.MEETING_MOVED)
        assert session.scalars(newest).all() == [1, 1], "the invitation in its place says nothing of its own"
    clock.move(minutes=11)
    answers(kernel, agreed, AcceptTime, slot=0)
    deliver_all(kernel)
    assert len(written(kernel)) == known + 2, "the first time that is taken moves nothing"
    clock.move(minutes=11)
    at = clock.now() + timedelta(days=3)
    calls(kernel, district[Role.PROPERTY], agreed.ticket.id, CallOutcome.REACHED, at=at, sure=True)
    deliver_all(kernel)
    assert told_since(kernel, known + 2) == [(PHONE, "meeting_moved"), (NEIGHBOUR, "meeting_moved")]
    with kernel.read() as session:
        events = str(session.scalars(select(OutboxEvent.data)).all())
    assert PHONE not in events
    assert NEIGHBOUR not in events


def test_a_move_waits_for_the_morning_and_is_one_message_with_what_follows(kernel, clock, district, agreed):
    known = len(written(kernel))
    clock.move(hours=12)
    moves(kernel, district, agreed)
    calls(
        kernel,
        district[Role.PROPERTY],
        agreed.ticket.id,
        CallOutcome.REACHED,
        at=clock.now() + timedelta(days=2),
        sure=True,
    )
    deliver_all(kernel)
    assert told_since(kernel, known) == [], "residents sleep at night"
    clock.move(hours=11)
    assert told_since(kernel, known) == [(PHONE, "meeting_moved"), (NEIGHBOUR, "meeting_moved")]


@pytest.mark.parametrize(("ahead", "told"), [(30, [(PHONE, "meeting_near")]), (0, [])])
def test_who_took_the_time_is_reminded_before_it_and_never_after(
    kernel, clock, district, agreed, ahead, told
):
    meets, known = invitation_of(kernel, agreed.ticket.id).meet_at, len(written(kernel))
    clock.moment = meets - timedelta(minutes=45)
    assert remind_of_meetings(kernel) == 1
    deliver_all(kernel)
    clock.moment = meets - timedelta(minutes=ahead)
    assert told_since(kernel, known) == told, "the neighbour took no time"


def test_who_has_said_no_since_is_not_reminded(kernel, clock, district, agreed):
    meets, known = invitation_of(kernel, agreed.ticket.id).meet_at, len(written(kernel))
    clock.moment = meets - timedelta(minutes=45)
    remind_of_meetings(kernel)
    deliver_all(kernel)
    answers(kernel, agreed, DeclineMeeting)
    deliver_all(kernel)
    assert told_since(kernel, known) == []


def test_a_meeting_that_is_called_off_is_told_though_the_ticket_is_no_longer_open(kernel, district, agreed):
    known = len(written(kernel))
    step(kernel, district[Role.PROPERTY], agreed.ticket.id, Action.RETURN, reason="不是我们的")
    refusal = {"reason": "不归本区", "referral": "邻区热线"}
    step(kernel, district[Role.OPERATOR], agreed.ticket.id, Action.REFUSE, **refusal)
    deliver_all(kernel)
    assert told_since(kernel, known) == [(PHONE, "meeting_off"), (NEIGHBOUR, "meeting_off")]
    assert OFF in written(kernel)[-1]["body"]


def test_whose_meeting_went_with_a_merge_is_told_by_the_number_that_counts_now(
    kernel, clock, district, agreed
):
    came_later = send_report(kernel, district, **with_phone("13600001234")).ticket
    merges(kernel, district, came_later, agreed.ticket)
    target = send_report(kernel, district, **with_phone("13500001234")).ticket
    deliver_all(kernel)
    send_all(kernel)
    known = len(written(kernel))
    clock.move(minutes=11)
    merges(kernel, district, agreed.ticket, target)
    deliver_all(kernel)
    everybody = [("13600001234", "meeting_moved"), (PHONE, "meeting_moved"), (NEIGHBOUR, "meeting_moved")]
    assert told_since(kernel, known) == everybody, "all of the old one, asked or not; nobody of the new one"
    assert target.number in written(kernel)[-1]["body"]


def merges(kernel, district, source, target) -> None:
    given = {"target_id": target.id, "reason": "同一件"}
    step(kernel, district[Role.OPERATOR], source.id, Action.MERGE, **given)


def test_who_takes_the_report_back_knows_that_nobody_comes(kernel, clock, district, texts):
    receipt = send_report(kernel, district, **with_phone())
    deliver_all(kernel)
    send_all(kernel)
    clock.move(minutes=11)
    step(kernel, resident(report_id=receipt.report), receipt.ticket.id, Action.CANCEL)
    deliver_all(kernel)
    assert told_since(kernel, 1) == []


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
