"""The verifying desk: file with corrections, refuse with where to turn, merge what is the same."""

import uuid

import pytest

from tests.builders.district import build_district
from tests.builders.report import send_report
from tests.builders.walk import step, ticket_of, to_unit
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotFound
from webapp.people.records import UnitKind
from webapp.ticket.queries import list_tickets, reporter_count
from webapp.ticket.records import Ticket, TicketStep
from webapp.ticket.words import Action, Gate, Kind, State
from webapp.verify.commands import correct_ticket, merge_ticket, refuse_ticket, verify_and_file
from webapp.verify.forms import correct_order, merge_order, refuse_order, verify_order


@pytest.fixture
def d(kernel):
    return build_district(kernel)


@pytest.fixture
def desk(d):
    return d[Role.OPERATOR]


@pytest.fixture
def ticket(kernel, d):
    """A noise, for which no rule files and dispatches."""
    return send_report(kernel, d, text="半夜装修太吵", category="noise").ticket.id


def act(kernel, actor, command, order):
    with kernel.work(actor) as work:
        return command(work, order)


def history(kernel, ticket_id):
    with kernel.read() as session:
        steps = session.query(TicketStep).filter_by(ticket_id=ticket_id).order_by(TicketStep.version)
        return [(step.action, step.reason) for step in steps]


def test_a_ticket_as_reported_is_filed_in_one_step(kernel, desk, ticket):
    act(kernel, desk, verify_and_file, verify_order(ticket, {"version": "1"}))
    assert ticket_of(kernel, ticket).state is State.FILED
    assert [action for action, _ in history(kernel, ticket)] == ["report", "file"]


def test_what_differs_from_the_report_is_a_correction_with_a_reason(kernel, d, desk, ticket):
    form = {
        "klass": str(d.classes["lift"]),
        "kind": "question",
        "door": str(d.other_door),
        "reason": "打电话问过了",
    }
    act(kernel, desk, verify_and_file, verify_order(ticket, form))
    filed = ticket_of(kernel, ticket)
    assert (filed.class_id, filed.kind, filed.door_id) == (d.classes["lift"], Kind.QUESTION, d.other_door)
    assert history(kernel, ticket)[1:] == [("correct", "打电话问过了"), ("file", None)]


def test_a_class_that_was_missing_is_filled_in_and_no_correction(kernel, d, desk):
    ticket = send_report(kernel, d, category=None).ticket.id
    act(kernel, desk, verify_and_file, verify_order(ticket, {"klass": str(d.classes["noise"])}))
    assert ticket_of(kernel, ticket).class_id == d.classes["noise"]
    assert [action for action, _ in history(kernel, ticket)] == ["report", "file"]


def test_a_correction_alone_wants_its_reason_and_something_to_correct(kernel, desk, ticket):
    with pytest.raises(Invalid) as problem:
        correct_order(ticket, {"kind": "praise"})
    assert set(problem.value.fields) == {"reason"}
    with pytest.raises(Invalid, match="请选要更正的"):
        act(kernel, desk, correct_ticket, correct_order(ticket, {"reason": "错了"}))
    act(kernel, desk, correct_ticket, correct_order(ticket, {"kind": "praise", "reason": "是表扬"}))
    assert ticket_of(kernel, ticket).meeting_gate is Gate.NONE


def test_a_refusal_says_why_and_where_to_turn(kernel, desk, ticket):
    with pytest.raises(Invalid) as problem:
        refuse_order(ticket, {})
    assert set(problem.value.fields) == {"reason", "turn_to"}
    act(kernel, desk, refuse_ticket, refuse_order(ticket, {"reason": "不归我们", "turn_to": "城管 12319"}))
    refused = ticket_of(kernel, ticket)
    assert (refused.state, refused.refused_why, refused.referral) == (State.REFUSED, "不归我们", "城管 12319")


@pytest.mark.parametrize("role", [Role.PROPERTY, Role.STREET, Role.COMMUNITY, Role.GRID_WORKER])
def test_verifying_is_for_the_desk(kernel, d, ticket, role):
    with pytest.raises((Forbidden, NotFound)):
        act(kernel, d[role], refuse_ticket, refuse_order(ticket, {"reason": "不", "turn_to": "热线"}))


