"""What a page offers is what the table would take."""

import pytest

from tests.builders.walk import step, to_passed, to_unit
from webapp.access.role import Role
from webapp.base.errors import Problem
from webapp.ticket.advance import advance
from webapp.ticket.possible import possible
from webapp.ticket.words import Action


def offered(world, role, ticket_id):
    return {s.action for s in possible(world.person(role), world.ticket(ticket_id), world.kernel.clock.now())}


@pytest.fixture
def ticket_id(world):
    ticket_id, _ = world.report("楼道灯不亮")
    to_unit(world.kernel, world.district, ticket_id)
    return ticket_id


def test_the_unit_is_offered_its_work_and_the_unit_before_is_not(world, ticket_id):
    assert offered(world, Role.PROPERTY, ticket_id) == {Action.ACCEPT, Action.RETURN, Action.WORD}
    other = world.district.other_firm
    step(
        world.kernel, world.person(Role.SHIFT_LEAD), ticket_id, Action.REDISPATCH, unit_id=other.unit_id, reason="换一家"
    )  # fmt: skip
    assert offered(world, Role.PROPERTY, ticket_id) == set()


def test_closing_is_offered_once_the_gate_is_open(world, ticket_id):
    to_passed(world.kernel, world.district, ticket_id)
    assert Action.CLOSE not in offered(world, Role.OPERATOR, ticket_id)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.STREET, Role.CLERK, Role.COMMUNITY, Role.PROPERTY])
def test_what_is_not_offered_is_refused(world, ticket_id, role):
    wrong = set(Action) - offered(world, role, ticket_id) - {Action.REPORT, Action.SELF_HANDLE}
    for action in wrong:
        with pytest.raises(Problem), world.kernel.work(world.person(role)) as work:
            advance(work, ticket_id, action)
