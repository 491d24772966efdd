"""Silence climbs by itself, day or night; tasks whose day is past are told once; positions are forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import sign_in
from tests.builders.walk import step
from tests.builders.whistle import blows, does, party_of, rates, settles
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.outbox import Reaction, Reactions
from webapp.base.records import OutboxEvent
from webapp.people.records import UnitKind
from webapp.ticket.words import Action
from webapp.whistle import answering, commands, due, settling
from webapp.whistle.board import board
from webapp.whistle.due import climb_unanswered, forget_whistle_positions, tell_late_tasks
from webapp.whistle.events import WhistleTaskLate, WhistleUnanswered
from webapp.whistle.history import histories
from webapp.whistle.lifecycle import WhistleAction
from webapp.whistle.records import WhistleStep

HEARD: list[WhistleUnanswered | WhistleTaskLate] = []


@pytest.fixture
def heard(kernel):
    """What events were delivered, in their order."""
    HEARD.clear()

    def listen(_work, event) -> None:
        HEARD.append(event)

    rows = (
        Reaction("test.unanswered", ("whistle.unanswered",), WhistleUnanswered, listen),
        Reaction("test.late", ("whistle.task_late",), WhistleTaskLate, listen),
    )
    kernel.reactions = Reactions((*kernel.reactions.rows, *rows))
    return HEARD


@pytest.fixture
def whistle(kernel, district):
    made = send_report(kernel, district, text="北门灯全灭了")
    deliver_all(kernel)
    return blows(kernel, district, made.ticket.number)


def test_silence_climbs_to_lead_street_and_district_and_stops_at_an_answer(
    kernel, district, whistle, clock, heard
):
    does(
        kernel, district[Role.STREET], commands.invite_guest, commands.InviteGuest, whistle, guest="第二小学"
    )
    does(kernel, district[Role.COMMUNITY], answering.answer, answering.AnswerWhistle, whistle)
    assert climb_unanswered(kernel) == 0
    clock.move(minutes=30)
    assert climb_unanswered(kernel) == 3  # firm, department, guest; the community has answered
    assert climb_unanswered(kernel) == 0
    does(kernel, district[Role.PROPERTY], answering.answer, answering.AnswerWhistle, whistle)
    for expected in (1, 1, 0):
        clock.move(hours=2)
        assert climb_unanswered(kernel) == expected
    deliver_all(kernel)
    bureau = district.units[UnitKind.DEPARTMENT]
    assert [e.level for e in heard if e.unit_id == bureau] == ["lead", "street", "district"]
    assert [e.level for e in heard if e.unit_id is None] == ["street"]
    assert {e.street_id for e in heard} == {district.units[UnitKind.STREET]}


def test_whoever_is_called_after_the_minutes_may_answer_and_their_silence_holds_up_nobody(
    app, kernel, district, clock, monkeypatch
):
    monkeypatch.setattr(due, "BATCH", 1)
    made = send_report(kernel, district, text="北门灯全灭了")
    deliver_all(kernel)
    bureau = (district.units[UnitKind.DEPARTMENT],)
    settled = blows(kernel, district, made.ticket.number, units=bureau)
    settles(kernel, district, settled)
    community, street = district[Role.COMMUNITY], district[Role.STREET]
    more = {"units": (community.unit_id,)}
    does(kernel, street, commands.call_more, commands.CallMore, settled, **more)
    does(kernel, street, commands.invite_guest, commands.InviteGuest, settled, guest="第二小学")
    with kernel.read() as session:
        (line,) = board(session, community, clock.now()).to_do
    assert line.my_call == "点「收到」"
    assert "先点「收到」" in sign_in(app, community).get(f"/desk/whistles/{settled.id}").text
    stands = blows(kernel, district, made.ticket.number, units=bureau)
    with kernel.work(RULE) as work:  # as such rows stand from before
        party = work.session.merge(party_of(kernel, settled, community.unit_id))
        party.climbs_at = clock.now()
    clock.move(hours=1)
    assert climb_unanswered(kernel) == 1
    assert party_of(kernel, stands, bureau[0]).climb_level == 1
    does(kernel, community, answering.answer, answering.AnswerWhistle, settled)
    assert party_of(kernel, settled, community.unit_id).answered_by == community.name


def test_nobody_is_waited_for_after_the_end(kernel, district, whistle):
    task = settles(kernel, district, whistle, keeper="新街物业")
    does(kernel, district[Role.DEPARTMENT], answering.fulfil, answering.Fulfil, whistle, task=task.id)
    with kernel.work(RULE) as work:  # as such rows stand from before
        firm = work.session.merge(party_of(kernel, whistle, district.units[UnitKind.PROPERTY]))
        firm.climbs_at = work.now
    rates(kernel, district, whistle)
    does(kernel, district[Role.STREET], settling.end, settling.EndWhistle, whistle)
    assert party_of(kernel, whistle, district.units[UnitKind.PROPERTY]).climbs_at is None


def test_a_task_is_told_late_once_after_its_day_and_not_when_it_is_done(
    kernel, district, whistle, clock, heard
):
    late = settles(kernel, district, whistle)
    party = party_of(kernel, whistle, district.units[UnitKind.PROPERTY])
    more = {"what": "清理现场", "party": party.id, "due": clock.now().date()}
    done = does(kernel, district[Role.STREET], settling.add_task, settling.AddTask, whistle, **more)
    does(kernel, district[Role.PROPERTY], answering.fulfil, answering.Fulfil, whistle, task=done.id)
    clock.move(days=3)
    assert tell_late_tasks(kernel) == 0
    clock.move(days=1)
    assert (tell_late_tasks(kernel), tell_late_tasks(kernel)) == (1, 0)
    deliver_all(kernel)
    assert [(e.task_id, e.due) for e in heard] == [(late.id, "2026-11-23")]


def test_what_is_done_after_its_day_is_late_whether_or_not_it_was_told_so(kernel, district, whistle, clock):
    late, bureau = settles(kernel, district, whistle), district[Role.DEPARTMENT]
    party = party_of(kernel, whistle, bureau.unit_id)
    more = {"what": "清理现场", "party": party.id, "due": late.due + timedelta(days=1)}
    in_day = does(kernel, district[Role.STREET], settling.add_task, settling.AddTask, whistle, **more)
    clock.move(days=4)
    for task in (late, in_day):
        does(kernel, bureau, answering.fulfil, answering.Fulfil, whistle, task=task.id)
    with kernel.read() as session:
        (row,) = histories(session, bureau, clock.now())
    assert (row.tasks, row.done, row.in_day) == (2, 2, 1)


def test_where_people_stood_is_forgotten_after_ninety_days_and_how_far_it_was_stays(
    kernel, district, whistle, clock
):
    with kernel.work(RULE) as work:
        work.session.merge(whistle).lng, work.session.merge(whistle).lat = 116.4, 39.9
    firm = district[Role.PROPERTY]
    does(kernel, firm, answering.sign_in, answering.SignIn, whistle, lng=116.401, lat=39.9)
    assert party_of(kernel, whistle, firm.unit_id).metres == pytest.approx(85, abs=2)
    clock.move(days=89)
    assert forget_whistle_positions(kernel) == 0
    clock.move(days=2)
    assert forget_whistle_positions(kernel) == 1
    kept = party_of(kernel, whistle, firm.unit_id)
    assert (kept.lng, kept.lat, kept.metres is not None) == (None, None, True)


def test_of_a_firm_that_may_know_nothing_more_neither_story_nor_message_says_that_it_is_late(
    app, kernel, district, clock, heard
):
    open_one, secret = (
        send_report(kernel, district, text="北门灯全灭了", **more) for more in ({}, {"confidential": True})
    )
    deliver_all(kernel)
    firm, street = district[Role.PROPERTY], district[Role.STREET]
    whistle = blows(kernel, district, open_one.ticket.number)
    late = settles(
        kernel, district, whistle, party=party_of(kernel, whistle, firm.unit_id).id, what="清理现场"
    )
    given = {"target_id": secret.ticket.id, "reason": "同一件"}
    step(kernel, district[Role.OPERATOR], open_one.ticket.id, Action.MERGE, **given)
    deliver_all(kernel)
    clock.move(days=4)
    assert tell_late_tasks(kernel) == 1, "the street has to see to it"
    deliver_all(kernel)
    assert [(e.task_id, e.unit_id, e.street_id) for e in heard] == [(late.id, None, street.unit_id)]
    with kernel.read() as session:
        told = select(WhistleStep.words).where(WhistleStep.action == WhistleAction.FALL_LATE)
        assert session.scalars(told).all() == ["有一条分工到期没办到。"]
        moved = select(OutboxEvent.data).where(OutboxEvent.tag == "whistle.fall_late")
        assert str(firm.unit_id) not in str(session.scalars(moved).all())
