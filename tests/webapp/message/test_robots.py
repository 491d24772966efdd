"""Robots of groups: signed, twenty a minute and the rest as a digest, patient when told to be, and no personal data."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.builders.messages import deliveries, file_channel, robot, send_all, told, wait_in
from tests.builders.report import deliver_all, send_report
from tests.builders.rows import only
from webapp.access.role import Role
from webapp.message.records import ChannelState
from webapp.message.robot_channel import MOST_BYTES, digest, signature
from webapp.message.rules import POSTS_A_MINUTE, room_left
from webapp.message.words import Fate, Means


def test_a_group_reads_number_class_compound_and_link_and_nothing_of_the_resident(kernel, district, group):
    robot(kernel, district, group)
    ticket = send_report(
        kernel, district, text="我是老刘，13800001234，楼道灯不亮", phone="13800001234",
        consent={"version": "2026-11", "at": kernel.clock.now()},
    ).ticket  # fmt: skip
    deliver_all(kernel)
    send_all(kernel)
    ((_, said),) = group.posts
    assert ticket.number in said
    assert "楼道灯" in said
    assert "新街坊30号院" in said
    assert f"http://localhost/desk/tickets/{ticket.id}" in said
    for personal in ("138", "老刘", "单元", "5号楼"):
        assert personal not in said.replace(str(ticket.id), "")


@pytest.mark.only_sqlite(
    "what a robot says; how its rows are claimed is tried on both by the counts of a minute"
)
def test_a_post_to_dingtalk_is_signed_with_the_secret_and_the_moment(
    kernel, clock, district, ticket_id, group
):
    wait_in(kernel, robot(kernel, district, group, Means.DINGTALK, secret="SEC1"), ticket_id, 1)
    send_all(kernel)
    asked = parse_qs(urlsplit(group.posts[0][0]).query)
    assert {name: value for name, (value,) in asked.items()} == {
        "access_token": "abc", "timestamp": str(int(clock.now().timestamp() * 1000)),
        "sign": parse_qs(signature("SEC1", clock.now()))["sign"][0],
    }  # fmt: skip


def test_a_signature_equals_one_made_by_another_program():
    """printf '1763604000000\\nSEC1' | openssl dgst -sha256 -hmac SEC1 -binary | base64"""
    made = signature("SEC1", datetime.fromtimestamp(1763604000, UTC))
    assert made == "timestamp=1763604000000&sign=VnBFHnG0ljhzUhbiHT%2FQvex02ALNGmnUbGx%2BEnPuunI%3D"


def test_what_exceeds_twenty_a_minute_goes_out_as_one_digest(kernel, clock, district, ticket_id, group):
    channel_id = robot(kernel, district, group)
    wait_in(kernel, channel_id, ticket_id, POSTS_A_MINUTE - 2)
    send_all(kernel)
    assert len(group.posts) == POSTS_A_MINUTE - 2
    clock.move(seconds=20)
    wait_in(kernel, channel_id, ticket_id, 5)
    send_all(kernel)
    assert len(group.posts) == POSTS_A_MINUTE - 1
    assert group.posts[-1][1].startswith("有 5 件事：\n1. ")
    assert {one.state for one in deliveries(kernel, channel_id)} == {Fate.SENT}


def test_no_sixty_seconds_hold_more_than_twenty_posts(kernel, clock, district, ticket_id, group):
    channel_id = robot(kernel, district, group)
    wait_in(kernel, channel_id, ticket_id, POSTS_A_MINUTE)
    send_all(kernel)
    clock.move(seconds=59)
    wait_in(kernel, channel_id, ticket_id, 3)
    send_all(kernel)
    assert len(group.posts) == POSTS_A_MINUTE
    clock.move(seconds=2)
    send_all(kernel)
    assert len(group.posts) == POSTS_A_MINUTE + 3


@pytest.mark.parametrize(
    "answer",
    [(429, {"Retry-After": "90"}, {}), (200, {}, {"errcode": 45009}), (200, {}, {"errcode": 130101})],
)
def test_a_robot_that_says_too_often_is_left_alone_and_then_gets_it_all(
    kernel, clock, district, ticket_id, group, answer
):
    channel_id, good = robot(kernel, district, group), file_channel(kernel, district)
    group.answers.append(answer)
    wait_in(kernel, channel_id, ticket_id, 1)
    told(kernel, ticket_id, district[Role.STREET])
    send_all(kernel)
    assert (group.posts, [one.state for one in deliveries(kernel, channel_id)]) == ([], [Fate.QUEUED])
    assert [one.state for one in deliveries(kernel, good)] == [Fate.SENT], "the file did not wait for it"
    clock.move(seconds=59)
    send_all(kernel)
    assert group.posts == []
    clock.move(seconds=32)
    send_all(kernel)
    assert (len(group.posts), [one.tries for one in deliveries(kernel, channel_id)]) == (1, [0])


def test_a_robot_that_refuses_is_tried_more_and_more_seldom(kernel, clock, district, ticket_id, group):
    channel_id = robot(kernel, district, group)
    group.answers += [(200, {}, {"errcode": 93000})] * 2
    wait_in(kernel, channel_id, ticket_id, 1)
    send_all(kernel)
    assert "errcode 93000" in only(kernel, ChannelState).trouble
    for _ in range(2):
        clock.move(seconds=31)
        send_all(kernel)
    assert (group.answers, group.posts) == ([], []), "the second rest is a minute"
    clock.move(seconds=31)
    send_all(kernel)
    assert len(group.posts) == 1
    assert [one.state for one in deliveries(kernel, channel_id)] == [Fate.SENT]


def test_a_group_is_sent_nothing_that_its_unit_has_no_part_in(kernel, district, ticket_id, group):
    other = robot(kernel, district, group, unit_id=district.other_firm.unit_id)
    wait_in(kernel, other, ticket_id, 1)
    send_all(kernel)
    assert ([one.state for one in deliveries(kernel, other)], group.posts) == ([Fate.DROPPED], [])


def test_a_digest_keeps_to_the_length_a_robot_takes():
    said = digest(["很长的一句话" * 20] * 40)
    assert len(said.encode()) < MOST_BYTES + 100
    assert said.startswith("有 40 件事：")
    assert "还有" in said
    assert digest(["一", "二"]) == "有 2 件事：\n1. 一\n2. 二"


def test_the_room_of_a_robot_is_counted_over_any_sixty_seconds(clock):
    now = clock.now()
    posted = [now - timedelta(seconds=second) for second in range(40, 60)]
    assert room_left(posted, now).posts == 0
    assert room_left(posted, now).free_at == now + timedelta(seconds=1)
    assert room_left(posted, now + timedelta(seconds=1)).posts == 1
    assert room_left([], now).posts == POSTS_A_MINUTE
