"""The clocks worked out by hand, with the office's hours beside each: no program was asked for the right answers.

The office is open 9:00–12:00 and 13:30–17:30, seven hours a day. In 2026 the National Day is 1–7 October; Sunday
20 September and Saturday 10 October are worked for it.
"""

import uuid
from datetime import datetime

import pytest

from webapp.base.clock import CHINA, Limit, LimitUnit
from webapp.catalogue.calendar import ANNOUNCED, Calendars
from webapp.ticket.counting import Terms
from webapp.ticket.reckoning import Line, reckon

DAYS = Calendars({day: works for day, (works, _) in ANNOUNCED.items()}, known=frozenset({2026}))
UNKNOWN = Terms(Limit(99, LimitUnit.WORK_HOUR))
A_FIRM = uuid.uuid4()
BEFORE = {
    "dispatch": "filed", "accept": "dispatched", "start": "accepted", "hang_up": "handling", "wake": "hung_up",
    "feed_back": "handling", "fail": "fed_back", "pass": "fed_back",
}  # fmt: skip


def at(words: str) -> datetime:
    """`10-08 9:30`, of 2026 unless a year stands before it, in Chinese time."""
    day, clock = words.split()
    year, month, date = map(int, (day if day.count("-") == 2 else f"2026-{day}").split("-"))
    hour, minute = map(int, clock.split(":"))
    return datetime(year, month, date, hour, minute, tzinfo=CHINA)


def line(when: str, action: str, **timed: object) -> Line:
    return Line(action, BEFORE.get(action, "dispatched"), at(when), timed)


def sent(when: str, limit: str, urgent: bool = False, **more: object) -> Line:
    return line(when, "dispatch", limit=limit, urgent=urgent, unit=str(A_FIRM), **more)


def due(kind: str, *lines: Line, days: Calendars = DAYS) -> datetime:
    return {k.value: c for k, c in reckon(uuid.uuid4(), lines, UNKNOWN, days, frozenset({A_FIRM})).items()}[
        kind
    ].due_at


@pytest.mark.parametrize(
    ("when", "limit", "end"),
    [
        # Wed 30, Thu 8, Fri 9, Sat 10 (made up), Mon 12
        ("09-29 15:00", "5 work_day", "10-12 15:00"),
        # Sun 20 (made up), Mon 21
        ("09-18 10:00", "2 work_day", "09-21 10:00"),
        # a holiday's report begins with Thu 8 at midnight: Fri 9, Sat 10
        ("10-03 11:00", "2 work_day", "10-10 0:00"),
        # 1½ h on Wed 30, 7 on Thu 8, 7 on Fri 9, ½ on Sat 10
        ("09-30 16:00", "16 work_hour", "10-10 9:30"),
        ("09-30 16:00", "7 calendar_day", "10-07 16:00"),
        ("10-01 20:00", "24 urgent_hour", "10-02 20:00"),
    ],
)
def test_a_limit_over_the_national_day(when, limit, end):
    assert due("H", sent(when, limit)) == at(end)


@pytest.mark.parametrize(
    ("when", "urgent", "end"),
    [
        ("09-30 16:30", False, "10-08 10:00"),  # an hour on Wed 30, an hour on Thu 8
        ("10-09 17:00", False, "10-10 10:30"),  # half an hour on Fri 9, 1½ on Sat 10
        ("10-01 23:50", True, "10-02 0:20"),
    ],
)
def test_a_firm_answers_within_two_hours_of_work_or_half_an_hour_of_need(when, urgent, end):
    assert due("A", sent(when, "7 calendar_day", urgent)) == at(end)


def test_the_desk_verifies_on_holidays_too_but_not_at_night_unless_it_is_urgent():
    assert due("V", line("10-03 19:59", "report", urgent=False)) == at("10-03 20:01")
    assert due("V", line("10-03 20:00", "report", urgent=False)) == at("10-04 8:02")
    assert due("V", line("10-03 20:00", "report", urgent=True)) == at("10-03 20:02")


def test_a_look_is_done_by_the_end_of_the_next_day_that_is_worked():
    fed_back = line("10-09 16:00", "feed_back", limit="7 calendar_day")
    assert due("R", sent("10-08 9:00", "7 calendar_day"), fed_back) == at("10-11 0:00")


