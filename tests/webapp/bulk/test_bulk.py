"""An act on many tickets: nothing for half a minute, undone it leaves no trace, done it fails for each alone."""

import pytest
from sqlalchemy import func, select, update

from tests.builders.walk import to_unit
from tests.webapp.bulk.conftest import ask, fresh, run_out
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow
from webapp.bulk import due
from webapp.bulk.commands import DropBulk, drop_bulk
from webapp.bulk.lifecycle import BULK, BulkState, BulkVerb, ItemState
from webapp.bulk.queries import latest_of, whole_act
from webapp.bulk.records import BulkAct, BulkItem
from webapp.bulk.rules import UNDO_FOR
from webapp.people.records import Person, Unit, UnitKind
from webapp.ticket.records import Ticket, TicketStep
from webapp.ticket.words import State


def steps(kernel) -> int:
    with kernel.read() as session:
        return session.scalar(select(func.count()).select_from(TicketStep)) or 0


def test_every_state_is_reached_and_ends():
    assert BULK.reachable({BulkState.WAITING}) == set(BulkState)
    for state in BULK.open_states:
        assert BulkState.DONE in BULK.reachable({state})


def test_nothing_happens_until_its_time_and_undone_nothing_ever_does(kernel, district, at_desk, clock):
    lead, tickets = district[Role.SHIFT_LEAD], at_desk(3)
    unit = district.units["department"]
    before = steps(kernel)
    act = ask(kernel, lead, tickets, verb=BulkVerb.DISPATCH, unit=unit)
    clock.move(seconds=UNDO_FOR.total_seconds() - 1)
    assert run_out(kernel) == 0
    with kernel.work(lead) as work:
        drop_bulk(work, DropBulk(act_id=act.id))
    clock.move(minutes=5)
    assert run_out(kernel) == 0
    assert steps(kernel) == before
    with kernel.work(lead) as work, pytest.raises(NotNow, match="撤销了"):
        drop_bulk(work, DropBulk(act_id=act.id))


def test_those_that_fail_are_explained_and_the_others_are_done(kernel, district, at_desk, clock):
    """200 in small: of 45 over three runs of the worker three fail, 42 are done, each in the name of who asked."""
    operator, tickets = district[Role.OPERATOR], at_desk(45)
    firm = district.units["property"]
    act = ask(kernel, operator, tickets, verb=BulkVerb.DISPATCH, unit=firm)
    with kernel.work(
        district[Role.SHIFT_LEAD]
    ) as work:  # between: one moves on, two may not be known to a firm
        work.session.execute(update(Ticket).where(Ticket.id == tickets[7].id).values(confidential=True))
        work.session.execute(update(Ticket).where(Ticket.id == tickets[8].id).values(about_unit=True))
    to_unit(kernel, district, tickets[20].id, UnitKind.DEPARTMENT)
    clock.move(seconds=UNDO_FOR.total_seconds())
    assert due.apply_bulk(kernel) == due.AT_A_TIME
    with kernel.work(operator) as work, pytest.raises(NotNow, match="正在办"):
        drop_bulk(work, DropBulk(act_id=act.id))
    assert run_out(kernel) == 45 - due.AT_A_TIME
    with kernel.read() as session:
        whole = whole_act(session, operator, clock.now(), act.id)
        states = dict(session.execute(select(Ticket.state, func.count()).group_by(Ticket.state)).all())
        names = set(session.scalars(select(TicketStep.name).where(TicketStep.action == "dispatch")))
    assert (whole.act.state, whole.act.done, whole.act.failed) == (BulkState.DONE, 42, 3)
    assert [one.ticket_id for one in whole.items[:3]] == [tickets[at].id for at in (7, 8, 20)]
    assert [one.state for one in whole.items[:4]] == [ItemState.FAILED] * 3 + [ItemState.DONE]
    assert "不能派给物业" in whole.items[0].why
    assert "已经「派遣」" in whole.items[2].why
    assert (states[State.NEW], states[State.DISPATCHED]) == (2, 43)
    assert operator.name in names
    assert run_out(kernel) == 0


def test_two_workers_at_once_do_each_ticket_once(kernel, district, at_desk, clock, monkeypatch):
    tickets = at_desk(3)
    act = ask(
        kernel, district[Role.OPERATOR], tickets, verb=BulkVerb.DISPATCH, unit=district.units["department"]
    )
    clock.move(minutes=1)
    ours = due._try

    def overtaken(kernel, act, asker, place):
        monkeypatch.setattr(due, "_try", ours)  # the other one comes by, between our look and our act
        due.apply_bulk(kernel)
        ours(kernel, act, asker, place)

    monkeypatch.setattr(due, "_try", overtaken)
    run_out(kernel)
    for ticket in tickets:
        now = fresh(kernel, ticket.id)
        assert now.state is State.DISPATCHED
    with kernel.read() as session:
        sent = select(TicketStep.ticket_id).where(TicketStep.action == "dispatch")
        assert len(session.scalars(sent).all()) == 3
        assert session.get_one(BulkAct, act.id).failed == 0


