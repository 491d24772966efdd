"""到点检查: taken whatever it says, once; what does not fit is flagged."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.builders.patrol import photo, place_of, plan, point, tasks, visit_of, visits
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.errors import Differs, Forbidden
from webapp.patrol.library import SetActive, set_active
from webapp.patrol.lifecycle import TaskState
from webapp.patrol.planning import mark_missed
from webapp.patrol.records import Outcome, Visit, VisitFault
from webapp.people.records import Person


@pytest.fixture
def inspector(district):
    return district[Role.INSPECTOR]


def test_a_visit_in_which_everything_fits_has_no_flag_and_moves_the_points_turn(
    kernel, patrol, inspector, clock
):
    receipt = visits(kernel, inspector, patrol, 1)
    visit = visit_of(kernel, receipt.visit)
    assert (visit.flags, visit.flagged, visit.outcome) == ([], False, Outcome.CLEAR)
    assert visit.distance_m == 0
    at = point(kernel, "D1")
    assert at.visited_at == clock.now()
    assert at.due_at == clock.now() + timedelta(days=60)


def test_the_same_visit_again_is_the_same_visit_and_another_under_its_id_is_not(
    kernel, patrol, inspector, clock
):
    visit_id, shot = uuid.uuid4(), [photo(1, clock.now())]
    first = visits(kernel, inspector, patrol, 1, visit_id=visit_id, photos=shot)
    clock.move(minutes=5)
    again = visits(kernel, inspector, patrol, 1, visit_id=visit_id, photos=shot)
    assert again == first
    with pytest.raises(Differs):
        visits(kernel, inspector, patrol, 1, visit_id=visit_id, photos=shot, words="别的话")
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(Visit)) == 1


AWAY = {"lng": 116.4, "lat": 39.9031, "datum": "wgs84", "accuracy_m": 8}


@pytest.mark.parametrize(
    ("more", "flag"),
    [
        ({"scanned": None}, "no_scan"),
        ({"scanned": "ABCD2345"}, "wrong_code"),
        ({"place": None}, "no_place"),
        ({"place": {"lng": 0, "lat": 0, "datum": "wgs84"}}, "no_place"),
        ({"place": AWAY}, "far"),
        ({"photos": None}, "no_photo"),
        ({"items": [{"code": "1", "ok": True}]}, "items_missing"),
        ({"checklist_version": 9}, "items_missing"),
    ],
)
def test_what_does_not_fit_is_flagged_and_never_refused(kernel, patrol, inspector, more, flag):
    receipt = visits(kernel, inspector, patrol, 1, **more)
    visit = visit_of(kernel, receipt.visit)
    assert visit.flags == [flag]
    assert visit.flagged
    assert point(kernel, "D1").visited_at is not None


def test_a_coarse_position_an_old_photo_and_one_without_a_moment_are_flagged(
    kernel, patrol, inspector, clock
):
    lng, lat = place_of(1)
    old, none = photo(1, clock.now() - timedelta(minutes=11)), photo(1, clock.now())
    del none["taken_at"]
    coarse = {"lng": lng, "lat": lat, "datum": "wgs84", "accuracy_m": 51}
    receipt = visits(kernel, inspector, patrol, 1, place=coarse, photos=[old, none])
    assert visit_of(kernel, receipt.visit).flags == ["coarse", "not_live", "photo_old"]


def test_a_photo_that_was_used_before_is_flagged_whoever_used_it(kernel, patrol, district, clock):
    visits(kernel, district[Role.GRID_WORKER], patrol, 1, photos=[photo(1, clock.now(), "ab")])
    receipt = visits(kernel, district[Role.INSPECTOR], patrol, 2, photos=[photo(2, clock.now(), "ab")])
    assert visit_of(kernel, receipt.visit).flags == ["photo_used"]


def test_nobody_flies_from_point_to_point_whichever_visit_arrives_first(kernel, patrol, inspector, clock):
    near = visits(kernel, inspector, patrol, 1)
    clock.move(seconds=4)
    fast = visits(kernel, inspector, patrol, 4)
    assert (visit_of(kernel, near.visit).flags, visit_of(kernel, fast.visit).flags) == ([], ["too_fast"])
    between = (clock.now() - timedelta(seconds=2)).isoformat()
    clock.move(minutes=20)
    late = visits(
        kernel,
        inspector,
        patrol,
        2,
        captured_at=between,
        photos=[photo(2, clock.now() - timedelta(minutes=20))],
    )
    assert "too_fast" in visit_of(kernel, late.visit).flags


def test_walking_pace_is_not_too_fast(kernel, patrol, inspector, clock):
    for number in (1, 2, 3, 4):
        receipt = visits(kernel, inspector, patrol, number)
        assert visit_of(kernel, receipt.visit).flags == []
        clock.move(minutes=2)


@pytest.mark.parametrize("skew", [timedelta(days=-1), timedelta(days=1), timedelta(days=-20000)])
def test_a_wrong_clock_is_flagged_and_the_visit_counts_when_it_was_really_made(
    kernel, patrol, inspector, clock, skew
):
    shown = clock.now() + skew
    made = shown - timedelta(minutes=30)
    receipt = visits(
        kernel,
        inspector,
        patrol,
        1,
        captured_at=made.isoformat(),
        sent_at=made.isoformat(),
        told_at=shown,
        photos=[photo(1, made)],
    )
    visit = visit_of(kernel, receipt.visit)
    assert visit.flags == ["clock"]
    assert visit.visited_at == clock.now() - timedelta(minutes=30)
    assert (visit.captured_at, visit.received_at) == (made, clock.now())


def test_five_hours_in_a_cellar_are_no_wrong_clock(kernel, patrol, inspector, clock):
    made = clock.now() - timedelta(hours=5)
    receipt = visits(
        kernel,
        inspector,
        patrol,
        1,
        captured_at=made.isoformat(),
        sent_at=made.isoformat(),
        told_at=clock.now(),
        photos=[photo(1, made)],
    )
    assert (visit_of(kernel, receipt.visit).flags, point(kernel, "D1").visited_at) == ([], made)


def test_a_point_that_went_while_the_phone_was_offline_keeps_its_visit(kernel, patrol, district, inspector):
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        set_active(work, SetActive(point_id=patrol.points[0], active=False))
    gone = visits(kernel, inspector, patrol, 1)
    assert visit_of(kernel, gone.visit).flags == ["point_gone"]
    never = visits(kernel, inspector, patrol, 2, point="NOWHERE")
    unknown = visit_of(kernel, never.visit)
    assert unknown.flags[:2] == ["point_unknown", "items_missing"]
    assert (unknown.point_id, unknown.point_code) == (None, "NOWHERE")


def test_who_lost_the_post_meanwhile_is_flagged_and_does_not_count(kernel, patrol, inspector):
    with kernel.work(RULE) as work:
        work.session.get_one(Person, inspector.person_id).role = Role.CLERK.value
    receipt = visits(kernel, inspector, patrol, 1)
    assert visit_of(kernel, receipt.visit).flags == ["no_post"]
    assert point(kernel, "D1").visited_at is None


def test_a_visit_from_an_imported_file_belongs_to_whose_phone_it_was_and_is_flagged(
    kernel, patrol, district, inspector
):
    receipt = visits(kernel, district[Role.OPERATOR], patrol, 1, account="inspector")
    visit = visit_of(kernel, receipt.visit)
    assert (visit.person_id, visit.flags) == (inspector.person_id, ["imported"])
    assert point(kernel, "D1").visited_at is not None


def test_residents_do_not_check_in(kernel, patrol):
    with pytest.raises(Forbidden):
        visits(kernel, RULE, patrol, 1)


def test_a_failed_item_names_the_report_that_is_sent_beside_it(kernel, patrol, inspector):
    report = uuid.uuid4()
    items = [
        {"code": "1", "ok": True},
        {"code": "2", "ok": False, "note": "断了一截", "report": str(report)},
        {"code": "3", "ok": True},
    ]
    receipt = visits(kernel, inspector, patrol, 1, items=items)
    assert receipt.outcome is Outcome.FAULTS
    with kernel.read() as session:
        fault = session.scalars(select(VisitFault)).one()
    assert (fault.item, fault.words, fault.note, fault.report_id) == ("2", "护栏完好", "断了一截", report)
    assert visit_of(kernel, receipt.visit).flags == []


def test_a_visit_fulfils_the_plan_of_its_day_even_when_it_arrives_the_day_after(
    kernel, patrol, district, inspector, clock
):
    clock.move(days=61)
    planned = plan(kernel)
    assert {task.person_id for task in planned} == {inspector.person_id}
    visits(kernel, inspector, patrol, 1)
    made = clock.now() + timedelta(minutes=10)
    clock.move(days=1)
    with kernel.work(RULE) as work:
        assert mark_missed(work) == len(planned) - 1
    visits(
        kernel,
        inspector,
        patrol,
        2,
        captured_at=made.isoformat(),
        sent_at=made.isoformat(),
        photos=[photo(2, made)],
    )
    states = {task.point_id: task.state for task in tasks(kernel)}
    assert states[patrol.points[0]] is TaskState.DONE
    assert states[patrol.points[1]] is TaskState.DONE
    assert states[patrol.points[2]] is TaskState.MISSED


def test_an_older_visit_that_arrives_later_does_not_turn_the_clock_back(kernel, patrol, inspector, clock):
    made = clock.now()
    clock.move(days=2)
    visits(kernel, inspector, patrol, 1)
    newest = point(kernel, "D1").visited_at
    visits(
        kernel,
        inspector,
        patrol,
        1,
        captured_at=made.isoformat(),
        sent_at=made.isoformat(),
        photos=[photo(1, made)],
    )
    assert point(kernel, "D1").visited_at == newest
