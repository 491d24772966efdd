"""The clocks and the promise: started, paused, given back, extended, shortened, and passed up when red."""

from datetime import datetime, timedelta

import pytest

from tests.builders.walk import step, to_unit
from tests.webapp.ticket.invariants import check
from webapp.access.actor import TIMER
from webapp.access.role import Role
from webapp.base.clock import CHINA, Lamp
from webapp.base.errors import Invalid, NotNow
from webapp.people.records import UnitKind
from webapp.ticket.effects import NEXT_LEVEL
from webapp.ticket.queries import lamp_of
from webapp.ticket.words import Action, Level, State

OPERATOR, LEAD, STREET, PROPERTY = Role.OPERATOR, Role.SHIFT_LEAD, Role.STREET, Role.PROPERTY
DAYS = timedelta(days=1)


def test_the_firm_has_two_hours_to_answer_and_seven_days_to_mend(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    now, clocks = k.clock.now(), world.clocks(ticket_id)
    assert clocks["A"].due_at == now + timedelta(hours=2)
    assert clocks["H"].due_at == world.ticket(ticket_id).due == now + 7 * DAYS
    check(world, ticket_id)


@pytest.mark.parametrize(("urgent", "kind", "hours"), [(True, "property", 0.5), (False, "department", 5.5)])
def test_what_is_urgent_or_elsewhere_is_answered_in_other_times(world, k, d, urgent, kind, hours):
    """Half an hour at any time; four work hours from ten, with lunch from twelve to half past one between."""
    ticket_id, _ = world.report(
        "有人被困在电梯里" if urgent else "灯不亮", category="lift" if urgent else "noise"
    )
    to_unit(k, d, ticket_id, UnitKind(kind))
    assert world.clocks(ticket_id)["A"].due_at == k.clock.now() + timedelta(hours=hours)


def test_the_hotlines_own_deadline_counts_when_it_is_earlier(world, k, d):
    soon = k.clock.now() + 2 * DAYS
    ticket_id, _ = world.report("灯不亮", d[OPERATOR], kind="hotline", order_no="H-1", external_due=soon)
    to_unit(k, d, ticket_id)
    assert world.ticket(ticket_id).due == soon


def test_a_correction_never_leaves_a_later_promise_than_the_new_tier_allows(world, k, d, ticket_id):
    before = world.ticket(ticket_id).next_word_by
    step(k, d[OPERATOR], ticket_id, Action.CORRECT, class_id=d.classes["lift"], reason="是电梯")
    assert world.ticket(ticket_id).next_word_by == k.clock.now() + timedelta(hours=12) < before


def test_a_word_renews_the_promise_within_the_tier(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    world.clock.move(hours=5)
    tomorrow = k.clock.now() + DAYS
    step(k, d[PROPERTY], ticket_id, Action.WORD, words="配件在路上", next_word_by=tomorrow)
    assert world.ticket(ticket_id).next_word_by == tomorrow
    with pytest.raises(Invalid, match="答应"):
        step(k, d[PROPERTY], ticket_id, Action.WORD, words="再等等", next_word_by=k.clock.now() + 5 * DAYS)


def test_hastening_without_a_moment_halves_what_is_left_and_shortens_the_answer(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    world.clock.move(days=1)
    step(k, d[LEAD], ticket_id, Action.HASTEN, reason="有孩子")
    now, clocks = k.clock.now(), world.clocks(ticket_id)
    assert clocks["H"].due_at == now + 3 * DAYS
    assert clocks["A"].due_at <= now + timedelta(minutes=30)
    check(world, ticket_id)


def test_hastening_only_ever_shortens(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    due = world.ticket(ticket_id).due
    for wrong in (due, due + DAYS, k.clock.now()):
        with pytest.raises(Invalid):
            step(k, d[LEAD], ticket_id, Action.HASTEN, reason="急", due=wrong)
    step(k, d[LEAD], ticket_id, Action.HASTEN, reason="急", due=due - DAYS)
    assert world.clocks(ticket_id)["H"].due_at == due - DAYS


def test_an_extension_reaches_the_clock_and_survives_a_rest(world, k, d, ticket_id):
    world.to_handling(ticket_id)
    due = world.ticket(ticket_id).due
    world.ask(ticket_id, "extend")
    step(k, d[LEAD], ticket_id, Action.EXTEND)
    assert world.clocks(ticket_id)["H"].due_at == world.ticket(ticket_id).due == due + 7 * DAYS
    step(k, d[STREET], ticket_id, Action.HANG_UP, reason="等配件", until=k.clock.now() + 10 * DAYS)
    world.clock.move(days=10)
    step(k, TIMER, ticket_id, Action.WAKE)
    assert world.ticket(ticket_id).due == due + 17 * DAYS
    check(world, ticket_id)


def test_an_extension_is_asked_in_time_granted_by_another_and_twice_at_most(world, k, d, ticket_id):
    world.to_handling(ticket_id)
    with pytest.raises(NotNow, match="没有在到期前申请"):
        step(k, d[LEAD], ticket_id, Action.EXTEND)
    world.ask(ticket_id, "extend", by=STREET)
    with pytest.raises(NotNow, match="不能自己批"):
        step(k, d[STREET], ticket_id, Action.EXTEND)
    for _ in range(2):
        world.ask(ticket_id, "extend")
        step(k, d[STREET], ticket_id, Action.EXTEND)
    world.ask(ticket_id, "extend")
    with pytest.raises(NotNow, match="两次"):
        step(k, d[STREET], ticket_id, Action.EXTEND)
    world.clock.move(days=30)
    world.ask(ticket_id, "extend")
    with pytest.raises(NotNow):
        step(k, d[LEAD], ticket_id, Action.EXTEND)


def test_a_return_lets_handling_rest_and_the_next_dispatch_starts_afresh(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    world.clock.move(days=2)
    step(k, d[PROPERTY], ticket_id, Action.RETURN, reason="不是我们的")
    returned = world.ticket(ticket_id)
    assert (returned.state, returned.returns, returned.unit_id) == (State.FILED, 1, None)
    check(world, ticket_id)
    world.clock.move(days=3)
    to_unit(k, d, ticket_id, UnitKind.DEPARTMENT)
    assert world.ticket(ticket_id).due == k.clock.now() + 7 * DAYS


def test_after_two_returns_the_unit_asks_the_street(world, k, d, ticket_id):
    for _ in range(2):
        to_unit(k, d, ticket_id)
        step(k, d[PROPERTY], ticket_id, Action.RETURN, reason="不是我们的")
    to_unit(k, d, ticket_id)
    with pytest.raises(NotNow, match="请街道定"):
        step(k, d[PROPERTY], ticket_id, Action.RETURN, reason="还是不是")


def test_a_redispatch_lets_the_clock_go_on_unless_the_street_says_afresh(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    due = world.ticket(ticket_id).due
    world.clock.move(days=2)
    other = d.other_firm.unit_id
    with pytest.raises(Invalid, match="重新计时"):
        step(k, d[LEAD], ticket_id, Action.REDISPATCH, unit_id=other, reason="换一家", starts_afresh=True)
    step(k, d[LEAD], ticket_id, Action.REDISPATCH, unit_id=other, reason="换一家")
    assert world.ticket(ticket_id).due == due
    monday = datetime(2026, 11, 23, 11, tzinfo=CHINA)
    assert world.clocks(ticket_id)["A"].due_at == monday, "on a Sunday nobody is there to answer"
    step(k, d[STREET], ticket_id, Action.REDISPATCH, unit_id=other, reason="重新来", starts_afresh=True)
    assert world.ticket(ticket_id).due == k.clock.now() + 7 * DAYS


def test_a_ticket_is_hung_up_once_by_the_street_for_a_year_at_most(world, k, d, ticket_id):
    world.to_handling(ticket_id)
    world.ask(ticket_id, "hang_up", by=STREET)
    day = k.clock.now() + 30 * DAYS
    with pytest.raises(NotNow):
        step(k, d[STREET], ticket_id, Action.HANG_UP, reason="等配件", until=day)
    world.ask(ticket_id, "hang_up")
    with pytest.raises(Invalid):
        step(k, d[STREET], ticket_id, Action.HANG_UP, reason="等配件", until=k.clock.now() + 400 * DAYS)
    step(k, d[STREET], ticket_id, Action.HANG_UP, reason="等配件", until=day)
    asleep = world.ticket(ticket_id)
    assert (asleep.state, asleep.wake_at, asleep.asked) == (State.HUNG_UP, day, None)
    step(k, d[STREET], ticket_id, Action.WAKE)
    assert world.ticket(ticket_id).wake_at is None
    with pytest.raises(NotNow, match="挂过一次"):
        step(k, d[STREET], ticket_id, Action.HANG_UP, reason="再等", until=day)


def test_red_clocks_raise_the_level_to_the_top_and_no_further(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    with pytest.raises(NotNow, match="没有超时"):
        step(k, TIMER, ticket_id, Action.PASS_UP)
    world.clock.move(hours=3)
    for level in NEXT_LEVEL.values():
        step(k, TIMER, ticket_id, Action.PASS_UP)
        assert world.ticket(ticket_id).level is level
    assert {("community", "takes_part"), ("street", "takes_part"), ("district", "takes_part")} <= set(
        world.parties(ticket_id)
    )
    assert world.ticket(ticket_id).level is Level.DISTRICT
    with pytest.raises(NotNow, match="上面没有"):
        step(k, d[STREET], ticket_id, Action.PASS_UP)


def test_a_lamp_counts_from_where_the_clock_does(world, k, d, ticket_id):
    """Seven days turn yellow at 5 days, 14 hours and 24 minutes. Another unit does not begin anew; standing still uses nothing."""

    def colour() -> Lamp:
        return lamp_of(world.ticket(ticket_id), k.clock.now())

    to_unit(k, d, ticket_id)
    other = d.other_firm.unit_id
    world.clock.move(days=5, hours=14, minutes=23)
    assert colour() is Lamp.GREEN
    world.clock.move(minutes=1)
    assert colour() is Lamp.YELLOW
    step(k, d[LEAD], ticket_id, Action.REDISPATCH, unit_id=other, reason="换一家")
    assert colour() is Lamp.YELLOW
    step(k, d[STREET], ticket_id, Action.REDISPATCH, unit_id=other, reason="重来", starts_afresh=True)
    for action in (Action.ACCEPT, Action.START):
        step(k, d.other_firm, ticket_id, action)
    step(k, d[STREET], ticket_id, Action.HANG_UP, reason="等配件", until=k.clock.now() + 100 * DAYS)
    world.clock.move(days=100)
    step(k, d[STREET], ticket_id, Action.WAKE)
    assert colour() is Lamp.GREEN
    world.clock.move(days=7, minutes=1)
    assert colour() is Lamp.RED