def test_units_return_street_hastens_and_what_is_the_same_is_merged(kernel, district, at_desk, clock):
    tickets = at_desk(6)
    for ticket in tickets[:4]:
        to_unit(kernel, district, ticket.id, UnitKind.DEPARTMENT)
    now = [fresh(kernel, ticket.id) for ticket in tickets]
    ask(kernel, district[Role.DEPARTMENT], now[:2], verb=BulkVerb.RETURN, reason="不在我们的路段")
    ask(kernel, district[Role.SHIFT_LEAD], now[2:4], verb=BulkVerb.HASTEN, reason="后天要下雪")
    ask(kernel, district[Role.OPERATOR], now[4:] + now[2:3], verb=BulkVerb.MERGE, target=now[2].number)
    clock.move(minutes=1)
    run_out(kernel)
    after = [fresh(kernel, ticket.id) for ticket in tickets]
    assert [one.state for one in after] == [State.FILED] * 2 + [State.DISPATCHED] * 2 + [State.MERGED] * 2
    assert [one.urgent for one in after[2:4]] == [True, True]
    assert {one.merged_into for one in after[4:]} == {tickets[2].id}
    with kernel.read() as session:
        assert [one.total for one in latest_of(session, district[Role.OPERATOR], clock.now())] == [2]


def test_what_is_missing_is_said_and_nothing_is_stored(kernel, district, at_desk):
    tickets, lead = at_desk(2), district[Role.SHIFT_LEAD]
    wrong = {
        "tickets": ([], {"verb": BulkVerb.HASTEN, "reason": "快"}),
        "verb": (tickets, {}),
        "unit": (tickets, {"verb": BulkVerb.DISPATCH}),
        "reason": (tickets, {"verb": BulkVerb.HASTEN}),
        "target": (tickets, {"verb": BulkVerb.MERGE, "target": "0101-9999"}),
    }
    for field, (picked, order) in wrong.items():
        with pytest.raises(Invalid) as refused:
            ask(kernel, lead, picked, **order)
        assert field in refused.value.fields
    with kernel.work(lead) as work:
        work.session.execute(update(Unit).where(Unit.id == district.units["department"]).values(live=False))
    for order in (
        {"verb": BulkVerb.DISPATCH, "unit": district.units["department"]},
        {"verb": BulkVerb.RETURN, "reason": "x"},
    ):
        with pytest.raises(Invalid):
            ask(kernel, lead, tickets, **order)
    with pytest.raises(Forbidden):
        ask(kernel, district[Role.GRID_WORKER], tickets, verb=BulkVerb.HASTEN, reason="快")
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(BulkAct)) == 0


def test_another_sees_nothing_of_it_and_tickets_out_of_scope_are_not_counted(kernel, district, at_desk):
    tickets = at_desk(3)
    to_unit(kernel, district, tickets[0].id, UnitKind.DEPARTMENT)
    act = ask(kernel, district[Role.DEPARTMENT], tickets, verb=BulkVerb.RETURN, reason="不归我们")
    assert act.total == 1
    with kernel.read() as session, pytest.raises(NotFound):
        whole_act(session, district[Role.SHIFT_LEAD], kernel.clock.now(), act.id)
    with kernel.work(district[Role.PROPERTY]) as work, pytest.raises(NotFound):
        drop_bulk(work, DropBulk(act_id=act.id))


def test_whoever_left_meanwhile_does_nothing_any_more(kernel, district, at_desk, clock):
    tickets, operator = at_desk(2), district[Role.OPERATOR]
    act = ask(kernel, operator, tickets, verb=BulkVerb.DISPATCH, unit=district.units["department"])
    with kernel.work(district[Role.SHIFT_LEAD]) as work:
        work.session.execute(update(Person).where(Person.id == operator.person_id).values(active=False))
    clock.move(minutes=1)
    run_out(kernel)
    with kernel.read() as session:
        whys = set(session.scalars(select(BulkItem.why).where(BulkItem.act_id == act.id)))
    assert whys == {due.LEFT}
    assert {fresh(kernel, ticket.id).state for ticket in tickets} == {State.NEW}
