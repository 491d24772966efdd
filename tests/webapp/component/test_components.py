"""One component: its life by the table, who may take its steps, what of it stays, and the tickets that are about it."""

import uuid

import pytest
from sqlalchemy import select

from tests.builders.report import deliver_all, send_report
from tests.webapp.component.conftest import HERE
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow
from webapp.component.commands import CorrectComponent, TendComponent, correct_component, tend_component
from webapp.component.lifecycle import COMPONENT, STANDING, ComponentAction
from webapp.component.records import ComponentChange
from webapp.place.records import Component, ComponentState
from webapp.ticket.component_of import is_like, likely_components
from webapp.ticket.records import Ticket, TicketStep

A = ComponentAction


def tend(kernel, actor, component, action, reason="", number=""):
    with kernel.work(actor) as work:
        order = TendComponent(component_id=component.id, action=action, reason=reason, number=number)
        return tend_component(work, order).state


def ticket(kernel, receipt) -> Ticket:
    with kernel.read() as session:
        return session.get_one(Ticket, receipt.ticket.id)


def at(east_m: float, north_m: float = 0.0) -> dict[str, object]:
    lng, lat = HERE
    return {"lng": lng + east_m / 85_300, "lat": lat + north_m / 111_200, "datum": "wgs84", "source": "gps"}


def test_every_state_can_be_reached_and_what_is_scrapped_stays_so():
    assert COMPONENT.reachable({ComponentState.SOUND}) == set(ComponentState)
    assert COMPONENT.allowed(ComponentState.SCRAPPED) == ()
    assert all(COMPONENT.allowed(state) for state in STANDING)


def test_a_component_is_found_broken_mended_and_taken_away_and_nothing_of_it_is_forgotten(
    kernel, district, lamps
):
    lamp, worker = lamps["新街 1 号杆"], district[Role.GRID_WORKER]
    number = send_report(kernel, district).ticket.number
    assert tend(kernel, worker, lamp, A.FIND_DAMAGED, "灯罩裂了") == ComponentState.DAMAGED
    with pytest.raises(NotNow):
        tend(kernel, worker, lamp, A.FIND_DAMAGED)
    with pytest.raises(Invalid, match=number):  # not the department's ticket
        tend(kernel, district[Role.DEPARTMENT], lamp, A.MEND, number=number)
    assert tend(kernel, district[Role.SHIFT_LEAD], lamp, A.MEND, number=number) == ComponentState.SOUND
    with pytest.raises(Invalid) as wrong:
        tend(kernel, district[Role.SHIFT_LEAD], lamp, A.REMOVE)
    assert "reason" in wrong.value.fields
    assert tend(kernel, district[Role.SHIFT_LEAD], lamp, A.REMOVE, "道路改造") == ComponentState.REMOVED
    with kernel.read() as session:
        mine = (
            select(ComponentChange)
            .where(ComponentChange.component_id == lamp.id)
            .order_by(ComponentChange.id)
        )
        told = [(line.action, line.reason, line.ticket_id is not None) for line in session.scalars(mine)]
    assert told == [
        ("take_in", "", False), ("find_damaged", "灯罩裂了", False), ("mend", "", True), ("remove", "道路改造", False)
    ]  # fmt: skip


def test_units_answer_for_their_own_components_and_nobody_for_what_is_not_there(kernel, district, lamps):
    theirs, other = lamps["新街 1 号杆"], lamps["新街井盖"]
    assert tend(kernel, district.other_firm, theirs, A.FIND_LOST) == ComponentState.LOST  # as its keeper
    with pytest.raises(Forbidden, match="不归您单位"):
        tend(kernel, district.other_firm, other, A.FIND_LOST)
    with pytest.raises(Forbidden):
        tend(kernel, district[Role.OPERATOR], other, A.FIND_LOST)
    with pytest.raises(Invalid, match="9999-0001"):
        tend(kernel, district[Role.GRID_WORKER], other, A.FIND_LOST, number="9999-0001")
    with kernel.work(district[Role.GRID_WORKER]) as work, pytest.raises(NotFound):
        tend_component(work, TendComponent(component_id=uuid.uuid4(), action=A.MEND))


