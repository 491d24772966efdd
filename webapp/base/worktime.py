"""The working calendar: which days are worked, when an office is open, and how limits are counted by it. Pure.

Work hours run only while the office is open. A work day runs from a moment to the same moment of the next day that
is worked; what begins on a day off begins with the next worked day's first minute. Urgent hours and calendar days
pass at night and on holidays too (lifecycle.md, Defaults). All answers are in UTC, days and hours those of China.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from webapp.base.clock import CHINA, Limit, LimitUnit

Open = tuple[time, time]
"""When an office opens and closes, on one day, in Chinese time; one that closes at 0:00 closes at the day's end."""
MORNING: Final[Open] = (time(9), time(12))
AFTERNOON: Final[Open] = (time(13, 30), time(17, 30))
HOLIDAY: Final = 7
"""The row of a week that is no weekday: holidays, wherever they fall."""
Week = Mapping[int, tuple[Open, ...]]
"""Hours by weekday, Monday 0 to Sunday 6, and HOLIDAY; a day that is not named is closed."""
OFFICE_WEEK: Final[Week] = dict.fromkeys(range(5), (MORNING, AFTERNOON))
DESK_WEEK: Final[Week] = {day: ((time(8), time(20)),) for day in range(8)}
"""The dispatching desk is staffed every day, until the district says otherwise."""
A_DAY: Final = timedelta(days=1)
MIDNIGHT: Final = time()


@dataclass(frozen=True)
class WorkCalendar:
    """Days by the holiday arrangement, hours by an office's week.

    `days` says of a day whether it is worked, where that differs from Monday to Friday. `known` are the years whose
    holidays have been announced; of others only the weekdays are known, and `knows` says so. A week in which no
    weekday has hours is a ValueError: nothing would ever run out.
    """

    days: Mapping[date, bool] = field(default_factory=dict)
    week: Week = field(default_factory=lambda: OFFICE_WEEK)
    known: frozenset[int] = frozenset()
    dated: Mapping[date, tuple[Open, ...]] = field(default_factory=dict)
    """Hours of certain days that count whatever the week says; a day may have none."""

    def __post_init__(self) -> None:
        if not any(self.week.get(day) for day in range(HOLIDAY)):
            raise ValueError("一周里至少要有一天开门。")

    def knows(self, year: int) -> bool:
        """Whether the holidays of a year are known; else its weekdays stand for work days."""
        return year in self.known

    def is_work_day(self, day: date) -> bool:
        """Whether offices work on this day: make-up days do, holidays do not."""
        return self.days.get(day, day.weekday() < 5)

    def hours(self, day: date) -> tuple[Open, ...]:
        """When the office is open on a day. A make-up day has the hours of a Monday when its own weekday has none."""
        if day in self.dated:
            return self.dated[day]
        worked = self.days.get(day)
        if worked is False:
            return self.week.get(HOLIDAY, ())
        own = self.week.get(day.weekday(), ())
        return own or (self.week.get(0, ()) if worked else ())

    def is_open(self, moment: datetime) -> bool:
        """Whether the office is open at a moment."""
        local = moment.astimezone(CHINA)
        return any(
            opens <= local.time() and (local.time() < closes or closes == MIDNIGHT)
            for opens, closes in self.hours(local.date())
        )

    def next_open(self, moment: datetime) -> datetime:
        """The moment itself when the office is open, else when it opens next."""
        begins, _ = next(self._ahead(moment))
        return begins

    def after(self, start: datetime, limit: Limit) -> datetime:
        """When a limit runs out that starts at `start`."""
        if limit.unit is LimitUnit.WORK_HOUR:
            return self.later(start, timedelta(hours=limit.value))
        if limit.unit is LimitUnit.WORK_DAY:
            return self._work_days_after(start, limit.value)
        return start + limit.span

    def before(self, end: datetime, limit: Limit) -> datetime:
        """The latest start of which the limit has run out by `end`, to the second."""
        early, late = end - limit.span - timedelta(days=40), end
        while self.after(early, limit) > end:
            early -= timedelta(days=365)
        while late - early > timedelta(seconds=1):
            middle = early + (late - early) / 2
            early, late = (middle, late) if self.after(middle, limit) <= end else (early, middle)
        return early

    def later(self, start: datetime, work: timedelta) -> datetime:
        """The moment at which so much work time has passed since `start`."""
        for begins, ends in self._ahead(start):
            if work <= ends - begins:
                return begins + work
            work -= ends - begins
        raise AssertionError("hours without end")  # pragma: no cover  `_ahead` never ends

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much work time lies between two moments; none when the second is not later."""
        passed = timedelta()
        for begins, ends in self._ahead(start):
            if begins >= end:
                break
            passed += min(ends, end) - begins
        return passed

    def end_of_next_work_day(self, moment: datetime) -> datetime:
        """Midnight after the first worked day that follows the moment's own."""
        day = self._next_work_day(moment.astimezone(CHINA).date())
        return _at(day + A_DAY, time())

    def _work_days_after(self, start: datetime, count: int) -> datetime:
        local = start.astimezone(CHINA)
        day, clock = local.date(), local.time()
        if not self.is_work_day(day):
            day, clock = self._next_work_day(day), time()
        for _ in range(count):
            day = self._next_work_day(day)
        return _at(day, clock)

    def _next_work_day(self, day: date) -> date:
        day += A_DAY
        while not self.is_work_day(day):
            day += A_DAY
        return day

    def _ahead(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches from a moment on, without end; the first may have begun before it."""
        day = moment.astimezone(CHINA).date()
        while True:
            for opens, closes in self.hours(day):
                begins, ends = _at(day, opens), _at(day if closes > opens else day + A_DAY, closes)
                if ends > moment:
                    yield max(begins, moment), ends
            day += A_DAY


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, CHINA).astimezone(UTC)
