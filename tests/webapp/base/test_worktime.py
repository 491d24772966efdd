"""Work hours and work days: nights, lunch, weekends, holidays, make-up days, and years nobody knows yet."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.base.clock import CHINA, Limit, LimitUnit
from webapp.base.worktime import DESK_WEEK, HOLIDAY, WorkCalendar

# Friday 2 October is a holiday, Saturday 10 October is made up for it.
DAYS = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}
CALENDAR = WorkCalendar(DAYS, known=frozenset({2026}))
HOUR, DAY = LimitUnit.WORK_HOUR, LimitUnit.WORK_DAY
MOMENTS = st.integers(0, 120 * 1440).map(lambda m: datetime(2026, 9, 1, tzinfo=CHINA) + timedelta(minutes=m))


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        (at(11, 20, 10), Limit(2, HOUR), at(11, 20, 12)),  # to lunch
        (at(11, 20, 11), Limit(2, HOUR), at(11, 20, 14, 30)),  # over lunch
        (at(11, 20, 17), Limit(2, HOUR), at(11, 23, 10, 30)),  # over the weekend
        (at(11, 21, 3), Limit(2, HOUR), at(11, 23, 11)),  # in the night of a Saturday
        (at(9, 30, 16, 30), Limit(2, HOUR), at(10, 8, 10)),  # over the holiday
        (at(10, 9, 17), Limit(1, HOUR), at(10, 10, 9, 30)),  # into a Saturday that is made up
        (at(11, 20, 10), Limit(1, DAY), at(11, 23, 10)),
        (at(11, 20, 10), Limit(2, DAY), at(11, 24, 10)),
        (at(11, 21, 10), Limit(1, DAY), at(11, 24)),  # a Saturday begins with Monday's first minute
        (at(9, 30, 9), Limit(2, DAY), at(10, 9, 9)),
        (at(10, 9, 9), Limit(1, DAY), at(10, 10, 9)),
        (at(9, 30, 22), Limit(12, LimitUnit.URGENT_HOUR), at(10, 1, 10)),
        (at(9, 30, 22), Limit(7, LimitUnit.CALENDAR_DAY), at(10, 7, 22)),
    ],
)
def test_a_limit_runs_out_when_the_office_would_say_so(start, limit, end):
    assert CALENDAR.after(start, limit) == end


def test_a_look_is_done_by_the_end_of_the_next_work_day():
    assert CALENDAR.end_of_next_work_day(at(11, 19, 16)) == at(11, 21)
    assert CALENDAR.end_of_next_work_day(at(11, 20, 16)) == at(11, 24)
    assert CALENDAR.end_of_next_work_day(at(9, 30, 8)) == at(10, 9)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (at(11, 20, 9), at(11, 20, 9)), (at(11, 20, 12), at(11, 20, 13, 30)), (at(11, 20, 17, 30), at(11, 23, 9)),
        (at(10, 3, 10), at(10, 8, 9)), (at(10, 10, 8), at(10, 10, 9)),
    ],
)  # fmt: skip
def test_the_office_opens_next(moment, opens):
    assert CALENDAR.next_open(moment) == opens
    assert CALENDAR.is_open(moment) == (moment == opens)


def test_the_desk_is_staffed_on_holidays_too_and_not_at_night():
    desk = WorkCalendar(DAYS, DESK_WEEK)
    assert desk.is_open(at(10, 1, 19, 59))
    assert desk.next_open(at(10, 1, 20)) == at(10, 2, 8)


def test_a_unit_with_a_week_of_its_own_opens_by_it():
    shop = WorkCalendar(DAYS, {5: ((time(10), time(11)),), HOLIDAY: ((time(0), time(1)),)})
    assert shop.next_open(at(11, 19, 8)) == at(11, 21, 10)
    assert shop.next_open(at(9, 30, 8)) == at(10, 1)  # holiday hours
    with pytest.raises(ValueError, match="至少"):
        WorkCalendar(DAYS, {HOLIDAY: ((time(0), time(1)),)})


def test_of_an_unknown_year_the_weekdays_are_known():
    assert CALENDAR.knows(2026)
    assert not CALENDAR.knows(2031)
    assert CALENDAR.is_work_day(date(2031, 10, 1))
    assert not CALENDAR.is_work_day(date(2031, 10, 4))


@given(start=MOMENTS, hours=st.integers(1, 60))
def test_as_many_hours_pass_as_the_limit_has(start, hours):
    end = CALENDAR.after(start, Limit(hours, HOUR))
    assert CALENDAR.between(start, end) == timedelta(hours=hours)
    assert CALENDAR.later(start, timedelta(hours=hours)) == end


@given(start=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=9)), value=st.integers(1, 5))
@pytest.mark.parametrize("unit", LimitUnit)
def test_what_begins_later_never_runs_out_earlier(unit, start, later, value):
    limit = Limit(value, unit)
    assert start < CALENDAR.after(start, limit) <= CALENDAR.after(start + later, limit)


@given(end=MOMENTS, value=st.integers(1, 5))
@pytest.mark.parametrize("unit", LimitUnit)
def test_before_is_the_latest_start_that_has_run_out(unit, end, value):
    limit = Limit(value, unit)
    start = CALENDAR.before(end, limit)
    assert CALENDAR.after(start, limit) <= end
    assert CALENDAR.after(start + timedelta(seconds=2), limit) > end
