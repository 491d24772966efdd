"""Days of patrol: the plan of the morning, what was missed, rounds, positions that are forgotten."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.builders.patrol import plan, point, tasks, visit_of, visits
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.errors import Invalid, NotNow, Problem
from webapp.catalogue.settings import put_setting
from webapp.patrol.due import end_forgotten_rounds, forget_positions, plan_the_day
from webapp.patrol.library import SetActive, put_type, set_active
from webapp.patrol.lifecycle import TaskState
from webapp.patrol.oversight import (
    GiveStreet,
    HandOverTask,
    LookAtVisit,
    give_street,
    hand_over_task,
    look_at_visit,
)
from webapp.patrol.planning import replan
from webapp.patrol.queries import pack_part
from webapp.patrol.records import Round, VisitPhoto, VisitTask, Why
from webapp.patrol.rounds import end_round, start_round
from webapp.place.records import Street


@pytest.fixture
def inspector(district):
    return district[Role.INSPECTOR]


def test_the_morning_plans_once_and_the_same_day_the_same_way(kernel, patrol, inspector, clock):
    clock.move(days=59, hours=-7)  # three in the morning
    assert plan_the_day(kernel) == 0
    clock.move(hours=2)
    assert plan_the_day(kernel) == 4
    assert plan_the_day(kernel) == 0
    assert [task.why for task in tasks(kernel)] == [Why.DUE] * 4
    assert {task.distance_m for task in tasks(kernel)} == {0, 111}


def test_who_was_given_a_street_walks_there_and_a_grid_worker_only_then(kernel, patrol, district, clock):
    clock.move(days=61)
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        street = work.session.scalars(select(Street.id)).one()
        for role in (Role.GRID_WORKER, Role.INSPECTOR):
            give_street(work, GiveStreet(person_id=district[role].person_id, street_id=street))
    people = [task.person_id for task in plan(kernel)]
    assert sorted(people.count(district[role].person_id) for role in (Role.GRID_WORKER, Role.INSPECTOR)) == [
        2,
        2,
    ]
    with kernel.work(district[Role.ADMINISTRATOR]) as work, pytest.raises(Invalid):
        give_street(work, GiveStreet(person_id=district[Role.CLERK].person_id, street_id=street))


def test_the_pack_holds_points_checklists_and_the_plan_in_the_settled_shape(
    kernel, patrol, district, inspector, clock
):
    clock.move(days=61)
    plan(kernel)
    with kernel.work(inspector) as work:
        begun = start_round(work)
    with kernel.read() as session:
        part = pack_part(session, inspector, clock.now())
        nobody = pack_part(session, district[Role.CLERK], clock.now())
    assert {
        "code",
        "name",
        "type",
        "type_name",
        "street",
        "words",
        "lng",
        "lat",
        "cycle_days",
        "last_visit",
        "due",
    } <= set(part["points"][0])
    assert part["checklists"] == [
        {"type": "P01", "version": 1, "items": [
            {"code": "1", "words": "路面干净"}, {"code": "2", "words": "护栏完好"}, {"code": "3", "words": "没有小广告"},
        ]}
    ]  # fmt: skip
    assert part["plan"]["round"] == str(begun.id)
    assert [stop["order"] for stop in part["plan"]["stops"]] == [1, 2, 3, 4]
    assert {stop["why"] for stop in part["plan"]["stops"]} == {"overdue"}
    assert nobody == {"points": [], "checklists": [], "plan": None}


def test_a_round_starts_once_ends_once_and_takes_the_visits_between(kernel, patrol, inspector, clock):
    with kernel.work(inspector) as work:
        first = start_round(work).id
    with kernel.work(inspector) as work:
        assert start_round(work).id == first
    inside = visits(kernel, inspector, patrol, 1)
    clock.move(hours=3)
    with kernel.work(inspector) as work:
        end_round(work)
    with kernel.work(inspector) as work, pytest.raises(NotNow):
        end_round(work)
    clock.move(hours=1)
    outside = visits(kernel, inspector, patrol, 2)
    assert visit_of(kernel, inside.visit).round_id == first
    assert visit_of(kernel, outside.visit).round_id is None


def test_a_round_begun_offline_is_known_by_its_visits(kernel, patrol, district, inspector, clock):
    named = uuid.uuid4()
    made = clock.now() - timedelta(hours=2)
    for number, at in ((2, made + timedelta(minutes=20)), (1, made)):
        visits(
            kernel,
            inspector,
            patrol,
            number,
            round=str(named),
            captured_at=at.isoformat(),
            sent_at=at.isoformat(),
        )
    with kernel.read() as session:
        only = session.scalars(select(Round)).one()
    assert (only.id, only.person_id, only.started_at) == (named, inspector.person_id, made)
    stolen = visits(kernel, district[Role.GRID_WORKER], patrol, 3, round=str(named))
    assert visit_of(kernel, stolen.visit).round_id is None


def test_a_round_that_nobody_ended_ends_at_its_last_visit(kernel, patrol, inspector, clock):
    with kernel.work(inspector) as work:
        start_round(work)
    clock.move(hours=2)
    visits(kernel, inspector, patrol, 1)
    clock.move(hours=13)
    assert end_forgotten_rounds(kernel) == 0
    clock.move(hours=2)
    assert end_forgotten_rounds(kernel) == 1
    with kernel.read() as session:
        one = session.scalars(select(Round)).one()
    assert one.ended_at - one.started_at == timedelta(hours=2)


def test_positions_are_forgotten_after_ninety_days_and_the_visit_stays(kernel, patrol, inspector, clock):
    receipt = visits(kernel, inspector, patrol, 1)
    with kernel.work(RULE) as work:
        work.session.scalars(select(VisitPhoto)).one().place = {"lng": 116.4, "lat": 39.9, "datum": "wgs84"}
    clock.move(days=89)
    assert forget_positions(kernel) == 0
    clock.move(days=2)
    assert forget_positions(kernel) == 1
    assert forget_positions(kernel) == 0
    visit = visit_of(kernel, receipt.visit)
    assert (visit.place, visit.lng, visit.lat) == (None, None, None)
    assert visit.distance_m == 0
    with kernel.read() as session:
        assert session.scalars(select(VisitPhoto.place)).one() is None


def test_a_second_visit_goes_to_somebody_else_and_is_tied_to_the_first(kernel, patrol, district, clock):
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        street = work.session.scalars(select(Street.id)).one()
        give_street(work, GiveStreet(person_id=district[Role.GRID_WORKER].person_id, street_id=street))
        put_setting(work.session, "patrol_second_percent", 100, clock.now().date())
    first = visits(kernel, district[Role.INSPECTOR], patrol, 1)
    clock.move(days=1)
    second = next(task for task in plan(kernel) if task.why is Why.SECOND)
    assert (second.person_id, second.second_of) == (district[Role.GRID_WORKER].person_id, first.visit)
    with kernel.work(district[Role.SHIFT_LEAD]) as work, pytest.raises(Invalid, match="换个人"):
        hand_over_task(work, HandOverTask(task_id=second.id, person_id=district[Role.INSPECTOR].person_id))
    again = visits(kernel, district[Role.GRID_WORKER], patrol, 1)
    assert visit_of(kernel, again.visit).second_of == first.visit
    clock.move(days=1)
    assert not [
        task for task in plan(kernel) if task.second_of == first.visit and task.state is TaskState.PLANNED
    ]


def test_a_changed_cycle_moves_every_turn_at_once(kernel, patrol, inspector, clock):
    visits(kernel, inspector, patrol, 1)
    with kernel.work(RULE) as work:
        put_type(work, "P01", "主干道", 30)
    assert point(kernel, "D1").due_at == clock.now() + timedelta(days=30)


def test_a_retired_point_leaves_the_plan_and_a_new_plan_leaves_what_is_done(
    kernel, patrol, district, inspector, clock
):
    clock.move(days=61)
    plan(kernel)
    visits(kernel, inspector, patrol, 1)
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        set_active(work, SetActive(point_id=patrol.points[1], active=False))
    with kernel.work(district[Role.SHIFT_LEAD]) as work:
        assert replan(work) == 2
    states = {(task.point_id, task.state) for task in tasks(kernel)}
    assert (patrol.points[0], TaskState.DONE) in states
    assert (patrol.points[1], TaskState.WITHDRAWN) in states
    assert (patrol.points[1], TaskState.PLANNED) not in states
    assert (patrol.points[2], TaskState.PLANNED) in states


def test_what_does_not_fit_is_looked_at_once_by_somebody_above(kernel, patrol, district, inspector, clock):
    odd = visits(kernel, inspector, patrol, 1, scanned=None)
    with kernel.work(inspector) as work, pytest.raises(Problem):
        look_at_visit(work, LookAtVisit(visit_id=odd.visit))
    with kernel.work(district[Role.SHIFT_LEAD]) as work:
        look_at_visit(work, LookAtVisit(visit_id=odd.visit, words="标签掉了"))
    seen = visit_of(kernel, odd.visit)
    assert (seen.looked_by, seen.looked_words) == (district[Role.SHIFT_LEAD].person_id, "标签掉了")
    clock.move(minutes=5)
    fine = visits(kernel, inspector, patrol, 2)
    with kernel.work(district[Role.SHIFT_LEAD]) as work, pytest.raises(Invalid):
        look_at_visit(work, LookAtVisit(visit_id=fine.visit))


def test_a_day_holds_no_more_than_the_district_allows(kernel, patrol, clock):
    with kernel.work(RULE) as work:
        put_setting(work.session, "patrol_visits", 2, clock.now().date())
    clock.move(days=61)
    assert len(plan(kernel)) == 2
    with kernel.read() as session:
        assert len(session.scalars(select(VisitTask)).all()) == 2
