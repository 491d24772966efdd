"""Clocks against their history: what somebody changed beside it is named, and new holidays reach what is still open."""

from datetime import date, datetime, timedelta

import pytest

from tests.builders.walk import step, to_fed_back, to_unit
from webapp.access.role import Role
from webapp.base.clock import CHINA, Limit, LimitUnit
from webapp.base.lifecycle import ClockChange
from webapp.catalogue.records import DaySource, Holiday
from webapp.dispatch.deadlines import decline_asked
from webapp.dispatch.due import end_asking
from webapp.dispatch.forms import decline_order
from webapp.handle.asking import ask_street
from webapp.handle.forms import ask_street_order
from webapp.people.records import UnitKind
from webapp.screen.ticket_story import read_ticket
from webapp.ticket.reckoning import differences, settle
from webapp.ticket.records import TicketClock
from webapp.ticket.words import Action, ClockKind

LEAD, PROPERTY = Role.SHIFT_LEAD, Role.PROPERTY


def found(k):
    with k.read() as session:
        return [(each.kind.value, each.what) for each in differences(session)]


def facts_shown(k, d, ticket_id):
    with k.read() as session:
        return dict(read_ticket(session, d[LEAD], ticket_id, k.clock.now(), "").facts)


def ask_after_two_returns(k, d, ticket_id):
    for _ in range(2):
        to_unit(k, d, ticket_id)
        step(k, d[PROPERTY], ticket_id, Action.RETURN, reason="不是我们的")
    to_unit(k, d, ticket_id)
    with k.work(d[PROPERTY]) as work:
        ask_street(work, ask_street_order(ticket_id, {"reason": "真不是"}))


def test_what_stood_still_while_the_street_was_asked_is_in_the_history(world, k, d, ticket_id):
    other, _ = world.report("单元门坏了")
    for each in (ticket_id, other):
        ask_after_two_returns(k, d, each)
    world.clock.move(hours=2)
    with k.work(d[LEAD]) as work:
        decline_asked(work, decline_order(ticket_id, {"reason": "是你们的"}))
    assert found(k) == []
    world.clock.move(days=4)
    assert end_asking(k) == 1
    assert found(k) == []


def test_what_was_changed_beside_the_history_is_named_and_put_right(world, k, d, ticket_id, app):
    to_unit(k, d, ticket_id)
    closed, _ = world.report("路灯不亮")
    to_fed_back(k, d, closed)
    run = app.test_cli_runner().invoke
    assert "都和历史一致" in run(args=["clocks", "verify"]).output
    with k.work(d[LEAD]) as work:
        work.session.get_one(TicketClock, (ticket_id, ClockKind.HANDLING)).due_at += timedelta(days=1)
    told = run(args=["clocks", "verify", "--open"])
    assert told.exit_code == 1
    assert "处置到期  记着 2026-11-28 10:00:00，按历史是 2026-11-27 10:00:00" in told.output
    assert "重新算了 1 件" in run(args=["clocks", "settle"]).output
    assert found(k) == []
    assert settle(k) == 0


@pytest.mark.parametrize("announced", [True, False])
def test_holidays_announced_later_move_what_is_open(world, k, d, ticket_id, announced):
    """Three work days from Wed 30 December: Mon 4 January while 2027 is unknown, Tue 5 once its first is a holiday."""
    world.clock.moment = datetime(2026, 12, 30, 10, tzinfo=CHINA)
    step(k, d[Role.OPERATOR], ticket_id, Action.FILE, class_id=d.classes["lamp"])
    three_days = Limit(3, LimitUnit.WORK_DAY)
    step(
        k, d[Role.OPERATOR], ticket_id, Action.DISPATCH, unit_id=d.units[UnitKind.PROPERTY], limit=three_days
    )
    monday = datetime(2027, 1, 4, 10, tzinfo=CHINA)
    assert world.ticket(ticket_id).due == monday
    assert "2027年的放假安排还没公布" in facts_shown(k, d, ticket_id)["放假安排"]
    if announced:
        with k.work(d[Role.ADMINISTRATOR]) as work:
            work.session.add(
                Holiday(day=date(2027, 1, 1), source=DaySource.IMPORTED, works=False, name="元旦")
            )
    assert settle(k) == int(announced)
    assert world.ticket(ticket_id).due == monday + timedelta(days=int(announced))
    assert found(k) == []
    assert (facts_shown(k, d, ticket_id)["放假安排"] is None) == announced
    assert ("clocks_reckoned" in [line.action for line in world.steps(ticket_id)]) == announced


def test_a_line_keeps_no_more_than_its_clocks_need(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    step(k, d[PROPERTY], ticket_id, Action.ACCEPT)
    kept = {line.action: line.facts.get("timed") for line in world.steps(ticket_id)}
    firm = str(d.units[UnitKind.PROPERTY])
    assert kept == {
        "report": {"urgent": False}, "file": None, "accept": None,
        "dispatch": {"limit": "7 calendar_day", "urgent": False, "unit": firm},
    }  # fmt: skip
    assert ClockChange.PAUSE == "pauses", "the words of `ran` stay in old lines of history"
