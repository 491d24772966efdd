"""Time: the injected clock, limits, and the lamps of clocks.

Work hours and work days are counted by a working calendar (`base.worktime`).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the time; injected everywhere so that tests can set it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands still until it is moved; for tests and demonstrations."""

    moment: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        """The moment last set."""
        return self.moment

    def move(self, **by: float) -> None:
        """Go forward by a timedelta given in its own words (`hours=2`)."""
        self.moment += timedelta(**by)


class LimitUnit(StrEnum):
    """Units of time of the standards (mission.md, Clocks)."""

    URGENT_HOUR = "urgent_hour"
    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"
    CALENDAR_DAY = "calendar_day"


@dataclass(frozen=True)
class Limit:
    """How long something may take, for example 7 calendar days."""

    value: int
    unit: LimitUnit

    @property
    def span(self) -> timedelta:
        """The limit as if every hour and day counted: how long it is, not when it runs out (`WorkCalendar.after`)."""
        hourly = self.unit in {LimitUnit.URGENT_HOUR, LimitUnit.WORK_HOUR}
        return timedelta(hours=self.value) if hourly else timedelta(days=self.value)


class Lamp(StrEnum):
    """Colour of a clock: green below 80 %, yellow to 100 %, red after (mission.md)."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


def lamp(start: datetime, due: datetime, now: datetime) -> Lamp:
    """The colour at `now` of a clock that started at `start` and is due at `due`."""
    if now > due:
        return Lamp.RED
    return Lamp.YELLOW if now - start >= 0.8 * (due - start) else Lamp.GREEN


def local_day(moment: datetime) -> str:
    """The Chinese calendar day of a moment as `YYYYMMDD`."""
    return moment.astimezone(CHINA).strftime("%Y%m%d")


def within_hours(moment: datetime, opens: int, closes: int) -> bool:
    """Whether the local hour lies in [opens, closes)."""
    return opens <= moment.astimezone(CHINA).hour < closes


def next_within_hours(moment: datetime, opens: int, closes: int) -> datetime:
    """The first moment not before `moment` whose local hour lies in [opens, closes)."""
    local = moment.astimezone(CHINA)
    if opens <= local.hour < closes:
        return moment
    start = local.replace(hour=opens, minute=0, second=0, microsecond=0)
    return (start if local.hour < opens else start + timedelta(days=1)).astimezone(UTC)
