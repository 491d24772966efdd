"""Sending: nothing lost and nothing doubled, whoever fails, refuses or is killed, and quiet hours kept."""

import json
import multiprocessing
import os
import signal
from datetime import datetime

import pytest

from tests.builders.messages import (
    MAIL,
    deliveries,
    file_channel,
    lines,
    mail_channel,
    messages,
    send_all,
    takes_mail,
    told,
)
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.app import create_app
from webapp.base.clock import CHINA, FixedClock
from webapp.catalogue.settings import put_setting
from webapp.message import sending
from webapp.message.claiming import take_in_hand
from webapp.message.commands import choose_mail, open_message, shut_channel, try_again
from webapp.message.due import park_old
from webapp.message.records import ChannelState, MessageChannel
from webapp.message.rules import MOST_TRIES
from webapp.message.sending import open_channel, send_waiting
from webapp.message.words import Fate, Kind, Means
from webapp.people.records import Person

NOWHERE = "127.0.0.1:9"


def fates(kernel, channel_id) -> list[Fate]:
    return [one.state for one in deliveries(kernel, channel_id)]


def trouble_of(kernel, channel_id) -> str:
    with kernel.read() as session:
        return session.get(ChannelState, channel_id).trouble


@pytest.fixture
def firm(district):
    return district[Role.PROPERTY]


def test_the_file_holds_one_line_a_message_and_nothing_about_the_resident(kernel, district, ticket_id, firm):
    channel_id = file_channel(kernel, district)
    told(kernel, ticket_id, firm, district.other_firm, kind=Kind.MEETING_PROPOSED)
    send_all(kernel)
    (line,) = lines(kernel)
    assert line["link"] == f"http://localhost/desk/tickets/{ticket_id}"
    assert line["body"].startswith(line["subject"].split()[-1])
    said = json.dumps(line, ensure_ascii=False)
    assert "1380000" not in said
    assert "老刘" not in said
    assert "单元" not in said, "outside the program the compound is named, not the door"
    assert sorted(fates(kernel, channel_id)) == [Fate.DROPPED, Fate.SENT], (
        "the other firm may not see the ticket"
    )


def test_a_mail_has_the_deliverys_id_and_reads_as_it_was_written(kernel, district, ticket_id, firm, smtp):
    channel_id = mail_channel(kernel, district, smtp)
    takes_mail(kernel, firm)
    told(kernel, ticket_id, firm)
    send_all(kernel)
    (mail,), (delivery,) = smtp.mails, deliveries(kernel, channel_id)
    assert (mail["To"], mail["Message-ID"]) == (MAIL, f"<{delivery.id}@localhost>")
    assert "复查没通过" in mail.get_payload(decode=True).decode()
    assert delivery.state is Fate.SENT


def test_a_channel_that_fails_does_not_hold_up_the_good_one(kernel, clock, district, ticket_id, firm, smtp):
    broken = mail_channel(kernel, district, smtp, address=NOWHERE)
    good = file_channel(kernel, district)
    takes_mail(kernel, firm)
    told(kernel, ticket_id, firm)
    send_all(kernel)
    assert (fates(kernel, good), fates(kernel, broken)) == ([Fate.SENT], [Fate.QUEUED])
    assert "连不上邮件服务器" in trouble_of(kernel, broken)
    assert send_waiting(kernel) == 0, "it is left alone for a while"
    with kernel.work(RULE) as work:
        work.session.get_one(MessageChannel, broken).address = f"127.0.0.1:{smtp.port}"
    clock.move(seconds=31)
    send_all(kernel)
    assert (fates(kernel, broken), trouble_of(kernel, broken), len(smtp.raw)) == ([Fate.SENT], "", 1)


def test_a_refused_mail_stops_no_other_and_is_not_tried_again(kernel, district, ticket_id, firm, smtp):
    channel_id = mail_channel(kernel, district, smtp)
    smtp.refuses["gone@example.cn"] = "550 no such user gone@example.cn"
    takes_mail(kernel, firm, "gone@example.cn")
    takes_mail(kernel, district[Role.STREET])
    told(kernel, ticket_id, firm, district[Role.STREET])
    send_all(kernel)
    found = {one.state: one.error for one in deliveries(kernel, channel_id)}
    assert found == {Fate.FAILED: "对方邮箱不收（550）。", Fate.SENT: None}
    assert [mail["To"] for mail in smtp.mails] == [MAIL]


