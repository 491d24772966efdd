"""The rota: which stretches of which days somebody is at the desk. Pure.

A shift whose person is away counts only where somebody stands in. A day on which no shift begins keeps its usual hours,
with what a night shift brings over midnight; a day with shifts has theirs alone.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from webapp.base.clock import CHINA
from webapp.base.worktime import Open

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class Manned:
    """One shift, or one absence: whose, from when to when; for an absence whether somebody stands in."""

    person_id: uuid.UUID
    begins: datetime
    ends: datetime
    stood_in: bool = False


def staffed(
    shifts: Iterable[Manned], absences: Iterable[Manned], usual: Callable[[date], Sequence[Open]]
) -> dict[date, tuple[Open, ...]]:
    """The open stretches of every day that a shift touches, in Chinese time; none of a day on which nobody comes."""
    away: dict[uuid.UUID, list[Stretch]] = defaultdict(list)
    for each in absences:
        if not each.stood_in:
            away[each.person_id].append((each.begins, each.ends))
    begun: set[date] = set()
    parts: dict[date, list[Open]] = defaultdict(list)
    for shift in shifts:
        begun.add(shift.begins.astimezone(CHINA).date())
        for begins, ends in _without((shift.begins, shift.ends), away[shift.person_id]):
            for day, part in _by_day(begins, ends):
                parts[day].append(part)
    touched = begun | set(parts)
    return {day: _joined([*parts[day], *(() if day in begun else usual(day))]) for day in sorted(touched)}


def _without(whole: Stretch, away: Iterable[Stretch]) -> list[Stretch]:
    left = [whole]
    for begins, ends in away:
        left = [
            part
            for start, stop in left
            for part in ((start, min(stop, begins)), (max(start, ends), stop))
            if part[0] < part[1]
        ]
    return left


def _by_day(begins: datetime, ends: datetime) -> Iterable[tuple[date, Open]]:
    """A stretch cut at midnights; midnight as an end is 0:00."""
    start, stop = begins.astimezone(CHINA), ends.astimezone(CHINA)
    while start < stop:
        midnight = datetime.combine(start.date() + timedelta(days=1), time(), CHINA)
        yield start.date(), (start.time(), min(stop, midnight).time())
        start = midnight


def _joined(parts: Sequence[Open]) -> tuple[Open, ...]:
    """Stretches of a day in order, those that touch made one."""
    found: list[tuple[int, int]] = []
    for opens, closes in sorted((_minutes(opens), _minutes(closes) or 1440) for opens, closes in parts):
        if found and opens <= found[-1][1]:
            found[-1] = found[-1][0], max(closes, found[-1][1])
        else:
            found.append((opens, closes))
    return tuple((_clock(opens), _clock(closes)) for opens, closes in found)


def gaps(wanted: Sequence[Open], have: Sequence[Open]) -> tuple[Open, ...]:
    """Where the usual hours of a day have nobody."""
    left = [(_minutes(opens), _minutes(closes) or 1440) for opens, closes in wanted]
    for opens, closes in ((_minutes(o), _minutes(c) or 1440) for o, c in have):
        left = [
            part
            for start, stop in left
            for part in ((start, min(stop, opens)), (max(start, closes), stop))
            if part[0] < part[1]
        ]
    return tuple((_clock(start), _clock(stop)) for start, stop in left)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
