"""Silence climbs by itself, day or night; tasks whose day is past are told once; positions are forgotten."""

import pytest

from tests.builders.report import deliver_all, send_report
from tests.builders.whistle import blows, does, party_of, settles
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.outbox import Reaction, Reactions
from webapp.people.records import UnitKind
from webapp.whistle import answering, commands, settling
from webapp.whistle.due import climb_unanswered, forget_whistle_positions, tell_late_tasks
from webapp.whistle.events import WhistleTaskLate, WhistleUnanswered

HEARD: list[WhistleUnanswered | WhistleTaskLate] = []


@pytest.fixture
def heard(kernel):
    """What events were delivered, in their order."""
    HEARD.clear()
    listen = lambda _work, event: HEARD.append(event)  # noqa: E731  a reaction in one line
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
