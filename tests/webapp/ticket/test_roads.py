"""Who may do what with a ticket, who takes part, and what a report, a join and a correction change."""

import pytest

from tests.builders.walk import step, to_unit
from tests.webapp.ticket.invariants import check
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow
from webapp.people.records import UnitKind
from webapp.ticket.words import Action, Gate

OPERATOR, LEAD, PROPERTY = Role.OPERATOR, Role.SHIFT_LEAD, Role.PROPERTY


def test_a_report_without_a_class_is_an_ordinary_one_until_the_desk_says_more(world, k, d):
    ticket_id, _ = world.report("不知道算什么", category=None)
    with pytest.raises(Invalid):
        step(k, d[OPERATOR], ticket_id, Action.FILE)
    step(k, d[OPERATOR], ticket_id, Action.FILE, class_id=d.classes["lift"])
    filed = world.ticket(ticket_id)
    assert (filed.tier, filed.limit_value) == ("24h", 24)
    assert filed.urgent, "the lift is a danger, whoever said so"


def test_a_corrected_place_is_watched_by_its_offices_and_about_a_unit_keeps_firms_out(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    step(k, d[PROPERTY], ticket_id, Action.RETURN, reason="不是我们的")
    step(k, d[OPERATOR], ticket_id, Action.CORRECT, about_unit=True, door_id=d.other_door, reason="投诉物业")
    kinds = [kind for kind, _ in world.parties(ticket_id)]
    assert sorted(kinds) == ["community", "street"]
    assert world.ticket(ticket_id).door_id == d.other_door


def test_joining_counts_and_does_not_put_the_promised_word_off(world, k, ticket_id):
    promised = world.ticket(ticket_id).next_word_by
    world.clock.move(hours=5)
    world.report("我家也是", joins=ticket_id)
    joined = world.ticket(ticket_id)
    assert (joined.joins, joined.next_word_by) == (1, promised)


def test_a_caller_who_joins_a_find_of_staff_makes_it_a_residents_ticket(world, d):
    ticket_id, _ = world.report("巡查看到灯坏", d[Role.GRID_WORKER], kind="patrol")
    assert world.ticket(ticket_id).meeting_gate is Gate.NONE
    world.report("我也要反映", d[OPERATOR], kind="phone", joins=ticket_id)
    assert world.ticket(ticket_id).meeting_gate is Gate.WAITING


def test_only_the_unit_that_has_it_may_act_though_the_one_before_still_sees_it(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    step(k, d[LEAD], ticket_id, Action.REDISPATCH, unit_id=d.other_firm.unit_id, reason="归另一家")
    with pytest.raises(NotNow, match="不归您单位"):
        step(k, d[PROPERTY], ticket_id, Action.ACCEPT)
    with pytest.raises(NotNow):
        step(k, d[PROPERTY], ticket_id, Action.WORD, words="我们来")
    step(k, d.other_firm, ticket_id, Action.ACCEPT)


def test_the_community_watches_and_hastens_and_no_more(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    with pytest.raises(Forbidden):
        step(k, d[Role.COMMUNITY], ticket_id, Action.WORD, words="我们来说")
    step(k, d[Role.COMMUNITY], ticket_id, Action.HASTEN, reason="有老人")
    assert world.ticket(ticket_id).urgent


@pytest.mark.parametrize(("text", "confidential"), [("灯不亮", True), ("投诉物业骂人", False)])
def test_a_guarded_ticket_never_reaches_a_property_firm(world, k, d, text, confidential):
    ticket_id, _ = world.report(text, confidential=confidential)
    step(k, d[OPERATOR], ticket_id, Action.FILE)
    with pytest.raises(Invalid, match="不能派给物业"):
        step(k, d[OPERATOR], ticket_id, Action.DISPATCH, unit_id=d.units[UnitKind.PROPERTY])
    to_unit(k, d, ticket_id, UnitKind.STREET)
    with pytest.raises(NotFound):
        step(k, d[PROPERTY], ticket_id, Action.ACCEPT)
    check(world, ticket_id)


@pytest.mark.parametrize("kind", [UnitKind.DESK, UnitKind.COMMUNITY, UnitKind.DISTRICT])
def test_a_ticket_goes_only_to_a_unit_that_handles(world, k, d, kind, ticket_id):
    step(k, d[OPERATOR], ticket_id, Action.FILE)
    with pytest.raises(Invalid) as problem:
        step(k, d[OPERATOR], ticket_id, Action.DISPATCH, unit_id=d.units[kind])
    assert set(problem.value.fields) == {"unit"}