def test_an_administrator_puts_right_who_keeps_it_and_the_history_says_what_it_was(kernel, district, lamps):
    lamp, firm = lamps["新街 3 号杆"], district[Role.PROPERTY].unit_id
    order = {
        "component_id": lamp.id,
        "name": "新街 3 号杆",
        "keeper": firm,
        "owner_words": "区园林绿化中心",
        "reason": "签了新合同",
    }
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        correct_component(work, CorrectComponent(**order))
        correct_component(work, CorrectComponent(**order))  # nothing changes, nothing is written
    with kernel.read() as session:
        lines = session.scalars(select(ComponentChange).where(ComponentChange.action == "correct")).all()
        assert [line.facts for line in lines] == [{"养护单位": ["", "新街物业"]}]
    with kernel.work(district[Role.GRID_WORKER]) as work, pytest.raises(Forbidden):
        correct_component(work, CorrectComponent(**order))


@pytest.mark.parametrize(
    ("klass", "said", "class_name", "like"),
    [
        ("路灯", "路灯不亮", "", True), ("污水井盖", "井盖丢了", "", True), ("路灯", "太黑了", "灯", True),
        ("垃圾箱", "没人倒", "垃圾", True), ("路灯", "井盖丢了", "其他", False), ("消火栓", "栓了条狗", "", False),
    ],
)  # fmt: skip
def test_a_kind_is_meant_by_its_own_words_or_by_its_class(klass, said, class_name, like):
    assert is_like(klass, said, class_name) is like


def test_a_report_that_names_its_component_is_about_it_and_stands_where_it_stands(kernel, district, lamps):
    lamp = lamps["新街 2 号杆"]
    worker = district[Role.GRID_WORKER]
    sent = {"kind": "patrol", "door": None, "category": "lamp", "text": "不亮"}
    told = ticket(kernel, send_report(kernel, district, worker, component=lamp.code, **sent))
    assert (told.component_id, told.lng, told.place_words) == (lamp.id, lamp.lng, "路灯 新街 2 号杆")
    assert told.community_id is not None
    assert told.street_id is not None
    unknown = send_report(kernel, district, worker, component="11010101009999999", **sent)
    deliver_all(kernel)
    assert ticket(kernel, unknown).component_id is None
    with kernel.read() as session:
        doubts = select(TicketStep.reason).where(TicketStep.action == "field_doubt")
        assert ["部件库里没有" in reason for reason in session.scalars(doubts)] == [True]


def test_the_nearest_of_its_kind_comes_first_and_is_tied_by_rule_only_when_no_other_can_be_meant(
    kernel, district, lamps
):
    worker = district[Role.GRID_WORKER]
    sent = {"kind": "patrol", "door": None, "category": "lamp", "text": "路灯不亮了"}
    near, between, far = (
        send_report(kernel, district, worker, place=at(east), **sent).ticket.id for east in (4, 17, 190)
    )
    with kernel.work(district[Role.SHIFT_LEAD]) as work:
        told = work.session.get_one(Ticket, near)
        found = likely_components(work.session, told)
        assert [one.row.name for one in found] == ["新街 1 号杆", "新街 2 号杆", "新街井盖"]
        tend_component(
            work, TendComponent(component_id=lamps["新街 2 号杆"].id, action=A.SCRAP, reason="拆了")
        )
        assert [one.row.name for one in likely_components(work.session, told)] == ["新街 1 号杆", "新街井盖"]
    deliver_all(kernel)
    with kernel.read() as session:
        tied = [session.get_one(Ticket, one).component_id for one in (near, between, far)]
    assert tied == [lamps["新街 1 号杆"].id, None, None], (
        "17 m is too far from the first, and the second is gone"
    )
    with kernel.read() as session:
        row = session.get_one(Ticket, near)
        assert (row.component.name, row.place_words) == ("新街 1 号杆", "路灯 新街 1 号杆")
        notes = session.scalars(select(TicketStep).where(TicketStep.action == "component_tied")).all()
        assert [(note.ticket_id, note.facts["component"]) for note in notes] == [
            (near, lamps["新街 1 号杆"].code)
        ]
        assert session.get_one(Component, lamps["新街 1 号杆"].id).state is ComponentState.SOUND