@pytest.mark.parametrize("by", ["number", "id"])
def test_a_merge_takes_reporters_their_gate_and_their_danger_along(kernel, d, desk, ticket, by):
    target = send_report(kernel, d, text="楼上半夜电钻").ticket
    found = send_report(kernel, d, d[Role.GRID_WORKER], text="有人被困", kind="patrol").ticket.id
    typed = target.number if by == "number" else str(target.id)
    for source in (ticket, found):
        act(kernel, desk, merge_ticket, merge_order(source, {"target": typed}))
    taken = ticket_of(kernel, target.id)
    merged = ticket_of(kernel, ticket)
    assert (merged.state, merged.merged_into) == (State.MERGED, target.id)
    assert (taken.urgent, taken.joins, taken.meeting_gate) == (True, 1, Gate.WAITING)
    with kernel.read() as session:
        assert reporter_count(session, target.id) == 3
        page = list_tickets(session, d[Role.GRID_WORKER], kernel.clock.now(), Ticket.id == target.id)
    assert len(page.rows) == 1, "the finder may follow what was found"
    assert [action for action, _ in history(kernel, target.id)] == ["report", "merged_in", "merged_in"]


def test_a_merge_at_the_same_firm_leaves_it_the_handler(kernel, d, desk):
    one, two = (send_report(kernel, d).ticket.id for _ in range(2))
    to_unit(kernel, d, one)
    to_unit(kernel, d, two)
    act(kernel, desk, merge_ticket, merge_order(one, {"target": str(two)}))
    step(kernel, d[Role.SHIFT_LEAD], two, Action.REDISPATCH, unit_id=d.other_firm.unit_id, reason="换一家")
    step(kernel, d.other_firm, two, Action.ACCEPT)


def test_a_merge_wants_another_open_ticket(kernel, d, desk, ticket):
    for wrong in ("0000-0000", "不是案件号"):
        with pytest.raises(Invalid) as problem:
            act(kernel, desk, merge_ticket, merge_order(ticket, {"target": wrong}))
        assert set(problem.value.fields) == {"target"}
    with pytest.raises(Invalid):
        act(kernel, desk, merge_ticket, merge_order(ticket, {"target": str(ticket)}))
    with pytest.raises(NotFound):
        act(kernel, desk, merge_ticket, merge_order(ticket, {"target": str(uuid.uuid4())}))
    over = send_report(kernel, d).ticket.id
    act(kernel, desk, refuse_ticket, refuse_order(over, {"reason": "不归我们", "turn_to": "热线"}))
    with pytest.raises(Invalid):
        act(kernel, desk, merge_ticket, merge_order(ticket, {"target": str(over)}))


def test_a_guarded_report_is_not_merged_to_where_a_firm_reads_it(kernel, d, desk):
    hidden = send_report(kernel, d, text="楼道灯不亮", confidential=True).ticket.id
    plain, about = send_report(kernel, d).ticket.id, send_report(kernel, d, text="投诉物业骂人").ticket.id
    to_unit(kernel, d, plain)
    with pytest.raises(Invalid, match="请分开办"):
        act(kernel, desk, merge_ticket, merge_order(hidden, {"target": str(plain)}))
    act(kernel, desk, merge_ticket, merge_order(hidden, {"target": str(about)}))
    act(kernel, desk, merge_ticket, merge_order(plain, {"target": str(about)}))
    with kernel.read() as session:
        rows = list_tickets(session, d[Role.PROPERTY], kernel.clock.now(), Ticket.id == about).rows
    assert not rows, "the firm that had the plain one does not follow it into the guarded one"


def test_a_hotlines_order_and_deadline_go_along(kernel, d, desk, ticket):
    soon = kernel.clock.now().replace(hour=18)
    order = send_report(
        kernel, d, desk, kind="hotline", order_no="H-20261120-1", external_due=soon, text="楼上吵"
    ).ticket.id
    act(kernel, desk, merge_ticket, merge_order(order, {"target": str(ticket)}))
    taken = ticket_of(kernel, ticket)
    assert (taken.order_no, taken.external_due) == ("H-20261120-1", soon)
    act(kernel, desk, verify_and_file, verify_order(ticket, {}))
    step(kernel, desk, ticket, Action.DISPATCH, unit_id=d.units[UnitKind.DEPARTMENT])
    assert ticket_of(kernel, ticket).due == soon
