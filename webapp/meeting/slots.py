"""Times to meet: free ones of the host's calendar, evenings and weekends among them; and which times are asked about.

Pure. Whether a time is free is asked of a function, so that the table of meetings stays outside.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from webapp.base.clock import CHINA
from webapp.base.worktime import WorkCalendar

FEWEST_TIMES, MOST_TIMES = 2, 3
NOTICE, URGENT_NOTICE = timedelta(hours=2), timedelta(hours=1)
SHORT_LIMIT = timedelta(days=2)
DAYS_AHEAD = 10
MEETING_LASTS = timedelta(minutes=30)
"""Two meetings of one unit that begin closer than this clash."""
EARLIEST, LATEST, NOON = time(8, 30), time(20, 0), time(12, 0)
"""Nobody is asked to meet at night."""
DAYTIME = (time(10), time(10, 30), time(11), time(14), time(15), time(16))
EVENINGS = (time(18, 30), time(19), time(19, 30))
"""The usual time first; the others stand in while it is taken."""
USUAL = WorkCalendar()
Free = Callable[[datetime], bool]


def proposed_times(
    now: datetime, limit: timedelta, urgent: bool, calendar: WorkCalendar = USUAL, free: Free = lambda _: True
) -> tuple[datetime, ...]:
    """Three times to meet, rising: an evening, a work day's and a day off's, within the limit if it can be.

    An urgent or short matter gets the next times there are, the first about an hour ahead.
    """
    soon = urgent or limit < SHORT_LIMIT
    earliest = now + (URGENT_NOTICE if soon else NOTICE)
    ahead = list(_usual_times(now, earliest, calendar, free))
    if soon:
        ahead = sorted({*_first_half_hour(earliest, free), *ahead})
        return tuple(ahead[:MOST_TIMES])
    chosen: dict[str, datetime] = {}
    for at in ahead:
        if at <= now + limit:
            chosen.setdefault(_kind(at, calendar), at)
    rest = [at for at in ahead if at not in chosen.values()]
    return tuple(sorted([*chosen.values(), *rest][:MOST_TIMES]))


def clashing(at: datetime, taken: Iterable[datetime]) -> bool:
    """Whether a time lies too close to one that is taken."""
    return any(abs(at - other) < MEETING_LASTS for other in taken)


def odd_about(times: Sequence[datetime], calendar: WorkCalendar, taken: Iterable[datetime]) -> str | None:
    """What is unusual about times that a handler names: the night, a holiday, another meeting; None when nothing."""
    busy = list(taken)
    found = []
    for at in times:
        local = at.astimezone(CHINA)
        words = f"{local.month}月{local.day}日 {local:%H:%M}"
        if not EARLIEST <= local.time() <= LATEST:
            found.append(f"{words}太早或者太晚了")
        if calendar.days.get(local.date()) is False:
            found.append(f"{local.month}月{local.day}日放假")
        if clashing(at, busy):
            found.append(f"{words}前后还约了别人")
    return "；".join(dict.fromkeys(found)) or None


def _usual_times(now: datetime, earliest: datetime, calendar: WorkCalendar, free: Free) -> Iterator[datetime]:
    today = now.astimezone(CHINA).date()
    for days in range(DAYS_AHEAD):
        day = today + timedelta(days=days)
        for hours in (_daytime(day, calendar), EVENINGS):
            times = [datetime.combine(day, hour, CHINA) for hour in hours]
            if times and times[0] >= earliest:
                yield from [at for at in times if free(at)][:1]


def _daytime(day: date, calendar: WorkCalendar) -> tuple[time, ...]:
    """Hours of a day in which the unit is there; on days off somebody comes for the meeting."""
    if not calendar.is_work_day(day):
        return DAYTIME
    return tuple(hour for hour in DAYTIME if calendar.is_open(datetime.combine(day, hour, CHINA)))


def _kind(at: datetime, calendar: WorkCalendar) -> str:
    if at.time() >= EVENINGS[0]:
        return "evening"
    return "work day" if calendar.is_work_day(at.date()) else "day off"


def _first_half_hour(earliest: datetime, free: Free) -> Iterator[datetime]:
    """The first free full or half hour from `earliest` in the next two hours, when it is not in the night."""
    local = earliest.astimezone(CHINA).replace(second=0, microsecond=0)
    past = timedelta(minutes=local.minute % 30)
    at = local - past if past == timedelta(0) and local == earliest else local - past + timedelta(minutes=30)
    for half_hours in range(4):
        then = at + half_hours * timedelta(minutes=30)
        if EARLIEST <= then.time() <= LATEST and free(then):
            yield then
            return
