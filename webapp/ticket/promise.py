"""The promise: the next word to the resident by; renewed at every step, never later than the tier allows."""

from datetime import datetime
from enum import IntEnum

from webapp.base.clock import Limit, LimitUnit
from webapp.base.worktime import WorkCalendar
from webapp.catalogue.records import Tier

# lifecycle.md, Defaults: P at most. Hours pass at night too, for what cannot wait.
LONGEST = {
    Tier.SUDDEN: Limit(1, LimitUnit.URGENT_HOUR),
    Tier.UTILITY: Limit(12, LimitUnit.URGENT_HOUR),
    Tier.ORDINARY: Limit(2, LimitUnit.WORK_DAY),
    Tier.HARD: Limit(3, LimitUnit.WORK_DAY),
}

# How long each of them has before the next one hears of it, counted as that kind of matter is counted.
CLIMBS_AFTER = {
    Tier.SUDDEN: Limit(1, LimitUnit.URGENT_HOUR),
    Tier.UTILITY: Limit(2, LimitUnit.URGENT_HOUR),
    Tier.ORDINARY: Limit(2, LimitUnit.WORK_HOUR),
    Tier.HARD: Limit(4, LimitUnit.WORK_HOUR),
}


class Climb(IntEnum):
    """Who has heard that something promised to a resident is late: a word, or the result of a meeting."""

    NOBODY = 0
    HANDLER = 1
    LEAD = 2
    """Who leads the unit; before a unit has it, who leads the shift."""
    STREET = 3


HEARS = {Climb.HANDLER: "经办的", Climb.LEAD: "负责人", Climb.STREET: "街道"}
"""Each of them as the ticket's history names them."""


def climbs_next(calendar: WorkCalendar, tier: Tier, reached: Climb, now: datetime) -> datetime | None:
    """When a late promise climbs further that has reached somebody now; never, once the street has heard."""
    return None if reached is Climb.STREET else calendar.after(now, CLIMBS_AFTER[tier])


def next_word_by(
    calendar: WorkCalendar, tier: Tier, now: datetime, wanted: datetime | None = None
) -> datetime:
    """When the resident hears again: as wanted if the tier allows it, else the tier's longest.

    Raises ValueError when a later moment than the tier's longest, or a past one, is asked for.
    """
    latest = calendar.after(now, LONGEST[tier])
    if wanted is None:
        return latest
    if not now < wanted <= latest:
        raise ValueError("答应居民的时间要晚于现在，也不能超过这一类的最长时限。")
    return wanted


def kept_within(calendar: WorkCalendar, tier: Tier, now: datetime, promised: datetime | None) -> datetime:
    """A promise that stands, brought forward when a corrected tier allows no more so late a word."""
    latest = calendar.after(now, LONGEST[tier])
    return latest if promised is None else min(promised, latest)
