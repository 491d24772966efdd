"""The dispatching desk: the direct road, the proposal, one key for all of it, deadlines, closing several lines."""

from datetime import timedelta

import pytest

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import open_gate, step, ticket_of, to_passed
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotNow, Stale
from webapp.dispatch.closing import close_ticket
from webapp.dispatch.commands import dispatch_ticket, file_and_dispatch, redispatch_ticket
from webapp.dispatch.deadlines import (
    decline_asked,
    extend_ticket,
    hang_up_ticket,
    hasten_ticket,
    pass_up_ticket,
    wake_ticket,
)
from webapp.dispatch.forms import (
    close_order,
    decline_order,
    dispatch_order,
    extend_order,
    file_and_dispatch_order,
    hang_up_order,
    hasten_order,
    pass_up_order,
    redispatch_order,
    wake_order,
)
from webapp.dispatch.queries import proposal, units_to_choose
from webapp.people.records import UnitKind
from webapp.ticket.advance import load, note
from webapp.ticket.records import TicketStep
from webapp.ticket.words import Action, Level, State


@pytest.fixture
def d(kernel):
    return build_district(kernel)


def act(kernel, actor, command, order):
    with kernel.work(actor) as work:
        return command(work, order)


def proposed(kernel, ticket_id):
    with kernel.read() as session:
        ticket = session.merge(ticket_of(kernel, ticket_id), load=False)
        return proposal(session, ticket, kernel.clock.now())


def ask(kernel, actor, ticket_id, what):
    with kernel.work(actor) as work:
        facts = {"asked": what, "asked_by": actor.person_id, "asked_at": work.now}
        note(work, load(work, ticket_id), f"ask_{what}", **facts)


def at_firm(kernel, d, state="dispatched"):
    ticket = send_report(kernel, d).ticket.id
    deliver_all(kernel)
    for action in {"dispatched": [], "handling": [Action.ACCEPT, Action.START]}[state]:
        step(kernel, d[Role.PROPERTY], ticket, action)
    return ticket


def test_an_ordinary_property_matter_goes_straight_to_the_firm_of_its_door(kernel, d):
    mine, other = send_report(kernel, d).ticket.id, send_report(kernel, d, door=d.other_code).ticket.id
    deliver_all(kernel)
    deliver_all(kernel)
    assert ticket_of(kernel, mine).unit_id == d[Role.PROPERTY].unit_id
    assert ticket_of(kernel, other).unit_id == d.other_firm.unit_id
    with kernel.read() as session:
        steps = session.query(TicketStep).filter_by(ticket_id=mine).order_by(TicketStep.version).all()
    assert [(s.action, s.role) for s in steps[:3]] == [
        ("report", "resident"),
        ("file", "rule"),
        ("dispatch", "rule"),
    ]
    assert steps[2].facts["why"] == "按类别直派：楼道灯 × 新街物业"
    assert steps[1].at == steps[2].at, "one commit"


@pytest.mark.parametrize(
    "more",
    [
        {"confidential": True}, {"text": "投诉物业乱收费"}, {"text": "表扬电工师傅"}, {"text": "请问灯归谁管？"},
        {"category": "noise"}, {"category": None}, {"door": None, "place": {"lng": 116.4, "lat": 39.9, "datum": "wgs84"}},
    ],
    ids=["保密", "about a unit", "praise", "question", "other class", "no class", "no door"],
)  # fmt: skip
def test_everything_else_waits_for_the_desk(kernel, d, more):
    ticket = send_report(kernel, d, **more).ticket.id
    deliver_all(kernel)
    assert ticket_of(kernel, ticket).state is State.NEW


def test_the_proposal_names_unit_and_deadline_each_with_its_reason(kernel, d):
    found = proposed(kernel, send_report(kernel, d).ticket.id)
    assert (found.unit_id, found.unit_why) == (d.units[UnitKind.PROPERTY], "按类别：楼道灯 × 新街物业")
    assert (found.due, found.due_why) == (kernel.clock.now() + timedelta(days=7), "按标准：楼道灯 7 天")
    assert [(unit.name, unit.hint, unit.proposed) for unit in found.units] == [
        ("新街物业", "物业 · 管这里", True), ("street单位", "街道 · 管这里", False),
        ("department单位", "部门", False), ("另一家物业", "物业", False),
    ]  # fmt: skip


@pytest.mark.parametrize("more", [{"confidential": True}, {"text": "投诉物业乱收费"}])
def test_no_firm_is_proposed_or_offered_for_what_it_may_not_know(kernel, d, more):
    ticket_id = send_report(kernel, d, **more).ticket.id
    found = proposed(kernel, ticket_id)
    assert found.unit_id == d.units[UnitKind.STREET]
    assert "不派给物业" in found.unit_why
    with kernel.read() as session:
        choices = units_to_choose(session, ticket_of(kernel, ticket_id))
    assert {unit.id for unit in choices} == {d.units[UnitKind.STREET], d.units[UnitKind.DEPARTMENT]}


def test_a_hotline_order_is_proposed_with_its_own_deadline(kernel, d):
    soon = kernel.clock.now() + timedelta(days=1)
    order = send_report(
        kernel, d, d[Role.OPERATOR], kind="hotline", order_no="H-1", external_due=soon
    ).ticket.id
    found = proposed(kernel, order)
    assert (found.due, found.due_why) == (soon, "热线工单 H-1 自己的期限")


