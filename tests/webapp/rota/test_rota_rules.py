"""When the desk is staffed: shifts, nights, absences and stand-ins. Pure."""

import uuid
from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.base.clock import CHINA
from webapp.base.worktime import DESK_WEEK, WorkCalendar
from webapp.people.rota import Manned, gaps, staffed

ANNA, BO = uuid.uuid4(), uuid.uuid4()
FRIDAY = date(2026, 11, 20)
SATURDAY, SUNDAY = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)
USUAL = WorkCalendar(week=DESK_WEEK).hours


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour % 24), CHINA) + timedelta(days=hour // 24)


def shift(who, day, begins, ends, stood_in=False):
    return Manned(who, at(day, begins), at(day, ends), stood_in)


def test_shifts_that_touch_are_one_stretch_and_other_days_are_not_named():
    found = staffed([shift(ANNA, FRIDAY, 7, 13), shift(BO, FRIDAY, 13, 22)], [], USUAL)
    assert found == {FRIDAY: ((time(7), time(22)),)}


def test_an_absence_leaves_a_gap_unless_somebody_stands_in():
    shifts = [shift(ANNA, FRIDAY, 8, 20)]
    assert staffed(shifts, [shift(ANNA, FRIDAY, 12, 14)], USUAL)[FRIDAY] == (
        (time(8), time(12)),
        (time(14), time(20)),
    )
    assert staffed(shifts, [shift(ANNA, FRIDAY, 12, 14, stood_in=True)], USUAL)[FRIDAY] == (
        (time(8), time(20)),
    )
    assert staffed(shifts, [shift(BO, FRIDAY, 12, 14)], USUAL)[FRIDAY] == ((time(8), time(20)),)
    assert staffed(shifts, [shift(ANNA, FRIDAY, 0, 24)], USUAL)[FRIDAY] == (), (
        "everybody is away: nobody comes"
    )


def test_a_night_shift_is_cut_at_midnight_and_adds_to_a_day_without_shifts():
    found = staffed([shift(ANNA, FRIDAY, 20, 32)], [], USUAL)
    assert found[FRIDAY] == ((time(20), time(0)),)
    assert found[SATURDAY] == ((time(0), time(20)),), (
        "to eight by the night shift, from eight by the usual hours"
    )
    both = staffed([shift(ANNA, FRIDAY, 20, 32), shift(BO, SATURDAY, 10, 12)], [], USUAL)
    assert both[SATURDAY] == ((time(0), time(8)), (time(10), time(12)))


def test_the_calendar_goes_by_the_rota_over_midnight():
    desk = WorkCalendar(week=DESK_WEEK, dated=staffed([shift(ANNA, FRIDAY, 20, 32)], [], USUAL))
    assert desk.next_open(at(FRIDAY, 9)) == at(FRIDAY, 20), "nobody is put down by day"
    assert [desk.is_open(at(FRIDAY, hour)) for hour in (19, 20, 23, 24, 44)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert desk.between(at(FRIDAY, 9), at(SATURDAY, 4)) == timedelta(hours=8)
    assert desk.next_open(at(SUNDAY, 3)) == at(SUNDAY, 8), "a day without shifts has the usual hours"


def test_gaps_are_the_usual_hours_without_anybody():
    usual = ((time(8), time(20)),)
    assert gaps(usual, ((time(9), time(12)), (time(14), time(0)))) == (
        (time(8), time(9)),
        (time(12), time(14)),
    )
    assert gaps(usual, ()) == usual
    assert gaps(usual, ((time(0), time(0)),)) == ()


HOURS = st.integers(0, 30)


@given(
    shifts=st.lists(st.tuples(st.sampled_from([ANNA, BO]), HOURS, st.integers(1, 12)), max_size=5),
    absences=st.lists(st.tuples(st.sampled_from([ANNA, BO]), HOURS, st.integers(1, 12)), max_size=3),
    hour=HOURS,
)
def test_at_every_hour_of_a_planned_day_the_desk_is_open_exactly_when_somebody_is_there(
    shifts, absences, hour
):
    whole = [
        shift(BO, FRIDAY, 6, 7),
        shift(BO, SATURDAY, 6, 7),
        *(shift(w, FRIDAY, b, b + n) for w, b, n in shifts),
    ]
    gone = [shift(w, FRIDAY, b, b + n) for w, b, n in absences]
    moment = at(FRIDAY, hour)
    there = any(
        s.begins <= moment < s.ends
        and not any(a.person_id == s.person_id and a.begins <= moment < a.ends for a in gone)
        for s in whole
    )
    assert WorkCalendar(week=DESK_WEEK, dated=staffed(whole, gone, USUAL)).is_open(moment) == there