def test_a_full_mailbox_is_tried_later_and_at_last_given_up_until_somebody_asks(
    kernel, clock, district, ticket_id, firm, smtp
):
    channel_id = mail_channel(kernel, district, smtp)
    smtp.refuses[MAIL] = "452 full"
    takes_mail(kernel, firm)
    told(kernel, ticket_id, firm, urgent=True)
    for _ in range(MOST_TRIES):
        send_all(kernel)
        clock.move(hours=1)
    (given_up,) = deliveries(kernel, channel_id)
    assert (given_up.state, given_up.tries) == (Fate.PARKED, MOST_TRIES)
    smtp.refuses.clear()
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        try_again(work, channel_id)
    send_all(kernel)
    assert (fates(kernel, channel_id), len(smtp.raw)) == ([Fate.SENT], 1)


def test_a_password_is_not_sent_to_a_server_without_encryption(kernel, district, ticket_id, firm, smtp):
    channel_id = mail_channel(kernel, district, smtp, starttls=True, secret="geheim")
    takes_mail(kernel, firm)
    told(kernel, ticket_id, firm)
    send_all(kernel)
    assert "加密" in trouble_of(kernel, channel_id)
    assert smtp.raw == []


def test_what_is_in_somebodys_hand_is_left_to_them_until_their_lease_ends(
    kernel, clock, district, ticket_id, firm
):
    channel_id = file_channel(kernel, district)
    told(kernel, ticket_id, firm)
    with kernel.read() as session:
        row = session.get(MessageChannel, channel_id)
    assert take_in_hand(kernel, row, channel_id) is not None  # and is killed
    send_all(kernel)
    assert lines(kernel) == []
    clock.move(seconds=31)
    send_all(kernel)
    assert (len(lines(kernel)), fates(kernel, channel_id)) == (1, [Fate.SENT])


def killed_after_sending(settings, moment: datetime, channel_id) -> None:
    """A worker that is killed when all has been sent and nothing was marked."""
    sending.mark = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    send_waiting(create_app(settings, FixedClock(moment)).extensions["mashang"])


@pytest.mark.parametrize("means", [Means.FILE, Means.MAIL])
def test_a_worker_killed_between_sending_and_marking_loses_nothing_and_doubles_nothing(
    kernel, clock, settings, district, ticket_id, smtp, means
):
    people = [district[role] for role in (Role.PROPERTY, Role.STREET, Role.OPERATOR, Role.SHIFT_LEAD)]
    channel_id = (
        file_channel(kernel, district) if means is Means.FILE else mail_channel(kernel, district, smtp)
    )
    for actor in people:
        takes_mail(kernel, actor)
    told(kernel, ticket_id, *people)
    kernel.engine.dispose()
    child = multiprocessing.get_context("fork").Process(
        target=killed_after_sending, args=(settings, clock.now(), channel_id)
    )
    child.start()
    child.join(30)
    assert child.exitcode == -signal.SIGKILL
    assert fates(kernel, channel_id) == [Fate.QUEUED] * 4
    send_all(kernel)
    assert fates(kernel, channel_id) == [Fate.QUEUED] * 4, "its lease still runs"
    clock.move(seconds=31)
    send_all(kernel)
    assert fates(kernel, channel_id) == [Fate.SENT] * 4
    went = [line["id"] for line in lines(kernel)] if means is Means.FILE else smtp.ids
    assert len(went) == len(set(went)) == 4


