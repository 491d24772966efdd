"""Two people at one ticket: the second sees what the first did; nobody's step is lost or doubled."""

import threading

import pytest

from tests.builders.walk import step, to_unit
from webapp.access.actor import RULE, TIMER
from webapp.access.role import Role
from webapp.base.errors import NotNow, Problem, Stale
from webapp.ticket.advance import advance, load, load_seen, note
from webapp.ticket.given import Given
from webapp.ticket.words import Action, State


@pytest.fixture
def ticket_id(world):
    ticket_id, _ = world.report("楼道灯不亮")
    to_unit(world.kernel, world.district, ticket_id)
    return ticket_id


def test_a_form_from_before_is_refused_and_says_who_did_what(world, ticket_id):
    seen = world.ticket(ticket_id).version
    step(world.kernel, world.person(Role.PROPERTY), ticket_id, Action.ACCEPT)
    said = "property甲已经「收到」，现在是「已接单」"
    with (
        pytest.raises(Stale, match=said) as problem,
        world.kernel.work(world.person(Role.SHIFT_LEAD)) as work,
    ):
        advance(work, ticket_id, Action.HASTEN, seen=seen)
    assert problem.value.status == 409
    assert problem.value.data["version"] == seen + 1


def test_the_version_that_was_seen_is_let_through(world, ticket_id):
    seen = world.ticket(ticket_id).version
    with world.kernel.work(world.person(Role.PROPERTY)) as work:
        load_seen(work, ticket_id, seen)
        advance(work, ticket_id, Action.ACCEPT, seen=seen)


@pytest.mark.parametrize("doer", [RULE, TIMER])
def test_what_a_rule_notes_beside_refuses_nobody_and_what_it_does_is_seen_first(
    world, clock, ticket_id, doer
):
    seen = world.ticket(ticket_id).version
    with world.kernel.work(doer) as work:
        note(work, load(work, ticket_id), "invited", reason="邀约发出去了")
    with world.kernel.work(world.person(Role.PROPERTY)) as work:
        assert advance(work, ticket_id, Action.ACCEPT, seen=seen).version == seen + 2
    clock.move(days=9)
    with world.kernel.work(TIMER) as work:
        advance(work, ticket_id, Action.PASS_UP, Given(reason="超过了办结期限"))
    with pytest.raises(Stale), world.kernel.work(world.person(Role.PROPERTY)) as work:
        load_seen(work, ticket_id, seen + 2)


def test_what_a_person_notes_is_seen_first(world, ticket_id):
    seen = world.ticket(ticket_id).version
    with world.kernel.work(world.person(Role.SHIFT_LEAD)) as work:
        note(work, load(work, ticket_id), "word", words="请快些")
    with pytest.raises(Stale), world.kernel.work(world.person(Role.PROPERTY)) as work:
        advance(work, ticket_id, Action.ACCEPT, seen=seen)


def test_of_two_at_the_same_moment_one_wins_and_the_other_sees_why(world, ticket_id):
    seen = world.ticket(ticket_id).version
    together = threading.Barrier(2)
    came: list[object] = []

    def press(action: Action, seen: int | None) -> None:
        together.wait()
        try:
            with world.kernel.work(world.person(Role.PROPERTY)) as work:
                advance(work, ticket_id, action, seen=seen)
            came.append("won")
        except Problem as problem:
            came.append(problem)

    hands = [threading.Thread(target=press, args=(Action.ACCEPT, version)) for version in (seen, seen)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    losers = [problem for problem in came if problem != "won"]
    assert len(losers) == 1
    assert isinstance(losers[0], Stale)
    ticket = world.ticket(ticket_id)
    assert (ticket.state, ticket.version) == (State.ACCEPTED, seen + 1)


def test_the_same_press_twice_without_a_version_meets_the_table(world, ticket_id):
    step(world.kernel, world.person(Role.PROPERTY), ticket_id, Action.ACCEPT)
    with pytest.raises(NotNow, match="不能再「收到」"):
        step(world.kernel, world.person(Role.PROPERTY), ticket_id, Action.ACCEPT)