def test_one_key_corrects_files_and_dispatches_in_one_commit(kernel, d):
    ticket = send_report(kernel, d, category="noise", text="灯太暗").ticket.id
    form = {
        "klass": str(d.classes["lamp"]),
        "unit": str(d.units[UnitKind.PROPERTY]),
        "note": "先看看",
        "version": "1",
    }
    act(kernel, d[Role.OPERATOR], file_and_dispatch, file_and_dispatch_order(ticket, form))
    sent = ticket_of(kernel, ticket)
    assert (sent.state, sent.class_id, sent.version) == (State.DISPATCHED, d.classes["lamp"], 4)
    with pytest.raises(Stale):
        act(kernel, d[Role.OPERATOR], file_and_dispatch, file_and_dispatch_order(ticket, form))


def test_one_key_that_fails_at_the_end_leaves_nothing_behind(kernel, d):
    ticket = send_report(kernel, d, category="noise").ticket.id
    form = {"klass": str(d.classes["lamp"]), "unit": str(d.units[UnitKind.DESK])}
    with pytest.raises(Invalid):
        act(kernel, d[Role.OPERATOR], file_and_dispatch, file_and_dispatch_order(ticket, form))
    left = ticket_of(kernel, ticket)
    assert (left.state, left.version, left.class_id) == (State.NEW, 1, d.classes["noise"])


@pytest.mark.parametrize(("days", "fits"), [(-1, False), (3, True), (8, False)])
def test_a_deadline_lies_between_now_and_the_standard(kernel, d, days, fits):
    ticket = send_report(kernel, d, category="noise").ticket.id
    step(kernel, d[Role.OPERATOR], ticket, Action.FILE)
    due = kernel.clock.now() + timedelta(days=days)
    order = dispatch_order(ticket, {"unit": str(d.units[UnitKind.DEPARTMENT]), "due": due.isoformat()})
    if fits:
        act(kernel, d[Role.OPERATOR], dispatch_ticket, order)
        assert ticket_of(kernel, ticket).due == due
    else:
        with pytest.raises(Invalid, match="期限"):
            act(kernel, d[Role.OPERATOR], dispatch_ticket, order)


def test_the_shift_lead_redispatches_and_an_operator_does_not(kernel, d):
    ticket = at_firm(kernel, d)
    order = redispatch_order(ticket, {"unit": str(d.other_firm.unit_id), "reason": "归另一家"})
    with pytest.raises(Forbidden):
        act(kernel, d[Role.OPERATOR], redispatch_ticket, order)
    act(kernel, d[Role.SHIFT_LEAD], redispatch_ticket, order)
    assert ticket_of(kernel, ticket).unit_id == d.other_firm.unit_id


def test_time_is_given_taken_and_set_aside_by_those_who_may(kernel, d):
    ticket, lead, street = at_firm(kernel, d, "handling"), d[Role.SHIFT_LEAD], d[Role.STREET]
    ask(kernel, d[Role.PROPERTY], ticket, "extend")
    act(kernel, lead, extend_ticket, extend_order(ticket, {"reason": "同意"}))
    act(kernel, lead, hasten_ticket, hasten_order(ticket, {"reason": "有老人", "due": "2026-11-22T18:00"}))
    hastened = ticket_of(kernel, ticket)
    assert (hastened.extensions, hastened.urgent) == (1, True)
    assert hastened.due.isoformat() == "2026-11-22T10:00:00+00:00"
    with pytest.raises(Forbidden):
        act(
            kernel, lead, hang_up_ticket, hang_up_order(ticket, {"reason": "等", "until": "2026-12-01T09:00"})
        )
    act(
        kernel,
        street,
        hang_up_ticket,
        hang_up_order(ticket, {"reason": "等配件", "until": "2026-12-01T09:00"}),
    )
    act(kernel, street, wake_ticket, wake_order(ticket, {}))
    assert ticket_of(kernel, ticket).state is State.HANDLING
    with pytest.raises(NotNow):
        act(kernel, street, pass_up_ticket, pass_up_order(ticket, {}))


def test_the_street_may_pass_up_what_is_late(kernel, clock, d):
    ticket = at_firm(kernel, d)
    clock.move(hours=3)
    act(kernel, d[Role.STREET], pass_up_ticket, pass_up_order(ticket, {}))
    assert ticket_of(kernel, ticket).level is Level.COMMUNITY


def test_a_no_to_an_asking_is_said_with_its_reason_by_somebody_else(kernel, d):
    ticket = at_firm(kernel, d)
    with pytest.raises(NotNow, match="没有等您答复"):
        act(kernel, d[Role.STREET], decline_asked, decline_order(ticket, {"reason": "不行"}))
    ask(kernel, d[Role.STREET], ticket, "hang_up")
    with pytest.raises(NotNow, match="不能自己批"):
        act(kernel, d[Role.STREET], decline_asked, decline_order(ticket, {"reason": "不行"}))
    ask(kernel, d[Role.PROPERTY], ticket, "hang_up")
    with pytest.raises(Forbidden):
        act(kernel, d[Role.SHIFT_LEAD], decline_asked, decline_order(ticket, {"reason": "不行"}))
    act(kernel, d[Role.STREET], decline_asked, decline_order(ticket, {"reason": "再想想办法"}))
    assert ticket_of(kernel, ticket).asked is None


def test_one_line_is_closed_by_the_desk(kernel, d):
    ticket = send_report(kernel, d).ticket.id
    to_passed(kernel, d, ticket)
    with pytest.raises(NotNow):
        act(kernel, d[Role.OPERATOR], close_ticket, close_order(ticket, {}))
    open_gate(kernel, d, ticket)
    act(kernel, d[Role.OPERATOR], close_ticket, close_order(ticket, {}))
    assert ticket_of(kernel, ticket).closed_at == kernel.clock.now()