def test_a_line_torn_by_a_kill_is_written_whole(kernel, clock, district, ticket_id, firm):
    channel_id = file_channel(kernel, district)
    told(kernel, ticket_id, firm)
    with kernel.read() as session:
        row = session.get(MessageChannel, channel_id)
    take_in_hand(kernel, row, channel_id)
    torn = kernel.settings.data_dir / "messages" / f"file-{str(channel_id)[:8]}-2026-11-20.jsonl"
    open_channel(kernel, row)
    torn.write_text(f'{{"id": "{deliveries(kernel, channel_id)[0].id}", "at"')
    clock.move(seconds=31)
    send_all(kernel)
    assert [line["id"] for line in lines(kernel)] == [str(deliveries(kernel, channel_id)[0].id)]


def test_quiet_hours_hold_back_all_but_the_urgent(kernel, clock, district, ticket_id, firm):
    file_channel(kernel, district)
    clock.move(hours=11)  # nine in the evening
    told(kernel, ticket_id, firm)
    told(kernel, ticket_id, district[Role.STREET], kind=Kind.MEETING_SOON, urgent=True)
    send_all(kernel)
    assert [line["kind"] for line in lines(kernel)] == ["meeting_soon"]
    clock.move(hours=10, minutes=29)
    send_all(kernel)
    assert len(lines(kernel)) == 1
    clock.move(minutes=1)
    send_all(kernel)
    assert [line["kind"] for line in lines(kernel)] == ["meeting_soon", "rework"]


def test_a_district_without_quiet_hours_sends_at_night(kernel, clock, district, ticket_id, firm):
    file_channel(kernel, district)
    with kernel.work(RULE) as work:
        put_setting(work.session, "quiet_hours", "无", clock.now().astimezone(CHINA).date())
    clock.move(hours=13)
    told(kernel, ticket_id, firm)
    send_all(kernel)
    assert len(lines(kernel)) == 1


def test_what_was_read_meanwhile_or_whose_reader_left_is_not_sent(kernel, clock, district, ticket_id, firm):
    channel_id = file_channel(kernel, district)
    clock.move(hours=12)
    told(kernel, ticket_id, firm, district[Role.STREET])
    with kernel.work(firm) as work:
        open_message(work, messages(kernel, firm)[-1].id)
    with kernel.work(RULE) as work:
        work.session.get_one(Person, district[Role.STREET].person_id).active = False
    clock.move(hours=11)
    send_all(kernel)
    assert fates(kernel, channel_id) == [Fate.DROPPED, Fate.DROPPED]


def test_who_takes_back_an_address_gets_nothing_there(kernel, clock, district, ticket_id, firm, smtp):
    channel_id = mail_channel(kernel, district, smtp)
    takes_mail(kernel, firm)
    clock.move(hours=12)
    told(kernel, ticket_id, firm)
    with kernel.work(firm) as work:
        choose_mail(work, "")
    clock.move(hours=11)
    send_all(kernel)
    assert (fates(kernel, channel_id), smtp.raw) == ([Fate.DROPPED], [])


def test_what_could_not_be_sent_for_three_days_is_given_up(kernel, clock, district, ticket_id, firm, smtp):
    channel_id = mail_channel(kernel, district, smtp, address=NOWHERE)
    takes_mail(kernel, firm)
    told(kernel, ticket_id, firm)
    clock.move(days=2)
    send_all(kernel)
    assert park_old(kernel) == 0
    clock.move(days=1, minutes=1)
    assert park_old(kernel) == 0, "somebody may still have it in hand"
    clock.move(days=1)
    with kernel.work(RULE) as work:
        for one in deliveries(kernel, channel_id):
            work.session.get(type(one), one.id).holder = None
    assert park_old(kernel) == 1
    assert fates(kernel, channel_id) == [Fate.PARKED]


def test_a_shut_channel_forgets_its_keys_and_what_waits(kernel, clock, district, ticket_id, firm, smtp):
    channel_id = mail_channel(kernel, district, smtp, secret="geheim", starttls=True)
    takes_mail(kernel, firm)
    told(kernel, ticket_id, firm)
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        shut_channel(work, channel_id)
    with kernel.read() as session:
        row = session.get(MessageChannel, channel_id)
    assert (row.live, row.address, row.secret, fates(kernel, channel_id)) == (False, "", "", [Fate.DROPPED])