# Wed 18 November 10:00 and three work days: Thu 19, Fri 20, Mon 23 at 10:00.
THREE_DAYS = sent("11-18 10:00", "3 work_day")
ASKED = line("11-20 16:00", "ask_return", limit="3 work_day", ran=[["A", "stops"], ["H", "pauses"]])
DECLINED = line("11-23 11:00", "asked_declined", limit="3 work_day", ran=[["H", "goes on"]])
TIMER = line("11-24 9:00", "asking_over", limit="3 work_day", ran=[["H", "goes on"]], most="1 work_day")


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        ([], "11-23 10:00"),
        # left on Friday at four: 1½ h that day and 1 h on Monday; from Monday at eleven: to noon, and 13:30–15:00
        ([ASKED, DECLINED], "11-23 15:00"),
        # a work day of standing still at most, to Monday at four: 1½ h that day, 1 h on Tuesday
        ([ASKED, TIMER], "11-24 10:00"),
        # found not mended: the same 2½ h, which stood still while somebody looked
        ([line("11-20 16:00", "feed_back", limit="3 work_day"), line("11-23 11:00", "fail", limit="3 work_day")], "11-23 15:00"),
        # Tue 24, Wed 25, Thu 26; and again Fri 27, Mon 30, Tue 1
        ([line("11-20 16:00", "extend", limit="3 work_day")], "11-26 10:00"),
        ([line("11-20 16:00", "extend", limit="3 work_day")] * 2, "12-01 10:00"),
        # 72 hours were left on Friday at ten, half of them is Saturday at ten at night
        ([line("11-20 10:00", "hasten", limit="3 work_day")], "11-21 22:00"),
        ([line("11-20 10:00", "hasten", limit="3 work_day", due="2026-11-20T17:00:00+08:00")], "11-20 17:00"),
        # to another unit: the clock goes on; the street said afresh: Mon 23, Tue 24, Wed 25
        ([line("11-20 16:00", "redispatch", limit="3 work_day", urgent=False)], "11-23 10:00"),
        ([line("11-20 16:00", "redispatch", limit="3 work_day", urgent=False, afresh=True)], "11-25 16:00"),
    ],
)  # fmt: skip
def test_three_work_days_over_a_weekend(lines, end):
    assert due("H", THREE_DAYS, *lines) == at(end)


def test_a_pause_over_a_weekend_gives_back_calendar_days_whole():
    """Friday at four to Monday at eleven are 67 hours; Wed 25 at ten and 67 hours is Sat 28 at five."""
    asked, declined = (
        Line(x.action, x.before, x.at, {**x.timed, "limit": "7 calendar_day"}) for x in (ASKED, DECLINED)
    )
    assert due("H", sent("11-18 10:00", "7 calendar_day"), asked, declined) == at("11-28 5:00")


@pytest.mark.parametrize(
    ("limit", "end"),
    [
        # due Mon 23 at nine; left on Wed 18 at nine: three days of seven hours. From Tue 1 December 13:30: 4 h that
        # day, 7 on Wed 2, 7 on Thu 3, 3 on Fri 4
        ("5 work_day", "12-04 12:00"),
        # due Mon 23 at nine; Wed 18 9:00 to Tue 1 13:30 are 13 days and 4½ hours
        ("7 calendar_day", "12-06 13:30"),
    ],
)
def test_a_hang_up_gives_back_what_was_left(limit, end):
    sent_on, start = sent("11-16 9:00", limit), line("11-16 9:30", "start")
    hung = line("11-18 9:00", "hang_up", limit=limit)
    assert due("H", sent_on, start, hung, line("12-01 13:30", "wake", limit=limit)) == at(end)


def test_an_extension_before_a_hang_up_is_kept():
    """Due Wed 23 September; extended by two work days over the Mid-Autumn (25–27): Thu 24, Mon 28 at ten."""
    lines = [sent("09-21 10:00", "2 work_day"), line("09-22 9:00", "extend", limit="2 work_day")]
    assert due("H", *lines) == at("09-28 10:00")
    # left on Thu 24 at nine: 7 h that day and 1 h on Mon 28. From Thu 8 October at four: 1½ h, and 6½ h of Fri 9.
    lines += [
        line("09-24 9:00", "hang_up", limit="2 work_day"),
        line("10-08 16:00", "wake", limit="2 work_day"),
    ]
    assert due("H", *lines) == at("10-09 17:00")


def test_the_hotlines_own_deadline_comes_first_when_it_is_earlier():
    assert due("H", sent("11-18 10:00", "7 calendar_day", external="2026-11-20T10:00:00+08:00")) == at(
        "11-20 10:00"
    )
    assert due("H", sent("11-18 10:00", "1 calendar_day", external="2026-11-20T10:00:00+08:00")) == at(
        "11-19 10:00"
    )


def test_of_a_year_nobody_has_announced_the_weekdays_count_until_somebody_does():
    over_new_year = sent("12-30 10:00", "3 work_day")
    assert due("H", over_new_year) == at("2027-01-04 10:00")  # Thu 31, Fri 1, Mon 4
    announced = Calendars({**DAYS.days, at("2027-01-01 0:00").date(): False}, known=frozenset({2026, 2027}))
    assert due("H", over_new_year, days=announced) == at("2027-01-05 10:00")  # Thu 31, Mon 4, Tue 5
