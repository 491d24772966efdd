"""What waits for the desk, in which order, and what looks known already."""

import uuid

import pytest

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, ticket_of, to_unit
from webapp.access.role import Role
from webapp.ticket.words import Action
from webapp.verify.likeness import words_alike
from webapp.verify.queries import Watch, near_duplicates, next_to_verify, verify_watch, waiting_count


@pytest.fixture
def d(kernel):
    return build_district(kernel)


def near(kernel, d, ticket_id):
    with kernel.read() as session:
        ticket = ticket_of(kernel, ticket_id)
        return near_duplicates(session, d[Role.OPERATOR], ticket, kernel.clock.now())


def upcoming(kernel, d, besides=()):
    with kernel.read() as session:
        return next_to_verify(session, d[Role.OPERATOR], besides)


def test_urgent_comes_first_then_the_oldest_and_what_was_set_aside_not(kernel, clock, d):
    old = send_report(kernel, d, category="noise", text="太吵").ticket.id
    clock.move(minutes=1)
    new = send_report(kernel, d, category="noise", text="还是吵").ticket.id
    clock.move(minutes=1)
    urgent = send_report(kernel, d, category="lift", text="电梯困人了", confidential=True).ticket.id
    deliver_all(kernel)
    assert upcoming(kernel, d) == urgent
    assert upcoming(kernel, d, {urgent}) == old
    assert upcoming(kernel, d, {urgent, old}) == new
    assert upcoming(kernel, d, {urgent, old, new}) is None
    with kernel.read() as session:
        assert waiting_count(session, d[Role.OPERATOR]) == 3
        assert verify_watch(session, old, clock.now()) == Watch(120, runs=True)


def test_the_two_minutes_stand_still_once_the_desk_has_handed_it_over_and_begin_anew_when_it_comes_back(
    kernel, clock, d
):
    ticket = send_report(kernel, d, category="noise", text="太吵").ticket.id
    clock.move(seconds=90)
    to_unit(kernel, d, ticket)

    def watch():
        with kernel.read() as session:
            return verify_watch(session, ticket, clock.now())

    clock.move(hours=4)
    assert watch() == Watch(90, runs=False)
    step(kernel, d[Role.PROPERTY], ticket, Action.RETURN, reason="不是我们的")
    clock.move(seconds=30)
    assert watch() == Watch(30, runs=True)


def test_what_was_never_verified_has_no_watch(kernel, d):
    with kernel.read() as session:
        assert verify_watch(session, uuid.uuid4(), kernel.clock.now()) is None


def test_what_the_rule_dispatched_does_not_wait_and_what_came_back_does(kernel, d):
    ticket = send_report(kernel, d).ticket.id
    deliver_all(kernel)
    assert upcoming(kernel, d) is None
    step(kernel, d[Role.PROPERTY], ticket, Action.RETURN, reason="不是我们的")
    assert upcoming(kernel, d) == ticket


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("楼道灯不亮，老人下楼看不见", "楼道的灯不亮了", True),
        ("电梯关人了", "电梯又关人", True),
        ("楼道灯不亮", "垃圾三天没人收", False),
        ("", "楼道灯不亮", False),
        ("！！", "？？", False),
    ],
)
def test_words_are_compared_by_their_pairs(one, other, alike):
    assert (words_alike(one, other) >= 60) is alike


def test_the_same_class_nearby_is_shown_with_distance_and_age(kernel, clock, d):
    first = send_report(kernel, d, text="灯坏了").ticket
    clock.move(hours=2)
    other_door = send_report(kernel, d, door=d.codes[1], text="一层黑着").ticket.id
    far = send_report(kernel, d, door=d.other_code, text="灯坏了").ticket.id
    ticket = send_report(kernel, d, text="楼道灯不亮").ticket.id
    found = near(kernel, d, ticket)
    assert [(row.id, row.distance) for row in found] == [(first.id, "同一个门"), (other_door, "同一个小区")]
    assert (found[0].number, found[0].opened_at) == (first.number, ticket_of(kernel, first.id).reported_at)
    assert far not in {row.id for row in found}


def test_similar_words_in_another_class_are_shown_and_others_are_not(kernel, d):
    alike = send_report(kernel, d, category="other", text="楼道灯不亮，看不见").ticket.id
    send_report(kernel, d, category="noise", text="半夜装修太吵")
    ticket = send_report(kernel, d, text="楼道灯不亮看不见").ticket.id
    assert [row.id for row in near(kernel, d, ticket)] == [alike]


def test_what_is_over_or_older_than_three_days_is_not_shown(kernel, clock, d):
    send_report(kernel, d)
    clock.move(hours=73)
    over = send_report(kernel, d).ticket.id
    step(kernel, d[Role.OPERATOR], over, Action.REFUSE, reason="不归我们", referral="热线")
    ticket = send_report(kernel, d).ticket.id
    assert near(kernel, d, ticket) == ()


def test_points_on_the_map_are_near_within_three_hundred_metres(kernel, d):
    def at(lng, datum="wgs84"):
        place = {"lng": lng, "lat": 39.9, "datum": datum}
        return send_report(kernel, d, door=None, place=place, text="路灯不亮").ticket.id

    close, far, unknown = at(116.402), at(116.406), at(116.4001, "gcj02")
    found = near(kernel, d, at(116.4))
    assert [(row.id, row.distance) for row in found] == [(close, "约 170 米")]
    assert {far, unknown}.isdisjoint(row.id for row in found)


def test_at_one_door_a_report_without_a_class_is_shown_beside_the_others_but_not_beside_other_doors(
    kernel, d
):
    here = send_report(kernel, d, category="", text="您来看看").ticket.id
    lamp = send_report(kernel, d, category="lamp", text="楼道漆黑").ticket.id
    send_report(kernel, d, category="lamp", text="整个楼道没有亮", door=d.codes[1])
    deliver_all(kernel)
    assert [other.id for other in near(kernel, d, here)] == [lamp]
